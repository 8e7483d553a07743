"""Cohorts: customers by the month their first relationship started, and what became of them month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import IntegerValue, Table

from tenure.facts.kinds import kind
from tenure.periods import period_of, span
from tenure.stages.holdings import SORTS, any_of, kind_of
from tenure.stages.shop import bought_on
from tenure.stages.usage import active_months

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


@dataclass(frozen=True)
class CohortCell:
    """Of the customers of a cohort, how many were held, bought and used the product so many months later."""

    cohort: date
    age: int
    customers: int
    held: int
    bought: int
    used: int


def cohorts(shop: Workshop) -> Table:
    """(cohort, age, customers, held, bought, used): one row per cohort month and month since, months over by the as-of day only.

    Held: on the last day of the month, in whichever relationship. Bought: at least once in the month. Used: on enough days of
    the month to be active.
    """
    months = months_over(shop)
    runs = shop.table("relationships").filter(_.started_on <= shop.as_of)
    first = runs.filter(_.seq == 0).select("customer_id", cohort=_.started_on.truncate("M"))
    sizes = first.group_by("cohort").agg(customers=_.count())
    rows = sizes.cross_join(months).filter(_.month >= _.cohort)
    held = runs.join(months, [runs.started_on <= months.month_last, runs.ended_on > months.month_last])
    seen = {
        "held": held.select("customer_id", "month").distinct(),
        "bought": bought_on(shop).select("customer_id", month=_.day.truncate("M")).distinct(),
        "used": active_months(shop).select(customer_id="user", month="used"),
    }
    for name, people in seen.items():
        counted = people.join(first, "customer_id").group_by(of="cohort", at="month").agg(**{name: _.count()})
        rows = rows.left_join(counted, [rows.cohort == counted.of, rows.month == counted.at]).drop("of", "at")
    filled = {name: _[name].fill_null(0) for name in seen}
    return rows.mutate(age=_number(rows.month) - _number(rows.cohort), **filled).drop("month", "month_last")


def cohort_cells(shop: Workshop) -> list[CohortCell]:
    """Every cell of every cohort, the oldest cohort first."""
    names = ("cohort", "age", "customers", "held", "bought", "used")
    rows = shop.engine.rows(shop.table("cohorts").select(*names).order_by(["cohort", "age"]))
    return [CohortCell(*(row[name] for name in names)) for row in rows]


def first_day(shop: Workshop) -> date | None:
    """The first day on which anybody was a customer or bought something; None when nobody ever did."""
    days = [
        shop.engine.rows(table.agg(first=table[column].min()))[0]["first"]
        for table, column in ((shop.table("relationships"), "started_on"), (shop.table("cash"), "day"))
    ]
    return min((day for day in days if isinstance(day, date)), default=None)


def first_fact(shop: Workshop, need: str) -> date | None:
    """The first civil day of the facts that meet a need; None without any, and for kinds that are not dated."""
    days = (_first_of(shop, one) for one in any_of(need, shop.policies))
    return min((day for day in days if day), default=None)


def _first_of(shop: Workshop, need: str) -> date | None:
    day = kind(kind_of(need)).day
    if day is None or not shop.has(need):
        return None
    rows = shop.facts.table(kind_of(need))
    rows = rows.filter(_.kind.isin(SORTS[need][1])) if need in SORTS else rows
    found = shop.engine.rows(rows.agg(first=_[day].min()))[0]["first"]
    return found if isinstance(found, date) else None


def months_over(shop: Workshop) -> Table:
    """(month, month_last): every month since the first relationship that is over by the as-of day."""
    begun = shop.engine.rows(shop.table("relationships").agg(first=_.started_on.min()))[0]["first"]
    rows = []
    if isinstance(begun, date):
        rows = [p for p in span(period_of(begun, "month"), period_of(shop.as_of, "month")) if p.last <= shop.as_of]
    schema = {"month": "date", "month_last": "date"}
    return ibis.memtable([{"month": p.start, "month_last": p.last} for p in rows], schema=schema)


def _number(month: ibis.expr.types.DateValue) -> IntegerValue:
    return month.year() * 12 + month.month()
