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


@dataclass(frozen=True)
class Reach:
    """The survival curve at a duration, and how many were still watched there."""

    time: int
    at_risk: int
    share: float
    interval: tuple[float, float] | None


def survival_curve(ended: Mapping[int, int], lasting: Mapping[int, int], times: Sequence[int]) -> list[Reach]:
    """The curve of `survival_at` at several durations in rising order, in one pass; none past the longest one seen."""
    durations = sorted({*ended, *lasting})
    at_risk = sum(ended.values()) + sum(lasting.values())
    share, spread, place = 1.0, 0.0, 0
    out = []
    for time in times:
        while place < len(durations) and durations[place] <= time:
            gone = ended.get(durations[place], 0)
            if gone < at_risk:
                spread += gone / (at_risk * (at_risk - gone))
            share *= 1 - gone / at_risk
            at_risk -= gone + lasting.get(durations[place], 0)
            place += 1
        if not durations or (share and time > durations[-1]):
            break
        out.append(Reach(time, at_risk, share, _log_log_interval(share, spread)))
    return out


def log_rank(groups: Sequence[tuple[Mapping[int, int], Mapping[int, int]]]) -> float | None:
    """p of equal survival in all groups (Mantel 1966, for several groups Peto and Peto 1972); None where nothing can differ.

    Each group maps durations that ended, and those still running, to how many have them.
    """
    from scipy.stats import chi2

    if len(groups) < 2:
        return None
    import numpy as np

    count = len(groups)
    risk = np.array([sum(ended.values()) + sum(lasting.values()) for ended, lasting in groups], dtype=float)
    apart, spread = np.zeros(count), np.zeros((count, count))
    for time in sorted({time for ended, lasting in groups for time in (*ended, *lasting)}):
        gone = np.array([ended.get(time, 0) for ended, _lasting in groups], dtype=float)
        total, lost = risk.sum(), gone.sum()
        if lost and total > 1:
            apart += gone - lost * risk / total
            scale = lost * (total - lost) / (total - 1) / total**2
            spread += scale * (np.diag(risk * total) - np.outer(risk, risk))
        risk -= gone + np.array([lasting.get(time, 0) for _ended, lasting in groups])
    rank = int(np.linalg.matrix_rank(spread))
    if not rank:
        return None
    statistic = float(apart @ np.linalg.pinv(spread) @ apart)
    return float(chi2.sf(statistic, rank))
