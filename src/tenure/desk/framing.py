"""What a section of a company's settings is; each is one file in `sections`, found by `navigation`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import URLPattern

from tenure.desk.people.roles import Right


@dataclass(frozen=True)
class Section:
    """What its addresses begin with and what it is called, who may open it, and its views.

    Its templates extend `settings/frame.html`; every view is put behind the right.
    """

    name: str
    title: str
    right: Right
    order: int  # in the side navigation
    routes: Sequence[URLPattern]  # the one at "" bears the section's name
