"""A DuckDB connection for one piece of work on the lake."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from tenure.facts.lake.scratch import scratch_folder
from tenure.facts.lake.sql import text

MEMORY = "1GB"  # beyond it, work waits on disk


@contextmanager
def session(lake: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory connection that reaches for no network and spills beside the lake."""
    with scratch_folder(lake) as spill:
        con = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
        try:
            con.execute(f"SET temp_directory = {text(str(spill))}")
            con.execute(f"SET memory_limit = '{MEMORY}'")
            con.execute("SET TimeZone = 'UTC'")
            con.execute("SET enable_progress_bar = false")
            yield con
        finally:
            con.close()
