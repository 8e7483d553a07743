"""When things happened at Orrendale, and which days nobody works."""

from __future__ import annotations

import numpy as np

from tenure.demo.clock import Floats, Ints, civil, day

SEED = 20_231_101
HISTORY = day(2022, 3, 1)  # the first contract; contracts, logins and money are complete from here
FIRST, LAST = day(2023, 11, 1), day(2026, 10, 31)  # everything else is recorded in these 36 months
PRICE_RISE = day(2025, 7, 1)  # list prices up by 9 %
BAD_RELEASE = (day(2026, 3, 3), day(2026, 3, 27))  # version 6: slow, lost drafts, many tickets
GRACE_MONTHS = 3
_HOLIDAYS = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25), (12, 26))
_YEAR = (1.0, 1.04, 1.06, 1.02, 1.0, 0.97, 0.88, 0.84, 1.04, 1.06, 1.0, 0.74)


def holidays() -> list[int]:
    """Days off beside the weekends, Thanksgiving included."""
    out = [day(year, month, of_month) for year in range(2023, 2027) for month, of_month in _HOLIDAYS]
    for year in range(2023, 2027):
        november = day(year, 11, 1)
        out.append(november + -november % 7 + 21)  # day 0 was a Thursday, so Thursdays are multiples of 7
    return sorted(number for number in out if FIRST <= number <= LAST)


def season(days: Ints) -> Floats:
    """How busy the customers are on each day: quiet in August and at the end of the year."""
    first = int(days.min()) if len(days) else FIRST
    table = np.array([_YEAR[civil(number).month - 1] for number in range(first, int(days.max(initial=first)) + 1)])
    table = np.where(np.isin(np.arange(first, first + len(table)), holidays()), table * 0.1, table)
    out: Floats = table[days - first]
    return out
