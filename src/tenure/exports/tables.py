"""What is exported, as tables: the panel made wide, the cube row by row, and its months made wide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import pyarrow as pa

from tenure.book import Book
from tenure.catalogue.measure import Measure, Ratio, Total
from tenure.catalogue.slices import slices_kept
from tenure.catalogue.value import Value
from tenure.catalogue.wide import column_name, wide_measures, wide_panel
from tenure.stages.building import panel_months

SUM = pa.decimal128(38, 10)  # numerators and denominators: ten digits behind the point
_TEN = Decimal(1).scaleb(-10)
_SUMS = ("numerator", "denominator")
_RATIOS = ("value", "low", "high")
CUBE = pa.schema(
    [
        *((name, pa.string()) for name in ("metric", "base", "variant", "grain", "period")),
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),  # the last day
        ("slice", pa.string()),  # null for the whole
        ("slice_value", pa.string()),
        ("status", pa.string()),
        *((name, pa.float64()) for name in _RATIOS),
        *((name, SUM) for name in _SUMS),
        ("interval_low", pa.float64()),
        ("interval_high", pa.float64()),
        ("n_open", pa.int64()),
        ("small", pa.bool_()),
        ("reason", pa.string()),
        ("policy_version", pa.string()),
        ("facts_version", pa.int64()),
        ("as_of", pa.date32()),
    ]
)


class Tables:
    """The tables of one export, as of a day."""

    def __init__(self, book: Book, as_of: date) -> None:
        self.book, self.as_of = book, as_of
        self.values = book.numbers(as_of)
        self.shop = book.at(as_of)

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """The metrics that there are values of."""
        known = self.book.measures()
        return {name: known[name] for name in dict.fromkeys(value.metric for value in self.values)}

    @cached_property
    def slices(self) -> list[str]:
        """The slices of the panel."""
        return slices_kept(self.shop)

    @cached_property
    def wide(self) -> list[Total | Ratio]:
        """The metrics that have columns in the panel."""
        return wide_measures(self.shop, list(self.measures.values()))

    def panel(self) -> Any:
        """The panel of the months that are over, an expression of the engine."""
        months = [month for month in panel_months(self.shop) if month.last <= self.as_of]
        return wide_panel(self.shop, self.wide, months, self.slices)

    @cached_property
    def cube(self) -> pa.Table:
        """One row a value."""
        return pa.Table.from_pylist([_row(value) for value in self.values], CUBE)

    def months(self) -> pa.Table:
        """One row a month that is over, with numerator, denominator and value of every metric as a whole."""
        names = [(name, side) for name in self.measures for side in (*_SUMS, "value")]
        told: dict[date, dict[str, Any]] = {}
        for value in self.values:
            if value.period.grain == "month" and not value.dims and value.period.last <= self.as_of:
                row = told.setdefault(value.period.start, {"p0": value.period.start, "p1": value.period.last})
                numbers = {**_sums(value), "value": _float(value.value)}
                row.update({f"{column_name(value.metric)}_{side}": number for side, number in numbers.items()})
        columns = [(f"{column_name(name)}_{side}", SUM if side in _SUMS else pa.float64()) for name, side in names]
        schema = pa.schema([("p0", pa.date32()), ("p1", pa.date32()), *columns])
        return pa.Table.from_pylist([told[day] for day in sorted(told)], schema)


def _row(value: Value) -> dict[str, Any]:
    base, variant = _named(value.metric)
    slice_, slice_value = next(iter(value.dims.items()), (None, None))
    low, high = value.interval or (None, None)
    return {
        "metric": value.metric, "base": base, "variant": variant, "grain": value.period.grain, "period": str(value.period),
        "period_start": value.period.start, "period_end": value.period.last, "slice": slice_, "slice_value": slice_value,
        "status": value.status, **{name: _float(getattr(value, name)) for name in _RATIOS}, **_sums(value),
        "interval_low": low, "interval_high": high, "n_open": value.n_open, "small": value.small, "reason": str(value.reason),
        "policy_version": value.policy_version, "facts_version": value.facts_version, "as_of": value.as_of,
    }  # fmt: skip


def _named(metric: str) -> tuple[str, str | None]:
    """A metric's own name, and that of the variant where it is one."""
    family, name, *variant = metric.split(".", 2)
    return f"{family}.{name}", variant[0] if variant else None


def _sums(value: Value) -> dict[str, Decimal | None]:
    """Numerator and denominator; a number that is a sum itself is its own numerator."""
    top = value.value if value.numerator is None and value.denominator is None else value.numerator
    return {"numerator": _exact(top), "denominator": _exact(value.denominator)}


def _exact(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.quantize(_TEN)


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
