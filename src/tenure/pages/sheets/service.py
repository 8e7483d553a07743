"""Service and social: how customers are answered, what they say, who listens."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.pages.asking import Asking
from tenure.pages.blocks import Section
from tenure.pages.sections import satisfaction, service
from tenure.pages.sheet import SINCE, Sheet, Wanted
from tenure.words import later


def _make(asking: Asking, _wanted: Wanted) -> Sequence[Section | None]:
    return (service(asking), satisfaction(asking))


SHEET = Sheet(
    name="service",
    title=later("Service and social"),
    question=later("How fast and how well are customers answered, and what do they say?"),
    make=_make,
    analyses=("social",),
    sources=("ticket_events", "survey_responses", "social_snapshots"),
    options=(SINCE,),
    sliced=True,
)
