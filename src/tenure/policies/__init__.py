"""Policies: the settings that numbers depend on. Values are facts; this is what each means, starts as and may be."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

from tenure.errors import RejectedData, unknown
from tenure.policies.settings import SETTINGS, Setting
from tenure.texts import Text

__all__ = ["SETTINGS", "WORKSPACE", "Policies", "Setting", "check"]

WORKSPACE = (
    "reporting_utc_offset",
    "reporting_zone",
    "reporting_currency",
)  # told by a facts folder, kept in tenure.toml


def check(key: str, value: str) -> None:
    """Whether a policy may have that value.

    Raises: NotFound for a policy or word that does not exist, UsageError for a value that cannot be.
    """
    if key not in SETTINGS:
        raise unknown(Text("policy"), key, SETTINGS)
    SETTINGS[key].check(key, value)


@dataclass(frozen=True)
class Policies:
    """The policies in force as of a day."""

    values: Mapping[str, str]

    def text(self, key: str) -> str:
        """The value as written.

        Raises: NotFound for a policy that does not exist.
        """
        if key not in SETTINGS:
            raise unknown(Text("policy"), key, SETTINGS)
        return self.values.get(key, SETTINGS[key].default)

    def number(self, key: str) -> Decimal:
        """The value as an exact number.

        Raises: RejectedData when it is none.
        """
        try:
            return Decimal(self.text(key))
        except InvalidOperation as error:
            raise RejectedData(
                "Policy {key} is '{text}', which is not a number.",
                "Its default is {default}.",
                key=key,
                text=self.text(key),
                default=SETTINGS[key].default,
            ) from error

    def whole(self, key: str) -> int:
        """The value as a whole number."""
        return int(self.number(key))

    def words(self, key: str) -> tuple[str, ...]:
        """The values joined by |."""
        return tuple(word for word in self.text(key).split("|") if word)

    def weights(self, key: str) -> dict[str, int]:
        """The values of name:weight pairs joined by |."""
        return {name: int(weight) for name, _, weight in (word.partition(":") for word in self.words(key))}

    def others(self, values: Mapping[str, str]) -> Policies:
        """The same with some values told otherwise."""
        return Policies({**self.values, **values})

    @cached_property
    def version(self) -> str:
        """A short name of this very set of values."""
        text = "\n".join(f"{key}={self.text(key)}" for key in sorted(SETTINGS))
        return hashlib.sha256(text.encode()).hexdigest()[:8]
