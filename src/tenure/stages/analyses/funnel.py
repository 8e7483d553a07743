"""Funnels: how many go how far, in order and inside a window, and how long a step takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.common.deferred import Deferred
from ibis.expr.types import NumericValue, Table, Value

from tenure.periods import Period
from tenure.stages.analyses.course import Course
from tenure.stages.analyses.walks import Leads, Walk
from tenure.stages.tickets import end_of

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

SECONDS_A_DAY = 86_400
_LEADS = Leads()


@dataclass(frozen=True)
class FunnelStep:
    """How many of a segment reached a step; `open` are those before it whose window is not over yet.

    `before` are those at the last step before it that cannot be skipped. `decided` are those of them whose window is
    over, `made` those of these that reached this one (R-MATURE). `skipped` went on without it. `ended` met an event that ends
    the attempt; where a step may be skipped, they are told at the next that may not.
    `half_within` and `nine_in_ten_within` are days from the last step taken before, of those that made it: who has not by the
    latter has most likely dropped off. Both are None at the first step, and where nobody made it.
    """

    segment: str | None
    step: str
    reached: int
    entered: int
    before: int
    open: int
    decided: int
    made: int
    skipped: int
    ended: int
    half_within: float | None
    nine_in_ten_within: float | None


def funnel(shop: Workshop, period: Period, course: Course, window_days: int, walk: Walk = _LEADS) -> list[FunnelStep]:
    """Those who set out in the period, step by step.

    A step counts only after the one before it; all must lie inside the window that the first one opens. One that may be
    skipped counts when it is taken before any later one. What ends an attempt lies after the one step and before the other;
    it leaves the steps before it as they are. Segments are those of the first step.

    Raises: NotFound for a cut that does not exist.
    """
    out = []
    rows = shop.engine.rows(counted(shop, period, course, window_days, walk))
    for row in sorted(rows, key=lambda row: (row["segment"] is None, row["segment"] or "")):
        segment = None if row["segment"] is None else str(row["segment"])
        reached = [int(str(row[f"reached_{place}"])) for place in range(len(course.steps))]
        for place, step in enumerate(course.steps):
            waiting, decided, made, skipped, ended = (
                int(str(row[f"{name}_{place}"])) for name in ("open", "decided", "made", "skipped", "ended")
            )
            ended = 0 if step in course.optional else ended
            half, most = (_days(row[f"{name}_{place}"]) for name in ("half", "most"))
            sides = reached[place], reached[0], reached[course.step_before(place)]
            out.append(FunnelStep(segment, step, *sides, waiting, decided, made, skipped, ended, half, most))
    return out


def counted(shop: Workshop, period: Period, course: Course, window_days: int, walk: Walk = _LEADS) -> Table:
    """(segment, reached_0, open_0 …): of each segment, how many reached each step, and how long that took.

    Raises: NotFound for a cut that does not exist.
    """
    rows = _entered(shop, period, course, window_days, walk)
    rows = _ended(shop, _taken(shop, rows, course, walk), course, walk)
    sums: dict[str, Value] = {}
    for place in range(len(course.steps)):
        at, before = rows[f"at_{place}"], rows[f"at_{course.step_before(place)}"]
        later = [rows[f"at_{after}"] for after in range(place + 1, len(course.steps))]
        passed = ibis.coalesce(*later).notnull() if later else ibis.literal(False)
        stands = at.isnull() & before.notnull() & ~passed
        sums[f"reached_{place}"] = at.notnull().sum()
        sums[f"skipped_{place}"] = (at.isnull() & passed).sum()
        sums[f"open_{place}"] = (stands & ~rows.over & ~rows.ended).sum()
        sums[f"ended_{place}"] = (stands & rows.ended).sum()
        sums[f"decided_{place}"] = (before.notnull() & rows.over).sum()
        sums[f"made_{place}"] = (at.notnull() & rows.over).sum()
        days = _days_taken(rows, place, course.step_before(place))
        sums[f"half_{place}"], sums[f"most_{place}"] = days.quantile(0.5), days.quantile(0.9)
    return rows.group_by("segment").agg(**sums)


def _entered(shop: Workshop, period: Period, course: Course, window_days: int, walk: Walk) -> Table:
    """(who, segment, at_0, until, over): those who set out in the period, and their windows."""
    rows = walk.starts(shop, period, course, window_days).select("who", "segment", at_0="at")
    rows = rows.mutate(until=_.at_0 + ibis.interval(days=window_days))
    return rows.mutate(over=_.until <= ibis.literal(end_of(shop.as_of, shop.facts.zone)))


def _taken(shop: Workshop, rows: Table, course: Course, walk: Walk) -> Table:
    """With at_1, at_2 …: when each step was taken; null where it was not.

    Steps that cannot be skipped come first, each after the one before; then the others, the last of them first.
    """
    for place in course.required[1:]:
        within = _.moment >= _[f"at_{course.step_before(place)}"]
        rows = _with_first(rows, walk.moments(shop, course.steps[place]), f"at_{place}", within)
    for place in reversed(course.skippable):
        later = [_[f"at_{after}"] for after in range(place + 1, course.step_after(place) + 1)]
        before = _[f"at_{course.step_before(place)}"]
        within = (_.moment >= before) & (_.moment <= ibis.coalesce(*later, _.until))
        rows = _with_first(rows, walk.moments(shop, course.steps[place]), f"at_{place}", within)
    return rows


def _ended(shop: Workshop, rows: Table, course: Course, walk: Walk) -> Table:
    """With `ended`, whether an event ended the attempt; the steps after it are no longer taken."""
    places = range(len(course.steps))
    steps = [_[f"at_{place}"] for place in places]
    for number, end in enumerate(course.ends):
        within = (_.moment > ibis.coalesce(*steps[end.after :])) & (
            _.moment < ibis.coalesce(*steps[end.before :], _.until)
        )
        rows = _with_first(rows, walk.moments(shop, end.event), f"end_{number}", within)
    soonest = [ibis.coalesce(_[f"end_{number}"], _.until) for number in range(len(course.ends))]
    rows = rows.mutate(ended_at=ibis.least(_.until, *soonest))
    kept = {
        f"at_{place}": ibis.ifelse(steps[place] <= _.ended_at, steps[place], _.until.nullif(_.until))
        for place in places
    }
    return rows.mutate(**kept, ended=_.ended_at < _.until)


def _with_first(rows: Table, moments: Table, name: str, within: Deferred) -> Table:
    """With a column for the first of some moments inside the window and `within`; null where there is none."""
    moments = moments.select(taker="who", moment="at")
    pairs = rows.join(moments, rows.who == moments.taker).filter(within, _.moment < _.until)
    soonest = pairs.group_by(taker="who").agg(soonest=_.moment.min())
    return rows.left_join(soonest, rows.who == soonest.taker).drop("taker").rename({name: "soonest"})


def _days_taken(rows: Table, place: int, before: int) -> NumericValue:
    """Days from the last step taken before; null where the step was not, and at the first one."""
    at = rows[f"at_{place}"]
    last = [rows[f"at_{earlier}"] for earlier in reversed(range(before, place))]
    days = (at.epoch_seconds() - ibis.coalesce(*last, at).epoch_seconds()) / SECONDS_A_DAY
    return days.nullif(days) if place == 0 else days


def _days(told: object) -> float | None:
    return None if told is None else float(str(told))
