"""What cannot be read: which row, which column, which cell, and why; told all at once, grouped by cause."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.cells import Cells, Wrong
from tenure.facts.importers.sheets import Broken

_SCHEMA = pa.schema([("row", pa.int64()), ("column", pa.string()), ("value", pa.string()), ("reason", pa.string())])


@dataclass(frozen=True)
class Cause:
    """Rows of one column that are wrong for one reason; the cell of the first stands for all."""

    column: str
    reason: str
    row: int
    value: str
    count: int

    def __str__(self) -> str:
        more = f" (and {self.count - 1:,} more)" if self.count > 1 else ""
        where = f"line {self.row}, {self.column}: '{self.value}' " if self.column else f"line {self.row}: "
        return f"{where}{self.reason}{more}"


@dataclass
class Troubles:
    """The troubles of one file."""

    found: list[pa.Table] = field(default_factory=list)

    def add(self, rows: pa.ChunkedArray, wrong: Wrong, column: str, shown: pa.ChunkedArray) -> None:
        """Note the rows of a column that are wrong for one reason."""
        bad = rows.filter(wrong.mask)
        if not len(bad):
            return
        cells = pc.fill_null(shown.filter(wrong.mask).cast(pa.string()), "")
        parts = [_flat(bad), pa.repeat(column, len(bad)), _flat(cells), pa.repeat(wrong.reason, len(bad))]
        self.found.append(pa.table(parts, schema=_SCHEMA))

    def values(self, rows: pa.ChunkedArray, cells: Cells, column: str, shown: pa.ChunkedArray) -> pa.ChunkedArray:
        """Note what is wrong with a column and give its values."""
        for wrong in cells.wrong:
            self.add(rows, wrong, column, shown)
        return cells.values

    def add_broken(self, broken: tuple[Broken, ...]) -> None:
        """Note rows whose cells cannot be told apart."""
        if broken:
            rows = pa.array([row.row for row in broken], pa.int64())
            empty = pa.repeat("", len(broken))
            self.found.append(
                pa.table([rows, empty, empty, pa.array([row.reason for row in broken], pa.string())], schema=_SCHEMA)
            )

    def table(self) -> pa.Table:
        """Every trouble, by row."""
        return pa.concat_tables([_SCHEMA.empty_table(), *self.found]).sort_by([("row", "ascending")])

    def rows(self) -> pa.Array:
        """The rows that have any trouble, each once."""
        return pc.unique(self.table()["row"])

    def causes(self) -> list[Cause]:
        """One entry per column and reason, the commonest first."""
        table = self.table()
        groups = table.group_by(["column", "reason"], use_threads=False).aggregate(
            [("row", "first"), ("value", "first"), ("row", "count")]
        )
        out = [
            Cause(g["column"], g["reason"], g["row_first"], g["value_first"], g["row_count"])
            for g in groups.to_pylist()
        ]
        return sorted(out, key=lambda cause: (-cause.count, cause.row))


def _flat(part: pa.Array | pa.ChunkedArray) -> pa.Array:
    return part.combine_chunks() if isinstance(part, pa.ChunkedArray) else part
