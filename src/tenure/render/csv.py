"""Values as CSV: one row a value, exact numbers, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from tenure.catalogue.value import Value

COLUMNS = (
    "metric", "period", "as_of", "status", "value", "numerator", "denominator", "low", "high", "n_open", "small", "policy_version",
    "facts_version", "reason",
)  # fmt: skip
_NUMBERS = ("value", "numerator", "denominator", "low", "high")
_RUN = ("=", "+", "-", "@", "\t", "\r")  # a text that begins so is a formula to a spreadsheet


def values_csv(values: Iterable[Value]) -> str:
    """A head, then a row for each value; slices stand behind the period."""
    rows = list(values)
    slices = list(dict.fromkeys(name for value in rows for name in value.dims))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS[:2], *slices, *COLUMNS[2:]])
    for value in rows:
        told = [_cell(getattr(value, name), name) for name in COLUMNS]
        writer.writerow([*told[:2], *(harmless(value.dims.get(name) or "") for name in slices), *told[2:]])
    return out.getvalue()


def _cell(told: object, name: str) -> str:
    if told is None:
        return ""
    return f"{told:f}" if name in _NUMBERS else harmless(str(told))


def harmless(text: str) -> str:
    """The text, with a quote in front where a spreadsheet would run it."""
    return f"'{text}" if text.startswith(_RUN) else text
