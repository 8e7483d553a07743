"""Nothing that was said is left unheard: words of a command that do not go together are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tenure.errors import UsageError

Words = Mapping[str, object]  # the words of a command as they are typed, with what they were given


def alone(name: str, words: Words, beside: Sequence[str] = ()) -> None:
    """Refuse a word with any other that was given, but those that may stand beside it.

    Raises: UsageError that names the others.
    """
    others = [other for other in _given(words) if other not in (name, *beside)]
    if others:
        raise UsageError("{name} does not go with {others}.", "Leave one of them out.", name=name, others=others)


def needs(other: str, words: Words) -> None:
    """Refuse words that are heard only with another, which was not given.

    Raises: UsageError that names it.
    """
    for name in _given(words):
        raise UsageError("{name} needs {other}.", "Add {other}, or leave {name} out.", name=name, other=other)


def options_of(pairs: Sequence[str]) -> dict[str, str]:
    """Options told as NAME=VALUE.

    Raises: UsageError for one without a value.
    """
    for pair in pairs:
        if "=" not in pair:
            raise UsageError("--set {word} names no value.", "Write it as --set window=60.", word=pair)
    return {name.strip(): value.strip() for name, _, value in (pair.partition("=") for pair in pairs)}


def _given(words: Words) -> list[str]:
    """The words that were given, the number 0 among them."""
    return [name for name, one in words.items() if one or type(one) is int]
