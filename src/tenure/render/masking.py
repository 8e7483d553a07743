"""A page for a reader who may see the numbers but not who people are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from tenure.catalogue.value import Value
from tenure.pages.blocks import Page, Personal

MASK = "•••"


def masked(page: Page, what: type[Personal] = Personal) -> Page:
    """The same page with a mask in place of every name and contact, or of contacts alone; any form can be made of it."""
    made: Page = _hidden(page, what)
    return made


def _hidden(thing: Any, what: type[Personal]) -> Any:
    if isinstance(thing, what):
        return MASK
    if isinstance(thing, tuple):
        return tuple(_hidden(one, what) for one in thing)
    if isinstance(thing, Mapping):
        return {name: _hidden(one, what) for name, one in thing.items()}
    if isinstance(thing, Value):
        return replace(thing, dims=_hidden(thing.dims, what))
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(thing, **{one.name: _hidden(getattr(thing, one.name), what) for one in fields(thing)})
    return thing
