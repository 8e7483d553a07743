"""Worked cases: values that a reader can check by hand from the facts of acme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tenure.catalogue.acme import READ_ON
from tenure.catalogue.value import Status, Value, divided

NOT_KNOWN: tuple[Status, ...] = ("undefined", "immature", "unavailable")
_NEAR = Decimal("1e-12")


@dataclass(frozen=True)
class Case:
    """One question about acme, what it gives and why. A side is a number, `numerator of denominator`, or `unknown`."""

    period: str
    gives: str
    why: str
    status: Status = "final"
    low: str = ""
    high: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    as_of: str = READ_ON

    def asked(self, metric: str) -> str:
        """The question, as a line."""
        words = [metric, self.period, *(f"{name}={value}" for name, value in self.where.items())]
        return " ".join(words if self.as_of == READ_ON else [*words, f"as of {self.as_of}"])

    def amiss(self, got: Value, scale: Decimal) -> list[str]:
        """What of a value is not as the case says."""
        sides = _sides(self.gives)
        value = None if self.status in NOT_KNOWN else _number(self.gives)
        told: dict[str, tuple[object, object]] = {"status": (self.status, got.status)}
        told["value"] = (None if value is None else value * scale, got.value)
        if len(sides) == 2:
            told |= {"numerator": (sides[0], got.numerator), "denominator": (sides[1], got.denominator)}
        told |= {"low": (_number(self.low), got.low), "high": (_number(self.high), got.high)}
        return [f"{name} is {pair[1]}, not {pair[0]}" for name, pair in told.items() if not _alike(*pair)]


def _sides(text: str) -> list[Decimal]:
    return [Decimal(word) for word in text.split(" of ")] if text not in ("", "unknown") else []


def _number(text: str) -> Decimal | None:
    sides = _sides(text)
    return divided(sides[0], sides[1]) if len(sides) == 2 else sides[0] if sides else None


def _alike(told: object, got: object) -> bool:
    if isinstance(told, Decimal) and isinstance(got, Decimal):
        return abs(told - got) <= _NEAR * max(Decimal(1), abs(told))
    return told == got
