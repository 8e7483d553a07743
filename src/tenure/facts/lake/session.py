"""A DuckDB connection for one piece of work on the lake."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from tenure.facts.lake.scratch import scratch_folder

_SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "512MB",  # beyond it, work waits on disk
    "preserve_insertion_order": "false",  # places and sequence numbers tell the order; so all threads can work
}


@contextmanager
def session(lake: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory connection that reaches for no network and spills beside the lake."""
    with scratch_folder(lake) as spill:
        con = duckdb.connect(config={**_SETTINGS, "temp_directory": str(spill)})
        try:
            con.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
            yield con
        finally:
            con.close()
