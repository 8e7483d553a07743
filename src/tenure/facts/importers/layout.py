"""Rows of a sheet that are no data: a second header line, sums at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.cells import any_true, constant, holds, matches, only_where
from tenure.facts.importers.cleaning import telling
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.sheets import BLANKS, Sheet, trimmed
from tenure.texts import Text

_SUM = (
    r"(?i)^(grand |sub)?totals?$|^totals?\s*([:：]|-+(\s|$)|of \d)|^(合计|总计|小计|汇总|合計|総計|小計|합계|총계)\s*([:：].*)?$"
    r"|^(summe|zwischensumme|gesamt(summe|ergebnis)?|somme|suma|total (général|general|geral)|totale|totaal)\s*([:：].*)?$"
    r"|^共\s*[\d,]+\s*[笔条个单行]|^-+\s*(end|结束)"
)


def without_extras(sheet: Sheet, recipe: Recipe, key: str | None) -> Sheet:
    """The sheet's rows of data; what is left out is noted. `key` is the header that names each row's subject."""
    notes = list(sheet.notes)
    sheet = _without_broken_sums(sheet, notes)
    if key is None or not len(sheet.rows):
        return replace(sheet, notes=tuple(notes))
    named = trimmed(sheet.column(key))
    if recipe.second_header and named[0].as_py() is None:
        notes.append(Text("the second header line is left out"))
        sheet, named = sheet.kept(_but_first(len(sheet.rows))), named.slice(1)
    sums = _sums(sheet, named, recipe)
    if any_true(sums):
        notes.append(_left_out(sheet.rows.filter(sums).to_pylist()))
        sheet = sheet.kept(pc.invert(sums))
    return replace(sheet, notes=tuple(notes))


def _but_first(length: int) -> pa.Array:
    return pa.array([False] + [True] * (length - 1), pa.bool_())


def _sums(sheet: Sheet, named: pa.ChunkedArray, recipe: Recipe) -> pa.ChunkedArray:
    """Which rows are sums: their key says so, or the first cell of one without a key."""
    sums = holds(matches(named, _SUM))
    nameless = pc.is_null(telling(named, recipe))
    if not any_true(nameless):
        return sums
    if recipe.summary_row == "empty key":
        return pc.or_(sums, nameless)
    leading = constant(None, pa.string(), len(named))
    for column in sheet.columns:
        leading = pc.coalesce(leading, only_where(nameless, telling(trimmed(sheet.column(column)), recipe)))
        if not any_true(pc.and_(nameless, pc.is_null(leading))):
            break
    return pc.or_(sums, holds(matches(leading, _SUM)))


def _left_out(rows: Sequence[int]) -> Text:
    return Text(
        "{count:,} lines of sums are left out, the first of them line {row}", count=len(rows), row=str(min(rows))
    )


def _without_broken_sums(sheet: Sheet, notes: list[Text]) -> Sheet:
    """A line of sums often has fewer cells than the rows."""
    if not sheet.broken:
        return sheet
    leading = [
        next((cell.strip(BLANKS + '"') for cell in row.cells if cell.strip(BLANKS + '"')), "") for row in sheet.broken
    ]
    is_sum = matches(pa.chunked_array([pa.array(leading, pa.string())]), _SUM).to_pylist()
    kept = tuple(row for row, drop in zip(sheet.broken, is_sum, strict=True) if not drop)
    if len(kept) < len(sheet.broken):
        notes.append(_left_out([row.row for row, drop in zip(sheet.broken, is_sum, strict=True) if drop]))
    return replace(sheet, broken=kept)
