"""Whether a page may be cut for its reader as it is asked to be, and can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tenure.catalogue.slices import CHANNEL, check_words, scopes_known
from tenure.errors import UsageError
from tenure.pages.asking import Asking
from tenure.pages.personal import is_personal


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
