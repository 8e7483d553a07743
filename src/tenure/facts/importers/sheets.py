"""A table as it stands in a file: every cell is text until it is checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from tenure.texts import Text

PART = 250_000  # rows that are worked on at a time
STRANGE = "\ufeff\u200b\u200c\u200d\u2060"  # marks without width that exports leave around a cell
BLANKS = " \t\r\n\u00a0\u3000" + STRANGE


@dataclass(frozen=True)
class Broken:
    """A row whose cells cannot be told apart."""

    row: int
    cells: tuple[str, ...]
    reason: Text


@dataclass(frozen=True)
class Sheet:
    """One table of a file, with the number of the source row beside each row."""

    name: str  # the file or table, as a person would call it
    columns: tuple[str, ...]  # no two alike
    cells: pa.Table  # text, a column per header
    rows: pa.ChunkedArray  # int64, the source row of each row
    broken: tuple[Broken, ...] = ()
    encoding: str = ""
    header_row: int = 1
    preamble: tuple[str, ...] = ()  # the lines above the header
    digest: str = ""  # SHA-256 of the file
    notes: tuple[Text, ...] = ()

    @property
    def rows_in(self) -> int:
        """How many rows the source has, the broken ones included."""
        return len(self.rows) + len(self.broken)

    def column(self, header: str) -> pa.ChunkedArray:
        """The cells of one column."""
        return self.cells[header]

    def parts(self, cuts: Sequence[int] | None = None) -> Iterator[Sheet]:
        """The sheet in pieces, cut at the given places or everywhere; broken rows are in none of them."""
        edges = [0, *(range(PART, len(self.rows), PART) if cuts is None else cuts), len(self.rows)]
        for start, end in zip(edges, edges[1:], strict=False):
            cells, rows = self.cells.slice(start, end - start), self.rows.slice(start, end - start)
            yield replace(self, cells=cells, rows=rows, broken=())

    def kept(self, mask: pa.ChunkedArray | pa.Array) -> Sheet:
        """The rows where `mask` is true; the broken ones stay."""
        return replace(self, cells=self.cells.filter(mask), rows=self.rows.filter(mask))

    def head(self, count: int) -> list[tuple[str, ...]]:
        """The first rows as tuples of text."""
        rows = self.cells.slice(0, count).to_pylist()
        return [tuple(row[name] or "" for name in self.columns) for row in rows]


def no_cells(columns: Sequence[str]) -> pa.Table:
    """A table of text without rows."""
    return pa.table({name: pa.array([], pa.string()) for name in columns})


def trimmed(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cells without blanks around them; what is empty then is null."""
    out = pc.utf8_trim(cells, characters=BLANKS)
    return pc.if_else(pc.equal(out, ""), pa.scalar(None, out.type), out)


def blank_rows(cells: pa.Table) -> pa.ChunkedArray:
    """Which rows hold nothing but blanks."""
    empty = pa.chunked_array([pa.array([True] * cells.num_rows, pa.bool_())])
    for column in cells.columns:
        here = pc.is_null(trimmed(column))
        empty = pc.and_(empty, here)
        if not pc.any(empty).as_py():
            break
    return empty


def unique_headers(headers: Sequence[str]) -> tuple[str, ...]:
    """Headers with a number behind the second of two equal ones, and a name for one without."""
    seen: dict[str, int] = {}
    out: list[str] = []
    for position, header in enumerate(headers, start=1):
        name = header.strip(BLANKS) or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        while seen[name] > 1 and f"{name}_{seen[name]}" in seen:
            seen[name] += 1
        unique = name if seen[name] == 1 else f"{name}_{seen[name]}"
        seen.setdefault(unique, 1)
        out.append(unique)
    return tuple(out)
