"""A page for a reader who may see the numbers but not who people are."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from tenure.catalogue.value import Value
from tenure.pages.blocks import Page, Personal

MASK = "•••"


def masked(page: Page) -> Page:
    """The same page with a mask in place of every name, address and telephone number; any form can be made of it."""
    made: Page = _hidden(page)
    return made


def _hidden(thing: Any) -> Any:
    if isinstance(thing, Personal):
        return MASK
    if isinstance(thing, tuple):
        return tuple(_hidden(one) for one in thing)
    if is_dataclass(thing) and not isinstance(thing, type | Value):
        return replace(thing, **{one.name: _hidden(getattr(thing, one.name)) for one in fields(thing)})
    return thing
