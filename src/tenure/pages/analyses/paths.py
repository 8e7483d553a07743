"""The channels that leads come by, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.pages.analysis import Analysis, Asked
from tenure.pages.blocks import Block, Cell, Column, Table
from tenure.pages.options import Option
from tenure.stages.analyses.journeys import Path, paths, steps_between
from tenure.words import later

_ENDS = {
    "start": later("Start"),
    "signed": later("Signed"),
    "lost": later("Not signed"),
    "open": later("Still open"),
}


def _make(asked: Asked) -> Sequence[Block]:
    window = asked.whole("window", asked.shop.policies.whole("inquiry_window_days"))
    taken = paths(asked.shop, asked.stretch, window)
    if not taken:
        return [asked.note("none", asked.say("No lead with a known channel was touched in this time."))]
    return [_paths(asked, taken), _moves(asked, taken)]


def _paths(asked: Asked, taken: Sequence[Path]) -> Table:
    most = asked.whole("top")
    columns = (
        Column("path", asked.say("Channels in their order")), Column("touches", asked.say("Channels"), "count"),
        Column("leads", asked.say("Leads"), "count"), Column("share", asked.say("Of all leads"), "share"),
        Column("signed", asked.say("Signed"), "count"), Column("open", asked.say("May still sign"), "count"),
        Column("rate", asked.say("Signed, of those decided"), "share"),
    )  # fmt: skip
    every = sum(path.leads for path in taken)
    rows = [_row(asked, " → ".join(path.channels), len(path.channels), path, every) for path in taken[:most]]
    rest = taken[most:]
    if rest:
        title = asked.say("{n} more paths", n=f"{len(rest):,}")
        rows.append(_row(asked, title, None, _together(rest), every))
    total = _row(asked, asked.say("All paths"), None, _together(taken), every)
    return Table("paths", asked.say("Paths"), columns, tuple(rows), total)


def _together(taken: Sequence[Path]) -> Path:
    return Path((), *(sum(getattr(path, name) for path in taken) for name in ("leads", "signed", "open")))


def _row(asked: Asked, title: str, length: int | None, path: Path, every: int) -> tuple[Cell, ...]:
    decided = path.leads - path.open
    rate = asked.share("rate", path.signed, decided)
    return title, length, path.leads, asked.share("share", path.leads, every), path.signed, path.open, rate


def _moves(asked: Asked, taken: Sequence[Path]) -> Table:
    """From where to where, the most frequent first."""
    moves = sorted(steps_between(taken).items(), key=lambda item: (-item[1], item[0]))
    leaving: dict[str, int] = {}
    for (begin, _end), leads in moves:
        leaving[begin] = leaving.get(begin, 0) + leads
    columns = (
        Column("from", asked.say("From")), Column("to", asked.say("To")), Column("leads", asked.say("Leads"), "count"),
        Column("share", asked.say("Of those that left from there"), "share"),
    )  # fmt: skip

    def named(stop: str) -> str:
        return asked.say(_ENDS[stop]) if stop in _ENDS else stop

    rows = tuple(
        (named(begin), named(end), leads, asked.share("move", leads, leaving[begin])) for (begin, end), leads in moves
    )
    return Table("path_moves", asked.say("From channel to channel"), columns, rows)


ANALYSIS = Analysis(
    name="paths",
    title=later("Paths"),
    question=later("By which channels do leads come, in which order, and which of these paths end in a signature?"),
    method=(
        later("A lead belongs to the time in which its last touch before the signature lies; touches without a channel are left out."),
        later("A path holds the touches of the window up to the last one; a channel that repeats in a row is told once."),
        later("May still sign: not signed yet, and less than inquiry_window_days have passed since the last touch."),
    ),
    make=_make,
    needs=("touches",),
    options=(
        Option("window", later("Days before the last touch that a path goes back; else the policy inquiry_window_days.")),
        Option("top", later("How many of the most frequent paths are listed one by one."), "20"),
    ),
    reported=False,
)  # fmt: skip
