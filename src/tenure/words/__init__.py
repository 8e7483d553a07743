"""Words in the reader's language: texts, numbers, money, days."""

from tenure.words.language import Language, html_language, language_of
from tenure.words.numbers import (
    bare_number,
    change_text,
    currency_digits,
    currency_symbol,
    money_text,
    number_text,
)
from tenure.words.sayings import later, say, say_many, several
from tenure.words.times import day_text, duration_text, period_text

__all__ = [
    "Language",
    "bare_number",
    "change_text",
    "currency_digits",
    "currency_symbol",
    "day_text",
    "duration_text",
    "html_language",
    "language_of",
    "later",
    "money_text",
    "number_text",
    "period_text",
    "say",
    "say_many",
    "several",
]
