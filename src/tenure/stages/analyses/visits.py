"""Visits: what users or customers do without a long pause, one thing after the other, and the ways they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period
from tenure.stages.analyses.deeds import Doer, every_deed

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

END = ""  # nothing more was done


@dataclass(frozen=True)
class Way:
    """What was done in a visit, one thing after the other, repeats in a row told once; how many visits went so, of how many."""

    deeds: tuple[str, ...]
    visits: int
    people: int
    whole: bool  # whether that is all of the visit: no more was done in it


def ways(shop: Workshop, period: Period, doer: Doer, pause_minutes: int, most: int, start: str = "") -> list[Way]:
    """The ways of the visits that begin in a period, the most frequent first, as far as so many deeds.

    A visit ends where nothing is done for longer than the pause. Of a visit with a `start` the way begins there for the first time;
    visits without it are left out.
    """
    rows = _in_visits(every_deed(shop, doer), pause_minutes).filter(_.begun >= period.start, _.begun < period.end)
    if start:
        first = rows.filter(_.what == start).group_by(walker="who", place="visit").agg(since=_.turn.min())
        rows = rows.join(first, [rows.who == first.walker, rows.visit == first.place]).filter(_.turn >= _.since)
    before = rows.what.lag().over(group_by=["who", "visit"], order_by="turn")
    rows = rows.mutate(before=before).filter(_.before.isnull() | (_.before != _.what))
    rows = rows.mutate(place=ibis.row_number().over(group_by=["who", "visit"], order_by="turn"))
    told = rows.group_by("who", "visit").agg(
        deeds=_.what.collect(where=_.place < most, order_by=_.place), whole=_.place.max() < most
    )
    counts = told.group_by("deeds", "whole").agg(visits=_.count(), people=_.who.nunique())
    found = [
        Way(tuple(map(str, row["deeds"])), int(str(row["visits"])), int(str(row["people"])), bool(row["whole"]))
        for row in shop.engine.rows(counts)
    ]
    return sorted(found, key=lambda way: (-way.visits, way.deeds, way.whole))


def turns(taken: Sequence[Way]) -> dict[tuple[int, str, str], int]:
    """How many visits went from one deed straight to another, by the place of the first from 0; `END` where nothing followed."""
    out: dict[tuple[int, str, str], int] = {}
    for way in taken:
        deeds = (*way.deeds, END) if way.whole else way.deeds
        for place, pair in enumerate(pairwise(deeds)):
            out[place, *pair] = out.get((place, *pair), 0) + way.visits
    return out


def _in_visits(deeds: Table, pause_minutes: int) -> Table:
    """(who, what, turn, visit, begun): each deed with its place in the order of all, the visit it is of, and the day on which that begins."""
    order = {"group_by": "who", "order_by": ["at", "what", "key"]}
    rows = deeds.mutate(turn=ibis.row_number().over(**order), last=_["at"].lag().over(**order))
    apart = rows["at"] > rows["last"] + ibis.interval(minutes=pause_minutes)
    rows = rows.mutate(opens=ibis.ifelse(apart | rows["last"].isnull(), 1, 0))
    rows = rows.mutate(visit=rows.opens.sum().over(group_by="who", order_by="turn", rows=(None, 0)))
    return rows.mutate(begun=rows.on.min().over(group_by=["who", "visit"])).select(
        "who", "what", "turn", "visit", "begun"
    )
