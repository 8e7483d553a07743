"""Cells of the lesser shapes: yes or no, durations, identifiers in wrapping."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.amounts import NUMBER, Mark, read_numbers
from tenure.facts.importers.cells import Cells, holds, known_but, mended, null_where, only_where, wrong_where
from tenure.facts.importers.sheets import trimmed
from tenure.texts import Text

_YES = ("yes", "true", "y", "1", "是", "已同意", "同意", "subscribed")
_NO = ("no", "false", "n", "0", "否", "未同意", "不同意", "unsubscribed")


def unwrapped(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Identifiers without the apostrophe or ="…" that keeps a spreadsheet from reading them as numbers."""
    starts = pc.utf8_slice_codeunits(text, 0, 1)
    return mended(text, holds(pc.is_in(starts, pa.array(["'", "=", '"']))), _unwrapped)


def _unwrapped(text: pa.ChunkedArray) -> pa.ChunkedArray:
    bare = pc.replace_substring_regex(text, r"^=?\"(.*)\"$", r"\1")
    return trimmed(pc.replace_substring_regex(bare, "^'", ""))


def read_flags(text: pa.ChunkedArray) -> Cells:
    """Yes or no, in the words of exports."""
    word = pc.utf8_lower(text)
    yes, no = pc.is_in(word, pa.array(_YES)), pc.is_in(word, pa.array(_NO))
    fits = pc.or_(yes, no)
    return Cells(only_where(fits, yes), wrong_where(known_but(text, fits), Text("is neither yes nor no")))


def read_durations(text: pa.ChunkedArray, mark: Mark = ".") -> Cells:
    """Minutes of 00:05:00 or of decimal hours."""
    parts = pc.extract_regex(text, r"^(?P<h>\d{1,6}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?$")
    clock = pc.is_valid(parts)
    hours, minutes, seconds = (_figure(parts, name) for name in ("h", "m", "s"))
    total = pc.add(pc.multiply(hours, 3600), pc.add(pc.multiply(minutes, 60), seconds))
    by_clock = pc.divide(total.cast(pa.float64()), 60.0)
    decimal = read_numbers(null_where(clock, text), mark)
    by_hours = pc.multiply(decimal.values.cast(pa.float64()), 60.0)
    values = pc.round(pc.if_else(clock, by_clock, by_hours), 6)
    return Cells(values.cast(NUMBER, safe=False), decimal.wrong)


def _figure(parts: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    text = pc.fill_null(pc.struct_field(parts, name), "0")
    return pc.if_else(pc.equal(text, ""), "0", text).cast(pa.int64())
