"""The tea year: festivals, shopping days, the spring harvest, and what the shop itself changed."""

from __future__ import annotations

import numpy as np

from tenure.demo.clock import Floats, civil, day

FIRST, LAST = day(2024, 11, 1), day(2026, 10, 31)
DAYS = LAST - FIRST + 1
SPRING_FESTIVALS = (day(2025, 1, 29), day(2026, 2, 17))
MID_AUTUMNS = (day(2025, 10, 6), day(2026, 9, 25))
PRICE_RISE = day(2026, 1, 1)  # the whole list by 9 %, the tasting box excepted
BURST = (day(2025, 8, 8), day(2025, 8, 31))  # the Douyin live rooms with the tasting box
DAMP = (day(2026, 6, 5), day(2026, 7, 3))  # a damp batch of jasmine tea, the hero product of 618
_MONTHS = (1.0, 0.95, 1.0, 1.32, 1.1, 1.0, 0.82, 0.8, 0.98, 1.0, 1.12, 1.02)


def demand() -> Floats:
    """How much tea is wanted on each day, 1 being an ordinary day."""
    return np.array([_calendar(number) * _festivals(number) * _prices(number) for number in range(FIRST, LAST + 1)])


def _calendar(number: int) -> float:
    today = civil(number)
    level = _MONTHS[today.month - 1] * (1.12 if today.weekday() >= 5 else 1.0)
    if today.month == 11 and today.day <= 11:
        level *= 3.6 if today.day == 11 else 1.45
    if today.month == 6 and today.day <= 18:
        level *= 2.8 if today.day == 18 else 1.3
    if (today.month, today.day) == (12, 12):
        level *= 1.7
    return level


def _festivals(number: int) -> float:
    level = 1.0
    for festival in SPRING_FESTIVALS:
        if festival - 32 <= number < festival - 5:
            level *= 1.75  # gifts for the New Year
        elif festival - 5 <= number < festival + 8:
            level *= 0.35  # couriers and shops rest
    for festival in MID_AUTUMNS:
        if festival - 20 <= number < festival - 2:
            level *= 1.55
    return level


def _prices(number: int) -> float:
    if number < PRICE_RISE:
        return 1.0
    return 0.84 if number < PRICE_RISE + 75 else 0.93  # people wait, then most get used to it


def holidays() -> list[int]:
    """Days on which nobody answers."""
    rests = [range(festival - 1, festival + 3) for festival in SPRING_FESTIVALS]
    nationals = [range(day(year, 10, 1), day(year, 10, 4)) for year in (2025, 2026)]
    return [number for rest in (*rests, *nationals) for number in rest]
