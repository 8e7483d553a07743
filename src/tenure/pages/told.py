"""Numbers that are no answer by themselves, with the questions they come from: the sides of answers that are added up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from tenure.catalogue.value import Value, divided
from tenure.periods import Period

Side = Literal["value", "numerator", "denominator", "open", "missed"]


@dataclass(frozen=True)
class Part:
    """One side of the answer to a question; `less` where it is taken away. `dims` are the slices that it is of."""

    metric: str
    period: Period
    as_of: date
    side: Side = "value"
    dims: Mapping[str, str | None] = field(default_factory=dict)
    less: bool = False


@dataclass(frozen=True)
class Told:
    """A number of a table, chart or heat map with its question: the sum of some parts, over that of others where it is a share."""

    number: Decimal | None
    parts: tuple[Part, ...]
    over: tuple[Part, ...] = ()

    @property
    def alone(self) -> Part | None:
        """The only part, whose customers are those of the number; None where it is put together from several."""
        return self.parts[0] if len(self.parts) == 1 else None

    def __neg__(self) -> Told:
        return Told(
            None if self.number is None else -self.number, tuple(replace(one, less=not one.less) for one in self.parts)
        )

    def __add__(self, other: Told) -> Told:
        known = None if self.number is None or other.number is None else self.number + other.number
        return Told(known, (*self.parts, *other.parts))

    def __sub__(self, other: Told) -> Told:
        return self + -other

    def of(self, whole: Told) -> Told:
        """The share of a whole; unknown over nothing."""
        if self.number is None or whole.number is None:
            return Told(None, self.parts, whole.parts)
        return Told(divided(self.number, whole.number), self.parts, whole.parts)


NOTHING = Told(Decimal(0), ())


def told(value: Value, side: Side = "value") -> Told:
    """One side of an answer."""
    part = Part(value.metric, value.period, value.as_of, side, value.dims)
    return Told(_side(value, side), (part,))


def together(several: Iterable[Told]) -> Told:
    """Several numbers as one; unknown where one of them is."""
    return sum(several, NOTHING)


def _side(value: Value, side: Side) -> Decimal | None:
    match side:
        case "value":
            return value.value
        case "numerator":
            return value.numerator
        case "denominator":
            return value.denominator
        case "open":
            return None if value.status == "unavailable" else Decimal(value.n_open)
    return missed(value)


def missed(value: Value) -> Decimal | None:
    """How many of a share's members are decided, and not in its numerator."""
    if value.numerator is None or value.denominator is None:
        return None
    undecided = Decimal(0) if value.status == "provisional" else Decimal(value.n_open)
    return value.denominator - value.numerator - undecided
