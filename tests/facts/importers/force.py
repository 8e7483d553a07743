"""What a lake holds to be true now."""

from typing import Any

import duckdb

from tenure.facts.kinds import KINDS
from tenure.facts.lake import Lake


def in_force(lake: Lake, kind: str, *columns: str) -> list[tuple[Any, ...]]:
    """Chosen columns of the facts of a kind in force, in order."""
    with duckdb.connect() as con:
        return con.execute(f"""
            SELECT {", ".join(columns)} FROM (
                SELECT * FROM ({lake.stored(KINDS[kind])})
                QUALIFY row_number() OVER (PARTITION BY key ORDER BY known_at DESC, seq DESC) = 1
            ) WHERE op = 'assert' ORDER BY ALL
        """).fetchall()
