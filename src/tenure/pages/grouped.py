"""Groups of filters in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tenure.catalogue.groups import Condition, Groups
from tenure.words import Language, later, say


def condition_said(one: Condition, title: str, words: Mapping[str, str], lang: Language) -> str:
    """A filter: its slice and its words, by what they are called."""
    told = say(" or ", lang).join(words.get(word, word) for word in one.words)
    text = later("{slice}: not {words}") if one.outside else later("{slice}: {words}")
    return say(text, lang, slice=title, words=told)


def groups_said(groups: Groups, title: Callable[[str], str], lang: Language) -> str:
    """All of them in one line."""
    told = [
        say(" and ", lang).join(condition_said(one, title(one.name), {}, lang) for one in group) for group in groups
    ]
    return say("; or ", lang).join(told)
