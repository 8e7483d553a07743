"""Facts as they were known on a day: the only door through which numbers see them."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from copy import copy
from datetime import date
from functools import cache
from pathlib import Path

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.engine import Engine
from tenure.facts.kinds import KINDS, Type, kind
from tenure.facts.lake import Lake
from tenure.facts.lake.columns import FACTS, RESTATED, stored_types
from tenure.facts.sight import EVERYTHING, Sight, late_for, seen


class Facts:
    """Every kind of fact as of the end of one civil day, read from one state of the lake."""

    def __init__(self, engine: Engine, lake: Lake, as_of: date, sight: Sight = EVERYTHING) -> None:
        self.engine = engine
        self.as_of = as_of
        self.sight = sight
        self.zone = lake.zone
        snapshot = lake.snapshot()
        self.version = snapshot.version
        self._files = snapshot.files
        self._snapshot = snapshot
        self.table = cache(self._table)
        self._merges = cache(self._read_merges)

    def has(self, name: str) -> bool:
        """Whether any fact of a kind was known on the day."""
        known = self._snapshot.first_known.get(kind(name).name, self.as_of)
        return known <= self.as_of and bool(self._files.get((kind(name).name, FACTS)))

    def known_by_then(self) -> bool:
        """Whether anything at all was known on the day."""
        return self._snapshot.known_by(self.as_of)

    def _table(self, name: str) -> Table:
        """The facts of a kind in force: of each key the last assertion known, without what was retracted.

        Columns are the stored ones; the key has its own name. Who was merged into another carries that one's number,
        but for the customers themselves: there each keeps a row of its own, with `merged_into` as it was told.
        """
        return self._keyed(name, self._merged(name, self._visible(name)))

    def of(self, name: str, customer: int) -> Table:
        """The facts of a kind in force of one customer, as `table` has them of all.

        They are chosen before whoever was merged into another gets that one's number, so that a reader of files can skip the rest.
        """
        numbers = [customer, *(gone for gone, kept in self._merges().items() if kept == customer)]
        own = self._merged(name, self._visible(name).filter(_.customer_id.isin(numbers)))
        return self._keyed(name, own.filter(_.customer_id == customer))

    def _keyed(self, name: str, table: Table) -> Table:
        key = kind(name).key
        return table.drop("key") if key in table.columns else table.rename({key: "key"})

    def among(self, customers: Table) -> Facts:
        """The same facts of some customers alone: what names another customer, or none, is left out; what is of no customer stays."""

        def theirs(name: str) -> Table:
            table = self.table(name)
            return table.semi_join(customers, "customer_id") if "customer_id" in table.columns else table

        some = copy(self)
        some.table = cache(theirs)
        return some

    def origins(self, name: str) -> Table:
        """The facts of a kind in force, each with the `source` and the import (`batch`) that told it last."""
        return self._merged(name, self._last(name))

    def first_days(self, name: str, keys: Sequence[str]) -> Mapping[str, date]:
        """Of some facts of a kind, those told in several versions: the day on which the first became known."""
        if kind(name).key_type is not Type.TEXT or not self._files.get((name, RESTATED)) or not keys:
            return {}
        several = self._rows(name, RESTATED).filter(_.key.isin(keys)).select("key").distinct()
        restated = [str(row["key"]) for row in self.engine.rows(several)]
        if not restated:
            return {}
        versions = seen(self._rows(name, FACTS).filter(_.known_on <= self.as_of), KINDS[name], self.sight)
        versions = versions.filter(versions["op"] == "assert", versions.key.isin(restated))
        firsts = self.engine.rows(versions.group_by("key").agg(first_on=_.known_on.min()))
        return {str(row["key"]): row["first_on"] for row in firsts if isinstance(row["first_on"], date)}

    def late_imports(self, since: date) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The imports that brought new facts which came late for a day, and those that corrected ones known by then."""
        found: tuple[set[int], set[int]] = (set(), set())
        for name in self.kinds():
            if KINDS[name].clock is None:
                continue
            rows = seen(self._rows(name, FACTS).filter(_.known_on <= self.as_of), KINDS[name], self.sight)
            known = rows.filter(_.known_on <= since).select("key").distinct()
            late = rows.filter(late_for(KINDS[name], since)).select("key", "batch")
            for batches, some in zip(found, (late.anti_join(known, "key"), late.semi_join(known, "key")), strict=True):
                batches.update(int(str(row["batch"])) for row in self.engine.rows(some.select("batch").distinct()))
        return tuple(sorted(found[0])), tuple(sorted(found[1]))

    def imports_after(self, number: int) -> tuple[int, ...]:
        """The imports after one that brought facts which are known on the day."""
        found: set[int] = set()
        for name in self.kinds():
            rows = self._rows(name, FACTS).filter(_.known_on <= self.as_of, _.batch > number)
            found |= {int(str(row["batch"])) for row in self.engine.rows(rows.select("batch").distinct())}
        return tuple(sorted(found))

    def _visible(self, name: str) -> Table:
        return self._last(name).drop("op", "known_at", "source", "batch")

    def _last(self, name: str) -> Table:
        table = seen(self._rows(name, FACTS).filter(_.known_on <= self.as_of), KINDS[name], self.sight)
        if self._files.get((name, RESTATED)):
            keys = self._rows(name, RESTATED).select("key").distinct()
            newest = ibis.row_number().over(group_by="key", order_by=[ibis.desc("known_at"), ibis.desc("seq")])
            several = table.semi_join(keys, "key").mutate(age=newest).filter(_.age == 0).drop("age")
            table = table.anti_join(keys, "key").union(several)
        return table.filter(_["op"] == "assert")

    def file_names(self) -> tuple[str, ...]:
        """The names of the live files, sorted: the same names hold the same facts."""
        return tuple(sorted(path.name for paths in self._files.values() for path in paths))

    def kinds(self) -> list[str]:
        """The kinds that the lake holds facts of."""
        return [name for name in KINDS if self._files.get((name, FACTS))]

    def since(self, name: str, earlier: Container[str], day: date) -> Table:
        """Facts of a kind that were not visible before: in a new file, or known after that day; with all versions of their keys."""
        paths = self._files.get((name, FACTS), [])
        new = [path for path in paths if path.name not in earlier]
        old = [path for path in paths if path.name in earlier]
        types = stored_types(kind(name), FACTS)
        news = self._read(new, types).filter(_.known_on <= self.as_of)
        grown = self._read(old, types).filter(_.known_on > day, _.known_on <= self.as_of)
        fresh = news.union(grown)
        if not self._files.get((name, RESTATED)):
            return fresh
        return self._read(paths, types).semi_join(fresh, "key")

    def _read(self, paths: Sequence[Path], types: Mapping[str, str]) -> Table:
        return self.engine.parquet(paths, types)

    def _rows(self, name: str, role: str) -> Table:
        return self.engine.parquet(self._files.get((name, role), []), stored_types(kind(name), role))

    def _merged(self, name: str, table: Table) -> Table:
        columns = [column.name for column in KINDS[name].columns if column.type is Type.CUSTOMER]
        wanted = [column for column in columns if column != "merged_into"]
        merges = self._merges() if wanted else {}
        if not merges:
            return table
        pairs = ibis.memtable([{"gone": gone, "kept": kept} for gone, kept in merges.items()])
        for column in wanted:
            joined = table.left_join(pairs, table[column] == pairs.gone)
            table = joined.mutate(**{column: ibis.coalesce(joined.kept, joined[column])}).drop("gone", "kept")
        return table

    def _read_merges(self) -> Mapping[int, int]:
        if not self.has("customers"):
            return {}
        merged = self._visible("customers").filter(_.merged_into.notnull()).select("customer_id", "merged_into")
        rows = self.engine.rows(merged)
        return followed({int(str(row["customer_id"])): int(str(row["merged_into"])) for row in rows})


def followed(step: Mapping[int, int]) -> dict[int, int]:
    """Who was merged into whom, followed to the last one; those merged in a circle are one, under the lowest number."""
    out: dict[int, int] = {}
    for gone in step:
        path = [gone]
        while path[-1] in step and step[path[-1]] not in path:
            path.append(step[path[-1]])
        kept = path[-1]
        if kept in step:  # a circle begins at what the last one was merged into
            kept = min(path[path.index(step[kept]) :])
        if kept != gone:
            out[gone] = kept
    return out
