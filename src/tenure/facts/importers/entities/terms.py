"""A subscription as a chain of terms: what was signed when, for how long, and how it ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from tenure.periods import ONE_DAY, add_months

_DAYS_A_MONTH = Decimal(365) / 12
_LONGEST = 1200  # months that a term can last
_UNITS: tuple[tuple[str, int, int], ...] = (  # pattern of the word, months, days
    (r"quarter|季", 3, 0),
    (r"semi.?annual|half.?year|biannual|半年", 6, 0),
    (r"month|月", 1, 0),
    (r"year|annual|年", 12, 0),
    (r"week|周|星期", 0, 7),
    (r"day|daily|日|天", 0, 1),
)


@dataclass(frozen=True)
class Interval:
    """How long one term lasts."""

    months: int
    days: int = 0

    def after(self, start: date, steps: int) -> date:
        """The first day of the term so many steps on; months keep the day and clamp to the month's last one."""
        return add_months(start, self.months * steps) if self.months else start + timedelta(days=self.days * steps)

    @property
    def in_months(self) -> Decimal:
        """Its length in months."""
        return Decimal(self.months) if self.months else Decimal(self.days) / _DAYS_A_MONTH


def interval(word: str | None, count: int | None) -> Interval | None:
    """The interval of 'month', 'every 3 months', '年' and a count; a count without a word is months.

    None where the words say none, or one that no term can have.
    """
    text = (word or "").casefold()
    figure = re.search(r"\d+", text)
    times = (int(figure.group()) if figure else 1) * (1 if count is None else count)
    unit = next(((months, days) for pattern, months, days in _UNITS if re.search(pattern, text)), None)
    if unit is None and (figure is not None or count is not None) and not re.search(r"[a-z\u4e00-\u9fff]", text):
        unit = (1, 0)
    if unit is None:
        return None
    found = Interval(unit[0] * times, unit[1] * times)
    return found if 0 < found.in_months <= _LONGEST else None


@dataclass(frozen=True)
class Running:
    """What a row of a subscription file says of its course."""

    start: date
    every: Interval
    period_start: date | None = None
    period_end: date | None = None  # what is paid up to, as the file was made
    ended: date | None = None  # when access stopped
    cancelled: date | None = None  # when stopping was asked for
    seen: date | None = None  # a day on which it was still known to run, where no period is told


@dataclass(frozen=True)
class Term:
    """One term: covered from `start` to the day before `end`, or before `stopped` if it was broken off."""

    start: date
    end: date
    stopped: date | None = None


def terms(course: Running) -> list[Term]:
    """Every term that has begun, the first one first."""
    edges = list(_edges(course))
    out = [Term(start, end) for start, end in zip(edges, edges[1:], strict=False)]
    last = course.ended
    if last is None:
        return out
    out = [term for term in out if term.start < last]
    if out and last < out[-1].end:
        out[-1] = Term(out[-1].start, out[-1].end, last)
    return out


def _edges(course: Running) -> Iterator[date]:
    """First days of the terms, and the first day after the last one."""
    if course.period_start and course.period_end and course.period_start >= course.start:
        yield from _aligned(course.start, course.period_start, course.every)
        yield course.period_end
        return
    until = _until(course)
    step, day = 0, course.start
    while day < until or step == 0:
        yield day
        step += 1
        day = course.every.after(course.start, step)
    yield day


def _until(course: Running) -> date:
    """A day that the last term has not gone beyond."""
    if course.ended:
        return course.ended
    if course.period_end:
        return course.period_end
    if course.cancelled:
        return course.cancelled
    return (course.seen or course.start) + ONE_DAY


def _aligned(start: date, current: date, every: Interval) -> list[date]:
    """First days of the terms up to the current one: counted from the start if that meets it, else back from it."""
    forward, step = [start], 1
    while forward[-1] < current:
        forward.append(every.after(start, step))
        step += 1
    if forward[-1] == current:
        return forward
    back, step = [current], 1
    while (day := every.after(current, -step)) > start:
        back.append(day)
        step += 1
    return [start, *reversed(back)]


Paid = Literal["unit", "period", "contract"]


def monthly(
    amount: Decimal, pays: Paid, quantity: Decimal, every: Interval | None, whole: tuple[date, date]
) -> Decimal | None:
    """The amount per month: of a unit price times units, of a period's price, of a whole contract."""
    if pays == "contract":
        months = _months_between(*whole)
        return amount / months if months else None
    if every is None or not every.in_months:
        return None
    return amount * (quantity if pays == "unit" else 1) / every.in_months


def _months_between(start: date, end: date) -> Decimal:
    """Whole months and a share of one for the days that remain."""
    whole = (end.year - start.year) * 12 + end.month - start.month
    while whole and add_months(start, whole) > end:
        whole -= 1
    return Decimal(whole) + Decimal((end - add_months(start, whole)).days) / _DAYS_A_MONTH
