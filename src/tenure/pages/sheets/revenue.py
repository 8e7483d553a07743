"""Revenue and value: where the money comes from, how it moves, who it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.pages.asking import Asking
from tenure.pages.blocks import Section
from tenure.pages.movements import movements
from tenure.pages.sheet import SINCE, Sheet, Wanted
from tenure.pages.tiers import tiers
from tenure.pages.trade import sales
from tenure.words import later


def _make(asking: Asking, _wanted: Wanted) -> Sequence[Section | None]:
    moved = movements(asking) if asking.contracts and asking.has("contracts") else None
    return (moved, sales(asking) if asking.trades else None, tiers(asking))


SHEET = Sheet(
    name="revenue",
    title=later("Revenue and value"),
    question=later("How does revenue move, and whom does it rest on?"),
    make=_make,
    analyses=("profit",),
    options=(SINCE,),
    sources=("contracts", "transactions"),
    sliced=True,
)
