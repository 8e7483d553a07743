"""Walking through a funnel by hand, moment by moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from tenure.stages.analyses.course import Course
from tenure.stages.analyses.funnel import FunnelStep
from tests.cast import ZONE


@dataclass
class Walker:
    """What became of one who set out: when each step was taken, and whether the attempt was ended."""

    segment: str
    taken: dict[int, datetime] = field(default_factory=dict)
    ended: bool = False
    over: bool = False


def day_end(day: date) -> datetime:
    last = datetime.combine(day, datetime.max.time(), ZoneInfo(ZONE)).replace(microsecond=0)
    return last.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def walk(
    course: Course, events: Sequence[tuple[datetime, str]], begun: datetime, segment: str, window: int, as_of: date
) -> Walker:
    """One attempt through the course, moment by moment: steps of one moment in their order, then what ends attempts."""
    until = begun + timedelta(days=window)
    one = Walker(segment, {0: begun}, over=until <= day_end(as_of) + timedelta(seconds=1))
    for at in sorted({at for at, _ in events if begun <= at < until}):
        now = {event for moment, event in events if moment == at}
        for place, step in enumerate(course.steps):
            stands = max(one.taken)
            if (
                step in now
                and place > stands
                and all(between in course.optional for between in course.steps[stands + 1 : place])
            ):
                one.taken[place] = at
        for end in course.ends:
            since = [moment for place, moment in one.taken.items() if place >= end.after]
            if end.event in now and since and min(since) < at and max(one.taken) < end.before:
                one.ended = True
        if one.ended:
            break
    return one


def local(at: datetime) -> date:
    return at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(ZONE)).date()


def counts(course: Course, found: Sequence[Walker], place: int) -> tuple[object, ...]:
    """What the funnel should say of a step."""
    skippable = course.steps[place] in course.optional
    base = max((p for p, step in enumerate(course.steps[:place]) if step not in course.optional), default=0)
    there = [one for one in found if place in one.taken]
    before = [one for one in found if base in one.taken]
    short = [one for one in before if max(one.taken) < place]
    days = sorted(
        (one.taken[place] - max(at for p, at in one.taken.items() if p < place)) / timedelta(days=1)
        for one in there
        if place
    )
    return (
        course.steps[place],
        len(there),
        len(before),
        sum(not one.over and not one.ended for one in short),
        sum(one.over for one in before),
        sum(one.over for one in there),
        sum(place not in one.taken and max(one.taken) > place for one in found),
        0 if skippable else sum(one.ended for one in short),
        pytest.approx(median(days)) if days else None,
    )


def told_of(found: Sequence[FunnelStep], segment: str | None) -> list[tuple[object, ...]]:
    """What a funnel says of a segment, as `counts` tells it."""
    return [
        (s.step, s.reached, s.before, s.open, s.decided, s.made, s.skipped, s.ended, s.half_within)
        for s in found
        if s.segment == segment
    ]
