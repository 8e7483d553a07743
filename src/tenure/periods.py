"""Civil periods: the only place where time is cut."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from tenure.errors import UsageError
from tenure.texts import Text

Grain = Literal["day", "week", "month", "quarter", "half", "year"]
GRAINS: tuple[Grain, ...] = get_args(Grain)
GRAIN_NAMES: Mapping[Grain, Text] = {
    "day": Text("day"),
    "week": Text("week"),
    "month": Text("month"),
    "quarter": Text("quarter"),
    "half": Text("half year"),
    "year": Text("year"),
}
ONE_DAY = timedelta(days=1)
STRETCH = "/"  # between the first and the last day of a stretch, as ISO 8601 has it
_MONTHS: dict[Grain, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def add_months(day: date, months: int) -> date:
    """The same day some months on, clamped to the end of that month (R-MONTH)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, order=True)
class Period:
    """The civil days from `start` up to, not including, `end`."""

    start: date
    end: date
    grain: Grain

    @property
    def last(self) -> date:
        """The last day that belongs to the period."""
        return self.end - ONE_DAY

    @property
    def opening(self) -> date:
        """The day before the first one: where opening states are read."""
        return self.start - ONE_DAY

    @property
    def days(self) -> int:
        """How many civil days it holds."""
        return (self.end - self.start).days

    @property
    def is_stretch(self) -> bool:
        """Whether it is any stretch of days, not one that the calendar cuts."""
        if self.grain == "week":
            return self.days != 7
        return self != period_of(self.start, self.grain)

    def __str__(self) -> str:
        if self.is_stretch:
            return f"{self.start.isoformat()}{STRETCH}{self.last.isoformat()}"
        year, month = self.start.year, self.start.month
        match self.grain:
            case "day":
                return self.start.isoformat()
            case "week":
                iso = (self.start + 3 * ONE_DAY).isocalendar()
                return f"{iso.year}-W{iso.week:02d}"
            case "month":
                return f"{year}-{month:02d}"
            case "quarter":
                return f"{year}-Q{(month + 2) // 3}"
            case "half":
                return f"{year}-H{1 if month == 1 else 2}"
            case "year":
                return str(year)

    def so_far(self, day: date) -> Period:
        """What of it lies by the end of a day: itself once it is over, nothing while it is ahead."""
        end = max(self.start, min(self.end, day + ONE_DAY))
        return self if end == self.end else Period(self.start, end, "day")

    def shifted(self, steps: int) -> Period:
        """The period of the same grain so many steps later (earlier when negative)."""
        if self.grain in _MONTHS:
            months = _MONTHS[self.grain] * steps
            return Period(add_months(self.start, months), add_months(self.end, months), self.grain)
        step = timedelta(days=steps * self.days)
        return Period(self.start + step, self.end + step, self.grain)

    def previous(self) -> Period:
        """The period just before."""
        return self.shifted(-1)

    def year_earlier(self) -> Period:
        """The same period of the year before; for a week, 52 weeks before."""
        if self.grain in _MONTHS:
            return self.shifted(-12 // _MONTHS[self.grain])
        if self.grain == "week":
            return self.shifted(-52)
        start = add_months(self.start, -12)
        return Period(start, start + timedelta(days=self.days), "day")

    def months(self) -> list[Period]:
        """The calendar months it touches, in order."""
        first = period_of(self.start, "month")
        out = [first]
        while out[-1].end < self.end:
            out.append(out[-1].shifted(1))
        return out


def period_of(day: date, grain: Grain, week_start: str = "Monday") -> Period:
    """The period of that grain that holds the day."""
    if grain == "day":
        return Period(day, day + ONE_DAY, grain)
    if grain == "week":
        offset = day.weekday() if week_start == "Monday" else (day.weekday() + 1) % 7
        start = day - timedelta(days=offset)
        return Period(start, start + timedelta(days=7), grain)
    width = _MONTHS[grain]
    start = date(day.year, (day.month - 1) // width * width + 1, 1)
    return Period(start, add_months(start, width), grain)


_FORMS: tuple[tuple[re.Pattern[str], Grain], ...] = (
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})$"), "day"),
    (re.compile(r"(\d{4})-W(\d{2})$"), "week"),
    (re.compile(r"(\d{4})-Q([1-4])$"), "quarter"),
    (re.compile(r"(\d{4})-H([12])$"), "half"),
    (re.compile(r"(\d{4})-(\d{2})$"), "month"),
    (re.compile(r"(\d{4})$"), "year"),
)


_YEARS = (1900, 2200)  # in which anybody's facts lie


def parse_period(text: str, week_start: str = "Monday") -> Period:
    """Read 2024, 2024-H1, 2024-Q3, 2024-07, 2024-W31, 2024-07-09, or a stretch of days 2024-07-09/2024-07-31.

    Raises: UsageError when the text is none of these.
    """
    first, stretch, last = text.partition(STRETCH)
    if stretch:
        start, end = parse_day(first.strip()), parse_day(last.strip())
        if start <= end and _tellable(start.year) and _tellable(end.year):
            return Period(start, end + ONE_DAY, "day")
    for pattern, grain in _FORMS:
        found = pattern.match(text.strip().upper())
        if not found:
            continue
        year, *rest = (int(part) for part in found.groups())
        if not _tellable(year):
            break
        try:
            if grain == "week":
                monday = date.fromisocalendar(year, rest[0], 1)
                return period_of(monday if week_start == "Monday" else monday - ONE_DAY, grain, week_start)
            if grain == "day":
                return period_of(date(year, *rest), grain)
            month = (rest[0] - 1) * _MONTHS[grain] + 1 if rest else 1
            return period_of(date(year, month, 1), grain)
        except ValueError:
            break
    raise UsageError(
        "'{text}' is not a period.",
        "Write a year 2024, half 2024-H1, quarter 2024-Q3, month 2024-07, week 2024-W31 or day 2024-07-09.",
        text=text,
    )


def _tellable(year: int) -> bool:
    """Whether periods before and after a year are days of the calendar too."""
    return _YEARS[0] <= year <= _YEARS[1]


def parse_periods(text: str, week_start: str = "Monday") -> list[Period]:
    """Read one period or a range such as 2024-01..2024-12 (both ends of one grain)."""
    first, dots, last = text.partition("..")
    start = parse_period(first, week_start)
    if not dots:
        return [start]
    end = parse_period(last, week_start)
    if end.grain != start.grain or end < start:
        raise UsageError(
            "'{text}' is not a range of periods.",
            "Both ends have one grain and the first comes first: 2024-01..2024-12.",
            text=text,
        )
    return list(span(start, end))


def span(first: Period, last: Period) -> Iterator[Period]:
    """Every period from the first to the last, both included."""
    while first <= last:
        yield first
        first = first.shifted(1)


def parse_day(text: str) -> date:
    """Read a civil day written 2024-07-09.

    Raises: UsageError when it is not one.
    """
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a civil day has no zone
    except ValueError as error:
        raise UsageError("'{text}' is not a day.", "Write it as 2024-07-09.", text=text) from error
