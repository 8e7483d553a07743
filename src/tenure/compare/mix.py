"""Mix and rate: the change of a ratio split by a dimension, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

Groups = Mapping[str, tuple[Fraction, Fraction]]  # numerator and denominator by value of the dimension
MOST = 20  # groups that a dimension may have to be called telling


@dataclass(frozen=True)
class Split:
    """What the changed weight of each group, and its own changed rate, bring to the change of the whole."""

    mix: Mapping[str, Fraction]
    rate: Mapping[str, Fraction]


def split(before: Groups, after: Groups) -> Split:
    """Change of weight x mean distance of the group's rate from the whole's; change of rate x mean weight.

    A group that was or is empty has the rate of the period in which it is not, so that all of its change is mix. What counts
    without a base of its own goes to its rate.
    """
    total0, total1 = whole(before), whole(after)
    middle = (total0[0] / total0[1] + total1[0] / total1[1]) / 2
    mix, rate = {}, {}
    for name in sorted({*before, *after}):
        (top0, base0), (top1, base1) = before.get(name, _NONE), after.get(name, _NONE)
        weight0, weight1 = base0 / total0[1], base1 / total1[1]
        rate0 = top0 / base0 if base0 else top1 / base1 if base1 else Fraction(0)
        rate1 = top1 / base1 if base1 else rate0
        mix[name] = (weight1 - weight0) * ((rate0 + rate1) / 2 - middle)
        loose = (Fraction(0) if base1 else top1 / total1[1]) - (Fraction(0) if base0 else top0 / total0[1])
        rate[name] = (weight0 + weight1) / 2 * (rate1 - rate0) + loose
    return Split(mix, rate)


_NONE = (Fraction(0), Fraction(0))


def whole(groups: Groups) -> tuple[Fraction, Fraction]:
    """Both sides of all groups together."""
    return sum((top for top, _ in groups.values()), Fraction(0)), sum(
        (base for _, base in groups.values()), Fraction(0)
    )


def telling(before: Groups, after: Groups) -> Fraction:
    """How much a dimension tells: the spread of its groups' changes around the whole one, by degree of freedom.

    Nothing where it has one group only, or more than a reader can take in.
    """
    names = {*before, *after}
    if not 2 <= len(names) <= MOST:
        return Fraction(0)
    total0, total1 = whole(before), whole(after)
    change = total1[0] / total1[1] - total0[0] / total0[1]
    spread = Fraction(0)
    for name in names:
        (top0, base0), (top1, base1) = before.get(name, _NONE), after.get(name, _NONE)
        if base0 and base1:
            weight = (base0 / total0[1] + base1 / total1[1]) / 2
            spread += weight * (top1 / base1 - top0 / base0 - change) ** 2
    moved = sum(split(before, after).mix.values(), Fraction(0))
    return (spread + moved**2) / (len(names) - 1)
