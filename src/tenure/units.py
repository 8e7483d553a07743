"""Money and the units that numbers are told in."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from tenure.errors import TenureError, UsageError

DERIVED_SCALE = 10  # digits after the point of what division or conversion gives


@cache
def exponent(currency: str) -> int:
    """How many digits the minor unit of a currency has: 2 for CNY, 0 for JPY, 3 for KWD (CLDR).

    Raises: UsageError when no such currency exists.
    """
    from babel.numbers import get_currency_precision, is_currency

    if not is_currency(currency):
        raise UsageError(
            "'{currency}' is not a currency.",
            "Use its three letters after ISO 4217, such as CNY or USD.",
            currency=currency,
        )
    return get_currency_precision(currency)


def to_minor(amount: Decimal, currency: str) -> int:
    """Whole minor units of an amount in major units.

    Raises: TenureError when the amount has more digits than the currency.
    """
    scaled = amount.scaleb(exponent(currency))
    if scaled != scaled.to_integral_value():
        raise TenureError(
            "{amount} has more digits than {currency} has.",
            "Round it in the source, or name the right currency.",
            amount=amount,
            currency=currency,
        )
    return int(scaled)


def from_minor(amount: int, currency: str) -> Decimal:
    """The amount in major units."""
    return Decimal(amount).scaleb(-exponent(currency))
