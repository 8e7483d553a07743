"""Looking at fewer facts than are known: without what came late, or without what later imports brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.facts.kinds import Kind, Type


@dataclass(frozen=True)
class Sight:
    """Which of the facts known on a day are looked at; all of them by default.

    A fact is late for the day `since` when it became known after it and happened by then: a new one, or a correction of one
    that was known.
    """

    imports_until: int | None = None  # only what imports up to this number brought
    since: date | None = None
    late: Literal["none", "new", "all"] = "all"


EVERYTHING = Sight()


def seen(rows: Table, kind: Kind, sight: Sight) -> Table:
    """The versions of facts of a kind that are looked at."""
    if sight.imports_until is not None:
        rows = rows.filter(_.batch <= sight.imports_until)
    if sight.since is None or sight.late == "all" or kind.clock is None:
        return rows
    late = late_for(kind, sight.since)
    if sight.late == "none":
        return rows.filter(~late)
    known = rows.filter(_.known_on <= sight.since).select("key").distinct()
    return rows.filter(~late).union(rows.filter(late).anti_join(known, "key"))


def late_for(kind: Kind, since: date) -> ibis.Deferred:
    """Whether a version of a fact came late for a day."""
    clock = kind.column(kind.clock or "")
    day = _[clock.stored[1] if clock.type is Type.INSTANT else clock.name]
    about = ibis.greatest(day, ibis.coalesce(_[kind.moved_on], day)) if kind.moved_on else day
    return (_.known_on > since) & (about <= since).fill_null(False)
