"""What is asked, and the sums that it comes down to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from tenure.catalogue.measure import Formula, Measure, Part, Running
from tenure.catalogue.readings import read_under
from tenure.catalogue.registry import measure as find
from tenure.periods import Period
from tenure.policies import Policies

Key = tuple[int, tuple[str | None, ...]]  # place of the period, values of the slices


Sums = Mapping[str, Mapping[Key, Decimal]]


@dataclass(frozen=True)
class Question:
    """What is asked: which periods, cut by what, of whom."""

    periods: tuple[Period, ...]
    by: tuple[str, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two questions the same."""
        return (self.periods, self.by, tuple(sorted(self.where.items())))


@dataclass(frozen=True)
class Leaf:
    """A measure that is made of sums, asked in one way."""

    measure: Measure
    question: Question

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two leaves the same; it holds the measure, so that no other one takes its place."""
        return (self.measure, self.question.key)

    def seen(self, as_of: date) -> Question:
        """The question as its rows are read: what happens in a running period, only so far."""
        if self.measure.running is not Running.PARTIAL:
            return self.question
        return replace(self.question, periods=tuple(period.so_far(as_of) for period in self.question.periods))


def leaves_of(measure: Measure, question: Question, policies: Policies) -> Iterable[Leaf]:
    """The measures made of sums that a measure comes down to, each as the policies want it read."""
    measure = read_under(measure, policies)
    if isinstance(measure, Formula):
        for part in measure.parts.values():
            yield from leaves_of(measure_of(part), asked(part, question), policies)
    else:
        yield Leaf(measure, question)


def measure_of(part: Part) -> Measure:
    """The measure that a part names, or is."""
    return find(part.measure) if isinstance(part.measure, str) else part.measure


def asked(part: Part, question: Question) -> Question:
    """The question as it is put to a part."""
    return replace(
        question, periods=tuple(part.period(p) for p in question.periods), where={**question.where, **part.where}
    )
