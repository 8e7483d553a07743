"""From the identifiers of sources to surrogate numbers.

The same customer, person or lead keeps one number for ever. Identifiers live in the kind `identities` alone, so that
erasing a person is rewriting that kind and the person's own rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.kinds import KINDS
from tenure.facts.lake import common
from tenure.facts.lake.columns import reference_columns
from tenure.facts.lake.refusing import set_apart
from tenure.facts.lake.sql import EPOCH, moment, text

_SHARED = ("email", "phone", "open_id", "tax_id")  # identifiers that mean the same in every source
_SAME = "subject, kind, value, scope"  # what makes two identifiers one
_NUMBER = "CASE subject WHEN 'customer' THEN customer_id WHEN 'person' THEN user_id ELSE lead_id END"
# Words of a scope are kept apart from the value, whatever signs they hold.
_KEY = r"subject || '|' || kind || '|' || replace(replace(scope, '\', '\\'), '|', '\|') || '|' || value"


def resolve(
    con: duckdb.DuckDBPyConnection,
    delivered: Iterable[str],
    source: str,
    identities: str,
    erased: Callable[..., bool] = lambda *_parts: False,
) -> tuple[dict[str, int], int]:
    """Find the number of everybody whom the delivered kinds name; gives how many new numbers each subject needs.

    Beside that, how many identifiers link nobody because several ids of one source share them.

    `identities` is the query for the stored identities. Fills `numbered` (node, subject, kind, value, scope, number,
    fresh, unlisted, listed): `fresh` counts new somebodies from 1 within their subject until `number_fresh`. Of whom `erased` says
    so, nothing is in it; they are in `refused`.
    """
    names = list(delivered)
    _collect_references(con, names, source)
    _collect_links(con, "identities" in names)
    _collect_known(con, identities)
    _collect_nodes(con)
    count = con.execute("SELECT count(*) FROM nodes").fetchone()
    _collect_pairs(con)
    shared = common.find(con, identities)
    con.register("groups", common.parts(con, count[0] if count else 0, f"SELECT a, b FROM pairs WHERE {common.LIVE}"))
    common.part(con)
    set_apart(con, erased)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE numbered AS
        WITH heads AS (
            SELECT subject, part, min(number) AS number, min(node) AS node
            FROM nodes JOIN groups USING (node) GROUP BY ALL
        ), counted AS (
            SELECT *, CASE WHEN number IS NULL
                      THEN row_number() OVER (PARTITION BY subject, number IS NULL ORDER BY node) END AS fresh
            FROM heads
        )
        SELECT n.* EXCLUDE (number), coalesce(n.number, c.number) AS number, n.number IS NULL AS unlisted,
               CASE WHEN n.number IS NULL THEN c.fresh END AS fresh
        FROM nodes n JOIN groups g USING (node) JOIN counted c ON c.part = g.part
    """)
    con.unregister("groups")
    wanted = con.execute("SELECT subject, max(fresh) FROM numbered WHERE fresh IS NOT NULL GROUP BY subject ORDER BY 1")
    return {str(subject): int(count) for subject, count in wanted.fetchall()}, shared


