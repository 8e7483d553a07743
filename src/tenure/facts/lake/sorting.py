"""Sorting a delivery into new, changed and known facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from tenure.errors import RejectedData
from tenure.facts.delivery import ROW, Counts
from tenure.facts.kinds import REFERENCES, Column, Kind, Type
from tenure.facts.lake.columns import content, reference_columns, stored_types
from tenure.facts.lake.sql import EPOCH, local_day, local_time, midnight, moment, parquet, text


@dataclass(frozen=True)
class Terms:
    """What holds for all kinds of one delivery."""

    source: str
    batch: int
    now: datetime
    zone: str
    history: bool
    earlier_than: int | None  # only facts of batches before this one make later ones late


def receive(con: duckdb.DuckDBPyConnection, kind: Kind, zone: str) -> int:
    """Fill `incoming_<kind>` with the delivered facts as they would be stored; gives their count.

    Raises: RejectedData when a fact has no key, or an operation that means nothing.
    """
    columns = [part for column in kind.columns for part in _stored_column(column, zone)]
    joins = [
        f"LEFT JOIN who AS who_{column} ON who_{column}.subject = '{subject}' AND who_{column}.raw = d.{column}"
        for column, subject in reference_columns(kind)
    ]
    if kind.key_type in REFERENCES:
        columns = [f"CAST(who_{kind.key}.number AS VARCHAR) AS key", f"who_{kind.key}.number AS {kind.key}", *columns]
    else:
        columns = [f"d.{kind.key} AS key", *columns]
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE incoming_{kind.name} AS
        SELECT *, {content(kind)} AS content FROM (
            SELECT d.place, d.{ROW}, {", ".join(columns)}, d.known_at AS told_at, coalesce(d.op, 'assert') AS op,
                   {_clock(kind, zone, "d.")} AS clock_at
            FROM delivered_{kind.name} d {" ".join(joins)}
        )
    """)
    row = con.execute(f"""
        SELECT count(*), count(*) FILTER (coalesce(key, '') = ''), count(*) FILTER (op NOT IN ('assert', 'retract'))
        FROM incoming_{kind.name}
    """).fetchone()
    count, keyless, strange = row or (0, 0, 0)
    if keyless or strange:
        what = f"have no {kind.key}" if keyless else "carry an op other than assert and retract"
        raise RejectedData(f"{keyless or strange} facts of {kind.name} {what}.", "Correct the file or its map.")
    return int(count)


def _stored_column(column: Column, zone: str) -> list[str]:
    if column.type in REFERENCES:
        return [f"who_{column.name}.number AS {column.name}"]
    if column.type is Type.INSTANT:
        parts = [f"d.{column.name}", f"{local_day(f'd.{column.name}', zone)} AS {column.stored[1]}"]
        return parts + ([f"{local_time(f'd.{column.name}', zone)} AS {column.stored[2]}"] if column.wall else [])
    return [f"d.{column.stored[0]}"]


def _clock(kind: Kind, zone: str, prefix: str = "") -> str:
    """When a fact happened by its own words; null where its kind has no clock."""
    if kind.clock is None:
        return "NULL::TIMESTAMP"
    name = f"{prefix}{kind.clock}"
    return midnight(name, zone) if kind.column(kind.clock).type is Type.DAY else name


def compare(con: duckdb.DuckDBPyConnection, kind: Kind, files: Sequence[Path]) -> None:
    """Fill `latest` and `exact` from the stored versions of the delivered keys, `repeated` from the delivery itself."""
    name, names = kind.name, ", ".join(stored_types(kind))
    hit: list[Path] = []
    if files:  # keys first: a file without any of them is not read further
        keys = f"(SELECT key, filename FROM {parquet(files, named=True)}) SEMI JOIN incoming_{name} USING (key)"
        found = con.execute(f"SELECT DISTINCT filename FROM {keys}").fetchall()
        hit = [Path(str(file)) for (file,) in found]
    versions = f"SELECT {names} FROM {parquet(hit)} SEMI JOIN incoming_{name} USING (key)" if hit else _nothing(kind)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE earlier AS
        SELECT key, known_at, seq, op, {content(kind)} AS content FROM ({versions})
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE latest AS
        SELECT key, arg_max(content, (known_at, seq)) AS content, arg_max(op, (known_at, seq)) AS op,
               max(known_at) AS known_at FROM earlier GROUP BY key
    """)
    con.execute("CREATE OR REPLACE TEMP TABLE exact AS SELECT DISTINCT key, known_at, op, content FROM earlier")
    con.execute("DROP TABLE earlier")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE repeated AS
        SELECT place, told_at IS NULL AND place < max(place) FILTER (told_at IS NULL) OVER same_key AS is_superseded,
               told_at IS NOT NULL AND row_number() OVER same_fact > 1 AS is_copy,
               count(told_at) OVER same_key > 0 AS is_told
        FROM incoming_{name} SEMI JOIN (SELECT key FROM incoming_{name} GROUP BY key HAVING count(*) > 1) USING (key)
        WINDOW same_key AS (PARTITION BY key), same_fact AS (PARTITION BY key, told_at, op, content ORDER BY place)
    """)


