"""How a stage is read by period: what every view is, and the common ways to make one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import DateValue, Table

from tenure.errors import UsageError
from tenure.periods import ONE_DAY, Period
from tenure.stages.rated import Money
from tenure.stages.workshop import period_table

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

BEGINNING = date(2000, 1, 1)
Params = Mapping[str, str]
Maker = Callable[["Workshop", Sequence[Period], Params], Table]
Cut = Callable[[Table], Table]  # gives rows of customers a column `segment`


@dataclass(frozen=True)
class View:
    """How a stage is read by period."""

    make: Maker
    subject: str  # the column that names what is counted
    params: tuple[str, ...] = ()  # what a question has to say for it
    defaults: Mapping[str, str] = field(default_factory=dict)
    counted_by: str = ""  # the day by which its rows fall into a period, in words
    edges: str = ""  # whom it leaves out, or counts once, in words
    money: Mapping[str, tuple[Money, ...]] = field(default_factory=dict)  # columns of money, or that depend on it


def in_periods(rows: Table, periods: Sequence[Period], day: str = "day") -> Table:
    """The rows whose day falls into a period, with that period."""
    cut = period_table(periods)
    joined = rows.join(cut, [rows[day] >= cut.p0, rows[day] <= cut.p1])
    return joined.mutate(dims_on=joined[day])


def dated(
    stage: str, day: str = "day", until_known: bool = True, keep: Callable[[Table], Table] = lambda table: table
) -> Maker:
    """A stage whose rows count in the period their day falls into."""

    def make(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
        rows = keep(shop.table(stage))
        if until_known:
            rows = rows.filter(rows[day] <= shop.as_of)
        return in_periods(rows, periods, day)

    return make


def of_campaign(rows: Table, shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Rows of campaigns that start in the period; of one campaign, whatever the period, where the question names it."""
    starts = shop.facts.table("campaigns").select(begun="campaign_id", begins="start_date")
    joined = rows.join(starts, rows.campaign_id == starts.begun)
    if "campaign_id" in params:
        named = joined.filter(_.campaign_id == params["campaign_id"])
        return named.mutate(period=ibis.literal(0, "int64"), dims_on=named.begins)
    return in_periods(joined, periods, "begins")


def to_date(shop: Workshop, periods: Sequence[Period]) -> list[Period]:
    """Each period from the beginning of all facts, and no longer than what is known."""
    return [Period(BEGINNING, min(period.end, shop.as_of + ONE_DAY), "day") for period in periods]


def beside_panel(shop: Workshop, periods: Sequence[Period], *extras: Table) -> Table:
    """The panel with further columns for the same customer and period; null where an extra says nothing."""
    table = shop.panel(periods).mutate(dims_on=_.p1)
    for extra in extras:
        extra = extra.rename(extra_customer="customer_id", extra_period="period")
        joined = table.left_join(extra, [table.customer_id == extra.extra_customer, table.period == extra.extra_period])
        table = joined.drop("extra_customer", "extra_period")
    return table


def whole(word: str, params: Params) -> int:
    """A parameter as a whole number.

    Raises: UsageError when it is none.
    """
    try:
        return int(params[word])
    except ValueError as error:
        raise UsageError(
            "{word} is '{text}', which is not a whole number.", "Say --where {word}=7.", word=word, text=params[word]
        ) from error


def one_of(word: str, params: Params, choices: Sequence[str]) -> str:
    """A parameter that is one of a few words.

    Raises: UsageError when it is another.
    """
    if params[word] not in choices:
        raise UsageError(
            "{word} is '{text}'.", "Say one of {choices}.", word=word, text=params[word], choices=list(choices)
        )
    return params[word]


def day_after(day: date) -> DateValue:
    """The civil day after a day, as a value."""
    return ibis.literal(day + ONE_DAY)


def decided(hit: ibis.Deferred, over: ibis.Deferred) -> ibis.Deferred:
    """Yes where it happened, no where the window is over without it, null while that is open."""
    return ibis.cases((hit.fill_null(False), True), (over.fill_null(True), False), else_=ibis.null("boolean"))
