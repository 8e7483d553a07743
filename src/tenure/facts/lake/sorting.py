"""Sorting a delivery into new, changed and known facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from tenure.errors import RejectedData
from tenure.facts.delivery import ROW, Counts
from tenure.facts.kinds import OUTCOMES, REFERENCES, Column, Kind, Type
from tenure.facts.lake.columns import FACTS, content, no_rows, typed_rows
from tenure.facts.lake.sql import EPOCH, moment, parquet, text
from tenure.facts.lake.zones import local_time, midnight


@dataclass(frozen=True)
class Terms:
    """What holds for all kinds of one delivery."""

    source: str
    batch: int
    now: datetime
    zone: str
    history: bool
    earlier_than: int | None  # only facts of batches before this one make later ones late
    alike: tuple[int, ...] | None  # only these batches do: where no source is named, those of files laid out alike


def receive(con: duckdb.DuckDBPyConnection, kind: Kind, zone: str) -> int:
    """Fill `incoming_<kind>` from `numbered_<kind>` with the facts as they would be stored; gives their count.

    Raises: RejectedData when a fact has no key, or an operation that means nothing.
    """
    columns = [part for column in kind.columns for part in _stored_column(con, kind, column, zone)]
    if kind.key_type in REFERENCES:
        columns = [f"CAST({kind.key} AS VARCHAR) AS key", kind.key, *columns]
    else:
        columns = [f"{kind.key} AS key", *columns]
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE incoming_{kind.name} AS
        SELECT *, {content(kind)} AS content FROM (
            SELECT place, {ROW}, {", ".join(columns)}, known_at AS told_at, coalesce(op, 'assert') AS op,
                   {_clock(kind, zone)} AS clock_at
            FROM numbered_{kind.name}
        )
    """)
    row = con.execute(f"""
        SELECT count(*), count(*) FILTER (coalesce(key, '') = ''), count(*) FILTER (op NOT IN ('assert', 'retract'))
        FROM incoming_{kind.name}
    """).fetchone()
    count, keyless, strange = row or (0, 0, 0)
    if keyless:
        raise RejectedData(
            "{count:,} facts of {kind} have no {key}.",
            "Correct the file or its map.",
            count=keyless,
            kind=kind.name,
            key=kind.key,
        )
    if strange:
        raise RejectedData(
            "{count:,} facts of {kind} carry an op other than assert and retract.",
            "Correct the file or its map.",
            count=strange,
            kind=kind.name,
        )
    return int(count)


def _stored_column(con: duckdb.DuckDBPyConnection, kind: Kind, column: Column, zone: str) -> list[str]:
    if column.type is Type.INSTANT:
        wall = local_time(con, f"numbered_{kind.name}", column.name, zone)
        parts = [column.name, f"CAST({wall} AS DATE) AS {column.stored[1]}"]
        return parts + ([f"{wall} AS {column.stored[2]}"] if column.wall else [])
    return [column.stored[0]]


def _clock(kind: Kind, zone: str) -> str:
    """When a fact happened by its own words; null where its kind has no clock."""
    if kind.clock is None:
        return "NULL::TIMESTAMP"
    return midnight(kind.clock, zone) if kind.column(kind.clock).type is Type.DAY else kind.clock


def compare(con: duckdb.DuckDBPyConnection, kind: Kind, files: Sequence[Path]) -> None:
    """Fill `latest` and `exact` from the stored versions of the delivered keys, `repeated` from the delivery itself."""
    name = kind.name
    hit: list[Path] = []
    if files:  # keys first: a file without any of them is not read further
        keys = f"(SELECT key, filename FROM {parquet(files, named=True)}) SEMI JOIN incoming_{name} USING (key)"
        found = con.execute(f"SELECT DISTINCT filename FROM {keys}").fetchall()
        hit = [Path(str(file)) for (file,) in found]
    hits = f"(FROM {parquet(hit)} SEMI JOIN incoming_{name} USING (key))"
    versions = typed_rows(kind, FACTS, hits) if hit else no_rows(kind)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE earlier AS
        SELECT key, known_at, seq, op, {content(kind)} AS content FROM ({versions})
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE latest AS
        WITH keys AS (
            SELECT key, any_value(content) AS content, any_value(op) AS op, max(known_at) AS known_at, count(*) AS versions
            FROM earlier GROUP BY key
        )
        SELECT key, content, op, known_at FROM keys WHERE versions = 1
        UNION ALL
        SELECT key, arg_max(content, (known_at, seq)), arg_max(op, (known_at, seq)), max(known_at)
        FROM earlier SEMI JOIN (FROM keys WHERE versions > 1) USING (key) GROUP BY key
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE exact AS SELECT DISTINCT key, known_at, op, content FROM earlier
        SEMI JOIN (SELECT key FROM incoming_{name} WHERE told_at IS NOT NULL) USING (key)
    """)
    con.execute("DROP TABLE earlier")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE repeated AS
        SELECT place, told_at IS NULL AND place < max(place) FILTER (told_at IS NULL) OVER same_key AS is_superseded,
               told_at IS NOT NULL AND row_number() OVER same_fact > 1 AS is_copy,
               count(told_at) OVER same_key > 0 AS is_told
        FROM incoming_{name} SEMI JOIN (SELECT key FROM incoming_{name} GROUP BY key HAVING count(*) > 1) USING (key)
        WINDOW same_key AS (PARTITION BY key), same_fact AS (PARTITION BY key, told_at, op, content ORDER BY place)
    """)


