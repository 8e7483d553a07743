"""Civil days, periods as words, and the one zone that turns instants into days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
FOREVER = date.max


def last_of_month(year: int, month: int) -> date:
    """The last day of a calendar month."""
    return date(year + month // 12, month % 12 + 1, 1) - ONE_DAY


def add_months(day: date, months: int) -> date:
    """The same day some months on, clamped to the end of that month (R-MONTH)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, last_of_month(year, month + 1).day))


def month_of(day: date) -> tuple[date, date]:
    """First and last day of the month that holds the day."""
    return date(day.year, day.month, 1), last_of_month(day.year, day.month)


def opening_of(day: date) -> date:
    """The last day of the month before: the day whose rate values the movements of this month (R-FX)."""
    return day.replace(day=1) - ONE_DAY


def days_from(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    while first <= last:
        yield first
        first += ONE_DAY


def months_ended(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The calendar months whose last day lies in the span."""
    start, end = month_of(first)
    while end <= last:
        yield start, end
        start, end = month_of(end + ONE_DAY)


def month_parts(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The span cut at the ends of months."""
    while first <= last:
        end = min(month_of(first)[1], last)
        yield first, end
        first = end + ONE_DAY


def period_days(text: str) -> tuple[date, date]:
    """First and last day of 2024, 2024-H1, 2024-Q3, 2024-07, 2024-W31 or 2024-07-09."""
    year = int(text[:4])
    if len(text) == 4:
        return date(year, 1, 1), date(year, 12, 31)
    if "-H" in text:
        return (date(year, 1, 1), date(year, 6, 30)) if text.endswith("1") else (date(year, 7, 1), date(year, 12, 31))
    if "-Q" in text:
        quarter = int(text[-1])
        return date(year, 3 * quarter - 2, 1), last_of_month(year, 3 * quarter)
    if "-W" in text:
        monday = date.fromisocalendar(year, int(text[6:]), 1)
        return monday, monday + 6 * ONE_DAY
    if len(text) == 7:
        return month_of(date(year, int(text[5:]), 1))
    day = date.fromisoformat(text)
    return day, day


def instant(text: str) -> datetime:
    """An instant written 2024-07-09T03:00:00Z."""
    return datetime.fromisoformat(text)


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes from one instant to another."""
    return int((end - start).total_seconds() // 60)


class Zone:
    """A reporting zone, named as in the zone database or written as a fixed offset such as +08:00."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rules = _fixed(name) if name[0] in "+-" else ZoneInfo(name)
        self._days: dict[str, date] = {}

    def day(self, text: str) -> date:
        """The civil day on which an instant falls."""
        if text not in self._days:
            self._days[text] = instant(text).astimezone(self.rules).date()
        return self._days[text]

    def local_day(self, moment: datetime) -> date:
        """The civil day on which a moment falls."""
        return moment.astimezone(self.rules).date()

    def at(self, day: date, minute: int = 0) -> datetime:
        """The instant, in UTC, of a minute of the wall clock of a civil day."""
        clock = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=self.rules)
        return clock.astimezone(UTC)


def _fixed(offset: str) -> tzinfo:
    hours, minutes = int(offset[1:3]), int(offset[4:6])
    sign = -1 if offset[0] == "-" else 1
    return timezone(sign * timedelta(hours=hours, minutes=minutes))
