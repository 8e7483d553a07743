"""Which facts hold: of what a file takes back, that which is stored and in force."""

from __future__ import annotations

import duckdb
import pyarrow as pa

_LAST = "(known_at, seq)"


def in_force(con: duckdb.DuckDBPyConnection, stored: str, keys: pa.ChunkedArray) -> pa.Array:
    """Those of the keys whose last stored version holds; `stored` is the query for all versions of their kind."""
    con.register("keys", pa.table({"key": keys}))
    last = f"SELECT key, arg_max(op, {_LAST}) AS op FROM ({stored}) SEMI JOIN keys USING (key) GROUP BY key"
    found = con.execute(f"SELECT key FROM ({last}) WHERE op = 'assert'").to_arrow_table()["key"]
    return found.combine_chunks().cast(pa.string())


def left_behind(con: duckdb.DuckDBPyConnection, stored: str, told: pa.Table) -> pa.Table:
    """Keys in force of the wholes in `told` (key, whole) that are not among its keys, each with its whole.

    `stored` is the query for all versions (key, whole, known_at, seq, op).
    """
    con.register("told", told)
    con.execute(f"""
        CREATE TABLE last AS
        SELECT key, arg_max(op, {_LAST}) AS op, arg_max(whole, {_LAST}) AS whole FROM ({stored})
        SEMI JOIN (SELECT key FROM ({stored}) SEMI JOIN told USING (whole)) USING (key) GROUP BY key
    """)
    return con.execute("""
        SELECT key, whole FROM last SEMI JOIN told USING (whole)
        WHERE op = 'assert' AND key NOT IN (SELECT key FROM told WHERE key IS NOT NULL) ORDER BY key
    """).to_arrow_table()
