"""How a page is cut: whether it may be for its reader, and can be, and what that means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tenure.catalogue.slices import CHANNEL, LASTING, check_words, scopes_known
from tenure.errors import UsageError
from tenure.pages.asking import Asking
from tenure.pages.blocks import Note, Section
from tenure.pages.personal import is_personal
from tenure.words import period_text


def check_slices(
    asking: Asking, where: Mapping[str, str], own: Mapping[str, str], names: Sequence[str] | None = None
) -> None:
    """Whether these slices hide nothing from the reader and there are such words; `own` are the customers whose words she may see.

    Raises: UsageError for a slice that she may not cut by; NotFound for a word that there is not, with those there are.
    """
    for name, word in where.items():
        if is_personal(word, name) and not asking.reader.contacts:
            raise UsageError("Contacts are hidden from you: nobody is found by {slice}.", slice=name)
        if own.get(name, word) != word:
            raise UsageError("You see customers with {slice} = {word} alone.", slice=name, word=own[name])
    if where:
        known = [*scopes_known(asking.shop), CHANNEL] if names is None else names
        check_words(asking.own(own), where, known, is_personal)


def how_cut(asking: Asking) -> Section | None:
    """What a page means that tells numbers beside courses of the same customers; None where the two cannot differ."""
    if not asking.follows or all(name in LASTING for name in asking.cut):
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