def sort(con: duckdb.DuckDBPyConnection, kind: Kind, stored: str, terms: Terms) -> Counts:
    """Fill `fresh_<kind>` with what is new or changed, ready to be written, after `receive` and `compare`.

    What the source says about when it was told decides; without that, a fact is known since it happened, or since now
    if it is a change, or if an earlier import covered its time and did not bring it.
    """
    name = kind.name
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
        SELECT * EXCLUDE (clock_at, content, is_known, last_known), {_known_at(terms)} AS known_at
        FROM judged WHERE NOT is_known
    """)
    con.execute(f"DROP TABLE incoming_{name}")
    _mark_versions(con, name, terms)
    con.execute(f"INSERT INTO fresh_rows SELECT {ROW} FROM fresh_{name} WHERE {ROW} IS NOT NULL")
    row = con.execute(f"""
        SELECT count(*) FILTER (NOT restated), count(*) FILTER (restated), count(*) FILTER (is_late) FROM fresh_{name}
    """).fetchone()
    new, changed, late = (int(value) for value in row or (0, 0, 0))
    return Counts(new, changed, 0, late)


def _known_at(terms: Terms) -> str:
    """A change is never known before what it changes, even when a clock was set back."""
    now = moment(terms.now)
    return f"""coalesce(told_at, CASE WHEN restated THEN greatest({now}, last_known)
                                      WHEN is_late OR {not terms.history} THEN {now}
                                      ELSE least(coalesce(clock_at, {EPOCH}), {now}) END)"""


def _mark_versions(con: duckdb.DuckDBPyConnection, name: str, terms: Terms) -> None:
    """Of several versions of a key in one delivery, all but the first are changes."""
    con.execute(f"""
        UPDATE fresh_{name} v SET restated = true, is_late = false,
               known_at = CASE WHEN n.is_told THEN v.known_at ELSE greatest({moment(terms.now)}, n.last) END
        FROM (SELECT place, told_at IS NOT NULL AS is_told, row_number() OVER (PARTITION BY key ORDER BY place) AS version,
                     max(known_at) OVER (PARTITION BY key) AS last
              FROM fresh_{name} SEMI JOIN repeated USING (place)) n
        WHERE n.place = v.place AND n.version > 1
    """)


def unfold(con: duckdb.DuckDBPyConnection, kind: Kind, terms: Terms) -> None:
    """Give facts of `fresh_<kind>` that tell an outcome two versions: without it as they began, with it since it came about.

    After `sort`, for facts that are known since they happened: as of the days between, nobody knew how it would end. What
    is told of one that has not ended, such as the day on which an open deal is expected to close, is known since now.
    """
    if kind.clock is None or kind.moved_on is None:
        return
    began, moved = kind.column(kind.clock), kind.column(OUTCOMES[kind.name][0])
    told = [kind.column(name) for name in OUTCOMES[kind.name]]
    blank = {name: text(column.default) if column.default else "NULL" for column in told for name in column.stored}
    decided = [f"{column.name} <> {text(column.default)}" for column in told if column.default is not None]
    first = began.stored[-1]
    outcome = midnight(moved.name, terms.zone) if moved.type is Type.DAY else moved.name
    ended = " AND ".join([f"{kind.moved_on} IS NOT NULL", *decided])
    expected = " OR ".join(f"{name} IS DISTINCT FROM {none}" for name, none in blank.items()) if decided else "false"
    since = f"CASE WHEN {ended} THEN least({outcome}, {moment(terms.now)}) ELSE {moment(terms.now)} END"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE outcomes AS
        SELECT * REPLACE (true AS restated, {since} AS known_at) FROM fresh_{kind.name}
        WHERE told_at IS NULL AND NOT restated AND NOT is_late AND op = 'assert' AND known_at < {since}
          AND CASE WHEN {ended} THEN coalesce({first}, DATE '1970-01-01') < {kind.moved_on} ELSE {expected} END
          AND place NOT IN (SELECT place FROM repeated)
    """)
    unknown = ", ".join(f"{name} = {none}" for name, none in blank.items())
    con.execute(f"UPDATE fresh_{kind.name} SET {unknown} WHERE place IN (SELECT place FROM outcomes)")
    con.execute(f"INSERT INTO fresh_{kind.name} BY NAME FROM outcomes")
    con.execute("DROP TABLE outcomes")


def _is_late(con: duckdb.DuckDBPyConnection, kind: Kind, stored: str, terms: Terms) -> str:
    """Whether an earlier import of the same origin covered the time of a fact and did not bring it."""
    if kind.clock is None:
        return "false"
    clock = f"least({_clock(kind, terms.zone)}, known_at)"  # a start in the future does not cover the time until then
    before = "" if terms.earlier_than is None else f" AND batch < {terms.earlier_than}"
    if terms.alike is not None:
        before += f" AND list_contains({list(terms.alike)}::BIGINT[], batch)"
    span = con.execute(f"""
        SELECT min({clock}), max({clock}) FROM ({stored})
        WHERE source = {text(terms.source)} AND {kind.clock} IS NOT NULL{before}
    """).fetchone()
    if span is None or span[0] is None:
        return "false"
    return f"coalesce(clock_at BETWEEN {moment(span[0])} AND {moment(span[1])}, false)"
