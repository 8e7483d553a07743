"""What one more costs, from months of spending and what they brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

LEAST = 6  # months below which a line through them says nothing


@dataclass(frozen=True)
class MarginalCost:
    """What one more customer costs; `high` is None where the data do not exclude that more spending brings nobody."""

    value: float
    low: float
    high: float | None


def marginal_cost(spent: Sequence[float], won: Sequence[float]) -> MarginalCost | None:
    """The inverse slope of a straight line of customers over spending, with its 95 % interval by Student's t.

    The interval is that of the slope, turned over. None below six months, without spread, or where the line does not rise.
    """
    from scipy.stats import t

    n = len(spent)
    if n < LEAST:
        return None
    x, y = sum(spent) / n, sum(won) / n
    spread = sum((one - x) ** 2 for one in spent)
    if not spread:
        return None
    slope = sum((one - x) * (other - y) for one, other in zip(spent, won, strict=True)) / spread
    if slope <= 0:
        return None
    left = sum((other - y - slope * (one - x)) ** 2 for one, other in zip(spent, won, strict=True))
    half = float(t.ppf(0.975, n - 2)) * sqrt(left / (n - 2) / spread)
    return MarginalCost(1 / slope, 1 / (slope + half), 1 / (slope - half) if slope > half else None)