def _nothing(kind: Kind) -> str:
    return (
        "SELECT " + ", ".join(f"NULL::{type_} AS {name}" for name, type_ in stored_types(kind).items()) + " WHERE false"
    )


def sort(con: duckdb.DuckDBPyConnection, kind: Kind, stored: str, terms: Terms) -> Counts:
    """Fill `fresh_<kind>` with what is new or changed, ready to be written, after `receive` and `compare`.

    What the source says about when it was told decides; without that, a fact is known since it happened, or since now
    if it is a change, or if an earlier import covered its time and did not bring it.
    """
    name = kind.name
    month = f"coalesce(strftime({kind.day}, '%Y-%m'), 'all')" if kind.day else "'all'"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE fresh_{name} AS
        WITH judged AS (
            SELECT i.*, l.key IS NOT NULL AS restated, l.known_at AS last_known,
                   CASE WHEN told_at IS NOT NULL THEN e.key IS NOT NULL OR coalesce(r.is_copy, false)
                        WHEN coalesce(r.is_superseded, false) THEN true
                        WHEN l.key IS NULL THEN i.op = 'retract' AND NOT coalesce(r.is_told, false)
                        ELSE l.op = i.op AND l.content = i.content END AS is_known,
                   told_at IS NULL AND l.key IS NULL AND {_is_late(con, kind, stored, terms)} AS is_late
            FROM incoming_{name} i LEFT JOIN latest l USING (key) LEFT JOIN repeated r USING (place)
            LEFT JOIN exact e ON e.key = i.key AND e.known_at = i.told_at AND e.op = i.op AND e.content = i.content
        )
        SELECT * EXCLUDE (told_at, clock_at, content, is_known, last_known), {month} AS month,
               {text(terms.source)} AS source, {terms.batch} AS batch,
               {_known_at(terms, "restated", "is_late")} AS known_at
        FROM judged WHERE NOT is_known
    """)
    _mark_versions(con, name, terms)
    row = con.execute(f"""
        SELECT count(*) FILTER (NOT restated), count(*) FILTER (restated), count(*) FILTER (is_late) FROM fresh_{name}
    """).fetchone()
    new, changed, late = (int(value) for value in row or (0, 0, 0))
    con.execute(f"INSERT INTO fresh_rows SELECT {ROW} FROM fresh_{name} WHERE {ROW} IS NOT NULL")
    return Counts(new, changed, 0, late)


def _known_at(terms: Terms, restated: str, late: str) -> str:
    """A change is never known before what it changes, even when a clock was set back."""
    now = moment(terms.now)
    return f"""coalesce(told_at, CASE WHEN {restated} THEN greatest({now}, last_known)
                                      WHEN {late} OR {not terms.history} THEN {now}
                                      ELSE least(coalesce(clock_at, {EPOCH}), {now}) END)"""


def _mark_versions(con: duckdb.DuckDBPyConnection, name: str, terms: Terms) -> None:
    """Of several versions of a key in one delivery, all but the first are changes."""
    con.execute(f"""
        UPDATE fresh_{name} f SET restated = true, is_late = false,
               known_at = CASE WHEN v.is_told_itself THEN f.known_at ELSE greatest({moment(terms.now)}, v.last) END
        FROM (SELECT f.place, i.told_at IS NOT NULL AS is_told_itself,
                     row_number() OVER (PARTITION BY f.key ORDER BY f.place) AS version,
                     max(f.known_at) OVER (PARTITION BY f.key) AS last
              FROM fresh_{name} f SEMI JOIN repeated USING (place) JOIN incoming_{name} i USING (place)) v
        WHERE v.place = f.place AND v.version > 1
    """)


def _is_late(con: duckdb.DuckDBPyConnection, kind: Kind, stored: str, terms: Terms) -> str:
    """Whether an earlier import of the source covered the time of a fact and did not bring it."""
    if kind.clock is None:
        return "false"
    clock = f"least({_clock(kind, terms.zone)}, known_at)"  # a start in the future does not cover the time until then
    before = "" if terms.earlier_than is None else f" AND batch < {terms.earlier_than}"
    span = con.execute(f"""
        SELECT min({clock}), max({clock}) FROM ({stored})
        WHERE source = {text(terms.source)} AND {kind.clock} IS NOT NULL{before}
    """).fetchone()
    if span is None or span[0] is None:
        return "false"
    return f"coalesce(clock_at BETWEEN {moment(span[0])} AND {moment(span[1])}, false)"
