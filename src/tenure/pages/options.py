"""Options: what a reader may choose of a page, as words that can stand in an address or on a command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tenure.errors import UsageError, unknown
from tenure.texts import Text


@dataclass(frozen=True)
class Option:
    """One choice a reader has; without a default the page finds the best one itself."""

    name: str
    says: str
    default: str = ""
    choices: tuple[str, ...] = ()
    marked: bool = True  # whether the head of a page tells what was chosen


class Chosen:
    """What a reader chose of some options."""

    def __init__(self, options: Sequence[Option], told: Mapping[str, str]) -> None:
        self._options = {one.name: one.default for one in options} | dict(told)

    def word(self, name: str) -> str:
        """What was chosen; empty where it was left open."""
        return self._options[name]

    def words(self, name: str) -> list[str]:
        """Several words with commas between."""
        return [word.strip() for word in self._options[name].split(",") if word.strip()]

    def whole(self, name: str, otherwise: int = 0, least: int = 1) -> int:
        """A whole number; another where it was left open.

        Raises: UsageError for what is none, or too small.
        """
        text = self._options[name]
        if not text:
            return otherwise
        if not text.isdecimal() or int(text) < least:
            raise UsageError(
                "{word} is '{text}', which is not a whole number from {least} on.", "Say --set {word}={least}, or more.",
                word=name, text=text, least=least,
            )  # fmt: skip
        return int(text)

    def number(self, name: str) -> float | None:
        """A number above 0; None where it was left open.

        Raises: UsageError for what is none.
        """
        text = self._options[name]
        try:
            found = float(text) if text else None
        except ValueError:
            found = -1.0
        if found is not None and not 0 < found < float("inf"):
            raise UsageError(
                "{word} is '{text}', which is not a number above 0.", "Say --set {word}=0.5.", word=name, text=text
            )
        return found


def check_choices(options: Sequence[Option], told: Mapping[str, str], what: Text) -> None:
    """Whether everything that was told is an option, and one of its choices.

    Raises: NotFound for an unknown option or choice, with its neighbours.
    """
    known = {one.name: one for one in options}
    for name, text in told.items():
        if name not in known:
            raise unknown(what, name, known)
        if known[name].choices and text not in ("", *known[name].choices):
            raise unknown(Text("choice of {option}", option=name), text, known[name].choices)
