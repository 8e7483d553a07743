"""What Orrendale costs: per seat and month, by plan, currency and day."""

from __future__ import annotations

from dataclasses import dataclass

from tenure.demo.saas.times import PRICE_RISE

_LIST = {"USD": (2900, 4400, 6400), "GBP": (2300, 3500, 5100), "EUR": (2700, 4100, 5900)}  # minor units, by tier
_INSIGHTS = {"USD": 26_000, "GBP": 21_000, "EUR": 24_000}  # the second product, flat


@dataclass(frozen=True)
class Price:
    """What a contract brings in a month from a day on, in minor units."""

    from_day: int
    mrr: int
    listed: int
    currency: str
    seats: int | None
    tier: int | None


def _risen(amount: int, number: int) -> int:
    return amount if number < PRICE_RISE else (amount * 109 + 50) // 100


def seats_price(number: int, currency: str, seats: int, tier: int, discount: int, agreed: int | None = None) -> Price:
    """The price of so many seats on a plan from a day on, by the list of the day on which it was agreed."""
    listed = _risen(_LIST[currency][tier - 1], number if agreed is None else agreed) * seats
    return Price(number, (listed * (100 - discount) + 50) // 100, listed, currency, seats, tier)


def insights_price(number: int, currency: str) -> Price:
    """The price of the second product, which has neither seats nor plans."""
    listed = _risen(_INSIGHTS[currency], number)
    return Price(number, listed, listed, currency, None, None)


def decimal(minor: int) -> str:
    """Minor units as an exact number in major units."""
    return f"{minor // 100}.{minor % 100:02d}"
