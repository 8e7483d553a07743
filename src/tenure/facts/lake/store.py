"""Sorting a delivery into new, changed and known facts, and writing the new and changed ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from tenure.facts.delivery import ROW, Counts, Delivery
from tenure.facts.kinds import KINDS, REFERENCES, Column, Kind, Type
from tenure.facts.lake import references
from tenure.facts.lake.files import Written, write_file

CLOCKS = ("known_at", "known_on", "op", "source", "batch", "seq")
_SQL = {
    Type.TEXT: "VARCHAR", Type.CODE: "VARCHAR", Type.INTEGER: "BIGINT", Type.NUMBER: "DECIMAL(38,10)", Type.MONEY: "BIGINT",
    Type.INSTANT: "TIMESTAMP", Type.DAY: "DATE", Type.CUSTOMER: "BIGINT", Type.PERSON: "BIGINT", Type.LEAD: "BIGINT",
}  # fmt: skip


def stored_types(kind: Kind) -> dict[str, str]:
    """SQL type of every stored column of a kind, in their order."""
    types = {"key": "VARCHAR"}
    if kind.key_type in REFERENCES:
        types[kind.key] = "BIGINT"
    for column in kind.columns:
        first, *beside = column.stored
        types[first] = _SQL[column.type]
        types |= {name: "DATE" if name.endswith("_on") else "TIMESTAMP" for name in beside}
    return types | {"known_at": "TIMESTAMP", "known_on": "DATE", "op": "VARCHAR", "source": "VARCHAR", "batch": "BIGINT", "seq": "BIGINT"}


@dataclass(frozen=True)
class Sorted:
    """What one kind of a delivery came to; its new and changed facts wait in the table `fresh_<kind>`."""

    kind: Kind
    counts: Counts
    fresh: int


def local_day(instant: str, zone: str) -> str:
    """SQL for the civil day of a UTC instant in a zone."""
    return f"CAST(timezone('{zone}', timezone('UTC', {instant})) AS DATE)"


def _local_time(instant: str, zone: str) -> str:
    return f"timezone('{zone}', timezone('UTC', {instant}))"


def _midnight(day: str, zone: str) -> str:
    return f"timezone('UTC', timezone('{zone}', CAST({day} AS TIMESTAMP)))"


def _stored_column(column: Column, zone: str) -> list[str]:
    if column.type in REFERENCES:
        return [f"who_{column.name}.number AS {column.name}"]
    if column.type is Type.INSTANT:
        parts = [column.name, f"{local_day(column.name, zone)} AS {column.stored[1]}"]
        return parts + ([f"{_local_time(column.name, zone)} AS {column.stored[2]}"] if column.wall else [])
    return [column.stored[0]]


def incoming(con: duckdb.DuckDBPyConnection, kind: Kind, zone: str) -> None:
    """Fill `incoming_<kind>`: the delivered facts as they would be stored, with the day their own clock shows."""
    name = kind.name
    columns = [part for column in kind.columns for part in _stored_column(column, zone)]
    joins = [
        f"LEFT JOIN who AS who_{column} ON who_{column}.subject = '{subject}' AND who_{column}.raw = d.{column}"
        for column, subject in references.reference_columns(kind)
    ]
    if kind.key_type in REFERENCES:
        columns = [f"CAST(who_{kind.key}.number AS VARCHAR) AS key", f"who_{kind.key}.number AS {kind.key}", *columns]
    else:
        columns = [f"d.{kind.key} AS key", *columns]
    clock = "NULL::TIMESTAMP" if kind.clock is None else f"d.{kind.clock}"
    if kind.clock and kind.column(kind.clock).type is Type.DAY:
        clock = _midnight(clock, zone)
    content = ", ".join(stored for stored in kind.stored)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE incoming_{name} AS
        SELECT *, hash({content}) AS content FROM (
            SELECT d.{ROW}, {", ".join(columns)}, d.known_at AS told_at, coalesce(d.op, 'assert') AS op, {clock} AS clock_at
            FROM delivered_{name} d {" ".join(joins)}
        )
    """)


