"""How long relationships last, those still running told apart; and how many come back, month after month."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period
from tenure.stages.cohorts import months_over
from tenure.stages.shop import bought_on
from tenure.stages.usage import active_months
from tenure.stages.viewing import Cut

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

Returning = Literal["held", "bought", "used"]


@dataclass
class Lengths:
    """How many relationships ended after so many days, and how many last so many days so far."""

    ended: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    lasting: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def count(self) -> int:
        """All of them."""
        return sum(self.ended.values()) + sum(self.lasting.values())


@dataclass(frozen=True)
class Returns:
    """Of a cohort of so many members, how many are known so many months later, and how many of these came back."""

    cohort: date
    members: int
    age: int
    seen: int
    back: int


def lengths(shop: Workshop, started: Period | None = None, cut: Cut | None = None) -> dict[str | None, Lengths]:
    """Every relationship begun by the as-of day (or in a period), by segment; one segment without a name where nothing is cut."""
    rows = shop.table("relationships").filter(_.started_on <= shop.as_of)
    if started is not None:
        rows = rows.filter(_.started_on >= started.start, _.started_on < started.end)
    rows = rows.mutate(dims_on=_.started_on, period=ibis.literal(0, "int64"))
    rows = rows.mutate(segment=ibis.null("string")) if cut is None else cut(rows)
    until = ibis.least(_.ended_on, ibis.literal(shop.as_of))
    rows = rows.mutate(length=until.delta(_.started_on, unit="day"), over=_.ended_on <= shop.as_of)
    out: dict[str | None, Lengths] = {}
    for row in shop.engine.rows(rows.group_by("segment", "length", "over").agg(n=_.count())):
        found = out.setdefault(None if row["segment"] is None else str(row["segment"]), Lengths())
        (found.ended if row["over"] else found.lasting)[int(str(row["length"]))] += int(str(row["n"]))
    return out


def returns(shop: Workshop, kind: Returning, signed: Period | None = None) -> list[Returns]:
    """First relationships by month of signature, in the months since their first: who was held, bought or was active in it.

    An age is known of a member once its month is over; the same cohorts as those of the catalogue's retention curves.
    """
    runs = shop.table("relationships").filter(_.seq == 0, _.signed_on <= shop.as_of)
    if signed is not None:
        runs = runs.filter(_.signed_on >= signed.start, _.signed_on < signed.end)
    rows = runs.mutate(cohort=_.signed_on.truncate("M"), first_month=_.started_on.truncate("M"))
    rows = rows.select("customer_id", "cohort", "first_month")
    sizes = rows.group_by("cohort").agg(members=_.count())
    months = months_over(shop)
    aged = rows.join(months, [months.month >= rows.first_month])
    here = _here(shop, kind, months)
    aged = aged.left_join(here, [aged.customer_id == here.who, aged.month == here.seen_in])
    number = (_.month.year() - _.first_month.year()) * 12 + _.month.month() - _.first_month.month()
    aged = aged.mutate(age=number.cast("int64"), back=_.who.notnull())
    counted = aged.group_by("cohort", "age").agg(seen=_.count(), back=_.back.sum()).join(sizes, "cohort")
    names = ("cohort", "members", "age", "seen", "back")
    found = shop.engine.rows(counted.select(*names).order_by(["cohort", "age"]))
    return [Returns(*(row[name] for name in names)) for row in found]


def _here(shop: Workshop, kind: Returning, months: Table) -> Table:
    """(who, seen_in): customers in the months they came back in."""
    if kind == "held":
        runs = shop.table("relationships")
        held = runs.join(months, [runs.started_on <= months.month_last, runs.ended_on > months.month_last])
        return held.select(who="customer_id", seen_in="month").distinct()
    if kind == "bought":
        return bought_on(shop).select(who="customer_id", seen_in=_.day.truncate("M")).distinct()
    return active_months(shop).select(who="user", seen_in="used")
