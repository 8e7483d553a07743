"""Which values a policy takes: each check raises an error that names the way out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from tenure.errors import UsageError, unknown
from tenure.texts import Text

Check = Callable[[str, str], None]  # of a key and a value; raises where the value cannot be


def whole(least: int, most: int, *words: str) -> Check:
    """A whole number within bounds, or one of some words."""
    return _number(Decimal(least), Decimal(most), words, whole=True)


def share(least: str, most: str) -> Check:
    """A number within bounds."""
    return _number(Decimal(least), Decimal(most), (), whole=False)


def _number(least: Decimal, most: Decimal, words: tuple[str, ...], whole: bool) -> Check:
    def check(key: str, value: str) -> None:
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("nan")
        if value in words or (number.is_finite() and least <= number <= most and not (whole and number % 1)):
            return
        if words:
            raise UsageError(
                "Policy {key} cannot be '{value}'.", "Say a whole number from {least} to {most}, or {words}.",
                key=key, value=value, least=least, most=most, words=words,
            )  # fmt: skip
        raise UsageError(
            "Policy {key} cannot be '{value}'.",
            "Say a whole number from {least} to {most}." if whole else "Say a number from {least} to {most}.",
            key=key, value=value, least=least, most=most,
        )  # fmt: skip

    return check


def choice(*words: str, several: bool = False) -> Check:
    """One of some words; where `several`, any of them joined by |."""

    def check(key: str, value: str) -> None:
        for word in value.split("|") if several else (value,):
            if word not in words:
                raise unknown(Text("value of policy {key}", key=key), word, words)

    return check


def listed(pattern: str, example: str, empty: bool = False) -> Check:
    """Words of one form joined by |; `example` shows it."""

    def check(key: str, value: str) -> None:
        if (value or not empty) and not all(re.fullmatch(pattern, word) for word in value.split("|")):
            raise UsageError(
                "Policy {key} cannot be '{value}'.", "Write it like {example}.", key=key, value=value, example=example
            )

    return check


def days(key: str, value: str) -> None:
    """Days joined by |, or none."""
    for word in value.split("|") if value else ():
        try:
            date.fromisoformat(word)
        except ValueError as error:
            raise UsageError(
                "Policy {key} cannot be '{value}'.", "Write it like {example}.",
                key=key, value=value, example="2024-04-04|2024-04-05",
            ) from error  # fmt: skip
