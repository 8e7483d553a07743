"""One analysis at a time, with the choices it leaves to its reader."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.errors import unknown
from tenure.pages.analysing import analyses, lacking, section_of
from tenure.pages.analysis import Analysis, Asked, Wish
from tenure.pages.asking import Asking
from tenure.pages.blocks import Note, Section
from tenure.pages.filters import filters
from tenure.pages.options import Option
from tenure.pages.sheet import SINCE, Sheet, Wanted
from tenure.texts import Text
from tenure.words import later

CHOICE = Option(
    "analysis", later("which one; the first whose facts are there when not told"), "", tuple(analyses()), marked=False
)
BY = Option("by", later("a slice: the same of each of its words"))


def _make(asking: Asking, wanted: Wanted) -> Sequence[Section | None]:
    one = _chosen(asking, wanted.word(CHOICE.name))
    if one is None:
        return (None,)
    if not one.scoped:
        asking.filters = ()
        if asking.cut or asking.reader.own:
            text = asking.say("This analysis is told of all customers together, and not of some.")
            return (Section(one.name, asking.say(one.title), asking.say(one.question), (Note("whole", "", text),)),)
    by, own = wanted.word(BY.name), {option.name for option in one.options}
    if by and one.cut is None and by not in (offered := [told.key for told in filters(asking)]):
        raise unknown(Text("slice of customers called"), by, offered)
    options = {name: text for name, text in wanted.told.items() if name in own and text}
    months = tuple(month for month in asking.year if month.start <= asking.as_of)
    told = () if one.all_time and asking.since is None else months
    return (section_of(Asked(one, asking, Wish(told, by, options), brief=True)),)


def _chosen(asking: Asking, name: str) -> Analysis | None:
    known = analyses()
    return known[name] if name else next((one for one in known.values() if not lacking(one, asking)), None)


def _options() -> tuple[Option, ...]:
    """Those of all analyses, each once; what they may be is looked at when one is chosen."""
    told = {option.name: Option(option.name, option.says) for one in analyses().values() for option in one.options}
    return tuple(told.values())


SHEET = Sheet(
    name="analyses",
    title=later("Analyses"),
    question=later("How far do people go, by which ways, for how long, and what does it cost and bring?"),
    make=_make,
    options=(CHOICE, SINCE, BY, *_options()),
    sources=("contracts", "transactions", "usage_events", "touches", "costs"),
    sliced=True,
)
