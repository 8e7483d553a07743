"""The ways that users or customers take through what they can do, visit by visit."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.errors import unknown
from tenure.pages.analysis import Analysis, Asked
from tenure.pages.blocks import Block, Cell, Column, Table
from tenure.pages.options import Option
from tenure.stages.analyses.deeds import ORDER, Doer, deeds_known
from tenure.stages.analyses.visits import END, Way, turns, ways
from tenure.texts import Text
from tenure.words import later

_DEEDS, _PAUSE = 5, 30  # deeds of a way, minutes


def _make(asked: Asked) -> Sequence[Block]:
    doer: Doer = "customer" if asked.word("of") == "customer" else "user"
    start = asked.word("start")
    if start and start not in (known := deeds_known(asked.shop, doer)):
        raise unknown(Text("feature or event"), start, known)
    most = asked.whole("deeds", _DEEDS, least=2)
    taken = ways(asked.shop, asked.stretch, doer, asked.whole("pause", _PAUSE), most, start)
    if not taken:
        return [asked.note("none", asked.say("Nobody did anything in this time."))]
    return [_ways(asked, taken), _turns(asked, taken)]


def _ways(asked: Asked, taken: Sequence[Way]) -> Table:
    most = asked.whole("top")
    columns = (
        Column("path", asked.say("One after the other")), Column("visits", asked.say("Visits"), "count"),
        Column("share", asked.say("Of all visits"), "share"), Column("people", _people(asked), "count"),
    )  # fmt: skip
    every = sum(way.visits for way in taken)
    rows: list[tuple[Cell, ...]] = []
    for way in taken[:most]:
        text = " → ".join([*(_named(asked, one) for one in way.deeds), *([] if way.whole else ["…"])])
        rows.append((text, way.visits, asked.share("share", way.visits, every), way.people))
    if rest := taken[most:]:
        visits = sum(way.visits for way in rest)
        title = asked.say("{n} more paths", n=f"{len(rest):,}")
        rows.append((title, visits, asked.share("share", visits, every), None))
    total: tuple[Cell, ...] = (asked.say("All visits"), every, asked.share("share", every, every), None)
    return Table("behaviour_paths", asked.say("Paths of visits"), columns, tuple(rows), total)


def _turns(asked: Asked, taken: Sequence[Way]) -> Table:
    """From what to what at each place, the most frequent first."""
    moves = sorted(turns(taken).items(), key=lambda item: (item[0][0], -item[1], item[0]))
    leaving: dict[tuple[int, str], int] = {}
    for (place, begin, _end), visits in moves:
        leaving[place, begin] = leaving.get((place, begin), 0) + visits
    columns = (
        Column("place", asked.say("Step"), "count"), Column("from", asked.say("From")), Column("to", asked.say("To")),
        Column("visits", asked.say("Visits"), "count"), Column("share", asked.say("Of those that left from there"), "share"),
    )  # fmt: skip
    rows = tuple(
        (
            place + 1,
            _named(asked, begin),
            _named(asked, end),
            visits,
            asked.share("move", visits, leaving[place, begin]),
        )
        for (place, begin, end), visits in moves
    )
    return Table("behaviour_turns", asked.say("From one to the next"), columns, rows)


def _named(asked: Asked, deed: str) -> str:
    return {END: asked.say("End of the visit"), ORDER: asked.say("Order")}.get(deed, deed)


def _people(asked: Asked) -> str:
    return asked.say("Customers") if asked.word("of") == "customer" else asked.say("Users")


ANALYSIS = Analysis(
    name="behaviour-paths",
    title=later("Behaviour paths"),
    question=later("What do people do one after the other in a visit, and where does it end?"),
    method=(
        later("A visit is what one user or customer does without a pause longer than the one told; it belongs to the day on which it begins."),
        later("What is done again in a row is told once. Two at the same moment stand in the order of their names."),
        later("Where a start is named, a path begins with the first time in the visit that it is done; visits without it are left out."),
        later("A path that goes on beyond the deeds told ends with …, and tells no end of its visit."),
    ),
    make=_make,
    needs=("usage_events",),
    options=(
        Option("of", later("Who is followed."), "user", ("user", "customer")),
        Option("start", later("The feature or event with which paths begin; of customers also order. The first of each visit when not told.")),
        Option("pause", later("Minutes without anything done that end a visit; 30 when not told.")),
        Option("deeds", later("How many things one after the other are told; 5 when not told.")),
        Option("top", later("How many of the most frequent paths are listed one by one."), "20"),
    ),
    reported=False,
    scoped=True,
)  # fmt: skip
