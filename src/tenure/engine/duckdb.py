"""DuckDB behind Ibis: the embedded engine."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.operations as ops
import pyarrow as pa
from ibis.expr.types import Table

from tenure.engine.surface import TYPES, Scratch, parts, room
from tenure.errors import Conflict


class DuckDB:
    """One in-memory DuckDB that reads the lake's Parquet files and keeps stages while it lives.

    `scratch` gives the folder for what is large and for what does not fit into memory; it is asked at the first need. Without one
    everything stays in memory.
    """

    def __init__(
        self,
        scratch: Scratch | None = None,
        memory_limit: str | None = None,
        threads: int | None = None,
    ) -> None:
        settings: dict[str, object] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": "",  # nowhere, before there is a folder for this engine alone
            "preserve_insertion_order": False,  # whoever wants an order says so; and all threads can work
            "allocator_background_threads": True,  # what is let go goes back to the machine, without a next question
        }
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
        self._scratch = scratch
        self._kept = 0
        self._views: set[str] = set()
        self._files: dict[str, Path] = {}  # of the tables kept in files

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

    def keep(self, name: str, table: Table, large: bool = False) -> Table:
        """Compute a table once and keep it under a name for later expressions; a large one in a file, where there is room.

        A file costs no more than memory to write and hardly more to ask, and is a fortieth of the size.
        """
        self._kept += 1
        label, folder = f"{name}_{self._kept}", self._room
        with _nested():
            if folder is None or not large:
                return self.backend.create_table(label, table, temp=True)
            path = folder / f"{label}.parquet"
            self._files[label] = path
            self.backend.to_parquet(_typed(table), path, compression="lz4")
            return self.backend.read_parquet(glob.escape(str(path)), table_name=label)

    def drop(self, table: Table) -> None:
        """Forget a kept table."""
        name = table.op().name  # `get_name` tells the schema with it, as one word
        if name in self._files:
            self.backend.drop_view(name, force=True)
            self._files.pop(name).unlink(missing_ok=True)
        elif name not in self._views:
            self.backend.drop_table(name)

    @cached_property
    def _room(self) -> Path | None:
        """Where this engine may write; None where it may not: a lake can be read where nothing can be written."""
        if self._scratch is None:
            return None
        try:
            folder = room(self, self._scratch)
        except OSError:
            return None
        self.backend.raw_sql(f"SET temp_directory = {_quoted(folder)}")
        return folder

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """All rows, each as a dict."""
        out: list[dict[str, Any]] = self.arrow(table).to_pylist()
        return out

    def arrow(self, table: Table) -> pa.Table:
        """All rows as an Arrow table.

        Raises: Conflict where they stand on a kept table that was let go of.
        """
        try:
            with _nested():
                return self.backend.to_pyarrow(table)
        except duckdb.CatalogException:
            gone = {one.name for one in table.op().find(ops.DatabaseTable)} - set(self.backend.list_tables())
            if not gone:
                raise
            raise Conflict(
                "Not there any more: {tables}. The stages of their day were let go of.",
                "Ask for them again: book.at(day).table(NAME).",
                tables=sorted(gone),
            ) from None

    def write(self, table: Table, path: Path) -> None:
        """Write all rows into one Parquet file, in the table's order."""
        with _nested():
            self.backend.to_parquet(table, path, compression="zstd")

    def shelved(self, paths: Sequence[Path]) -> Table:
        """Parquet that an engine wrote, as one table with the types it has."""
        table = self._read([part for path in paths for part in parts(path)])
        self._views.add(table.op().name)
        return table

    def _read(self, files: Sequence[Path], **options: Any) -> Table:
        # Signs such as [ and * in the name of a folder are not meant as patterns.
        return self.backend.read_parquet([glob.escape(str(path)) for path in files], **options)


def _typed(table: Table) -> Table:
    """The same rows in the types that are told of them: sums of whole numbers are wider in DuckDB, and no Parquet type."""
    # `cast` leaves out what Ibis takes for the same type already.
    return table.select(
        **{name: ops.Cast(table[name].op(), to=kind).to_expr() for name, kind in table.schema().items()}
    )


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


@contextmanager
def _nested() -> Iterator[None]:
    """Selects stay nested in what runs: merging them takes a tenth of a question's time, and DuckDB does it anyway."""
    before, ibis.options.sql.fuse_selects = ibis.options.sql.fuse_selects, False
    try:
        yield
    finally:
        ibis.options.sql.fuse_selects = before
