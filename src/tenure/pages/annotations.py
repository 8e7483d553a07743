"""Annotations on a page: numbered at their places on its charts, and listed as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from tenure.errors import UsageError
from tenure.pages.blocks import Block, Chart, Column, Page, Section, Table, blocks_of
from tenure.periods import Period, parse_period
from tenure.words import say

KEY = "annotations"


@dataclass(frozen=True)
class Remark:
    """What somebody, or the system itself, has to say of a range of days."""

    first: date
    last: date
    text: str
    who: str


def annotated(page: Page, remarks: Sequence[Remark]) -> Page:
    """The page with those that fall into the time it tells of; the page as it is where none does."""
    periods = [
        period for one in blocks_of(page.sections) if isinstance(one, Chart) for period in _periods(one).values()
    ]
    periods += [parse_period(page.period)]
    first, last = min(one.start for one in periods), max(one.last for one in periods)
    told = [one for one in sorted(remarks, key=lambda one: one.first) if one.first <= last and one.last >= first]
    if not told:
        return page
    sections = [replace(one, blocks=tuple(_with(block, told) for block in one.blocks)) for one in page.sections]
    place = len(sections) - (sections[-1].key == "definitions")
    return replace(page, sections=(*sections[:place], _listed(page, told), *sections[place:]))


def _periods(chart: Chart) -> dict[str, Period]:
    """The places of a chart that are periods."""
    return {place: period for place in chart.places if (period := _period(place)) is not None}


@cache
def _period(place: str) -> Period | None:
    try:
        return parse_period(place)
    except UsageError:
        return None


def _with(block: Block, told: Sequence[Remark]) -> Block:
    if not isinstance(block, Chart):
        return block
    found = []
    for place, period in _periods(block).items():
        numbers = [str(n) for n, one in enumerate(told, 1) if one.first <= period.last and one.last >= period.start]
        found += [(place, " ".join(numbers))] if numbers else []
    return replace(block, notes=tuple(found))


def _listed(page: Page, told: Sequence[Remark]) -> Section:
    columns = (
        Column("number", say("No.", page.lang)), Column("first", say("From", page.lang), "day"),
        Column("last", say("Until", page.lang), "day"), Column("text", say("What happened", page.lang)),
        Column("who", say("Told by", page.lang)),
    )  # fmt: skip
    rows = tuple((str(n), one.first, one.last, one.text, one.who) for n, one in enumerate(told, 1))
    title = say("Annotations", page.lang)
    return Section(KEY, title, "", (Table(KEY, title, columns, rows),))
