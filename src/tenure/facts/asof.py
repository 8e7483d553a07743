"""Facts as they were known on a day: the only door through which numbers see them."""

from __future__ import annotations

from datetime import date
from functools import cache

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.engine import Engine
from tenure.facts.kinds import KINDS, Type, kind
from tenure.facts.lake import Lake
from tenure.facts.lake.store import stored_types


class Facts:
    """Every kind of fact as of the end of one civil day, read from one state of the lake."""

    def __init__(self, engine: Engine, lake: Lake, as_of: date) -> None:
        self.engine = engine
        self.as_of = as_of
        self.version = lake.version()
        self.zone = lake.zone
        self._files = lake.listing()
        self.table = cache(self._table)
        self._merges = cache(self._read_merges)

    def has(self, name: str) -> bool:
        """Whether the lake holds any fact of a kind."""
        return bool(self._files.get((kind(name).name, "facts")))

    def _table(self, name: str) -> Table:
        """The facts of a kind in force: of each key the last assertion known, without what was retracted.

        Columns are the stored ones; the key has its own name; customers merged into another carry that one's number.
        """
        table = self._visible(name)
        if name != "customers":
            table = self._merged(name, table)
        key = kind(name).key
        return table.drop("key") if key in table.columns else table.rename({key: "key"})

    def _visible(self, name: str) -> Table:
        types = stored_types(kind(name))
        table = self.engine.parquet(self._files.get((name, "facts"), []), types).filter(_.known_on <= self.as_of)
        restated = self._files.get((name, "restated"), [])
        if restated:
            keys = self.engine.parquet(restated, {"key": "VARCHAR"}).distinct()
            newest = ibis.row_number().over(group_by="key", order_by=[ibis.desc("known_at"), ibis.desc("seq")])
            several = table.semi_join(keys, "key").mutate(age=newest).filter(_.age == 0).drop("age")
            table = table.anti_join(keys, "key").union(several)
        return table.filter(_["op"] == "assert").drop("op", "known_at", "source", "batch")

    def _merged(self, name: str, table: Table) -> Table:
        merges = self._merges()
        if not merges:
            return table
        pairs = ibis.memtable([{"gone": gone, "kept": kept} for gone, kept in merges.items()])
        for column in _customer_columns(name):
            joined = table.left_join(pairs, table[column] == pairs.gone)
            table = joined.mutate(**{column: ibis.coalesce(joined.kept, joined[column])}).drop("gone", "kept")
        return table

    def _read_merges(self) -> dict[int, int]:
        """Who was merged into whom, followed to the last one."""
        if not self.has("customers"):
            return {}
        rows = self.engine.rows(self._visible("customers").filter(_.merged_into.notnull()).select("customer_id", "merged_into"))
        step = {int(str(row["customer_id"])): int(str(row["merged_into"])) for row in rows}
        out = {}
        for gone, kept in step.items():
            seen = {gone}
            while kept in step and kept not in seen:
                seen.add(kept)
                kept = step[kept]
            out[gone] = kept
        return out


def _customer_columns(name: str) -> list[str]:
    own = [kind(name).key] if kind(name).key_type is Type.CUSTOMER else []
    return own + [column.name for column in KINDS[name].columns if column.type is Type.CUSTOMER]
