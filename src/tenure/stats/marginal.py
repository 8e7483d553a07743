"""What one more costs, and what moving money would bring, from months of spending and what they brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

LEAST = 6  # months below which a line through them says nothing


@dataclass(frozen=True)
class Line:
    """How many more customers one more unit of money goes with: the slope, its standard error, degrees of freedom."""

    slope: float
    error: float
    freedom: int


@dataclass(frozen=True)
class MarginalCost:
    """What one more customer costs; `high` is None where the data do not exclude that more spending brings nobody."""

    value: float
    low: float
    high: float | None


@dataclass(frozen=True)
class Shift:
    """How many more customers (fewer where negative) a move of money goes with, and its 95 % interval."""

    value: float
    low: float
    high: float


def line(spent: Sequence[float], won: Sequence[float]) -> Line | None:
    """A straight line of customers over spending, by least squares; None below six months, or where spending never varied."""
    n = len(spent)
    if n < LEAST:
        return None
    x, y = sum(spent) / n, sum(won) / n
    spread = sum((one - x) ** 2 for one in spent)
    if not spread:
        return None
    slope = sum((one - x) * (other - y) for one, other in zip(spent, won, strict=True)) / spread
    left = sum((other - y - slope * (one - x)) ** 2 for one, other in zip(spent, won, strict=True))
    return Line(slope, sqrt(left / (n - 2) / spread), n - 2)


def cost_of(found: Line | None) -> MarginalCost | None:
    """The inverse slope of a line, with its 95 % interval by Student's t: that of the slope, turned over.

    None where there is no line, or it does not rise.
    """
    if found is None or found.slope <= 0:
        return None
    half = _t(found.freedom) * found.error
    high = 1 / (found.slope - half) if found.slope > half else None
    return MarginalCost(1 / found.slope, 1 / (found.slope + half), high)


def moved(amount: float, away: Line, to: Line) -> Shift:
    """What moving an amount from one line to another goes with, by Welch's interval of the difference of two slopes.

    Degrees of freedom after Satterthwaite (1946). The two lines are taken as independent.
    """
    value = amount * (to.slope - away.slope)
    parts = (away.error**2, to.error**2)
    if not sum(parts):
        return Shift(value, value, value)
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / away.freedom + parts[1] ** 2 / to.freedom)
    half = amount * _t(freedom) * sqrt(sum(parts))
    return Shift(value, value - half, value + half)


def _t(freedom: float) -> float:
    from scipy.stats import t

    return float(t.ppf(0.975, freedom))
