"""Where numbers lead in a face that has more pages; nowhere in a document that stands alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tenure.catalogue.value import Value
from tenure.render.markup import Markup, tag


def _nowhere(_told: object) -> str:
    return ""


@dataclass(frozen=True)
class Links:
    """Addresses: of the people behind a value, of the page of a metric; empty where there is none."""

    people: Callable[[Value], str] = _nowhere
    metric: Callable[[str], str] = _nowhere

    def to_people(self, told: Markup, value: object) -> Markup:
        """What is told of a number, leading to the people behind it where there are any."""
        address = self.people(value) if isinstance(value, Value) else ""
        return tag("a", told, href=address, class_="people") if address else told

    def to_metric(self, title: str, metric: str) -> Markup | str:
        """A title, leading to its metric's page."""
        address = self.metric(metric) if metric else ""
        return tag("a", title, href=address, class_="quiet") if address else title


ALONE = Links()
