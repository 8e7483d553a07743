"""The panel with what each metric sums: a numerator and a denominator for each customer and period."""

from __future__ import annotations

import re
from collections.abc import Sequence

import ibis
from ibis import _
from ibis.expr.types import Table
from ibis.expr.types import Value as Column

from tenure.catalogue.algebra import as_number
from tenure.catalogue.answer import missing, too_early
from tenure.catalogue.margins import has_margins
from tenure.catalogue.measure import Dims, Measure, Ratio, Total
from tenure.catalogue.question import Question
from tenure.catalogue.readings import read_under
from tenure.catalogue.slices import sliced
from tenure.periods import Period
from tenure.stages.workshop import Workshop


def wide_measures(shop: Workshop, measures: Sequence[Measure]) -> list[Total | Ratio]:
    """The metrics that are a sum over the panel, or one sum over another, and can be told."""
    read = (read_under(one, shop.policies) for one in measures)
    return [one for one in read if isinstance(one, Total | Ratio) and has_margins(one, shop.policies) and not one.params
            and not one.grains and not missing(shop, one)]  # fmt: skip


def wide_panel(
    shop: Workshop, measures: Sequence[Total | Ratio], months: Sequence[Period], slices: Sequence[str]
) -> Table:
    """The panel of months that are over, with `customer` as its source names it; sums of its columns are the numbers' sums.

    For each slice there is `slice_…` of the last day and `slice_…_open` of the day before the first, and for each metric
    `…_numerator` and, where it is a ratio, `…_denominator`, unknown in months that the facts cannot tell.
    """
    rows = shop.panel(months).mutate(dims_on=_.p1)
    for dims, ending in ((Dims.CLOSE, ""), (Dims.OPEN, "_open")):
        rows = sliced(shop, rows, slices, dims, months)
        rows = rows.rename({f"slice_{name}{ending}": f"dim_{name}" for name in slices})
    sums = {}
    for one in measures:
        early = [place for place, month in enumerate(months) if too_early(shop, one, Question((month,)))]
        for side, column in _sides(one, rows, shop).items():
            sums[f"{column_name(one.id)}_{side}"] = _told(column, rows, early)
    rows = rows.mutate(**sums)  # all at once: one upon the other they are a statement too deep to be written
    names = shop.table("customer_slices").select("customer", named="customer_id")
    rows = rows.left_join(names, rows.customer_id == names.named).drop("named", "dims_on", "period")
    return rows.relocate("p0", "p1", "customer_id", "customer").order_by("p0", "customer_id")


def _told(column: Column, rows: Table, early: Sequence[int]) -> Column:
    """The column, unknown in the months that the facts cannot tell."""
    return ibis.ifelse(rows.period.isin(early), ibis.null(column.type()), column) if early else column


def column_name(name: str) -> str:
    """The name of a metric as one of columns and views."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def _sides(measure: Total | Ratio, rows: Table, shop: Workshop) -> dict[str, Column]:
    """What each row adds to the sums of a number; in a month with windows still open, of the mature alone (R-MATURE)."""
    terms = {name: as_number(term.build(rows, shop.policies)) for name, term in measure.terms().items()}
    if isinstance(measure, Total):
        return {"numerator": terms["of"]}
    sides = {side: terms[side] for side in ("numerator", "denominator")}
    if "open_members" not in terms:
        return sides
    waiting = terms["open_members"].sum().over(group_by="period") > 0
    return {side: ibis.ifelse(waiting, terms[f"mature_{side}"], whole) for side, whole in sides.items()}
