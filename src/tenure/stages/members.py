"""Members of campaigns and experiments, with arm and outcome (R-ITT)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period, period_of
from tenure.stages.accrual import accrued
from tenure.stages.leads import signatures
from tenure.stages.money import ZERO

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def members(shop: Workshop) -> Table:
    """(member_id, campaign_id, customer_id, arm, day, delivered, responded, converted, predicted_response): each by its assignment.

    Responded: a response inside the response window. Converted: what the campaign's goal says, inside the conversion window.
    """
    campaigns = _windowed(shop).select(
        "campaign_id",
        "goal",
        "start_date",
        "response_window_days",
        "conversion_window_days",
        campaign_kind="kind",
        campaign_channel="channel",
    )
    joined = shop.facts.table("campaign_members").join(campaigns, "campaign_id")
    joined = joined.mutate(
        answer_by=(_.start_date + _.response_window_days.as_interval("D")).cast("date"),
        convert_by=(_.start_date + _.conversion_window_days.as_interval("D")).cast("date"),
    )
    events = shop.facts.table("campaign_events").select(
        event_campaign="campaign_id", event_customer="customer_id", event_kind="kind", event_day="happened_on"
    )
    seen = joined.join(
        events, [joined.campaign_id == events.event_campaign, joined.customer_id == events.event_customer]
    )
    inside = (_.event_kind == "response") & (_.event_day >= _.start_date) & (_.event_day < _.answer_by)
    reached = seen.group_by("member_id").agg(delivered=(_.event_kind == "delivered").any(), answered=inside.any())
    rows = joined.left_join(reached, "member_id").drop("member_id_right")
    rows = rows.left_join(_goals(shop, joined), "member_id").drop("member_id_right")
    tomorrow = _after(shop)
    rows = rows.mutate(answer_over=_.answer_by <= tomorrow, mature=_.convert_by <= tomorrow)
    return rows.mutate(
        delivered=_.delivered.fill_null(False),
        responded=ibis.cases((_.answered.fill_null(False), True), (_.answer_over, False), else_=ibis.null("boolean")),
        converted=_outcome(),
        treated=_.arm == "treatment",
        day=_.start_date,
    ).drop("seq", "known_on", "answered", "reached", "failed")


def _windowed(shop: Workshop) -> Table:
    """Campaigns, with the windows that a policy gives those that are told without."""
    given = {name: shop.policies.whole(name) for name in ("response_window_days", "conversion_window_days")}
    told = shop.facts.table("campaigns")
    return told.mutate(**{name: told[name].fill_null(days) for name, days in given.items()})


def _outcome() -> ibis.Deferred:
    """Reached and failed are for good; the rest is open until the window is over, and then what the goal says."""
    kept = _.goal == "relationship_kept"
    at_end = ibis.ifelse(kept, True, False)
    return ibis.cases(
        (_.reached.fill_null(False), True),
        (_.failed.fill_null(False), False),
        (_.mature, at_end),
        else_=ibis.null("boolean"),
    )


def _goals(shop: Workshop, joined: Table) -> Table:
    """(member_id, reached, failed): what is decided of each member as of the day.

    To be kept, a customer must be held on the first day; it fails when that relationship ends inside the window.
    """
    wanted = joined.select("member_id", "customer_id", "goal", "start_date", "convert_by")
    runs = shop.table("relationships").select(holder="customer_id", started_on="started_on", ended_on="ended_on")
    keep = wanted.filter((_.goal == "relationship_kept") & (_.start_date <= shop.as_of))
    held = keep.left_join(
        runs, [keep.customer_id == runs.holder, runs.started_on <= keep.start_date, runs.ended_on > keep.start_date]
    )
    gone = _.holder.isnull() | ((_.ended_on < _.convert_by) & (_.ended_on <= shop.as_of))
    lost = held.filter(gone).select("member_id").mutate(reached=ibis.literal(False), failed=ibis.literal(True))
    signed = shop.table("agreements").select(holder="customer_id", moment="signed_on")
    bought = shop.table("cash").filter(_.kind.isin(["order", "topup"])).select(holder="customer_id", moment="day")
    deeds = (
        signed.union(bought)
        .union(_rises(shop).select(holder="customer_id", moment="day"))
        .filter(_.moment <= shop.as_of)
    )
    buy = wanted.filter((_.goal != "relationship_kept").fill_null(True))
    bought = buy.join(
        deeds, [buy.customer_id == deeds.holder, deeds.moment >= buy.start_date, deeds.moment < buy.convert_by]
    )
    won = bought.select("member_id").distinct().mutate(reached=ibis.literal(True), failed=ibis.literal(False))
    return lost.distinct().union(won)


def _rises(shop: Workshop) -> Table:
    """(customer_id, day): price rises within a contract in force."""
    ends = shop.table("agreements").select("contract_id", "ends_on")
    prices = shop.table("price_spans").join(ends, "contract_id").filter(_.valid_from < _.ends_on)
    prices = prices.mutate(before=_.mrr.lag().over(group_by="contract_id", order_by=["from_date", "price_id"]))
    rises = prices.filter(_.mrr > _.before).select("contract_id", day="from_date")
    return rises.join(shop.table("agreements").select("contract_id", "customer_id"), "contract_id")


def campaign_leads(shop: Workshop) -> Table:
    """(campaign_id, lead_id, day, signed_on, customer_id, converted): leads that a campaign brought, by first inquiry.

    Converted: first signature inside the campaign's conversion window after the inquiry.
    """
    asked = shop.facts.table("touches").filter(_.kind == "inquiry", _.campaign_id.notnull(), _.lead_id.notnull())
    first = asked.group_by("campaign_id", "lead_id").agg(day=_.happened_on.min())
    windows = _windowed(shop).select("campaign_id", "conversion_window_days", campaign_kind="kind")
    rows = first.join(windows, "campaign_id").left_join(signatures(shop), "lead_id").drop("lead_id_right")
    end = (_.day + _.conversion_window_days.as_interval("D")).cast("date")
    rows = rows.mutate(window_end=end)
    hit = ((_.signed_on >= _.day) & (_.signed_on < _.window_end)).fill_null(False)
    over = _.window_end <= shop.as_of
    return rows.mutate(mature=over, converted=ibis.cases((hit, True), (over, False), else_=ibis.null("boolean")))


def campaign_returns(shop: Workshop) -> Table:
    """(campaign_id, lead_id, customer_id, day, revenue, running): a year of billing, net of refunds, of each converted lead.

    `running` while that year is not over as of the day.
    """
    won = shop.table("campaign_leads").filter(_.converted.fill_null(False))
    money = shop.table("cash").filter(_.kind.isin(["invoice", "order", "refund"]))
    money = money.select(
        payer="customer_id", paid_on="day", signed=ibis.ifelse(_.kind == "refund", -_.amount, _.amount)
    )
    won = won.mutate(year_end=(_.signed_on + ibis.interval(days=365)).cast("date"))
    pairs = won.left_join(
        money, [won.customer_id == money.payer, money.paid_on >= won.signed_on, money.paid_on < won.year_end]
    )
    return pairs.group_by("campaign_id", "lead_id", "customer_id", "day").agg(
        revenue=_.signed.sum().fill_null(ZERO), running=(_.year_end > _after(shop)).any()
    )


def _after(shop: Workshop) -> ibis.expr.types.DateValue:
    return ibis.literal(period_of(shop.as_of, "day").end)


def campaign_costs(shop: Workshop) -> Table:
    """(cost_id, campaign_id, day, amount): all that a campaign costs, each month's days at the rate of that month's end."""
    told = shop.table("spending").filter(_.campaign_id.notnull())
    edges = shop.engine.rows(told.agg(first=_.start.min(), last=_.end.max()))[0]
    first, last = edges["first"], edges["last"]
    whole = [Period(first, last, "day")] if isinstance(first, date) and isinstance(last, date) else []
    rows = accrued(shop, whole).filter(_.campaign_id.notnull())
    sums = rows.group_by("cost_id", "campaign_id", day="start").agg(amount=_.amount.sum())
    return sums.mutate(customer_id=ibis.null("int64"))
