"""Checked rows: canonical columns of known types, and whom each row is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.amounts import NUMBER, Mark
from tenure.facts.importers.cells import nulls
from tenure.facts.importers.dates import INSTANT
from tenure.facts.importers.people import Who
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.settings import Settings
from tenure.facts.kinds import Limit


class Holds(Enum):
    """What the cells of a canonical column hold."""

    TEXT = "text"
    ID = "id"
    NAME = "name"
    INSTANT = "instant"
    DAY = "day"
    MONEY = "money"
    NUMBER = "number"
    INTEGER = "integer"
    PERCENT = "percent"
    FLAG = "flag"
    DURATION = "duration"  # minutes, written 00:05:00 or in decimal hours

    @property
    def arrow(self) -> pa.DataType:
        """The Arrow type of the checked column."""
        return _ARROW.get(self, pa.string())


_ARROW = {
    Holds.INSTANT: INSTANT,
    Holds.DAY: pa.date32(),
    Holds.MONEY: pa.int64(),
    Holds.INTEGER: pa.int64(),
    Holds.NUMBER: NUMBER,
    Holds.PERCENT: NUMBER,
    Holds.DURATION: NUMBER,
    Holds.FLAG: pa.bool_(),
}


@dataclass(frozen=True)
class Field:
    """A canonical column of an entity."""

    name: str
    holds: Holds = Holds.TEXT
    required: bool = False
    limit: Limit | None = None


@dataclass(frozen=True)
class Rows:
    """Checked rows by canonical column."""

    numbers: pa.ChunkedArray  # the source row of each row
    columns: Mapping[str, pa.ChunkedArray]
    types: Mapping[str, pa.DataType]
    currency: pa.ChunkedArray
    told_currency: pa.ChunkedArray  # the same, unknown where neither the row nor anybody names one
    extra: Mapping[str, pa.ChunkedArray]  # columns that the recipe does not map, as text, by header
    recipe: Recipe
    settings: Settings
    name: str  # of the file
    preamble: tuple[str, ...] = ()
    who: Who | None = None  # the customer of each row
    mark: Mark = "."  # the decimal mark of the file

    def __len__(self) -> int:
        return len(self.numbers)

    def get(self, name: str) -> pa.ChunkedArray:
        """A column, unknown throughout when the file has none."""
        return self.columns[name] if name in self.columns else nulls(self.types.get(name, pa.string()), self.numbers)

    def has(self, name: str) -> bool:
        """Whether the file has the column."""
        return name in self.columns

    def where(self, mask: pa.ChunkedArray) -> Rows:
        """The rows where the mask is true."""
        return replace(
            self,
            numbers=self.numbers.filter(mask),
            columns={name: column.filter(mask) for name, column in self.columns.items()},
            currency=self.currency.filter(mask),
            told_currency=self.told_currency.filter(mask),
            extra={name: column.filter(mask) for name, column in self.extra.items()},
            who=self.who.where(mask) if self.who else None,
        )

    def without(self, rejected: pa.Array) -> Rows:
        """The rows that are not rejected."""
        return self.where(pc.invert(pc.is_in(self.numbers, rejected))) if len(rejected) else self


def fields(required: str = "", no_less: str = "", **named: str) -> tuple[Field, ...]:
    """Canonical columns by what they hold: fields("order_id", id="order_id item_id", money="total").

    Numbers named in `no_less` are not below 0.
    """
    needed, limits = frozenset(required.split()), dict.fromkeys(no_less.split(), Limit.NO_LESS)

    def each() -> Iterator[Field]:
        for what, names in named.items():
            yield from (Field(name, Holds(what), name in needed, limits.get(name)) for name in names.split())

    return tuple(each())
