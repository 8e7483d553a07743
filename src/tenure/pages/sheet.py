"""A sheet: a page with a place of its own in the navigation, over one period; one file each in `sheets`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tenure.pages.asking import Asking
from tenure.pages.blocks import Section


@dataclass(frozen=True)
class Sheet:
    """What is shown under one name. Texts are English, said in the reader's language when they are shown.

    `analyses` are those whose sections follow, where their facts are there; `about` says what a subject is where the sheet
    is of one, such as a metric: then `make` is given its word, and it is empty everywhere else.
    """

    name: str
    title: str
    question: str
    make: Callable[[Asking, str], Sequence[Section | None]]
    analyses: tuple[str, ...] = ()
    about: str = ""