def _collect_references(con: duckdb.DuckDBPyConnection, delivered: list[str], source: str) -> None:
    """Fill `refs` (subject, raw, kind, value, scope) with every reference of the delivered tables."""
    parts = [
        f"SELECT '{subject}' AS subject, raw FROM names_{name}_{column} WHERE raw IS NOT NULL"
        for name in delivered
        for column, subject in reference_columns(KINDS[name])
    ]
    union = " UNION ".join(parts) or "SELECT '' AS subject, '' AS raw WHERE false"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE refs AS
        SELECT subject, raw,
               CASE WHEN shared THEN split_part(raw, ':', 1) ELSE 'external' END AS kind,
               CASE WHEN shared THEN substr(raw, strpos(raw, ':') + 1) ELSE raw END AS value,
               CASE WHEN shared THEN '' ELSE {text(source)} END AS scope
        FROM (SELECT DISTINCT subject, raw, regexp_matches(raw, '^({"|".join(_SHARED)}):(?s:.)') AS shared FROM ({union}))
    """)


def _collect_links(con: duckdb.DuckDBPyConnection, delivered: bool) -> None:
    """Fill `linked` and `dropped`: what the delivered identities say belongs to whom, or to nobody any more."""
    rows = (
        f"""SELECT subject, {_NUMBER} AS raw, kind, value, known_at, place, row, coalesce(op, 'assert') AS op,
                   CASE WHEN kind IN ('{"', '".join(_SHARED)}') THEN '' ELSE coalesce(scope, '') END AS scope
            FROM delivered_identities"""
        if delivered
        else """SELECT '' AS subject, '' AS raw, '' AS kind, '' AS value, NULL::TIMESTAMP AS known_at, 0 AS place, 0 AS row,
                       '' AS op, '' AS scope WHERE false"""
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE links AS SELECT * FROM ({rows}) WHERE raw IS NOT NULL")
    last = (
        f"(SELECT {_SAME}, arg_max(op, place) AS op, arg_max_null(known_at, place) AS known_at FROM links GROUP BY ALL)"
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE linked AS
        SELECT DISTINCT {_SAME}, raw FROM links SEMI JOIN (FROM {last} WHERE op = 'assert') USING ({_SAME})
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE dropped AS
        SELECT {_SAME}, known_at FROM {last} ANTI JOIN refs USING ({_SAME}) WHERE op = 'retract'
    """)


def _collect_known(con: duckdb.DuckDBPyConnection, identities: str) -> None:
    """Fill `known` with what is stored of the identifiers in question: their last number, and whether they have it."""
    wanted = f"SELECT {_SAME} FROM refs UNION SELECT {_SAME} FROM linked UNION SELECT {_SAME} FROM dropped"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE known AS
        SELECT {_SAME}, arg_max({_NUMBER}, (known_at, seq)) AS number,
               arg_max(op, (known_at, seq)) = 'assert' AS in_force,
               NOT list_has_all(coalesce(list({_NUMBER}) FILTER (op = 'assert'), []),
                                coalesce(list({_NUMBER}) FILTER (op = 'retract' AND {_NUMBER} IS NOT NULL), [])) AS is_common
        FROM ({identities}) SEMI JOIN ({wanted}) USING ({_SAME}) GROUP BY {_SAME}
    """)


def _collect_nodes(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `nodes`: each identifier in question once, from 0, with the number of its bearer where it is known."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE nodes AS
        SELECT row_number() OVER (ORDER BY subject, kind, scope, value) - 1 AS node, {_SAME},
               CASE WHEN k.in_force THEN k.number END AS number, k.in_force IS NOT NULL AS listed
        FROM (SELECT {_SAME} FROM refs UNION SELECT {_SAME} FROM linked) LEFT JOIN known k USING ({_SAME})
    """)


