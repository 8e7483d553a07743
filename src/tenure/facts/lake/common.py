"""E-mail addresses and telephone numbers that several ids of one source share: they are nobody's own, and link nobody.

What is told of such an identifier is kept as retracted from each who bears it. A version that takes it from somebody who
never had it marks it for good, so it stays nobody's own whichever of them comes later.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

_COMMON = ("email", "phone")  # kinds of identifier that several people can have in common
_NAMED = "name:%"  # what stands for somebody without an id is no id


def find(con: duckdb.DuckDBPyConnection, identities: str) -> int:
    """Fill `common` (node, is_new) from `nodes`, `known` and `pairs`; gives how many identifiers are common.

    Nodes that a link joins are a pair. Those that already have one number count as joined too.
    """
    kinds = "', '".join(_COMMON)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE soft AS SELECT node FROM nodes WHERE kind IN ('{kinds}');
        CREATE OR REPLACE TEMP TABLE common AS
        SELECT node, false AS is_new FROM nodes SEMI JOIN soft USING (node) JOIN known k USING (subject, kind, value, scope)
        WHERE k.is_common;
        CREATE OR REPLACE TEMP TABLE bearers AS
        SELECT subject, number, (SELECT count(*) FROM nodes) + row_number() OVER (ORDER BY subject, number) - 1 AS node
        FROM (SELECT DISTINCT subject, number FROM nodes WHERE number IS NOT NULL);
        CREATE OR REPLACE TEMP TABLE edges AS
        SELECT a, b FROM pairs UNION ALL SELECT n.node, b.node FROM nodes n JOIN bearers b USING (subject, number);
        CREATE OR REPLACE TEMP TABLE ids AS
        SELECT node, subject, scope FROM nodes WHERE kind = 'external' AND value NOT LIKE '{_NAMED}'
        UNION
        SELECT b.node, i.subject, i.scope FROM ({identities}) i
        JOIN bearers b ON b.subject = i.subject AND b.number = coalesce(i.customer_id, i.user_id, i.lead_id)
        WHERE i.kind = 'external' AND i.op = 'assert' AND i.value NOT LIKE '{_NAMED}';
    """)
    if _one(con, "SELECT count(*) FROM pairs WHERE a IN (FROM soft) OR b IN (FROM soft)"):
        _add_adjacent(con)
        _add_between(con)
    return _one(con, "SELECT count(*) FROM common WHERE node IN (SELECT a FROM pairs UNION SELECT b FROM pairs)")


def _add_adjacent(con: duckdb.DuckDBPyConnection) -> None:
    """Those that stand beside several ids of one source, where nothing firmer joins these."""
    _join(con, "firm", "SELECT a, b FROM edges WHERE a NOT IN (FROM soft) AND b NOT IN (FROM soft)")
    con.execute("""
        INSERT INTO common
        SELECT DISTINCT s.node, true FROM soft s
        JOIN (SELECT a, b FROM edges UNION ALL SELECT b, a FROM edges) e ON e.a = s.node
        JOIN firm f ON f.node = e.b JOIN firm same ON same.part = f.part JOIN ids i ON i.node = same.node
        WHERE s.node NOT IN (SELECT node FROM common)
        GROUP BY s.node, i.subject, i.scope HAVING count(DISTINCT f.part) > 1
    """)


def _add_between(con: duckdb.DuckDBPyConnection) -> None:
    """Those that join several ids of one source over further steps."""
    _join(con, "joined", f"SELECT a, b FROM edges WHERE {LIVE}")
    con.execute("""
        INSERT INTO common
        SELECT node, true FROM soft JOIN joined USING (node) WHERE node NOT IN (SELECT node FROM common) AND part IN (
            SELECT j.part FROM ids i JOIN joined j USING (node) JOIN firm f USING (node)
            GROUP BY j.part, i.subject, i.scope HAVING count(DISTINCT f.part) > 1
        )
    """)


LIVE = "a NOT IN (SELECT node FROM common) AND b NOT IN (SELECT node FROM common)"  # pairs that join


def part(con: duckdb.DuckDBPyConnection) -> None:
    """Take the numbers of identifiers that have become common, and those from `nodes` that no fact refers to.

    Fills `parted` with what has become common and whose it was, or would have been: as a number, or as a node.
    """
    con.execute("""
        CREATE OR REPLACE TEMP TABLE parted AS
        SELECT subject, kind, value, scope, listed, number AS had, NULL::BIGINT AS beside FROM nodes
        WHERE number IS NOT NULL AND node IN (SELECT node FROM common WHERE is_new)
        UNION ALL
        SELECT subject, kind, value, scope, listed, NULL, e.b FROM nodes n
        JOIN (SELECT a, b FROM pairs UNION SELECT b, a FROM pairs) e ON e.a = n.node
        WHERE n.node IN (SELECT node FROM common WHERE is_new);
        UPDATE nodes SET number = NULL WHERE node IN (SELECT node FROM common WHERE is_new);
        DELETE FROM nodes n WHERE node IN (SELECT node FROM common) AND NOT EXISTS (
            FROM refs r WHERE r.subject = n.subject AND r.kind = n.kind AND r.value = n.value AND r.scope = n.scope
        );
    """)


def _join(con: duckdb.DuckDBPyConnection, name: str, pairs: str) -> None:
    """Fill a table (node, part): nodes that pairs join, directly or through others, share a part."""
    count = _one(con, "SELECT greatest((SELECT count(*) FROM nodes) + (SELECT count(*) FROM bearers), 1)")
    con.register("parts", parts(con, count, pairs))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM parts")
    con.unregister("parts")


def parts(con: duckdb.DuckDBPyConnection, count: int, pairs: str) -> pa.Table:
    """(node, part) of nodes from 0 to a count: those that pairs (a, b) join, directly or through others, share a part."""
    found = con.execute(pairs).fetchnumpy()
    labels = np.arange(count)
    if len(found["a"]):
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        edges = coo_array((np.ones(len(found["a"]), np.int32), (found["a"], found["b"])), shape=(count, count))
        labels = connected_components(edges, directed=False)[1]
    return pa.table({"node": np.arange(count), "part": labels.astype(np.int64)})


def _one(con: duckdb.DuckDBPyConnection, query: str) -> int:
    row = con.execute(query).fetchone()
    return int(row[0]) if row else 0
