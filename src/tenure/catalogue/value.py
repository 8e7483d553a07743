"""What a question gives back: a number that says how sure it is and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from typing import Literal

from tenure.periods import Period
from tenure.stats.shares import wilson

Status = Literal["final", "provisional", "immature", "partial", "undefined", "unavailable"]
Number = Decimal


@dataclass(frozen=True)
class Value:
    """One answer. `value` is None where the status says why; never 0 for unknown."""

    metric: str
    period: Period
    as_of: date
    status: Status
    value: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    low: Number | None = None
    high: Number | None = None
    n_open: int = 0
    dims: Mapping[str, str | None] = field(default_factory=dict)
    interval: tuple[float, float] | None = None  # 95 %, for shares of counted members
    small: bool = False  # fewer members than the policy wants for a ranking
    policy_version: str = ""
    facts_version: int = 0
    reason: str = ""  # why it is unavailable, and what would bring it


def divided(numerator: Number, denominator: Number) -> Number | None:
    """One over the other to 28 digits; None over nothing (R-ZERO)."""
    if denominator == 0:
        return None
    with localcontext() as context:
        context.prec = 28
        return numerator / denominator


def share_interval(numerator: Number | None, denominator: Number | None) -> tuple[float, float] | None:
    """Wilson's 95 % interval of a share of counted members; None where the one is not so many of the other."""
    if numerator is None or not denominator or not 0 <= numerator <= denominator:
        return None
    if numerator.as_tuple().exponent or denominator.as_tuple().exponent:
        return None
    return wilson(int(numerator), int(denominator))
