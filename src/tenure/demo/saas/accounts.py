"""Who buys Orrendale, and how well each account is doing from month to month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tenure.demo.clock import SECONDS, Bools, Floats, Ints, day, moments, month_starts, stream
from tenure.demo.saas.names import CHANNELS
from tenure.demo.saas.times import BAD_RELEASE, FIRST, HISTORY, LAST, SEED

COUNT = 400
_BEFORE = 130  # accounts signed before the 36 months
MONTHS = np.array(month_starts(HISTORY, LAST + 400), dtype=np.int64)


@dataclass(frozen=True)
class Accounts:
    """The accounts in the order of their first signature, one array entry each."""

    signed: Ints  # moment of the first signature
    region: Ints
    segment: Ints
    channel: Ints
    referrer: Ints  # -1 for nobody
    seats: Ints
    tier: Ints  # 1 to 3
    discount: Ints  # per cent off the list
    health: Floats  # account x month, 0 being ordinary
    owner: Ints
    programme: Bools  # would be treated by the keeping programme of 2025
    offer: Bools  # would be treated by the seat offer of 2026

    def health_on(self, account: int, number: int) -> float:
        """How well the account is doing on a day."""
        return float(self.health[account, int(np.searchsorted(MONTHS, number, side="right")) - 1])


def account(number: int) -> str:
    """The identifier of an account."""
    return f"A{number + 1:04d}"


def lead(number: int) -> str:
    """The identifier of the lead that became the account."""
    return f"L{number + 1:04d}"


def draw_accounts() -> Accounts:
    """Draw the 400 accounts."""
    random = stream(SEED, "accounts")
    signed = _signatures(random)
    region = random.choice(3, COUNT, p=(0.56, 0.2, 0.24))
    segment = random.choice(3, COUNT, p=(0.54, 0.33, 0.13))
    channel = random.choice(len(CHANNELS), COUNT, p=(0.27, 0.17, 0.17, 0.11, 0.14, 0.14))
    low, high = np.array([2, 8, 26])[segment], np.array([9, 27, 90])[segment]
    seats = low + np.floor((high - low) * random.random(COUNT) ** 1.6).astype(np.int64)
    tier = np.minimum(1 + segment + (random.random(COUNT) < 0.2), 3) - ((random.random(COUNT) < 0.25) & (segment > 0))
    discount = random.choice((0, 5, 10, 15, 20), COUNT, p=(0.42, 0.2, 0.2, 0.12, 0.06))
    referrer = np.where(
        channel == CHANNELS.index("referral"), np.floor(random.random(COUNT) * np.arange(COUNT)).astype(np.int64), -1
    )
    drawn = random.random((2, COUNT)) < 0.5
    return Accounts(
        signed, region, segment, channel, referrer, seats, tier, discount,
        health=_health(random, segment, channel),
        owner=random.integers(0, 5, COUNT),
        programme=drawn[0],
        offer=drawn[1],
    )  # fmt: skip


def _signatures(random: np.random.Generator) -> Ints:
    """Weekdays, more of them towards the end of a quarter and as the company grows."""
    before, since = np.arange(HISTORY, FIRST), np.arange(FIRST, LAST - 4)
    days = np.concatenate((_weekdays(random, before, _BEFORE), _weekdays(random, since, COUNT - _BEFORE)))
    return np.sort(moments(random, days, 13.5, 2.4))


def _weekdays(random: np.random.Generator, days: Ints, count: int) -> Ints:
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    weight = (
        np.where(months % 3 == 2, 1.35, 1.0)
        * np.where((days + 3) % 7 < 5, 1.0, 0.0)
        * np.linspace(0.85, 1.2, len(days))
    )
    return random.choice(days, count, p=weight / weight.sum())


def _health(random: np.random.Generator, segment: Ints, channel: Ints) -> Floats:
    """An autoregressive path around a level of its own; the bad release leaves a dent of some months."""
    level = random.normal(0.0, 0.62, COUNT) + 0.18 * segment + np.array([0.1, -0.3, 0.15, 0.0, 0.25, -0.15])[channel]
    path = np.empty((COUNT, len(MONTHS)))
    path[:, 0] = level + random.normal(0.0, 0.4, COUNT)
    for month in range(1, len(MONTHS)):
        path[:, month] = level + 0.85 * (path[:, month - 1] - level) + random.normal(0.0, 0.3, COUNT)
    dent = np.clip(1.0 - (MONTHS - day(2026, 3, 1)) / 150, 0.0, 1.0) * (day(2026, 3, 1) <= MONTHS)
    hit = random.random(COUNT) < 0.6
    out: Floats = path - 0.75 * hit[:, None] * dent[None, :]
    return out


def released_badly(days: Ints) -> Bools:
    """Whether the slow version 6 was out on a day."""
    return (days >= BAD_RELEASE[0]) & (days <= BAD_RELEASE[1])


def signed_day(accounts: Accounts, number: int) -> int:
    """The day of the first signature."""
    return int(accounts.signed[number]) // SECONDS
