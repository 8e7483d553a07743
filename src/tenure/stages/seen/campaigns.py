"""Campaigns and programmes: events, leads brought, predictions, money and use of members by arm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period, parse_period
from tenure.stages.money import ZERO, at_rate, times
from tenure.stages.rated import PRICES, Money
from tenure.stages.spans import first_days_of_campaigns, years_of_campaigns
from tenure.stages.viewing import Params, View, day_after, of_campaign
from tenure.words import later

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

YEAR = 365
EARNED = ("invoice", "order", "refund")


def _events(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """What happened in campaigns."""
    rows = shop.facts.table("campaign_events").filter(_.happened_on <= shop.as_of)
    rows = rows.select("campaign_event_id", "campaign_id", "customer_id", "kind", "quantity", day="happened_on")
    return of_campaign(rows, shop, periods, params)


def _brought(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Leads that a campaign brought, and whether they signed inside its window."""
    return of_campaign(shop.table("campaign_leads"), shop, periods, params)


def _predicted(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Treated members with the response predicted for them; null where nothing was by the first day of the campaign."""
    told = shop.facts.table("campaign_members").select(told_of="member_id", told_on="known_on")
    rows = of_campaign(shop.table("members").filter(_.treated), shop, periods, params)
    rows = rows.join(told, rows.member_id == told.told_of)
    return rows.mutate(predicted=ibis.ifelse(_.told_on <= _.begins, _.predicted_response, ibis.null("decimal(38, 10)")))


def _member_returns(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Members with a year of billing, net of refunds, from the first day of the campaign; `running` while it is not over."""
    rows = of_campaign(shop.table("members"), shop, periods, params)
    rows = rows.mutate(year_end=(_.begins + ibis.interval(days=YEAR)).cast("date"))
    money = shop.table("cash").filter(_.kind.isin(EARNED), _.day <= shop.as_of)
    money = money.select(payer="customer_id", paid_on="day", paid=ibis.ifelse(_.kind == "refund", -_.amount, _.amount))
    pairs = rows.join(
        money, [rows.customer_id == money.payer, money.paid_on >= rows.begins, money.paid_on < rows.year_end]
    )
    sums = pairs.group_by(paid_by="member_id", paid_for="period").agg(revenue=_.paid.sum())
    joined = rows.left_join(sums, [rows.member_id == sums.paid_by, rows.period == sums.paid_for])
    joined = joined.drop("paid_by", "paid_for")
    return joined.mutate(revenue=_.revenue.fill_null(ZERO), running=_.year_end > day_after(shop.as_of))


def _baselines(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Members with their usage days in a period before the campaign."""
    rows = of_campaign(shop.table("members"), shop, periods, params)
    before = parse_period(params["before"], shop.policies.text("week_start"))
    days = shop.table("customer_days").filter(_.day >= before.start, _.day < before.end)
    counts = days.group_by(user="customer_id").agg(before_days=_.count())
    joined = rows.left_join(counts, rows.customer_id == counts.user).drop("user")
    return joined.mutate(before_days=_.before_days.fill_null(0))


def _kept_values(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Members of programmes with the MRR they had on the first day, at the rate of that day."""
    rows = of_campaign(shop.table("members").filter(_.campaign_kind == "programme"), shop, periods, params)
    paid = shop.table("mrr_levels").select("currency", "mrr", payer="customer_id", paid_from="start", paid_to="end")
    pairs = rows.join(paid, [rows.customer_id == paid.payer, paid.paid_from <= rows.begins, paid.paid_to > rows.begins])
    pairs = at_rate(pairs, shop, pairs.begins)
    worth = pairs.group_by(worth_of="member_id", worth_for="period").agg(start_mrr=times(_.mrr, _.rate).sum())
    joined = rows.left_join(worth, [rows.member_id == worth.worth_of, rows.period == worth.worth_for])
    joined = joined.drop("worth_of", "worth_for")
    return joined.mutate(start_mrr=_.start_mrr.fill_null(ZERO))


VIEWS = {
    "campaign_events": View(_events, "campaign_event_id", counted_by=later("the first day of the campaign")),
    "brought": View(_brought, "lead_id", counted_by=later("the first day of the campaign")),
    "predicted": View(_predicted, "member_id", counted_by=later("the first day of the campaign")),
    "member_returns": View(
        _member_returns,
        "member_id",
        counted_by=later("the first day of the campaign"),
        money={"revenue": (Money("transactions", "month_end", years_of_campaigns),)},
    ),
    "baselines": View(_baselines, "member_id", ("before",), counted_by=later("the first day of the campaign")),
    "kept_values": View(
        _kept_values,
        "member_id",
        counted_by=later("the first day of the campaign"),
        money={"start_mrr": (Money(PRICES, "own_day", first_days_of_campaigns),)},
    ),
}
