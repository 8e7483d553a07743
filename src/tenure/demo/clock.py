"""Days and moments on a company's own wall clock, and the hours in which its people answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zlib import crc32
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from tenure.periods import add_months

SECONDS = 86_400
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_EPOCH = date(1970, 1, 1)


def stream(seed: int, topic: str) -> np.random.Generator:
    """Random numbers of one topic: what is drawn for one never moves another."""
    return np.random.default_rng([seed, crc32(topic.encode())])


def day(year: int, month: int, of_month: int = 1) -> int:
    """The number of a civil day, counted from 1970."""
    return (date(year, month, of_month) - _EPOCH).days


def civil(number: int) -> date:
    """The civil day of a number."""
    return _EPOCH + timedelta(days=number)


def later(number: int, months: int) -> int:
    """The same day some months on, clamped to the end of that month."""
    return (add_months(civil(number), months) - _EPOCH).days


def month_starts(first: int, last: int) -> list[int]:
    """The first days of the months from the one of `first` to the one of `last`."""
    start = first - civil(first).day + 1
    out = []
    while start <= last:
        out.append(start)
        start = later(start, 1)
    return out


def at(number: int, hour: int, minute: int = 0, second: int = 0) -> int:
    """The moment of a day at a time of the wall clock."""
    return number * SECONDS + hour * 3600 + minute * 60 + second


class Clock:
    """Turns moments of a zone's wall clock into UTC, by the offset in force at noon of that day."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self._offset: Callable[[int], int] = cache(self._read_offset)

    def utc(self, moment: int) -> int:
        """The same moment in seconds of UTC."""
        return moment - self._offset(moment // SECONDS)

    def _read_offset(self, number: int) -> int:
        noon = civil(number)
        offset = datetime(noon.year, noon.month, noon.day, 12, tzinfo=UTC).astimezone(self.zone).utcoffset()
        return int(offset.total_seconds()) if offset else 0


class OpenHours:
    """The minutes of the days in which a company is open, put end to end."""

    def __init__(self, first: int, last: int, open_hours: tuple[int, int], weekdays: int, holidays: set[int]) -> None:
        days = np.arange(first, last + 1)
        works = ((days + 3) % 7 < weekdays) & ~np.isin(days, sorted(holidays))  # day 0, 1 January 1970, was a Thursday
        self._first = first
        self._opens, closes = open_hours[0] * 60, open_hours[1] * 60
        self._length = np.where(works, closes - self._opens, 0).astype(np.int64)
        self._before = np.concatenate(([0], np.cumsum(self._length)))

    def after(self, moments: Ints, minutes: Ints) -> Ints:
        """The moments at which so many open minutes (at least one) have passed since each moment."""
        number = moments // SECONDS - self._first
        within = np.clip(moments % SECONDS // 60 - self._opens, 0, self._length[number])
        target = self._before[number] + within + np.maximum(minutes, 1)
        landed = np.searchsorted(self._before, target, side="left") - 1
        landed = np.minimum(landed, len(self._length) - 1)
        minute = self._opens + target - self._before[landed]
        return (landed + self._first) * SECONDS + minute * 60 + moments % 60


def moments(random: np.random.Generator, days: Ints, centre: float = 14.5, spread: float = 3.2) -> Ints:
    """One moment of each day, mostly around an hour of the wall clock."""
    hours = np.clip(random.normal(centre, spread, len(days)), 0.05, 23.9)
    return days * SECONDS + np.floor(hours * 3600).astype(np.int64)
