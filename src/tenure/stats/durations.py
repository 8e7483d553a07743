"""Durations, some of which have not ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal


def median(values: Sequence[int]) -> Decimal | None:
    """The middle value, or the mean of the two middle ones; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    if len(ordered) % 2:
        return Decimal(ordered[half])
    return Decimal(ordered[half - 1] + ordered[half]) / 2


def kaplan_meier_median(ended: Mapping[int, int], lasting: Mapping[int, int]) -> Decimal | None:
    """The first duration at which the survival curve is at or below one half (Kaplan and Meier 1958); None if it never is.

    Both map a duration to how many have it: `ended` are full durations, `lasting` those still running. Exact: survival is
    kept as a ratio of whole numbers.
    """
    at_risk = sum(ended.values()) + sum(lasting.values())
    alive, of = 1, 1
    for duration in sorted({*ended, *lasting}):
        gone = ended.get(duration, 0)
        if gone:
            alive, of = alive * (at_risk - gone), of * at_risk
            if 2 * alive <= of:
                return Decimal(duration)
        at_risk -= gone + lasting.get(duration, 0)
    return None
