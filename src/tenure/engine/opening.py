"""The engine that a workspace names."""

from __future__ import annotations

import os

from tenure.engine.surface import Engine, Scratch
from tenure.errors import UsageError
from tenure.workspace import Workspace

ADDRESS = "TENURE_SPARK"  # goes before tenure.toml: an address may hold a token


def open_engine(
    workspace: Workspace, scratch: Scratch, memory_limit: str | None = None, threads: int | None = None
) -> Engine:
    """The engine of a workspace. A server is called only when something is to be computed.

    Raises: UsageError when it is Spark and nobody says where.
    """
    if workspace.engine == "duckdb":
        from tenure.engine.duckdb import DuckDB

        return DuckDB(scratch, memory_limit, threads)
    from tenure.engine.spark import Spark

    address = os.environ.get(ADDRESS) or workspace.spark
    if not address:
        raise UsageError(
            "The engine is spark, and no server is named.",
            'Name one: spark = "sc://host:15002" in tenure.toml, or TENURE_SPARK.',
        )
    return Spark(address, scratch)
