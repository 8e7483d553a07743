"""Contracts by period beyond the panel: renewal by a day, revenue in force, tiers, tenure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period
from tenure.stages.money import ZERO, at_rate, times
from tenure.stages.rated import CLOSING, KEPT, OPENING, PANEL, TERMS
from tenure.stages.viewing import Params, View, beside_panel, dated, day_after, decided, one_of, whole
from tenure.stages.workshop import period_table
from tenure.words import later

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def _terms_by_day(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Contracts due in the period, and whether they were renewed by the k-th day after their due day."""
    rows = dated("terms", "due_on", until_known=False)(shop, periods, params)
    rows = rows.mutate(by_day=(_.due_on + ibis.interval(days=whole("k", params))).cast("date"))
    over = _.by_day < day_after(shop.as_of)
    return rows.mutate(day_over=over, renewed_by_day=decided(_.next_signed_on <= _.by_day, over))


def _panel_strict(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """The panel with MRR of contracts in force only, at both ends, at the opening rate."""
    paid, cut = shop.table("mrr_levels_strict"), period_table(periods)
    rows = paid.join(cut, [paid.start <= cut.p1, paid.end > cut.opening])
    rows = at_rate(rows, shop, rows.opening)
    worth = times(_.mrr, _.rate)
    sums = rows.group_by("customer_id", "period").agg(
        strict_open=worth.sum(where=(_.start <= _.opening) & (_.end > _.opening)),
        strict_close=worth.sum(where=(_.start <= _.p1) & (_.end > _.p1)),
    )
    table = beside_panel(shop, periods, sums)
    table = table.mutate(strict_open=_.strict_open.fill_null(ZERO), strict_close=_.strict_close.fill_null(ZERO))
    return table.mutate(
        strict_net=ibis.ifelse(_.survived, _.strict_close, ZERO),
        strict_gross=ibis.ifelse(_.survived, ibis.least(_.strict_close, _.strict_open), ZERO),
    )


def _tier_moves(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """The panel, and whether a kept customer moved down or up a value tier, as the question says."""
    rows = beside_panel(shop, periods)
    lower, upper = _.value_tier_close > _.value_tier_open, _.value_tier_close < _.value_tier_open  # A is the highest
    moved = lower if one_of("direction", params, ("down", "up")) == "down" else upper
    return rows.mutate(kept=_.held_open & _.survived).mutate(moved=_.kept & moved.fill_null(False))


def _tenures(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """The panel with the days since the first relationship of those held at the end."""
    first = shop.table("relationships").filter(_.seq == 0).select(since_of="customer_id", since="started_on")
    rows = beside_panel(shop, periods)
    joined = rows.left_join(first, rows.customer_id == first.since_of).drop("since_of")
    return joined.mutate(days_since_first=ibis.ifelse(_.held_close, _.p1.delta(_.since, unit="day"), 0))


def _held_days(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """Customers held in the period, and whether on every day of it."""
    runs, cut = shop.table("relationships").filter(_.signed_on <= shop.as_of), period_table(periods)
    rows = runs.join(cut, [runs.started_on <= cut.p1, runs.ended_on > cut.p0])
    end = (_.p1 + ibis.interval(days=1)).cast("date")
    days = ibis.least(_.ended_on, end).delta(ibis.greatest(_.started_on, _.p0), unit="day")
    held = rows.group_by("period", "customer_id").agg(
        days=days.sum(), of_days=_.p1.max().delta(_.p0.min(), unit="day") + 1, dims_on=_.p1.max()
    )
    return held.mutate(throughout=_.days == _.of_days)


VIEWS = {
    "terms_by_day": View(
        _terms_by_day,
        "contract_id",
        ("k",),
        counted_by=later("contracts by the end date they were signed with, whatever happened before"),
        money=TERMS,
    ),
    "panel_strict": View(
        _panel_strict,
        "customer_id",
        counted_by=later("the last day of the period, and the day before its first"),
        edges=later("The win-back window is left out: a contract counts while it is in force."),
        money={**PANEL, "strict_open": OPENING, **dict.fromkeys(("strict_close", "strict_net", "strict_gross"), KEPT)},
    ),
    "tier_moves": View(
        _tier_moves,
        "customer_id",
        ("direction",),
        counted_by=later("the last day of the period, and the day before its first"),
        edges=later("Lost customers are left out: they are churn, not a move down."),
        money={**PANEL, "moved": (*OPENING, *CLOSING)},
    ),
    "tenures": View(_tenures, "customer_id", counted_by=later("the last day of the period"), money=PANEL),
    "held_days": View(_held_days, "customer_id", counted_by=later("every day of the period")),
}
