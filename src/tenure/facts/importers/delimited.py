"""Delimited text as a sheet: delimiter, header line, rows; what is broken is kept apart with its line."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenure.errors import RejectedData
from tenure.facts.importers.encodings import SAMPLE, Judge, as_utf8
from tenure.facts.importers.records import Dialect, Records, read_records
from tenure.facts.importers.sheets import BLANKS, Broken, Sheet, blank_rows, no_cells, unique_headers
from tenure.facts.importers.spool import Spool
from tenure.texts import Text

_DELIMITERS = ",\t;|"
_LINES = 50
_NO_TEXT = Text("holds bytes that are no text in the encoding of the file")
HEADER_WITHIN = 40  # rows that are searched for the header


@dataclass(frozen=True)
class Head:
    """How a text begins: its delimiter, the row that is the header, and how many lines end with it."""

    delimiter: str
    headers: tuple[str, ...]
    lines: int
    preamble: tuple[str, ...]


def read_delimited(raw: IO[bytes], name: str, judge: Judge, encoding: str | None = None) -> Sheet:
    """One file of delimited text.

    Raises: RejectedData when it holds no table.
    """
    text = as_utf8(raw, judge, encoding)
    sample = text.handle.read(SAMPLE).decode("utf-8", "ignore").replace("\r\r\n", "\n")
    head = find_head(sample, judge)
    if head is None:
        raise RejectedData(
            "{file} holds no table: no line could be a header.", "Export it again with column names.", file=name
        )
    start = 3 if text.encoding == "utf-8-sig" and text.handle is raw else 0
    text.handle.seek(start)
    for _ in range(head.lines):
        text.handle.readline()
    columns = unique_headers(head.headers)
    spool, rows, broken = Spool(no_cells(columns).schema), [], list[Broken]()
    for block in read_records(text.handle, Dialect(head.delimiter, len(columns)), head.lines + 1):
        kept = _without_damage(block, broken) if text.damaged else block
        broken += kept.broken
        spool.add(kept.cells)
        rows.append(pa.array(kept.rows, pa.int64()))
    sheet = Sheet(name, columns, spool.table(), pa.chunked_array(rows, pa.int64()), tuple(broken))
    return tidy(sheet, text.encoding, head.lines, head.preamble, [not cell.strip(BLANKS) for cell in head.headers])


def tidy(sheet: Sheet, encoding: str, header_row: int, preamble: tuple[str, ...], unnamed: Sequence[bool]) -> Sheet:
    """The sheet without blank rows and without nameless columns that hold nothing."""
    empty = [
        name for name, bare in zip(sheet.columns, unnamed, strict=True) if bare and _holds_nothing(sheet.column(name))
    ]
    columns = tuple(name for name in sheet.columns if name not in empty)
    cells = sheet.cells.select(list(columns))
    blank = blank_rows(cells)
    out = Sheet(sheet.name, columns, cells, sheet.rows, sheet.broken, encoding, header_row, preamble, sheet.digest)
    return out.kept(pc.invert(blank)) if bool(pc.any(blank).as_py()) else out


def _holds_nothing(column: pa.ChunkedArray) -> bool:
    return not bool(pc.any(pc.not_equal(pc.utf8_trim(column, characters=BLANKS), "")).as_py())


def find_head(sample: str, judge: Judge) -> Head | None:
    """The header among the first lines, by the delimiter under which it is known best."""
    found = [
        (score, head)
        for delimiter in _DELIMITERS
        if (scored := _head_by(sample, delimiter, judge))
        for score, head in [scored]
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _head_by(sample: str, delimiter: str, judge: Judge) -> tuple[tuple[int, float, int], Head] | None:
    lines_read = _Lines(sample)
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in csv.reader(lines_read, delimiter=delimiter):
            rows.append((lines_read.count, row))
            if len(rows) >= _LINES:
                break
    except csv.Error:
        return None
    if not rows:
        return None
    place, score = header_place([row for _, row in rows], judge)
    lines, headers = rows[place]
    widths = Counter(len(row) for _, row in rows[place + 1 :] if row)  # a header is one for the rows below it
    steady = widths[len(headers)] / max(sum(widths.values()), 1) if len(headers) > 1 else 0.0
    preamble = tuple(" ".join(cell for cell in row if cell.strip(BLANKS)) for _, row in rows[:place])
    return (score, steady, len(headers)), Head(delimiter, tuple(headers), lines, preamble)


class _Lines:
    """The lines of a text, counted as a file counts them: a carriage return alone ends none."""

    def __init__(self, text: str) -> None:
        self._lines, self.count = io.StringIO(text, newline=""), 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.count += not line.endswith("\r")
            yield line


def header_place(rows: Sequence[Sequence[str]], judge: Judge) -> tuple[int, int]:
    """Which row is the header, and how well it is known: by its words, else the first full row without a figure."""
    scores = [judge(row) for row in rows[:HEADER_WITHIN]]
    best = max(scores, default=0)
    if best > 0:
        return scores.index(best), best
    width = max((sum(bool(cell.strip(BLANKS)) for cell in row) for row in rows), default=0)
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        cells = [cell.strip(BLANKS) for cell in row]
        if sum(map(bool, cells)) >= max(width - 1, 1) and not any(cell.replace(".", "", 1).isdigit() for cell in cells):
            return place, 0
    return 0, 0


def _without_damage(block: Records, broken: list[Broken]) -> Records:
    """The rows without those that hold bytes that were no text; these go to `broken`."""
    damaged = np.zeros(len(block.rows), np.bool_)
    for column in block.cells.columns:
        damaged |= np.asarray(pc.match_substring(column, "\ufffd"))
    for place in np.flatnonzero(damaged).tolist():
        cells = tuple(str(column[place].as_py() or "") for column in block.cells.columns)
        broken.append(Broken(int(block.rows[place]), cells, _NO_TEXT))
    keep = ~damaged
    return Records(block.cells.filter(pa.array(keep)), block.rows[keep], block.broken)
