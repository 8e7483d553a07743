"""Metrics: the whole catalogue, by the question that each number answers."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.pages.asking import Asking
from tenure.pages.blocks import Section
from tenure.pages.figures import figures
from tenure.pages.missing import missing
from tenure.pages.sheet import Sheet, Wanted
from tenure.words import later

_QUESTIONS = (
    ("stay", later("Do they stay?"), ("retention", "renewal", "churn")),
    ("worth", later("What are they worth?"), ("revenue", "value", "profit")),
    ("happy", later("Are they happy?"), ("satisfaction", "loyalty", "service", "social")),
    ("use", later("Do they use it?"), ("activity", "engagement", "growth")),
    ("cost", later("Where do they come from, and what does it cost?"), ("acq", "cost", "campaign", "programme")),
)


def _make(asking: Asking, _wanted: Wanted) -> Sequence[Section | None]:
    named = {family for _key, _title, families in _QUESTIONS for family in families}
    own = sorted({one.family for one in asking.known.values()} - named)
    asked = [*_QUESTIONS, *([("further", later("Further numbers"), tuple(own))] if own else [])]
    return (*(_section(asking, *one) for one in asked), missing(asking))


def _section(asking: Asking, key: str, title: str, families: Sequence[str]) -> Section | None:
    """The metrics of some families that can be told of the period, without their variants."""
    names = [
        name
        for name, one in asking.known.items()
        if one.family in families and name.count(".") == 1 and asking.fits(name)
    ]
    asking.ask(names, [asking.period])
    names = [name for name in names if asking.value(name).status != "unavailable"]
    return Section(f"metrics_{key}", asking.say(title), "", (figures(asking, key, names),)) if names else None


SHEET = Sheet(
    name="metrics",
    title=later("Metrics"),
    question=later("Which numbers are there, and where do they stand?"),
    make=_make,
)
