"""What cannot be read: which row, which column, which cell, and why; told all at once, grouped by cause."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.cells import Cells, Wrong
from tenure.facts.importers.sheets import Broken
from tenure.texts import Text

_SCHEMA = pa.schema([("row", pa.int64()), ("column", pa.string()), ("value", pa.string()), ("reason", pa.string())])


@dataclass(frozen=True)
class Cause:
    """Rows of one column that are wrong for one reason; the cell of the first stands for all."""

    column: str
    reason: Text
    row: int
    value: str
    count: int

    @property
    def text(self) -> Text:
        """The cause in words."""
        if not self.column:
            told = Text("line {row}: {reason}", row=self.row, reason=self.reason)
        elif not self.value:
            told = Text("line {row}, {column}: {reason}", row=self.row, column=self.column, reason=self.reason)
        else:
            told = Text("line {row}, {column}: '{value}' {reason}", **vars(self))
        return Text("{cause} (and {more:,} more)", cause=told, more=self.count - 1) if self.count > 1 else told

    def __str__(self) -> str:
        return str(self.text)


@dataclass
class Troubles:
    """The troubles of one file."""

    found: list[pa.Table] = field(default_factory=list)
    reasons: dict[str, Text] = field(
        default_factory=dict
    )  # by what stands in the tables, so that all can be translated

    def add(self, rows: pa.ChunkedArray, wrong: Wrong, column: str, shown: pa.ChunkedArray) -> None:
        """Note the rows of a column that are wrong for one reason."""
        bad = rows.filter(wrong.mask)
        if not len(bad):
            return
        self.reasons[str(wrong.reason)] = wrong.reason
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
            self.reasons |= {str(row.reason): row.reason for row in broken}
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
            Cause(g["column"], self.reasons[g["reason"]], g["row_first"], g["value_first"], g["row_count"])
            for g in groups.to_pylist()
        ]
        return sorted(out, key=lambda cause: (-cause.count, cause.row))


def _flat(part: pa.Array | pa.ChunkedArray) -> pa.Array:
    return part.combine_chunks() if isinstance(part, pa.ChunkedArray) else part
