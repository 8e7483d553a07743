"""Facts out of a sheet, some rows at a time, so that memory does not grow with the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.delivery import ROW
from tenure.facts.importers.checking import Checker
from tenure.facts.importers.entities.all import entity
from tenure.facts.importers.entities.entity import Entity, Facts, no_longer
from tenure.facts.importers.entities.who import named_in
from tenure.facts.importers.native import NativeFile, read_native
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.sheets import PART, Sheet
from tenure.facts.importers.spool import Spool
from tenure.facts.importers.stragglers import Stragglers
from tenure.facts.importers.troubles import Troubles
from tenure.facts.kinds import KINDS
from tenure.texts import Text


@dataclass
class Output:
    """What has come out so far."""

    tables: dict[str, Spool] = field(default_factory=dict)
    left_out: Counter[Text] = field(default_factory=Counter)
    notes: dict[Text, None] = field(default_factory=dict)  # in their order, each once
    assumed: dict[str, list[pa.Array]] = field(default_factory=dict)
    merged: list[pa.Table] = field(default_factory=list)
    tagged: list[pa.Table] = field(default_factory=list)
    withdrawn: dict[str, Spool] = field(default_factory=dict)
    beaten: list[pa.Array] = field(default_factory=list)  # rows whose fact gave way to a later one of the same key

    def add(self, facts: Facts) -> None:
        """Take the facts of some rows."""
        for kind, table in facts.tables.items():
            if table.num_rows:
                self.tables.setdefault(kind, Spool(table.schema)).add(self._last(kind, table))
        for kind, table in facts.withdrawn.items():
            if table.num_rows:
                self.withdrawn.setdefault(kind, Spool(table.schema)).add(no_longer(table))
        self.left_out.update(facts.left_out)
        self.notes |= dict.fromkeys(facts.notes)
        for kind, keys in facts.assumed.items():
            self.assumed.setdefault(kind, []).append(keys)
        if facts.merged is not None:
            self.merged.append(facts.merged)
        if facts.tagged is not None:
            self.tagged.append(facts.tagged)

    def facts(self, apart: bool) -> Facts:
        """All of it; `apart` says that no key stands in two parts."""
        tables = {kind: spool.table() for kind, spool in self.tables.items()}
        if not apart:
            tables = {kind: self._last(kind, table) for kind, table in tables.items()}
        assumed = {kind: pa.concat_arrays(keys) for kind, keys in self.assumed.items()}
        merged = pa.concat_tables(self.merged) if self.merged else None
        tagged = pa.concat_tables(self.tagged) if self.tagged else None
        notes, withdrawn = (*self.notes, *self._beaten()), self._withdrawn(tables)
        return Facts(tables, dict(self.left_out), notes, assumed, merged, withdrawn, tagged=tagged)

    def _withdrawn(self, told: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
        """What no row of the file tells, each key once."""
        out = {}
        for kind, spool in self.withdrawn.items():
            key, table = KINDS[kind].key, spool.table()
            if kind in told:
                table = table.filter(pc.invert(pc.is_in(table[key], told[kind][key].combine_chunks())))
            out[kind], _ = last_of_each(kind, table)
        return out

    def _last(self, kind: str, table: pa.Table) -> pa.Table:
        last, beaten = last_of_each(kind, table)
        self.beaten.append(beaten)
        return last

    def _beaten(self) -> Iterator[Text]:
        count = len(pc.unique(pa.chunked_array(self.beaten, pa.int64())))
        if count:
            yield Text("{count:,} rows repeat a key and say something else; the last one counts", count=count)


def deliver_native(sheet: Sheet, native: NativeFile, home: Settings, troubles: Troubles) -> Facts:
    """The facts of a native file."""
    spool: Spool | None = None
    for part in sheet.parts():
        table = read_native(part, native, home.zone, home.currency, troubles)
        spool = spool or Spool(table.schema)
        spool.add(table)
    return Facts({native.kind.name: spool.table()} if spool else {})


def deliver_mapped(checker: Checker, troubles: Troubles, stragglers: Stragglers | None = None) -> Facts:
    """The facts of a file that a recipe or map knows."""
    what, output = entity(checker.recipe.entity), Output()
    repeated: list[Text] = []
    for part in _parts(checker, what):
        if what.adds_up:
            part, told = _once(part)
            repeated += told
        rows = checker.check(part, troubles)
        rows = replace(rows, who=named_in(rows, what.called))
        if stragglers:
            stragglers.examine(rows, what.together(rows), troubles)
        what.examine(rows, troubles)
        output.add(what.build(rows.without(troubles.rows())))
    facts = output.facts(what.parts in ("by key", "whole"))
    notes = (*checker.notes, *facts.notes, *repeated, *_unused(checker, what.keeps_unmapped))
    return replace(facts, notes=notes, wholes=what.wholes)


def _parts(checker: Checker, what: Entity) -> Iterator[Sheet]:
    """The rows in parts that can be understood alone."""
    sheet = checker.sheet
    key = checker.mapped.columns.get(checker.recipe.key or what.key)
    if what.parts == "whole" or (what.parts == "with key" and key is None):
        yield sheet
    elif what.parts == "by key":
        yield from sheet.parts(_cuts(sheet.column(key)) if key else [])
    else:
        yield from sheet.parts()


def _cuts(keys: pa.ChunkedArray) -> Sequence[int]:
    """Places about a part's length from each other where no key stands on both sides."""
    count = len(keys)
    if count <= PART:
        return []
    codes = np.concatenate([np.asarray(chunk.indices) for chunk in keys.dictionary_encode().chunks])
    last = np.zeros(int(codes.max()) + 1, np.int64)
    last[codes] = np.arange(count)
    reach = np.maximum.accumulate(last[codes])
    free = np.flatnonzero(reach == np.arange(count)) + 1
    wanted = np.arange(PART, count, PART)
    places = np.searchsorted(free, wanted)
    return sorted({int(place) for place in free[places[places < len(free)]] if place < count})


