"""Who was erased stays erased: of a delivery, rows that tell of somebody like that are not stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.delivery import ROW
from tenure.facts.kinds import Kind
from tenure.facts.lake.columns import PARENTS, owning_columns, reference_columns

_SAME = "subject, kind, value, scope"


def set_apart(con: duckdb.DuckDBPyConnection, erased: Callable[..., bool]) -> None:
    """Take from `nodes` who was erased, with all that the delivery joins to them; fills `refused` (subject, raw).

    Who is known by another name already is somebody else, who has it too: nothing of theirs is refused. `groups` tells the parts.
    """
    con.execute("CREATE OR REPLACE TEMP TABLE refused AS SELECT subject, raw FROM refs WHERE false")
    fresh = con.execute("SELECT node, subject, kind, scope, value FROM nodes WHERE number IS NULL").fetchall()
    found = [node for node, *parts in fresh if erased("identity", *parts)]
    if not found:
        return
    con.register("found", pa.table({"node": pa.array(found, pa.int64())}))
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE gone AS SELECT node, {_SAME} FROM nodes JOIN groups USING (node)
        WHERE part IN (SELECT part FROM groups SEMI JOIN found USING (node))
          AND part NOT IN (SELECT part FROM nodes JOIN groups USING (node) WHERE number IS NOT NULL);
        DELETE FROM nodes WHERE node IN (SELECT node FROM gone);
        INSERT INTO refused SELECT r.subject, r.raw FROM refs r SEMI JOIN gone USING ({_SAME});
    """)
    con.unregister("found")


@dataclass
class Refusing:
    """What of a delivery is refused, kind by kind; parts of a whole, such as lines of an order, go with it."""

    con: duckdb.DuckDBPyConnection
    erased: Callable[..., bool]
    rows: set[int] = field(default_factory=set)  # of the source, of which something was refused
    wholes: dict[str, set[str]] = field(default_factory=dict)  # keys of refused facts that others are parts of
    allowed: dict[str, pa.ChunkedArray] = field(
        default_factory=dict
    )  # by kind, which rows may be stored; of some kinds all

    def sift(self, kinds: Sequence[Kind], tables: Mapping[str, pa.Table]) -> None:
        """Find the rows that are refused, once `set_apart` is done; who is named in them alone gets no number."""
        found = self.con.execute(
            "SELECT DISTINCT row FROM links SEMI JOIN refused USING (subject, raw) WHERE row IS NOT NULL"
        )
        self.rows |= {int(row) for (row,) in found.fetchall()}
        for kind in kinds:
            mask = self._allowed(kind, tables[kind.name])
            if mask is not None:
                self.allowed[kind.name] = mask
        if self.allowed:
            self._leave_out(kinds, tables)

    def _leave_out(self, kinds: Sequence[Kind], tables: Mapping[str, pa.Table]) -> None:
        self.con.execute(
            "CREATE OR REPLACE TEMP TABLE kept AS SELECT subject, raw FROM links ANTI JOIN refused USING (subject, raw)"
        )
        for kind in kinds:
            table = tables[kind.name]
            table = table.filter(self.allowed[kind.name]) if kind.name in self.allowed else table
            for column, subject in reference_columns(kind):
                self.con.register("named", pa.table({"raw": table[column].unique()}))
                self.con.execute("INSERT INTO kept SELECT ?, raw FROM named WHERE raw IS NOT NULL", [subject])
                self.con.unregister("named")
        self.con.execute(f"""
            DELETE FROM numbered n WHERE unlisted AND ({_SAME}) NOT IN (SELECT ({_SAME}) FROM refs SEMI JOIN kept USING (subject, raw))
            AND ({_SAME}) NOT IN (SELECT ({_SAME}) FROM linked)
        """)

    def _allowed(self, kind: Kind, table: pa.Table) -> pa.ChunkedArray | None:
        """Which rows of a delivered table may be stored; None where all of them may."""
        hits = [
            mask
            for column, subject in owning_columns(kind)
            if (mask := self._named(table[column], subject)) is not None
        ]
        if kind.name in PARENTS:
            column, parent = PARENTS[kind.name]
            hits += [mask for mask in [self._parts(table[column], parent)] if mask is not None]
        if not hits:
            return None
        refused = hits[0]
        for mask in hits[1:]:
            refused = pc.or_(refused, mask)
        gone = table.filter(refused)
        self.rows |= {row for row in gone[ROW].to_pylist() if row is not None}
        self.wholes.setdefault(kind.name, set()).update(gone[kind.key].to_pylist())
        return pc.invert(refused)

    def _named(self, names: pa.ChunkedArray, subject: str) -> pa.ChunkedArray | None:
        raws = self.con.execute("SELECT raw FROM refused WHERE subject = ?", [subject]).fetchall()
        return pc.is_in(names, pa.array([raw for (raw,) in raws], pa.string())) if raws else None

    def _parts(self, keys: pa.ChunkedArray, parent: str) -> pa.ChunkedArray | None:
        here = self.wholes.get(parent, set())
        gone = [
            key
            for key in keys.unique().to_pylist()
            if key is not None and (key in here or self.erased("key", parent, key))
        ]
        return pc.is_in(keys, pa.array(gone, pa.string())) if gone else None
