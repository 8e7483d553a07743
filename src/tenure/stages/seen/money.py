"""Money by period beyond the panel: second purchases, referred customers, shifted costs, shared costs, scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period, add_months
from tenure.stages import rated
from tenure.stages.accrual import accrued, spent
from tenure.stages.money import DECIMAL, ZERO
from tenure.stages.rated import CASH, EARNED, PANEL, SOLD, SPENT, Days, Money
from tenure.stages.sold import PURCHASES
from tenure.stages.viewing import Params, View, beside_panel, day_after, decided, in_periods, one_of, to_date, whole
from tenure.words import later

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

SECOND_WITHIN = 90  # days in which a new customer should buy again
FIFTHS, THIRDS, ENOUGH = 5, 3, 20  # groups of a score; fewer customers than enough are scored by thirds


def _first_purchases(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """Customers by their first purchase, and whether a second one followed within 90 days."""
    bought = shop.table("cash").filter(_.kind.isin(PURCHASES), _.day <= shop.as_of)
    order = {"group_by": "customer_id", "order_by": ["day", "txn_id"]}
    rows = bought.mutate(place=ibis.row_number().over(**order), next_on=_.day.lead().over(**order))
    rows = rows.filter(_.place == 0).mutate(until=(_.day + ibis.interval(days=SECOND_WITHIN)).cast("date"))
    over = _.until < day_after(shop.as_of)
    return in_periods(rows.mutate(mature=over, again=decided(_.next_on <= _.until, over)), periods)


def _referrers(shop: Workshop) -> Table:
    """(referred, referrer): who brought whom."""
    people = shop.facts.table("customers").filter(_.referrer_customer_id.notnull())
    people = people.filter(_.referrer_customer_id != _.customer_id)
    return people.select(referred="customer_id", referrer="referrer_customer_id")


def _referred_cash(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """Money of referred customers up to the end of the period, under the customer that referred them."""
    rows = shop.table("cash").filter(_.day <= shop.as_of)
    pairs = _referrers(shop)
    rows = rows.join(pairs, rows.customer_id == pairs.referred).drop("customer_id").rename(customer_id="referrer")
    return in_periods(rows, to_date(shop, periods))


def _referred_costs(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """Costs of referred customers up to the end of the period, under the customer that referred them."""
    rows = accrued(shop, to_date(shop, periods)).mutate(dims_on=_.start)
    pairs = _referrers(shop)
    return rows.join(pairs, rows.customer_id == pairs.referred).drop("customer_id").rename(customer_id="referrer")


def _lagged_costs(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Costs of k months before the period."""
    return spent(shop, [_before(period, params) for period in periods])


def _before(period: Period, params: Params) -> Period:
    back = -whole("k", params)
    return Period(add_months(period.start, back), add_months(period.end, back), period.grain)


def _lagged(_shop: Workshop, period: Period, params: Params) -> Days:
    before = _before(period, params)
    return before.start, before.last


def _full_profit(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """The panel with all costs: those of the customer itself, and its part of those of nobody.

    What is nobody's is shared by revenue, or evenly among customers held, as the policy `cost_key` says; where there is
    nothing to share it by, it stays with nobody and the customers' numbers do not hold it.
    """
    costs = accrued(shop, periods)
    own = costs.filter(_.customer_id.notnull()).group_by("customer_id", "period").agg(own_cost=_.amount.sum())
    rest = costs.filter(_.customer_id.isnull()).group_by(rest_in="period").agg(rest=_.amount.sum())
    rows = beside_panel(shop, periods, own)
    rows = rows.left_join(rest, rows.period == rest.rest_in).drop("rest_in")
    rows = rows.mutate(own_cost=_.own_cost.fill_null(ZERO), rest=_.rest.fill_null(ZERO))
    return _with_shares(shop, rows.mutate(earned=_.recognised + _.sold))


def _with_shares(shop: Workshop, rows: Table) -> Table:
    """Rows of customers with their part of the `rest` that names nobody, by revenue or evenly, as the policy says."""
    key = _.earned if shop.policies.text("cost_key") == "revenue" else _.held_any.cast("int64").cast(DECIMAL)
    rows = rows.mutate(key=key)
    total = _.key.sum().over(group_by="period")
    part = (_.rest.cast("float64") * _.key.cast("float64") / _.total.cast("float64")).cast(DECIMAL)
    rows = rows.mutate(total=total)
    return rows.mutate(shared_cost=ibis.ifelse(_.total > ZERO, part, ZERO))


def _scores(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Customers held on the last day, scored against each other by one factor over the twelve months up to it.

    Five groups of one size, from 1, the lowest; three below twenty customers. Customers that tie share the lower score.
    """
    factor = one_of("factor", params, ("tenure", "frequency", "revenue"))
    years = [_year(period) for period in periods]
    held = beside_panel(shop, years).filter(_.held_close)
    measures = {"tenure": _.tenure_days, "frequency": _.interactions, "revenue": _.billed - _.refunded}
    held = held.mutate(measured=measures[factor].cast(DECIMAL))
    held = held.mutate(
        below=ibis.rank().over(group_by="period", order_by="measured"), members=_.count().over(group_by="period")
    )
    groups = ibis.ifelse(_.members < ENOUGH, THIRDS, FIFTHS)
    return held.mutate(score=(groups * _.below / _.members).floor().cast("int64") + 1)


def _year(period: Period) -> Period:
    return Period(add_months(period.end, -12), period.end, "year")


def _scored(_shop: Workshop, period: Period, params: Params) -> Days | None:
    year = _year(period)
    return (year.start, year.last) if params["factor"] == "revenue" else None


VIEWS = {
    "first_purchases": View(
        _first_purchases,
        "customer_id",
        counted_by=later("the day of a customer's first purchase"),
        edges=later("Only the first purchase of a customer in the facts."),
        money={"amount": CASH},
    ),
    "referred_cash": View(
        _referred_cash,
        "txn_id",
        counted_by=later("the day of the transaction, from the first one on"),
        money={"amount": (Money("transactions", "month_end", rated.to_date),)},
        edges=later("Who referred itself is left out."),
    ),
    "referred_costs": View(
        _referred_costs,
        "cost_id",
        counted_by=later("each day of the accrual, from the first one on"),
        money={"amount": (Money("costs", "month_end", rated.to_date),)},
        edges=later("Who referred itself is left out."),
    ),
    "lagged_costs": View(
        _lagged_costs,
        "cost_id",
        ("k",),
        counted_by=later("each day of the accrual, k months before the period"),
        money={"amount": (Money("costs", "month_end", _lagged),)},
    ),
    "full_profit": View(
        _full_profit,
        "customer_id",
        counted_by=later("each day of the accrual, and the day the money moved"),
        edges=later("Where there is nothing to share a cost by, it stays with nobody."),
        money={**PANEL, "own_cost": SPENT, "earned": (*EARNED, *SOLD), "shared_cost": (*SPENT, *EARNED, *SOLD)},
    ),
    "scores": View(
        _scores,
        "customer_id",
        ("factor",),
        counted_by=later("the last day of the period, and the twelve months up to it"),
        edges=later("Customers that tie share the lower score."),
        money={**PANEL, **dict.fromkeys(("score", "measured"), (Money("transactions", "month_end", _scored),))},
    ),
}
