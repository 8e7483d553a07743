"""What stages and metrics ask of an engine, whichever it is."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
from ibis.expr.types import Table

# The lake's SQL types as Ibis names them.
TYPES = {
    "VARCHAR": "string",
    "BIGINT": "int64",
    "DECIMAL(38,10)": "decimal(38, 10)",
    "TIMESTAMP": "timestamp",
    "DATE": "date",
}


Scratch = Callable[[], AbstractContextManager[Path]]  # a folder for one engine alone, which goes when it does


class Engine(Protocol):
    """Where expressions run. The same expression over the same files gives the same rows on each."""

    def parquet(self, files: Sequence[Path], columns: Mapping[str, str]) -> Table:
        """The rows of Parquet files with the given columns and SQL types; no rows when there are no files."""

    def keep(self, name: str, table: Table, large: bool = False) -> Table:
        """Compute a table once and keep it under a name for later expressions; a large one need not stay in memory."""

    def drop(self, table: Table) -> None:
        """Forget a kept table."""

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """All rows, each as a dict."""

    def arrow(self, table: Table) -> pa.Table:
        """All rows as an Arrow table."""

    def write(self, table: Table, path: Path) -> None:
        """Write all rows as Parquet, in the table's order: a file, or a folder of parts."""

    def shelved(self, paths: Sequence[Path]) -> Table:
        """Parquet that an engine wrote, as one table with the types it has."""


def room(engine: object, scratch: Scratch) -> Path:
    """A folder for as long as an engine lives."""
    stack = ExitStack()
    weakref.finalize(engine, stack.close)
    return stack.enter_context(scratch())


def parts(path: Path) -> list[Path]:
    """The Parquet files of what an engine wrote: itself, or the parts in the folder, in their order."""
    return sorted(path.glob("*.parquet")) if path.is_dir() else [path]


def count(path: Path) -> int:
    """How many rows lie there, read off the ends of the files."""
    import pyarrow.parquet as pq

    return sum(int(pq.read_metadata(part).num_rows) for part in parts(path))
