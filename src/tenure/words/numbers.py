"""Numbers in the reader's language; a number that is not known is a dash."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from tenure.words.language import Language
from tenure.words.times import duration_text

DASH = "–"
MINUS = "−"
_LARGE: dict[Language, tuple[tuple[Decimal, str], ...]] = {
    "en": ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K")),
    "zh": ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")),
}
_PLAIN: dict[str, tuple[int, int, dict[Language, str]]] = {  # digits after the point, scale, what stands behind
    "share": (1, 100, {"en": "%", "zh": "%"}),
    "points": (1, 100, {"en": " pp", "zh": " 个百分点"}),
    "days": (1, 1, {"en": " days", "zh": " 天"}),
    "times": (2, 1, {}),
    "score": (1, 1, {}),
}
_COMPACT_FROM = Decimal(10_000)  # smaller amounts are told in full


def number_text(
    amount: Decimal | float | None, unit: str, lang: Language, currency: str = "", compact: bool = False
) -> str:
    """A number told in its unit: count, share, money, amount, times, minutes, days, points, score or chance."""
    if amount is None:
        return DASH
    number = Decimal(str(amount))
    if unit in _PLAIN:
        digits, scale, after = _PLAIN[unit]
        return f"{fixed(number * scale, digits)}{after.get(lang, '')}"
    match unit:
        case "money":
            return money_text(number, currency, lang, compact)
        case "chance":
            return chance_text(number)
        case "minutes":
            return duration_text(number, lang)
        case "text":
            return bare_number(number, 2)
        case "amount":
            return fixed(number, 0 if number == number.to_integral_value() else 2)
    return _large(number, lang) if compact else bare_number(number, 1)


def money_text(amount: Decimal, currency: str, lang: Language, compact: bool = False) -> str:
    """An amount with the sign of its currency: $1,234.50, or short $1.23M, ¥120.5万."""
    symbol = currency_symbol(currency, lang) if currency else ""
    sign, size = (MINUS if amount < 0 else ""), abs(amount)
    if compact and (size >= 1000 or size == size.to_integral_value()):
        return f"{sign}{symbol}{_large(size, lang)}"
    digits = currency_digits(currency) if currency else 2
    return f"{sign}{symbol}{fixed(size, digits)}"


def chance_text(number: Decimal) -> str:
    """The p of a test: three digits, or that it is smaller than they can tell."""
    return "<0.001" if number < Decimal("0.001") else fixed(number, 3)


def change_text(amount: Decimal, unit: str, lang: Language, currency: str = "") -> str:
    """A difference with its sign: +1.2 points for shares, +$9.9K, −12 min."""
    told = number_text(abs(amount), "points" if unit == "share" else unit, lang, currency, compact=True)
    shown = any(sign in "123456789" for sign in told)  # what is shown as nothing has no direction
    return ("±" if not shown else "+" if amount > 0 else MINUS) + told


def bare_number(number: Decimal, digits: int = 0) -> str:
    """A number with thousands separators and at most so many digits after the point."""
    text = fixed(number, digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _large(number: Decimal, lang: Language) -> str:
    if abs(number) < _COMPACT_FROM:
        return fixed(number, 0)
    scale, suffix = next((scale, suffix) for scale, suffix in _LARGE[lang] if abs(number) >= scale)
    told = number / scale
    return bare_number(told, 2 if abs(told) < 10 else 1 if abs(told) < 1000 else 0) + suffix


def fixed(number: Decimal, digits: int) -> str:
    """A number with thousands separators and exactly so many digits after the point."""
    rounded = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{abs(rounded) if rounded == 0 else rounded:,f}".replace("-", MINUS)


@cache
def currency_symbol(currency: str, lang: Language) -> str:
    """The sign of a currency: $, ¥, or its letters and a space."""
    from babel.numbers import get_currency_symbol

    if currency == "CNY":
        return "¥"  # the page says which currency it is in; CN¥ is a stranger to those who use it
    symbol = get_currency_symbol(currency, locale="zh_Hans_CN" if lang == "zh" else "en_US")
    return f"{symbol} " if symbol[-1].isalpha() else symbol


@cache
def currency_digits(currency: str) -> int:
    """How many digits the minor unit of a currency has."""
    from babel.numbers import get_currency_precision

    return get_currency_precision(currency)
