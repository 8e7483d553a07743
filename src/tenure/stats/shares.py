"""Intervals and tests for shares."""

from __future__ import annotations

from fractions import Fraction
from math import comb, erfc, sqrt

_Z95 = 1.959963984540054


def wilson(hits: int, members: int, z: float = _Z95) -> tuple[float, float]:
    """Score interval of a share of `members` > 0 (Wilson 1927)."""
    share, weight = hits / members, z * z / members
    middle = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * sqrt(share * (1 - share) / members + weight / (4 * members))
    low = 0.0 if hits == 0 else middle - half
    high = 1.0 if hits == members else middle + half
    return low, high


def fisher_exact(hits_a: int, members_a: int, hits_b: int, members_b: int) -> float:
    """Two-sided p of equal shares: the probability of all tables at most as likely as the one seen (Fisher 1935)."""
    hits, members = hits_a + hits_b, members_a + members_b
    every = comb(members, hits)

    def weight(in_a: int) -> int:
        return comb(members_a, in_a) * comb(members_b, hits - in_a)

    seen = weight(hits_a)
    span = range(max(0, hits - members_b), min(members_a, hits) + 1)
    return float(Fraction(sum(weight(k) for k in span if weight(k) <= seen), every))


def even_split(members_a: int, members_b: int) -> float | None:
    """p of two sizes against an even split, by chi-square with one degree (Pearson 1900); None of nobody."""
    members = members_a + members_b
    if not members:
        return None
    return erfc(abs(members_a - members_b) / sqrt(2 * members))


def split(members_a: int, members_b: int, share: float) -> float | None:
    """p of two sizes against a planned share of the first, by chi-square with one degree (Pearson 1900); None of nobody."""
    members = members_a + members_b
    if not members:
        return None
    planned = members * share
    return erfc(abs(members_a - planned) / sqrt(2 * planned * (1 - share)))


def difference_interval(hits_a: int, members_a: int, hits_b: int, members_b: int) -> tuple[float, float]:
    """95 % interval of the first share less the second, from the score intervals of both (Newcombe 1998, method 10)."""
    share_a, share_b = hits_a / members_a, hits_b / members_b
    low_a, high_a = wilson(hits_a, members_a)
    low_b, high_b = wilson(hits_b, members_b)
    apart = share_a - share_b
    low = apart - sqrt((share_a - low_a) ** 2 + (high_b - share_b) ** 2)
    return low, apart + sqrt((high_a - share_a) ** 2 + (share_b - low_b) ** 2)
