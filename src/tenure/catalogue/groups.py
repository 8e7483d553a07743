"""Groups of filters: which customers, where one word of one slice does not say it. `among=region=North|South,tier!=C;tier=A`.

A filter names a slice and any of some words, or none of them (`!=`); a group holds for who passes all of its filters; of several groups
any one is enough.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tenure.errors import UsageError

AMONG = "among"  # the slice whose word is a text of groups
_MOST = 20  # filters
_SIGNS = re.compile(r"([\\,;|])")
_CONDITION = re.compile(r"((?:[^=!]|!(?!=))+)(!?=)(.+)", re.DOTALL)


@dataclass(frozen=True)
class Condition:
    """A filter: who falls under any of some words of a slice; `outside`, who falls under none of them, whoever has no word included."""

    name: str
    words: tuple[str, ...]
    outside: bool = False

    def holds(self, falls: Callable[[str, str], bool]) -> bool:
        """Whether one passes, of whom is known under which words she falls."""
        return any(falls(self.name, word) for word in self.words) != self.outside


Group = tuple[Condition, ...]
Groups = tuple[Group, ...]


def groups_of(text: str) -> Groups:
    """The groups that a text tells.

    Raises: UsageError for a text that tells none, or too many filters.
    """
    groups = tuple(tuple(_condition(one, text) for one in _cut(group, ",")) for group in _cut(text, ";"))
    if sum(len(group) for group in groups) > _MOST:
        raise UsageError("These are more than {most} filters.", "Name fewer, or a slice of your own.", most=_MOST)
    return groups


def _condition(told: str, text: str) -> Condition:
    parts = _CONDITION.fullmatch(told)
    words = tuple(dict.fromkeys(_plain(word) for word in _cut(parts[3], "|"))) if parts else ()
    if parts is None or parts[1].strip() in ("", AMONG) or not all(words):
        raise UsageError(
            "'{text}' tells no groups of filters.",
            r"Write them as region=North|South,tier!=C;tier=A: | is or, , is and, ; begins another group; \ before a sign means itself.",
            text=text,
        )  # fmt: skip
    return Condition(_plain(parts[1]), words, parts[2] == "!=")


def _cut(text: str, sign: str) -> list[str]:
    """The parts between signs that do not mean themselves."""
    parts, now, quoted = [], "", False
    for one in text:
        if one == sign and not quoted:
            parts.append(now)
            now = ""
        else:
            now += one
        quoted = one == "\\" and not quoted
    return [*parts, now]


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text.strip(), flags=re.DOTALL)


def text_of(groups: Groups) -> str:
    """The text that tells groups."""

    def quoted(text: str) -> str:
        return _SIGNS.sub(r"\\\1", text)

    def told(one: Condition) -> str:
        return f"{quoted(one.name)}{'!=' if one.outside else '='}{'|'.join(quoted(word) for word in one.words)}"

    return ";".join(",".join(told(one) for one in group) for group in groups)


def passes(groups: Groups, falls: Callable[[str, str], bool]) -> bool:
    """Whether one passes any of some groups, of whom is known under which words she falls."""
    return any(all(one.holds(falls) for one in group) for group in groups)


def every_condition(where: Mapping[str, str]) -> tuple[Condition, ...]:
    """Each filter that the words of a question tell, in its groups or beside them.

    Raises: UsageError for groups that cannot be read.
    """
    alone = [Condition(name, (word,)) for name, word in where.items() if name != AMONG]
    return (*alone, *(one for group in groups_in(where) for one in group))


def groups_in(where: Mapping[str, str]) -> Groups:
    """The groups that the words of a question tell; none where they tell none."""
    return groups_of(where[AMONG]) if AMONG in where else ()


def every_pair(where: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Each slice with each of its words that a question names."""
    return [(one.name, word) for one in every_condition(where) for word in one.words]


def may_fall(where: Mapping[str, str], name: str, word: str) -> bool:
    """Whether somebody who falls under that word of a slice, and no other of it, can be among those whom a question names."""
    groups = tuple(tuple(one for one in group if one.name == name) for group in groups_in(where)) or ((),)
    return where.get(name, word) == word and passes(groups, lambda _name, told: told == word)
