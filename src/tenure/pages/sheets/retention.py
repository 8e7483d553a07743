"""Retention: who stays, by cohort and over time, and what is renewed."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.pages.asking import Asking
from tenure.pages.blocks import Section
from tenure.pages.renewals import renewals
from tenure.pages.retention import retention
from tenure.pages.sections import activity, pool
from tenure.pages.sheet import SINCE, Sheet, Wanted
from tenure.words import later


def _make(asking: Asking, _wanted: Wanted) -> Sequence[Section | None]:
    renewed = renewals(asking) if asking.contracts and asking.has("contracts") else None
    return (retention(asking), renewed, activity(asking), pool(asking))


SHEET = Sheet(
    name="retention",
    title=later("Retention"),
    question=later("Do customers stay, who comes back, and what is renewed?"),
    make=_make,
    analyses=("survival", "retention-trend"),
    options=(SINCE,),
    sources=("contracts", "transactions", "usage_events"),
    sliced=True,
)
