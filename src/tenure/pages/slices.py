"""How a page is cut: whether it may be for its reader, and can be, and what that means."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from tenure.catalogue.groups import every_condition, every_pair
from tenure.catalogue.slices import CHANNEL, LASTING, check_words, scopes_known
from tenure.errors import UsageError
from tenure.pages.asking import Asking
from tenure.pages.blocks import Note, Section
from tenure.pages.personal import is_personal
from tenure.words import period_text


def check_slices(
    asking: Asking,
    where: Mapping[str, str],
    own: Mapping[str, str],
    names: Sequence[str] | None = None,
    stages: Container[str] = (),
) -> None:
    """Whether these slices hide nothing from the reader and there are such words; `own` are the customers whose words she may see.

    `stages` are words that stages may be called by beside their own.

    Raises: UsageError for a slice that she may not cut by; NotFound for a word that there is not, with those there are.
    """
    pairs = every_pair(where)
    for name, word in pairs:
        if is_personal(word, name) and not asking.reader.contacts:
            raise UsageError("Contacts are hidden from you: nobody is found by {slice}.", slice=name)
        if name in where and own.get(name, word) != word:
            raise UsageError("You see customers with {slice} = {word} alone.", slice=name, word=own[name])
    asked = [(name, word) for name, word in pairs if name != "stage" or word not in stages]
    if asked:
        known = [*scopes_known(asking.shop), CHANNEL] if names is None else names
        check_words(asking.own(own), asked, known, is_personal)


def how_cut(asking: Asking) -> Section | None:
    """What a page means that tells numbers beside courses of the same customers; None where the two cannot differ."""
    if not asking.follows or all(one.name in LASTING for one in every_condition(asking.cut)):
        return None
    title = asking.say("How this page is cut")
    if asking.where:
        text = asking.say(
            "Each number is of those who fell under the slice in its own period. Cohorts, survival and trade follow those who fall under it "
            "at the end of this period ({period}), back and forth in time. Where a customer's words change, the two differ.",
            period=period_text(asking.period, asking.lang),
        )
    else:
        text = asking.say(
            "Each number is of those who were your customers in its own period. Cohorts, survival and trade follow those who are your "
            "customers now, back and forth in time. Where a customer's words change, the two differ."
        )
    return Section("how_cut", title, "", (Note("how_cut", "", text),))
