"""Taking an import back: what would go with it, and doing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from tenure.errors import NotFound
from tenure.facts import quarantine
from tenure.facts.lake import Lake


@dataclass(frozen=True)
class Undoing:
    """What an import's undoing takes away, and what is to be done again after it."""

    batch: int
    facts: int  # that it brought, or that are gone
    waiting: int  # rows of it in quarantine that go too
    import_again: tuple[int, ...] = ()  # later imports that left rows aside for being stored already
    replay_again: tuple[int, ...] = ()  # imports whose corrected rows wait again
    kinds: Mapping[str, int] = field(default_factory=dict)  # facts that it brought, by kind


def foreseen(lake: Lake, batch: int) -> Undoing:
    """What would go.

    Raises: NotFound when no such import is in force.
    """
    row = next((row for row in lake.batches() if row["batch"] == batch and row["undone_at"] is None), None)
    if row is None:
        raise NotFound("There is no import {batch} in force.", "It may have been undone already.", batch=batch)
    told = cast("Mapping[str, Mapping[str, int]]", row["facts"])
    kinds = {kind: one["new"] + one["changed"] for kind, one in told.items() if one["new"] + one["changed"]}
    aside = quarantine.count(lake.folder, batch)
    return Undoing(batch, sum(kinds.values()), aside, tuple(lake.told_again(batch)), kinds=kinds)


def undo(lake: Lake, batch: int, now: datetime) -> Undoing:
    """Take an import back.

    Raises: NotFound when no such import is in force.
    """
    before = quarantine.batches(lake.folder)
    aside = quarantine.count(lake.folder, batch)
    repeated = tuple(lake.told_again(batch))
    gone = lake.undo(batch, now)
    again = tuple(number for number in quarantine.batches(lake.folder) if number not in before)
    return Undoing(batch, gone, aside, repeated, again)
