"""Where numbers lead in a face that has more pages; nowhere in a document that stands alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tenure.catalogue.value import Value
from tenure.pages.blocks import Table
from tenure.pages.told import Part, Told
from tenure.render.markup import Markup, tag


def _nowhere(_told: object) -> str:
    return ""


def _nobody(_sheet: str, _subject: str) -> str:
    return ""


def _nowise(_table: Table, _column: str) -> str:
    return ""


@dataclass(frozen=True)
class Links:
    """Addresses, empty where none is: of the people behind a number, of a metric, of a subject of a sheet, of a table sorted."""

    people: Callable[[Value | Part], str] = _nowhere
    metric: Callable[[str], str] = _nowhere
    subject: Callable[[str, str], str] = _nobody
    order: Callable[[Table, str], str] = _nowise  # of the page with a table sorted by the column of a key

    def to_people(self, told: Markup, value: object) -> Markup:
        """What is told of a number, leading to the people behind it where there are any."""
        known = value.alone if isinstance(value, Told) and value.number is not None else value
        address = self.people(known) if isinstance(known, Value | Part) else ""
        return tag("a", told, href=address, class_="people") if address else told

    def to_metric(self, title: str, metric: str) -> Markup | str:
        """A title, leading to its metric's page."""
        address = self.metric(metric) if metric else ""
        return tag("a", title, href=address, class_="quiet") if address else title

    def to_subject(self, told: Markup, sheet: str, subject: str) -> Markup:
        """What a row is called, leading to the page about it."""
        address = self.subject(sheet, subject) if sheet and subject else ""
        return tag("a", told, href=address, class_="quiet") if address else told


ALONE = Links()
