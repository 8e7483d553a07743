"""Members of campaigns and experiments, with arm and outcome (R-ITT)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import period_of
from tenure.stages.leads import signatures
from tenure.stages.money import ZERO, at_rate, month_end, times

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def members(shop: Workshop) -> Table:
    """(member_id, campaign_id, customer_id, arm, day, delivered, responded, converted, predicted_response): each by its assignment.

    Responded: a response inside the response window. Converted: what the campaign's goal says, inside the conversion window.
    """
    campaigns = shop.facts.table("campaigns").select(
        "campaign_id", "goal", "start_date", "response_window_days", "conversion_window_days", campaign_kind="kind", campaign_channel="channel"
    )
    joined = shop.facts.table("campaign_members").join(campaigns, "campaign_id")
    joined = joined.mutate(
        answer_by=(_.start_date + _.response_window_days.as_interval("D")).cast("date"),
        convert_by=(_.start_date + _.conversion_window_days.as_interval("D")).cast("date"),
    )
    events = shop.facts.table("campaign_events").select(
        event_campaign="campaign_id", event_customer="customer_id", event_kind="kind", event_day="happened_on"
    )
    seen = joined.join(events, [joined.campaign_id == events.event_campaign, joined.customer_id == events.event_customer])
    inside = (_.event_kind == "response") & (_.event_day >= _.start_date) & (_.event_day < _.answer_by)
    reached = seen.group_by("member_id").agg(delivered=(_.event_kind == "delivered").any(), responded=inside.any())
    rows = joined.left_join(reached, "member_id").drop("member_id_right")
    rows = rows.left_join(_goals(shop, joined), "member_id").drop("member_id_right")
    return rows.mutate(
        delivered=_.delivered.fill_null(False),
        responded=_.responded.fill_null(False),
        converted=_.converted.fill_null(False),
        treated=_.arm == "treatment",
        day=_.start_date,
    ).drop("seq", "known_on")


def _goals(shop: Workshop, joined: Table) -> Table:
    """(member_id, converted): members that did what the campaign wanted of them."""
    wanted = joined.select("member_id", "customer_id", "goal", "start_date", "convert_by")
    runs = shop.table("relationships").select(holder="customer_id", started_on="started_on", ended_on="ended_on")
    keep = wanted.filter(_.goal == "relationship_kept")
    kept = keep.join(runs, [keep.customer_id == runs.holder, runs.started_on <= keep.start_date, runs.ended_on >= keep.convert_by])
    signed = shop.table("covers").select(holder="customer_id", moment="signed_on")
    rises = _rises(shop).select(holder="customer_id", moment="day")
    deeds = signed.union(rises)
    buy = wanted.filter(_.goal != "relationship_kept")
    bought = buy.join(deeds, [buy.customer_id == deeds.holder, deeds.moment >= buy.start_date, deeds.moment < buy.convert_by])
    return kept.select("member_id").union(bought.select("member_id")).distinct().mutate(converted=True)


def _rises(shop: Workshop) -> Table:
    """(customer_id, day): price rises within a contract."""
    prices = shop.table("price_spans")
    prices = prices.mutate(before=_.mrr.lag().over(group_by="contract_id", order_by=["from_date", "price_id"]))
    rises = prices.filter(_.mrr > _.before).select("contract_id", day="from_date")
    return rises.join(shop.table("agreements").select("contract_id", "customer_id"), "contract_id")


def campaign_leads(shop: Workshop) -> Table:
    """(campaign_id, lead_id, day, signed_on, customer_id, converted): leads that a campaign brought, by first inquiry.

    Converted: first signature inside the campaign's conversion window after the inquiry.
    """
    asked = shop.facts.table("touches").filter(_.kind == "inquiry", _.campaign_id.notnull(), _.lead_id.notnull())
    first = asked.group_by("campaign_id", "lead_id").agg(day=_.happened_on.min())
    windows = shop.facts.table("campaigns").select("campaign_id", "conversion_window_days")
    rows = first.join(windows, "campaign_id").left_join(signatures(shop), "lead_id").drop("lead_id_right")
    end = (_.day + _.conversion_window_days.as_interval("D")).cast("date")
    hit = (_.signed_on >= _.day) & (_.signed_on < end)
    return rows.mutate(converted=hit.fill_null(False)).mutate(treated=ibis.literal(True))


def campaign_returns(shop: Workshop) -> Table:
    """(campaign_id, lead_id, customer_id, day, revenue, running): a year of billing, net of refunds, of each converted lead.

    `running` while that year is not over as of the day.
    """
    won = shop.table("campaign_leads").filter(_.converted)
    money = shop.table("cash").filter(_.kind.isin(["invoice", "order", "refund"]))
    money = money.select(payer="customer_id", paid_on="day", signed=ibis.ifelse(_.kind == "refund", -_.amount, _.amount))
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
    """(cost_id, campaign_id, day, amount): all that a campaign costs, at the rate of the month it starts in."""
    rows = shop.table("spending").filter(_.campaign_id.notnull())
    rows = at_rate(rows, shop, month_end(rows.start))
    return rows.select("cost_id", "campaign_id", customer_id=ibis.null("int64"), day="start", amount=times(rows.amount, rows.rate))
