"""Means of samples, and how far two of them lie apart."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True)
class Sample:
    """A sample by its size, its sum and the sum of its squares."""

    size: int
    total: float
    squares: float

    @property
    def mean(self) -> float | None:
        """The mean; None of nothing."""
        return self.total / self.size if self.size else None

    @property
    def error(self) -> float | None:
        """The squared standard error of the mean, over n - 1; None of less than two."""
        if self.size < 2:
            return None
        left = max(0.0, self.squares - self.total * self.total / self.size)
        return left / (self.size - 1) / self.size


@dataclass(frozen=True)
class Apart:
    """A difference of means with its 95 % interval; no interval where a sample has less than two members."""

    value: float
    interval: tuple[float, float] | None


def mean_interval(one: Sample) -> Apart | None:
    """The mean of a sample against nothing, by Student's t; None of nothing."""
    return None if one.mean is None else Apart(one.mean, _around(one.mean, [one]))


def apart(one: Sample, other: Sample) -> Apart | None:
    """The first mean less the second, by Welch's t (1947); None where one of the two is empty."""
    if one.mean is None or other.mean is None:
        return None
    value = one.mean - other.mean
    return Apart(value, _around(value, [one, other]))


def _around(value: float, samples: list[Sample]) -> tuple[float, float] | None:
    from scipy.stats import t

    errors = [(sample.error, sample.size) for sample in samples]
    known = [(error, size) for error, size in errors if error is not None]
    if len(known) < len(errors):
        return None
    total = sum(error for error, _size in known)
    if not total:
        return value, value
    freedom = total**2 / sum(error**2 / (size - 1) for error, size in known)
    half = float(t.ppf(0.975, freedom)) * sqrt(total)
    return value - half, value + half
