"""Home: where the company stands, what changed, what is due, how fresh it all is."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.pages.asking import Asking
from tenure.pages.blocks import Section
from tenure.pages.freshness import freshness
from tenure.pages.headline import ALSO, headline
from tenure.pages.missing import missing, nobody
from tenure.pages.renewals import coming
from tenure.pages.sheet import Sheet, Wanted
from tenure.words import later


def _make(asking: Asking, wanted: Wanted) -> Sequence[Section | None]:
    fresh = None if asking.cut else freshness(asking)  # how many facts there are is of everybody
    return (nobody(asking), headline(asking, wanted.word(ALSO.name)), _due(asking), fresh, missing(asking))


def _due(asking: Asking) -> Section | None:
    if not (asking.contracts and asking.has("contracts")):
        return None
    return Section("due", asking.say("Renewals ahead"), "", (coming(asking),))


SHEET = Sheet(
    name="home",
    title=later("Home"),
    question=later("Where do we stand, what changed, and what is due?"),
    make=_make,
    options=(ALSO,),
    sliced=True,
)
