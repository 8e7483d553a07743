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


def tags_left(con: duckdb.DuckDBPyConnection, stored: str, tagged: pa.Table, keys: pa.ChunkedArray) -> pa.Table:
    """Tags in force without an end, of those in `tagged` (row, customer_id, begins), that are not among the keys told.

    `stored` is the query for all versions of attributes, `begins` what the keys of somebody's tags begin with.
    """
    con.register("tagged", tagged)
    con.register("told", pa.table({"key": keys}))
    con.execute(
        "CREATE TABLE whose AS SELECT begins, min(row) AS row, first(customer_id) AS customer_id FROM tagged GROUP BY begins"
    )
    con.execute(f"""
        CREATE TABLE last AS SELECT key, op, value, valid_from, valid_to FROM ({stored}) WHERE attr = 'tag'
        QUALIFY row_number() OVER (PARTITION BY key ORDER BY known_at DESC, seq DESC) = 1
    """)
    return con.execute("""
        SELECT w.row, w.customer_id, key, value, valid_from
        FROM last JOIN whose w ON left(key, (SELECT any_value(length(begins)) FROM whose)::BIGINT) = w.begins
        WHERE op = 'assert' AND valid_to IS NULL AND key NOT IN (SELECT key FROM told WHERE key IS NOT NULL) ORDER BY key
    """).to_arrow_table()
