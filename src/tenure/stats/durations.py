"""Durations, some of which have not ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import exp, log, sqrt

_Z95 = 1.959963984540054


@dataclass(frozen=True)
class Survival:
    """How many of those that begin last beyond a duration, with a 95 % interval; none where nothing was lost or all."""

    share: Fraction
    interval: tuple[float, float] | None


def survival_at(ended: Mapping[int, int], lasting: Mapping[int, int], time: int) -> Survival | None:
    """The survival curve at a duration (Kaplan and Meier 1958); None past the longest one seen, unless nobody is left.

    Both map a duration to how many have it: `ended` are full durations, `lasting` those still running; losses come before
    those still running. The interval is Greenwood's on the scale log(-log S), so that it stays within 0 and 1.
    """
    at_risk = sum(ended.values()) + sum(lasting.values())
    if not at_risk:
        return None
    share, spread = Fraction(1), Fraction(0)
    for duration in sorted({*ended, *lasting}):
        if duration > time:
            break
        gone = ended.get(duration, 0)
        share *= Fraction(at_risk - gone, at_risk)
        if share:
            spread += Fraction(gone, at_risk * (at_risk - gone))
        at_risk -= gone + lasting.get(duration, 0)
    if share and time > max({*ended, *lasting}):
        return None
    return Survival(share, _log_log_interval(float(share), float(spread)))


def _log_log_interval(share: float, spread: float) -> tuple[float, float] | None:
    if not 0 < share < 1:
        return None
    middle, half = log(-log(share)), _Z95 * sqrt(spread) / abs(log(share))
    return exp(-exp(middle + half)), exp(-exp(middle - half))


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
