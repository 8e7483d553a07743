"""What a metric answers, and the few rules by which sums, shares and medians become an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

Status = Literal["final", "provisional", "immature", "partial", "undefined", "unavailable"]
Number = int | Fraction
Member = tuple[bool, bool | None]  # is its whole window over?, and its outcome: yes, no, or None while open


@dataclass(frozen=True)
class Result:
    """A value with the two sums behind it, what may be said of it, and the bounds where windows are open."""

    value: Fraction | None
    num: Fraction | None = None
    den: Fraction | None = None
    status: Status = "final"
    low: Fraction | None = None
    high: Fraction | None = None


def exact(number: Number | None) -> Fraction | None:
    """The number as a fraction; unknown stays unknown."""
    return None if number is None else Fraction(number)


def ratio(num: Number | None, den: Number | None) -> Fraction | None:
    """The quotient, or nothing where a part is unknown or there is nothing to divide by (R-ZERO)."""
    if num is None or den is None or den == 0:
        return None
    return Fraction(num) / Fraction(den)


def amount(value: Number | None) -> Result:
    """A count, sum or median; without any member a median is undefined."""
    return Result(exact(value), status="undefined" if value is None else "final")


def share(num: Number | None, den: Number | None) -> Result:
    """A ratio of two sums; undefined without a denominator."""
    value = ratio(num, den)
    return Result(value, exact(num), exact(den), "undefined" if value is None else "final")


def with_status(result: Result, status: Status) -> Result:
    """The same answer, said to be less than final; what has no value keeps its reason."""
    return replace(result, status=status) if result.status == "final" else result


def matured(members: Collection[Member], unseen: int = 0) -> Result:
    """The share of members with a yes, judged by the age of members, never by their outcome (R-MATURE).

    Of the unseen nobody recorded what they did; where there is nobody else it is not known.
    """
    size = len(members)
    if size == 0 and unseen:
        return Result(None, status="unavailable")
    if size == 0:
        return share(0, 0)
    hits = sum(1 for _, outcome in members if outcome is True)
    undecided = sum(1 for _, outcome in members if outcome is None)
    if undecided == 0:
        return share(hits, size)
    low, high = Fraction(hits, size), Fraction(hits + undecided, size)
    mature = [outcome for is_mature, outcome in members if is_mature]
    if not mature:
        return Result(None, Fraction(hits), Fraction(size), "immature", low, high)
    answer = share(sum(1 for outcome in mature if outcome is True), len(mature))
    return replace(answer, status="provisional", low=low, high=high)


def median(values: Iterable[Number]) -> Fraction | None:
    """The middle value, or the mean of the two in the middle."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[middle])
    return Fraction(ordered[middle - 1] + ordered[middle]) / 2


def survival_at(durations: Sequence[tuple[int, bool]], time: int | None = None) -> list[tuple[int, Fraction]]:
    """Kaplan-Meier steps (time, probability to last beyond it) up to a time; losses come before censorings."""
    steps: list[tuple[int, Fraction]] = []
    probability = Fraction(1)
    for moment in sorted({value for value, ended in durations if ended}):
        if time is not None and moment > time:
            break
        at_risk = sum(1 for value, _ in durations if value >= moment)
        events = sum(1 for value, ended in durations if ended and value == moment)
        probability *= 1 - Fraction(events, at_risk)
        steps.append((moment, probability))
    return steps


def survival_median(durations: Sequence[tuple[int, bool]]) -> Fraction | None:
    """The first time at which the Kaplan-Meier probability is a half or less."""
    return next((Fraction(time) for time, left in survival_at(durations) if left <= Fraction(1, 2)), None)
