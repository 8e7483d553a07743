"""The statements behind a number, written down without any facts: every table is a name with columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

import ibis
from ibis.expr.operations import InMemoryTable
from ibis.expr.types import Table

from tenure.catalogue.gather import sums_asked
from tenure.catalogue.measure import Measure
from tenure.catalogue.question import Leaf, Question, leaves_of
from tenure.engine.dialects import statement
from tenure.engine.duckdb import DuckDB
from tenure.facts.asof import Facts
from tenure.facts.lake import Lake
from tenure.periods import Period, parse_period
from tenure.policies import Policies
from tenure.stages.workshop import Workshop

AS_OF = date(2024, 12, 31)
MONTH = "2024-07"
# What a question says for a word that a number asks for.
SAID: Mapping[str, str] = {
    "n": "7", "k": "30", "t": "365", "at": "2024-12", "from": "1", "to": "7", "before": "2024-06", "after": "2024-07",
    "month": "1", "instrument": "csat", "dimension": "speed", "reason": "price", "channel": "ads", "factor": "revenue",
    "stage": "new", "role": "champion", "direction": "down",
}  # fmt: skip
STEPS = {"growth.stage_conversion_rate": {"from": "lead", "to": "new"}}
_SAMPLE: Mapping[type, object] = {
    str: "USD", int: 1, bool: True, Decimal: Decimal(1), date: date(2024, 1, 1), datetime: datetime(2024, 1, 1),  # noqa: DTZ001  in UTC, as stored
}  # fmt: skip
_TYPES = ((str, "is_string"), (bool, "is_boolean"), (int, "is_integer"), (Decimal, "is_decimal"), (date, "is_date"))
_DROPPED = re.compile(r"EXCLUDE \(([^)]*)\)")
_MEMORY = re.compile(r'"(ibis_\w+?_memtable_\w+)"')


class SketchEngine(DuckDB):
    """An engine that computes nothing: what it keeps becomes a name, and a question is answered by one row."""

    def __init__(self) -> None:
        super().__init__(threads=1)
        self.kept: dict[str, Table] = {}

    def keep(self, name: str, table: Table, large: bool = False) -> Table:
        """The table as a name with columns."""
        alike = sum(re.fullmatch(rf"{name}(_\d+)?", kept) is not None for kept in self.kept)
        name = f"{name}_{alike + 1}" if alike else name
        self.kept[name] = table
        return ibis.table(table.schema(), name=name)

    def drop(self, table: Table) -> None:
        """Nothing is forgotten."""

    def rows(self, table: Table) -> list[dict[str, object]]:
        """One row that could be."""
        return [{name: _sample(kind) for name, kind in table.schema().items()}]


class SketchFacts(Facts):
    """Facts of every kind, as names with columns."""

    def has(self, name: str) -> bool:
        """Every kind is there."""
        return True

    def _table(self, name: str) -> Table:
        return ibis.table(super()._table(name).schema(), name=name)

    def _read_merges(self) -> Mapping[int, int]:
        return {}


class SketchShop(Workshop):
    """The stages as names; the panel is that of the periods asked, made once."""

    def panel(self, periods: Iterable[Period]) -> Table:
        """The panel, as a name with columns."""
        if not self._panels:
            super().prepare([parse_period(MONTH)])
        return self._panels[0][1].table

    def prepare(self, periods: Iterable[Period]) -> None:
        """Nothing is to be made ready."""


class _NoLake:
    """A lake without files."""

    zone = "Asia/Shanghai"
    version = 0
    files: Mapping[tuple[str, str], list[Any]] = {}
    first_known = None

    def snapshot(self) -> _NoLake:
        """Itself."""
        return self


class Sketch:
    """The stages of one day as statements, each written down when it is first asked for."""

    def __init__(self) -> None:
        self.engine = SketchEngine()
        facts = SketchFacts(self.engine, cast(Lake, _NoLake()), AS_OF)
        self.shop = SketchShop(facts, Policies({}), "CNY")
        self._told: dict[str, list[str]] = {}

    def statements(self, measure: Measure) -> list[str]:
        """The statements that give the sums of a number; leaves that differ in their period only are told once."""
        if measure.id not in self._told:
            self._told[measure.id] = self._statements(measure)
        return self._told[measure.id]

    def _statements(self, measure: Measure) -> list[str]:
        where = {word: SAID[word] for word in measure.params} | STEPS.get(measure.id, {})
        told: dict[str, None] = {}
        for leaf in self._leaves(measure, Question((parse_period(MONTH),), (), where)):
            name = leaf.measure.id or measure.id
            told |= dict.fromkeys(f"-- {name}\n{self._sql(table)};" for table in sums_asked(self.shop, leaf))
        return list(told)

    def stage(self, name: str) -> str:
        """The statement that makes a stage, or a part of one."""
        return self._sql(self.engine.kept[name])

    def stages(self) -> list[str]:
        """Every stage asked for so far, in order."""
        return list(self.engine.kept)

    def _leaves(self, measure: Measure, question: Question) -> Iterator[Leaf]:
        seen = set()
        for leaf in leaves_of(measure, question, self.shop.policies):
            key = (id(leaf.measure), tuple(leaf.question.where.items()))
            if key not in seen:
                seen.add(key)
                yield Leaf(leaf.measure, Question(question.periods, (), leaf.question.where))

    def _sql(self, table: Table) -> str:
        """The statement, with plain names for what lies in memory."""
        plain = {
            found.name: "periods" if "p0" in found.schema else "calendar" if "opens" in found.schema else "given"
            for found in table.op().find(InMemoryTable)
        }
        text = _MEMORY.sub(lambda name: f'"{plain[name[1]]}"', statement(table, "duckdb"))
        return _DROPPED.sub(_in_order, text)  # Ibis keeps the columns it drops in no order


def _in_order(dropped: re.Match[str]) -> str:
    return f"EXCLUDE ({', '.join(sorted(name.strip() for name in dropped[1].split(',')))})"


def _sample(kind: Any) -> object:
    return next((_SAMPLE[type_] for type_, test in _TYPES if getattr(kind, test)()), _SAMPLE[datetime])
