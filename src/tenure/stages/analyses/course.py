"""The course of a funnel: its steps in their order, which of them may be skipped, and what ends an attempt between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tenure.errors import UsageError, unknown
from tenure.texts import Text

SIGNED = "signed"
STEPS = ("visit", "signup", "inquiry", "qualified", "trial_start", SIGNED)
LOST = "lost"  # a deal with the lead that was lost
EVENTS = (*STEPS, LOST)


@dataclass(frozen=True)
class End:
    """An event that ends the attempt of who has taken the step at `after`, or a later one, and none from `before` on."""

    event: str
    after: int
    before: int


@dataclass(frozen=True)
class Course:
    """What somebody is asked to do, one after the other.

    Raises: NotFound for an optional step that is none; UsageError for less than two steps, one told twice, and a first or last
    step that may be skipped.
    """

    steps: tuple[str, ...]
    optional: frozenset[str] = frozenset()
    ends: tuple[End, ...] = ()

    def __post_init__(self) -> None:
        if len(self.steps) < 2 or len(set(self.steps)) < len(self.steps):
            raise UsageError("A funnel needs two different steps at least.", "Name two or more, each of them once.")
        for step in sorted(self.optional):
            if step not in self.steps:
                raise unknown(Text("step of this funnel"), step, self.steps)
            if step in (self.steps[0], self.steps[-1]):
                raise UsageError(
                    "{step} is the first or last step, which cannot be skipped.",
                    "Name steps between the two, or leave it out of the steps.",
                    step=step,
                )

    @property
    def required(self) -> tuple[int, ...]:
        """The places of the steps that cannot be skipped."""
        return tuple(place for place, step in enumerate(self.steps) if step not in self.optional)

    @property
    def skippable(self) -> tuple[int, ...]:
        """The places of the steps that may be skipped."""
        return tuple(place for place, step in enumerate(self.steps) if step in self.optional)

    def step_before(self, place: int) -> int:
        """The place of the last step before this one that cannot be skipped; the first step's own."""
        return max((one for one in self.required if one < place), default=0)

    def step_after(self, place: int) -> int:
        """The place of the next step that cannot be skipped."""
        return min(one for one in self.required if one > place)


def course_of(
    steps: Sequence[str],
    optional: Sequence[str] = (),
    ends: Sequence[str] = (),
    known: Sequence[str] = STEPS,
    events: Sequence[str] = EVENTS,
) -> Course:
    """A course in words, of those that are known; an end is `lost` for the whole of it, `lost:inquiry..signed` for a part.

    Raises: NotFound for a step or event that does not exist; UsageError for an end that is a step, or whose part is none.
    """
    for step in steps:
        if step not in known:
            raise unknown(Text("step of a funnel"), step, known)
    course = Course(tuple(steps), frozenset(optional))
    return Course(course.steps, course.optional, tuple(_end(word, course.steps, events) for word in ends))


def _end(word: str, steps: tuple[str, ...], events: Sequence[str]) -> End:
    event, _, part = word.partition(":")
    if event not in events:
        raise unknown(Text("event that ends an attempt"), event, events)
    if event in steps:
        others = [one for one in reversed(events) if one not in steps]
        raise UsageError(
            "{event} is a step of this funnel, so it cannot end an attempt.",
            "Name another event, such as {other}.",
            event=event, other=others[0] if others else "NAME",
        )  # fmt: skip
    if not part:
        return End(event, 0, len(steps) - 1)
    first, _, last = part.partition("..")
    for step in (first, last):
        if step not in steps:
            raise unknown(Text("step of this funnel"), step, steps)
    if steps.index(first) >= steps.index(last):
        raise UsageError(
            "'{word}' names no part of the funnel.", "Name an earlier and a later step, such as {event}:{first}..{last}.",
            word=word, event=event, first=steps[0], last=steps[-1],
        )  # fmt: skip
    return End(event, steps.index(first), steps.index(last))
