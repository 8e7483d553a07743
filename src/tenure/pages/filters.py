"""What a page of numbers can be cut to: slices of customers with few words each."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.catalogue.slices import slice_words, slices_kept
from tenure.pages.asking import Asking
from tenure.pages.blocks import Filter
from tenure.pages.personal import is_personal
from tenure.pages.roster import slice_title


def filters(asking: Asking, names: Sequence[str] | None = None) -> tuple[Filter, ...]:
    """The slices with their words, of some or of all names; none that may say who somebody is, nor for who sees some alone."""
    if asking.reader.where:
        return ()
    offered = [name for name in (slices_kept(asking.shop) if names is None else names) if not is_personal("", name)]
    found = slice_words(asking.shop, offered) if offered else {}
    told = {
        name: tuple((word, word) for word in words if "," not in word and not is_personal(word))
        for name, words in found.items()
    }
    return tuple(Filter(name, slice_title(asking, name), words) for name, words in told.items() if words)