def _collect_pairs(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `pairs` (a, b) with the nodes that a link joins."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE pairs AS
        SELECT DISTINCT a.node AS a, b.node AS b FROM linked l
        JOIN refs r ON r.subject = l.subject AND r.raw = l.raw
        JOIN nodes a ON a.subject = r.subject AND a.kind = r.kind AND a.value = r.value AND a.scope = r.scope
        JOIN nodes b ON b.subject = l.subject AND b.kind = l.kind AND b.value = l.value AND b.scope = l.scope
        WHERE a.node <> b.node
    """)


def lay_out(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> dict[str, pa.ChunkedArray]:
    """Register a delivered table, and apart from it the names in each of its references, each once.

    Gives for each reference the place of every row's name. So words are looked at once a name, not once a row.
    """
    con.register(f"delivered_{name}", table)
    out = {}
    for column, _subject in reference_columns(KINDS[name]):
        pieces = table[column].dictionary_encode().unify_dictionaries().chunks
        names = pieces[0].dictionary if pieces else pa.array([], pa.string())
        con.register(f"names_{name}_{column}", pa.table({"place": np.arange(len(names)), "raw": names}))
        out[column] = pa.chunked_array([piece.indices for piece in pieces], pa.int32())
    return out


def numbered(
    con: duckdb.DuckDBPyConnection, name: str, table: pa.Table, places: dict[str, pa.ChunkedArray]
) -> pa.Table:
    """A delivered table with numbers in place of names, once `number_fresh` has been called."""
    for column, subject in reference_columns(KINDS[name]):
        numbers = con.execute(f"""
            SELECT w.number FROM names_{name}_{column} n LEFT JOIN who w ON w.subject = '{subject}' AND w.raw = n.raw
            ORDER BY n.place
        """).to_arrow_table()["number"]
        found = pc.take(numbers.combine_chunks(), places[column])
        table = table.set_column(table.schema.get_field_index(column), column, found)
    return table


def parted(con: duckdb.DuckDBPyConnection) -> int:
    """How many identifiers, after `resolve`, link nobody any more."""
    row = con.execute(f"SELECT count(DISTINCT ({_SAME})) FROM parted WHERE had IS NOT NULL").fetchone()
    return int(row[0]) if row else 0


def number_fresh(con: duckdb.DuckDBPyConnection, wanted: dict[str, int], take: Callable[[str, int], int]) -> None:
    """Give new somebodies the numbers that `take` hands out, and fill `who` (subject, raw, number)."""
    starts = {subject: take(subject, count) for subject, count in wanted.items()}
    cases = " ".join(f"WHEN '{subject}' THEN {start - 1}" for subject, start in starts.items())
    if cases:
        con.execute(f"UPDATE numbered SET number = fresh + CASE subject {cases} END WHERE number IS NULL")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE who AS
        SELECT r.subject, r.raw, n.number FROM refs r JOIN numbered n USING ({_SAME})
    """)


def list_fresh(con: duckdb.DuckDBPyConnection, now: datetime) -> int:
    """Fill `fresh_identities` with what is to be stored of the delivered identifiers; gives their count.

    An identifier is known since ever: as-of reading is about facts. One that comes back, or goes, does so now.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE fresh_identities AS
        WITH told AS (
            SELECT {_SAME}, number, CASE WHEN listed THEN {moment(now)} ELSE {EPOCH} END AS known_at, 'assert' AS op,
                   listed AS restated
            FROM numbered WHERE unlisted
            UNION ALL BY NAME
            SELECT {_SAME}, k.number, coalesce(d.known_at, {moment(now)}) AS known_at, 'retract' AS op, true AS restated
            FROM dropped d JOIN known k USING ({_SAME}) WHERE k.in_force
            UNION BY NAME
            SELECT p.subject, p.kind, p.value, p.scope, coalesce(p.had, n.number) AS number,
                   CASE WHEN p.listed THEN {moment(now)} ELSE {EPOCH} END AS known_at, 'retract' AS op, true AS restated
            FROM parted p LEFT JOIN numbered n ON n.node = p.beside WHERE coalesce(p.had, n.number) IS NOT NULL
        )
        SELECT row_number() OVER (ORDER BY subject, kind, scope, value, op DESC, number) AS place, {_KEY} AS key, subject,
               CASE WHEN subject = 'customer' THEN number END AS customer_id,
               CASE WHEN subject = 'person' THEN number END AS user_id,
               CASE WHEN subject = 'lead' THEN number END AS lead_id,
               kind, value, scope, known_at, op, restated
        FROM told
    """)
    row = con.execute("SELECT count(*) FROM fresh_identities").fetchone()
    return int(row[0]) if row else 0


def note_rows(con: duckdb.DuckDBPyConnection) -> None:
    """Add to `fresh_rows` the source rows whose identity is new."""
    con.execute(f"""
        INSERT INTO fresh_rows SELECT row FROM links SEMI JOIN fresh_identities USING ({_SAME}, op) WHERE row IS NOT NULL
    """)