def sort(con: duckdb.DuckDBPyConnection, kind: Kind, stored: str, delivery: Delivery, batch: int, now: datetime, zone: str) -> Sorted:
    """Compare `incoming_<kind>` with what is stored and fill `fresh_<kind>`; sequence numbers count from 1."""
    name, source = kind.name, delivery.source.replace("'", "''")
    content = ", ".join(kind.stored)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE earlier AS
        SELECT key, known_at, seq, op, hash({content}) AS content FROM ({stored}) SEMI JOIN incoming_{name} USING (key)
    """)
    span = con.execute(f"SELECT min(known_at), max(known_at) FROM ({stored}) WHERE source = '{source}'").fetchone() or (None, None)
    first, last = (f"TIMESTAMP '{edge}'" if edge else "NULL::TIMESTAMP" for edge in span)
    moment = f"TIMESTAMP '{now:%Y-%m-%d %H:%M:%S.%f}'"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE fresh_{name} AS
        WITH latest AS (
            SELECT key, arg_max(content, (known_at, seq)) AS content, arg_max(op, (known_at, seq)) AS op FROM earlier GROUP BY key
        ), ranked AS (
            SELECT i.*, l.key IS NOT NULL AS stored_before,
                   row_number() OVER same AS copy,
                   lag(i.content) OVER file_order AS lag_content, lag(i.op) OVER file_order AS lag_op,
                   l.content AS latest_content, l.op AS latest_op,
                   e.key IS NOT NULL AS told_before
            FROM incoming_{name} i
            LEFT JOIN latest l USING (key)
            LEFT JOIN (SELECT DISTINCT key, known_at, op, content FROM earlier) e
              ON e.key = i.key AND e.known_at = i.told_at AND e.op = i.op AND e.content = i.content
            WINDOW same AS (PARTITION BY i.key, i.content, i.op, i.told_at ORDER BY i.{ROW}),
                   file_order AS (PARTITION BY i.key ORDER BY i.{ROW})
        ), judged AS (
            SELECT *, lag_content IS NOT NULL OR stored_before AS restated,
                   CASE WHEN told_at IS NOT NULL THEN told_before OR copy > 1
                        ELSE coalesce(lag_content, latest_content) IS NOT DISTINCT FROM content
                             AND coalesce(lag_op, latest_op) IS NOT DISTINCT FROM op END AS is_known,
                   clock_at BETWEEN {first} AND {last} AS is_late
            FROM ranked
        )
        SELECT {ROW}, key, {content},
               coalesce(told_at, CASE WHEN restated OR coalesce(is_late, false) OR {str(not delivery.history).lower()} THEN {moment}
                                      ELSE least(coalesce(clock_at, {references.EPOCH}), {moment}) END) AS known_at,
               op, restated, coalesce(is_late, false) AND told_at IS NULL AND NOT restated AS is_late, is_known,
               '{source}' AS source, {batch} AS batch
        FROM judged
    """)
    row = con.execute(f"""
        SELECT count(*) FILTER (NOT is_known AND NOT restated), count(*) FILTER (NOT is_known AND restated),
               count(*) FILTER (is_known), count(*) FILTER (NOT is_known AND is_late) FROM fresh_{name}
    """).fetchone()
    counts = Counts(*(int(value) for value in row or (0, 0, 0, 0)))
    con.execute(f"INSERT INTO rows_seen SELECT DISTINCT {ROW}, NOT is_known FROM fresh_{name} WHERE {ROW} IS NOT NULL")
    return Sorted(kind, counts, counts.new + counts.changed)


def write(con: duckdb.DuckDBPyConnection, lake: Path, sorted_kind: Sorted, first_seq: int, zone: str) -> list[Written]:
    """Write the new and changed facts of one kind, a file a month, by owner and then time; and the keys that now have versions."""
    kind, out = sorted_kind.kind, []
    order = ", ".join([*([kind.owner] if kind.owner else []), *([_instant(kind)] if _instant(kind) else []), "key", ROW])
    month = f"strftime({kind.day}, '%Y-%m')" if kind.day else "'all'"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE placed AS
        SELECT coalesce({month}, 'all') AS month, * EXCLUDE (is_known, is_late),
               {local_day("known_at", zone)} AS known_on,
               {first_seq - 1} + row_number() OVER (ORDER BY {ROW}, key) AS seq
        FROM fresh_{kind.name} WHERE NOT is_known
    """)
    names = ", ".join(stored_types(kind))
    for (label,) in con.execute("SELECT DISTINCT month FROM placed ORDER BY month").fetchall():
        table = con.execute(f"SELECT {names} FROM placed WHERE month = ? ORDER BY {order}", [label]).to_arrow_table()
        out.append(write_file(lake, kind.name, "facts", label, _plain(table), kind.day))
    restated = con.execute("SELECT DISTINCT key, batch FROM placed WHERE restated ORDER BY key").to_arrow_table()
    if restated.num_rows:
        out.append(write_file(lake, kind.name, "restated", "all", _plain(restated), None))
    return out


def _instant(kind: Kind) -> str | None:
    if kind.clock:
        return kind.clock
    return kind.day


def _plain(table: pa.Table) -> pa.Table:
    """The table without the engine's own string types."""
    fields = [pa.field(f.name, pa.string() if pa.types.is_large_string(f.type) or pa.types.is_string_view(f.type) else f.type) for f in table.schema]
    return table.cast(pa.schema(fields))
