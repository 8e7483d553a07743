"""DuckDB behind Ibis: the embedded engine."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from tenure.engine.surface import TYPES, parts


class DuckDB:
    """One in-memory DuckDB that reads the lake's Parquet files and keeps stages while it lives."""

    def __init__(self, spill: Path | None = None, memory_limit: str | None = None, threads: int | None = None) -> None:
        settings: dict[str, object] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": False,  # whoever wants an order says so; and all threads can work
            "allocator_background_threads": True,  # what is let go goes back to the machine, without a next question
        }
        if spill is not None:
            settings["temp_directory"] = str(spill)
        if memory_limit:
            settings["memory_limit"] = memory_limit
        if threads:
            settings["threads"] = threads
        self.backend = ibis.duckdb.connect(**settings)
        self.backend.raw_sql("SET TimeZone = 'UTC'")
        # off already in a notebook without ipywidgets, where DuckDB does not even let it be turned off
        ((shown,),) = self.backend.raw_sql("SELECT current_setting('enable_progress_bar')").fetchall()
        if shown:
            self.backend.raw_sql("SET enable_progress_bar = false")
        self._kept = 0
        self._views: set[str] = set()

    def parquet(self, files: Sequence[Path], columns: Mapping[str, str]) -> Table:
        """The rows of Parquet files with the given columns and SQL types; no rows when there are no files.

        Where a file is older than a column, the column is null.
        """
        schema = ibis.schema({name: TYPES[kind] for name, kind in columns.items()})
        if not files:
            return ibis.memtable(schema.to_pyarrow().empty_table(), schema=schema)
        told = self._read(files, union_by_name=True)
        return told.select(**{name: told[name] if name in told.columns else ibis.null() for name in columns}).cast(
            schema
        )

    def keep(self, name: str, table: Table) -> Table:
        """Compute a table once and keep it under a name for later expressions."""
        self._kept += 1
        with _nested():
            return self.backend.create_table(f"{name}_{self._kept}", table, temp=True)

    def drop(self, table: Table) -> None:
        """Forget a kept table."""
        if table.get_name() not in self._views:
            self.backend.drop_table(table.op().name)  # its own name: get_name() tells the schema with it, as one word

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """All rows, each as a dict."""
        out: list[dict[str, Any]] = self.arrow(table).to_pylist()
        return out

    def arrow(self, table: Table) -> pa.Table:
        """All rows as an Arrow table."""
        with _nested():
            return self.backend.to_pyarrow(table)

    def write(self, table: Table, path: Path) -> None:
        """Write all rows into one Parquet file, in the table's order."""
        with _nested():
            self.backend.to_parquet(table, path, compression="zstd")

    def shelved(self, paths: Sequence[Path]) -> Table:
        """Parquet that an engine wrote, as one table with the types it has."""
        table = self._read([part for path in paths for part in parts(path)])
        self._views.add(table.get_name())
        return table

    def _read(self, files: Sequence[Path], **options: Any) -> Table:
        # Signs such as [ and * in the name of a folder are not meant as patterns.
        return self.backend.read_parquet([glob.escape(str(path)) for path in files], **options)


@contextmanager
def _nested() -> Iterator[None]:
    """Selects stay nested in what runs: merging them takes a tenth of a question's time, and DuckDB does it anyway."""
    before, ibis.options.sql.fuse_selects = ibis.options.sql.fuse_selects, False
    try:
        yield
    finally:
        ibis.options.sql.fuse_selects = before
