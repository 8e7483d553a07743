"""Curves of a few points: spread, slope, level."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt


def mean(values: Sequence[Fraction]) -> Fraction:
    """The mean of one value or more."""
    return sum(values, Fraction(0)) / len(values)


def standard_deviation(values: Sequence[Fraction]) -> float | None:
    """The spread of a sample, over n - 1; None of less than two."""
    if len(values) < 2:
        return None
    middle = mean(values)
    return sqrt(sum((value - middle) ** 2 for value in values) / (len(values) - 1))


def slope(values: Sequence[Fraction]) -> Fraction:
    """How much the values change from one to the next, by least squares; two values or more."""
    places = [Fraction(place) for place in range(len(values))]
    middle, height = mean(places), mean(values)
    steps = sum(((x - middle) * (y - height) for x, y in zip(places, values, strict=True)), Fraction(0))
    return steps / sum(((x - middle) ** 2 for x in places), Fraction(0))
