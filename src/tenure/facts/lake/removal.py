"""Taking an import back, and merging small files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import cast

import duckdb
import sqlalchemy as sa

from tenure.errors import NotFound
from tenure.facts import quarantine
from tenure.facts.kinds import KINDS
from tenure.facts.lake.catalogue import BATCHES, reading
from tenure.facts.lake.columns import FACTS, RESTATED, reference_columns
from tenure.facts.lake.files import Entry, Written
from tenure.facts.lake.session import session
from tenure.facts.lake.stock import Stock
from tenure.facts.lake.writing import count, merge, rewrite

_IDENTITIES = "identities"


def undo(stock: Stock, batch: int, now: datetime) -> int:
    """Drop the facts of one import and what waits of it; what it had read again out of another's quarantine waits again.

    Numbers that others still use stay listed, so that they keep their names.

    Raises: NotFound when no such import is in force.
    """
    with stock.writer(now), session(stock.folder) as con:
        undone = ", ".join(str(number) for number in (batch, *_undone(stock, batch)))
        _note_uses(con, stock, undone)
        written: list[Written] = []
        removed: list[str] = []
        total = 0
        for entry in stock.live():
            drop = _drop(entry, batch, undone)
            gone = count(con, stock.folder, entry, drop)
            if gone:
                file = rewrite(con, stock.folder, entry, drop)
                written += [file] if file else []
                removed.append(entry.path)
                total += gone if entry.role == FACTS else 0
        done = sa.update(BATCHES).where(BATCHES.c.batch == batch).values(undone_at=now)
        stock.commit(f"undo import {batch}", now, written, removed, lambda connection: connection.execute(done))
        quarantine.sweep(stock.folder, stock.in_force())
    return total


def _undone(stock: Stock, batch: int) -> list[int]:
    """Imports that have been undone before."""
    with reading(stock.catalogue) as connection:
        rows = connection.execute(sa.select(BATCHES.c.batch, BATCHES.c.undone_at)).all()
    if batch not in [number for number, undone_at in rows if undone_at is None]:
        raise NotFound(
            "There is no import {batch} to undo.", "tenure import --list shows the imports in force.", batch=batch
        )
    return [number for number, undone_at in rows if undone_at is not None]


def told_again(stock: Stock, batch: int) -> list[int]:
    """Later imports in force that told facts which were stored already, of the kinds that an import brought.

    What they told of its facts goes with it when it is undone: their files are to be imported again.
    """
    every = stock.batches()
    brought = {kind for one in every if one["batch"] == batch for kind, counts in _counts(one) if _new(counts)}
    later = [one for one in every if int(str(one["batch"])) > batch and one["undone_at"] is None]
    return [
        int(str(one["batch"]))
        for one in later
        if any(kind in brought and counts["known"] for kind, counts in _counts(one))
    ]


def _counts(one: Mapping[str, object]) -> Iterable[tuple[str, Mapping[str, int]]]:
    return cast(Mapping[str, Mapping[str, int]], one["facts"]).items()


def _new(counts: Mapping[str, int]) -> int:
    return counts["new"] + counts["changed"]


def _drop(entry: Entry, batch: int, undone: str) -> str:
    """What goes from a file. An identifier goes when its import is undone and nothing needs its number any more."""
    if entry.kind != _IDENTITIES:
        return f"batch = {batch}"
    if entry.role == RESTATED:
        return "false"
    used = "(subject, coalesce(customer_id, user_id, lead_id)) IN (SELECT (subject, number) FROM in_use)"
    return f"batch IN ({undone}) AND NOT ({used} AND op = 'assert')"


def _note_uses(con: duckdb.DuckDBPyConnection, stock: Stock, undone: str) -> None:
    """Fill `in_use` (subject, number) with everybody of whom an import in force speaks."""
    files = stock.listing()
    con.execute("CREATE TEMP TABLE in_use (subject VARCHAR, number BIGINT)")
    for kind in KINDS.values():
        stored = stock.stored(kind, paths=files.get((kind.name, FACTS), []))
        for column, subject in reference_columns(kind):
            con.execute(f"""
                INSERT INTO in_use SELECT DISTINCT '{subject}', {column} FROM ({stored})
                WHERE batch NOT IN ({undone}) AND {column} IS NOT NULL
            """)


def compact(stock: Stock, now: datetime, more_than: int) -> int:
    """Merge the files of one kind and month where there are many; the facts stay what they are."""
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    with stock.writer(now), session(stock.folder) as con:
        for entry in stock.live():
            groups.setdefault((entry.kind, entry.role, entry.month), []).append(entry)
        many = [entries for entries in groups.values() if len(entries) > more_than]
        written = [file for entries in many if (file := merge(con, stock.folder, entries))]
        removed = [entry.path for entries in many for entry in entries]
        if removed:
            stock.commit("compact", now, written, removed)
    return len(removed)
