"""The choices of an analysis as the fields of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenure.desk.books.wishes import Wish
from tenure.pages.analysing import analyses
from tenure.pages.blocks import Page
from tenure.pages.options import Option
from tenure.pages.roster import title_of
from tenure.pages.sheets.analyses import BY, CHOICE
from tenure.words import Language, later, say

_CHOICES = {  # what may be chosen, as people say it
    "user": later("Users"), "customer": later("Customers"), "held": later("Customers held"), "bought": later("Customers who bought"),
    "used": later("Active customers"), "day": later("By day"), "week": later("By week"), "month": later("By month"), "quarter": later("By quarter"),
    "half": later("By half-year"), "year": later("By year"),
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One choice: what it says, what was chosen, and what may be where that is a list of word and title."""

    name: str
    says: str
    told: str
    choices: Sequence[tuple[str, str]] = ()


def analysing(page: Page, wish: Wish) -> Mapping[str, Any]:
    """For the template of analyses: which there are, which is shown, and its fields; nothing for other pages."""
    known, key = analyses(), page.sections[0].key if page.sections else ""
    if page.key != "analyses" or key not in known:
        return {}
    one, lang = known[key], page.lang
    fields = [
        Field(
            option.name, say(option.says, lang), wish.told.get(option.name, option.default), _choices(option, lang)
        )
        for option in one.options
    ]  # fmt: skip
    if one.cut:
        words = [("", say("Not broken down", lang)), *((name, title_of(name, lang)) for name in one.cut)]
        fields.append(Field(BY.name, say("Break down by", lang), wish.told.get(BY.name, ""), words))
    others = {option.name for told in known.values() for option in told.options}
    return {
        "known": [(name, say(told.title, lang), name == key) for name, told in known.items()],
        "fields": fields,
        "kept_by_choice": wish.without(CHOICE.name, BY.name, *others),
        "kept_by_fields": {
            **wish.without(*(one.name for one in fields)), CHOICE.name: key,
        },
        "chosen": any(wish.told.get(one.name) for one in fields),
        "cut_freely": one.cut is None,
    }  # fmt: skip


def _choices(option: Option, lang: Language) -> list[tuple[str, str]]:
    """The words that may be chosen, with their titles; nothing chosen first where that may be."""
    words = option.choices if option.default or not option.choices else ("", *option.choices)
    return [(word, say(_CHOICES[word], lang) if word else say("As usual", lang)) for word in words]