def last_of_each(kind: str, table: pa.Table) -> tuple[pa.Table, pa.Array]:
    """One fact per key: of several in a file the last counts, or it would contradict itself at each import.

    Beside them the rows whose facts say something else under the same key.
    """
    key = KINDS[kind].key
    if pc.count_distinct(table[key]).as_py() == table.num_rows:
        return table, pa.array([], pa.int64())
    table = table.append_column("place", pa.array(range(table.num_rows), pa.int64()))
    last = table.group_by(key, use_threads=False).aggregate([("place", "max")])["place_max"]
    said = [name for name in table.column_names if name not in (ROW, "place")]
    different = table.group_by(said, use_threads=False).aggregate([("place", "max")])["place_max"]
    beaten = pc.take(table[ROW], different.filter(pc.invert(pc.is_in(different, last.combine_chunks()))))
    table = table.drop_columns(["place"])
    return table.take(pc.take(last, pc.sort_indices(last))), beaten.combine_chunks()


def _once(part: Sheet) -> tuple[Sheet, Iterator[Text]]:
    """The rows without those that repeat an earlier one in every cell."""
    numbered = part.cells.rename_columns([f"{place}" for place in range(len(part.columns))])
    names = numbered.column_names
    first = numbered.append_column(ROW, part.rows).group_by(names, use_threads=False).aggregate([(ROW, "min")])
    count = len(part.rows) - first.num_rows
    note = Text("{count:,} rows repeat an earlier one in every cell; they count once", count=count)
    if not count:
        return part, iter(())
    return part.kept(pc.is_in(part.rows, first[f"{ROW}_min"].combine_chunks())), iter((note,))


def _unused(checker: Checker, kept: bool) -> Iterator[Text]:
    """Columns that no fact takes anything from."""
    if kept:
        return
    known: Mapping[str, object] = checker.fields
    idle = [header for name, header in checker.mapped.columns.items() if name not in known]
    unused = [column for column in checker.sheet.columns if column in checker.mapped.unmapped or column in idle]
    if unused:
        yield Text("not used: {columns}", columns=unused)
