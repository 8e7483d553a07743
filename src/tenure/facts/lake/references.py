"""From the identifiers of sources to surrogate numbers.

The same customer, person or lead keeps one number for ever. Identifiers live in the kind `identities` alone, so that
erasing a person is rewriting that kind and the person's own rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from tenure.facts.kinds import KINDS, REFERENCES, Kind, Type

SUBJECTS = {Type.CUSTOMER: "customer", Type.PERSON: "person", Type.LEAD: "lead"}
NUMBERED = {"customer": "customer_id", "person": "user_id", "lead": "lead_id"}
_SHARED = "email|phone|open_id|tax_id"  # identifiers that mean the same in every source
EPOCH = "TIMESTAMP '1970-01-01'"


def reference_columns(kind: Kind) -> list[tuple[str, str]]:
    """Name and subject of each delivered column that refers to somebody."""
    own = [(kind.key, SUBJECTS[kind.key_type])] if kind.key_type in REFERENCES else []
    return own + [(c.name, SUBJECTS[c.type]) for c in kind.columns if c.type in REFERENCES]


@dataclass(frozen=True)
class Numbering:
    """Where new numbers start, by subject; filled while the write lock is held."""

    first: dict[str, int]


def collect(con: duckdb.DuckDBPyConnection, delivered: list[str], source: str) -> None:
    """Fill the table `refs` (subject, raw, kind, value, scope, number) with every reference of the delivered tables."""
    parts = []
    for name in delivered:
        for column, subject in reference_columns(KINDS[name]):
            parts.append(f"SELECT '{subject}' AS subject, {column} AS raw FROM delivered_{name} WHERE {column} IS NOT NULL")
    union = " UNION ".join(parts) or "SELECT '' AS subject, '' AS raw WHERE false"
    scope = source.replace("'", "''")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE refs AS
        SELECT subject, raw,
               CASE WHEN shared THEN split_part(raw, ':', 1) ELSE 'external' END AS kind,
               CASE WHEN shared THEN substr(raw, strpos(raw, ':') + 1) ELSE raw END AS value,
               CASE WHEN shared THEN '' ELSE '{scope}' END AS scope
        FROM (SELECT *, regexp_matches(raw, '^({_SHARED}):.') AS shared FROM ({union}))
    """)


def links(con: duckdb.DuckDBPyConnection, delivered: bool) -> None:
    """Fill the table `linked`: what the delivered identities say belongs to whom."""
    source = (
        """SELECT subject, coalesce(customer_id, user_id, lead_id) AS raw, kind, value, coalesce(scope, '') AS scope
           FROM delivered_identities WHERE op = 'assert' AND coalesce(customer_id, user_id, lead_id) IS NOT NULL"""
        if delivered
        else "SELECT '' AS subject, '' AS raw, '' AS kind, '' AS value, '' AS scope WHERE false"
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE linked AS SELECT DISTINCT * FROM ({source})")


def resolve(con: duckdb.DuckDBPyConnection, known: str) -> dict[str, int]:
    """Give every row of `refs` its known number, and tell how many new numbers each subject needs.

    `known` is a relation of (subject, kind, value, scope, number). Fills `numbered` (subject, raw, kind, value, scope,
    number, fresh): `fresh` counts new somebodies from 1 within their subject until `number_fresh` fixes them.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE nodes AS
        SELECT n.*, k.number FROM (
            SELECT subject, kind, value, scope FROM refs UNION SELECT subject, kind, value, scope FROM linked
        ) n LEFT JOIN ({known}) k USING (subject, kind, value, scope)
    """)
    groups = _components(con)
    con.register("groups", groups)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE numbered AS
        WITH joined AS (
            SELECT n.*, coalesce(g.head, n.subject || '|' || n.kind || '|' || n.scope || '|' || n.value) AS head
            FROM nodes n LEFT JOIN groups g USING (subject, kind, value, scope)
        ), heads AS (
            SELECT subject, head, min(number) AS number FROM joined GROUP BY ALL
        ), counted AS (
            SELECT *, CASE WHEN number IS NULL
                      THEN row_number() OVER (PARTITION BY subject, number IS NULL ORDER BY head) END AS fresh
            FROM heads
        )
        SELECT j.subject, j.kind, j.value, j.scope, coalesce(j.number, c.number) AS number,
               CASE WHEN j.number IS NULL AND c.number IS NULL THEN c.fresh END AS fresh, j.number IS NULL AS unlisted
        FROM joined j JOIN counted c USING (subject, head)
    """)
    con.unregister("groups")
    rows = con.execute("SELECT subject, max(fresh) FROM numbered WHERE fresh IS NOT NULL GROUP BY subject").fetchall()
    return {str(subject): int(count) for subject, count in rows}


def _components(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """Nodes that links join, each with the name of its group's head."""
    pairs = con.execute("""
        SELECT l.subject, r.kind, r.value, r.scope, l.kind, l.value, l.scope FROM linked l JOIN refs r ON r.subject = l.subject AND r.raw = l.raw
        ORDER BY ALL
    """).fetchall()
    parent: dict[tuple[str, ...], tuple[str, ...]] = {}

    def head(node: tuple[str, ...]) -> tuple[str, ...]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for subject, *rest in pairs:
        one, other = head((subject, *rest[:3])), head((subject, *rest[3:]))
        if one != other:
            low, high = sorted((one, other))
            parent[high] = low
    nodes = sorted(parent)
    columns = list(zip(*nodes, strict=True)) if nodes else [(), (), (), ()]
    arrays = [pa.array(column, pa.string()) for column in columns]
    heads = pa.array(["|".join(head(node)) for node in nodes], pa.string())
    return pa.table([*arrays, heads], names=["subject", "kind", "value", "scope", "head"])


def number_fresh(con: duckdb.DuckDBPyConnection, first: dict[str, int]) -> None:
    """Turn `fresh` into numbers from the given starts, and fill `who` (subject, raw, number) for the mapping of columns."""
    cases = " ".join(f"WHEN '{subject}' THEN {start - 1}" for subject, start in first.items())
    if cases:
        con.execute(f"UPDATE numbered SET number = fresh + CASE subject {cases} END WHERE number IS NULL")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE who AS
        SELECT r.subject, r.raw, n.number FROM refs r JOIN numbered n USING (subject, kind, value, scope)
    """)


def identity_rows() -> str:
    """The query for identities not listed yet, in the shape of the stored kind without seq and batch."""
    return f"""
        SELECT subject || '|' || kind || '|' || scope || '|' || value AS key, subject,
               CASE WHEN subject = 'customer' THEN number END AS customer_id,
               CASE WHEN subject = 'person' THEN number END AS user_id,
               CASE WHEN subject = 'lead' THEN number END AS lead_id,
               kind, value, scope, {EPOCH} AS known_at, 'assert' AS op, NULL::BIGINT AS row
        FROM numbered WHERE unlisted
    """
