"""Cohorts of any grain: customers by when they started, and what is left of them, in heads or in money, period by period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Grain, Period, period_of, span
from tenure.stages.cohorts import first_day, first_fact
from tenure.stages.money import DECIMAL, ZERO, at_rate, times
from tenure.stages.shop import bought_on
from tenure.stages.sold import PURCHASES
from tenure.stages.viewing import Cut
from tenure.stages.workshop import period_table

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

Kept = Literal["held", "bought", "used", "mrr", "revenue"]
MONEY: tuple[Kept, ...] = ("mrr", "revenue")
NEEDS: Mapping[Kept, str] = {"used": "usage_events", "mrr": "contract_prices", "revenue": "transactions"}


@dataclass(frozen=True)
class Cell:
    """A cohort so many periods after its own: `part` of `whole` is left, counted in customers or in money.

    `segment` is None where nothing is cut, or where the customer has no word for it.
    """

    cohort: Period
    segment: str | None
    age: int
    customers: int
    part: Decimal
    whole: Decimal


def cohort_cells(shop: Workshop, grain: Grain, kept: Kept, most: int, cut: Cut | None = None) -> list[Cell]:
    """Every cohort at every age up to the most, the oldest first; only of periods that are over by the as-of day.

    Customers are counted where they are held on the last day of the period, bought in it, or used the product in it (on as
    many days as make an active customer, where the grain is the month; else on one). Money is MRR on the last day, at the
    rate of the customer's first day, of that of the first day; or revenue of the period, of that of the cohort's own.
    """
    periods = _over(shop, grain)
    if not periods:
        return []
    first = _first(shop, periods, cut)
    ages = first.group_by("cohort", "segment").agg(customers=_.count())
    table = period_table(periods).select(place="period")
    grid = ages.join(table, [table.place >= ages.cohort, table.place <= ages.cohort + most])
    left = _left(shop, kept, periods, first)
    sums = left.group_by(of="cohort", by="segment", at="place").agg(part=_.part.sum())
    same = [grid.cohort == sums.of, grid.segment.identical_to(sums.by), grid.place == sums["at"]]
    rows = grid.left_join(sums, same).select("cohort", "segment", "place", "customers", part=_.part.fill_null(ZERO))
    wholes = _wholes(shop, kept, first, left)
    begun = _begun(shop, kept)
    out = []
    for row in shop.engine.rows(rows.order_by(["cohort", "segment", "place"])):
        cohort, place = int(str(row["cohort"])), int(str(row["place"]))
        segment = None if row["segment"] is None else str(row["segment"])
        count = int(str(row["customers"]))
        whole = Decimal(count) if wholes is None else wholes.get((cohort, segment), Decimal(0))
        if begun is None or periods[place].start >= begun.start or (kept in MONEY and periods[place].end > begun.start):
            part = Decimal(str(row["part"]))
            out.append(Cell(periods[cohort], segment, place - cohort, count, part, whole))
    return out


def _over(shop: Workshop, grain: Grain) -> list[Period]:
    """Every period since the first customer that is over by the as-of day."""
    begun, week = first_day(shop), shop.policies.text("week_start")
    if begun is None:
        return []
    every = span(period_of(begun, grain, week), period_of(shop.as_of, grain, week))
    return [period for period in every if period.last <= shop.as_of]


def _begun(shop: Workshop, kept: Kept) -> Period | None:
    """The month in which the facts behind it begin; None where they need not be looked for.

    A period that begins before them is known where it is money that makes a customer, and unknown where it is use.
    """
    day = first_fact(shop, NEEDS[kept]) if kept in NEEDS else None
    return None if day is None else period_of(day, "month")


def _first(shop: Workshop, periods: Sequence[Period], cut: Cut | None) -> Table:
    """(customer_id, started_on, cohort, segment): customers whose first relationship started in one of the periods."""
    return shop.part(("cohort_starts", tuple(periods), cut), "cohort_starts", lambda: _starts(shop, periods, cut))


def _starts(shop: Workshop, periods: Sequence[Period], cut: Cut | None) -> Table:
    places = period_table(periods).select(cohort="period", p0="p0", p1="p1")
    runs = shop.table("relationships").filter(_.seq == 0, _.started_on <= shop.as_of)
    rows = runs.join(places, [runs.started_on >= places.p0, runs.started_on <= places.p1])
    rows = rows.select("customer_id", "cohort", "started_on", dims_on="started_on", period="cohort")
    rows = rows.mutate(segment=ibis.null("string")) if cut is None else cut(rows)
    return rows.select("customer_id", "cohort", "started_on", "segment")


def _left(shop: Workshop, kept: Kept, periods: Sequence[Period], first: Table) -> Table:
    """(cohort, segment, place, part): what is left of each customer in each period."""
    places = period_table(periods).select(place="period", p0="p0", p1="p1")
    made = {"held": _held, "bought": _bought, "used": _used, "mrr": _mrr, "revenue": _revenue}[kept]
    people = made(shop, places, first)
    return people.join(first.select("customer_id", "cohort", "segment"), "customer_id")


def _held(shop: Workshop, places: Table, _first_ones: Table) -> Table:
    runs = shop.table("relationships")
    rows = runs.join(places, [runs.started_on <= places.p1, runs.ended_on > places.p1])
    return _each(rows)


def _bought(shop: Workshop, places: Table, _first_ones: Table) -> Table:
    days = bought_on(shop)
    return _each(days.join(places, [days.day >= places.p0, days.day <= places.p1]))


def _used(shop: Workshop, places: Table, _first_ones: Table) -> Table:
    days = shop.table("customer_days")
    rows = days.join(places, [days.day >= places.p0, days.day <= places.p1])
    months = rows.p1.delta(rows.p0, unit="day") + 1
    counted = rows.mutate(length=months).group_by("customer_id", "place", "length").agg(days=_.count())
    least = ibis.ifelse(_.length.between(28, 31), shop.policies.whole("active_min_days"), 1)
    return _each(counted.filter(_.days >= least))


def _each(rows: Table) -> Table:
    return rows.select("customer_id", "place").distinct().mutate(part=ibis.literal(1).cast(DECIMAL))


def _worth(shop: Workshop, first: Table) -> Table:
    """MRR levels of the customers, at the rate of their first day."""
    paid = shop.table("mrr_levels").select("currency", "mrr", payer="customer_id", paid_from="start", paid_to="end")
    rows = first.select("customer_id", "started_on").join(paid, _.customer_id == paid.payer)
    return at_rate(rows, shop, rows.started_on).mutate(worth=times(_.mrr, _.rate))


def _mrr(shop: Workshop, places: Table, first: Table) -> Table:
    rows = _worth(shop, first)
    rows = rows.join(places, [rows.paid_from <= places.p1, rows.paid_to > places.p1])
    return rows.group_by("customer_id", "place").agg(part=_.worth.sum())


def _revenue(shop: Workshop, places: Table, _first_ones: Table) -> Table:
    sold = shop.table("cash").filter(_.kind.isin(PURCHASES), _.day <= shop.as_of)
    rows = sold.join(places, [sold.day >= places.p0, sold.day <= places.p1])
    return rows.group_by("customer_id", "place").agg(part=_.amount.sum())


def _wholes(shop: Workshop, kept: Kept, first: Table, left: Table) -> dict[tuple[int, str | None], Decimal] | None:
    """The money of each cohort that all is measured by; None where heads are counted."""
    if kept not in MONEY:
        return None
    if kept == "mrr":
        rows = _worth(shop, first).filter(_.paid_from <= _.started_on, _.paid_to > _.started_on)
        rows = rows.join(first.select("customer_id", "cohort", "segment"), "customer_id")
        sums = rows.group_by("cohort", "segment").agg(whole=_.worth.sum())
    else:
        sums = left.filter(_.place == _.cohort).group_by("cohort", "segment").agg(whole=_.part.sum())
    return {
        (int(str(row["cohort"])), None if row["segment"] is None else str(row["segment"])): Decimal(str(row["whole"]))
        for row in shop.engine.rows(sums)
    }
