"""Erasing a customer: the one thing that rewrites history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import duckdb
import sqlalchemy as sa

from tenure.facts import quarantine
from tenure.facts.kinds import KINDS, Kind
from tenure.facts.lake.catalogue import BATCHES, FILES, tidy
from tenure.facts.lake.columns import FACTS, PARENTS, mentions, owning_columns, reference_columns
from tenure.facts.lake.files import Written
from tenure.facts.lake.ledger import Erasure, Ledger
from tenure.facts.lake.session import session
from tenure.facts.lake.stock import Listing, Stock
from tenure.facts.lake.writing import count, rewrite

_ERASED = "(erased)"


@dataclass(frozen=True)
class Gone:
    """What an erasure removed, and what the erased were called in the sources; whoever gets the names keeps them nowhere."""

    facts: int = 0
    waiting: int = 0  # rows in quarantine
    files: int = 0  # beside the lake: what was made or brought and tells of them
    names: tuple[str, ...] = ()


@dataclass
class _Erasure:
    con: duckdb.DuckDBPyConnection
    stock: Stock
    files: Listing

    def facts(self, name: str) -> str:
        """The query for all stored versions of a kind."""
        return f"({self.stock.stored(KINDS[name], paths=self.files.get((name, FACTS), []))})"


def erase(stock: Stock, customers: Iterable[int], now: datetime) -> Gone:
    """Rewrite every file that speaks of customers and unlink the old ones at once; noted in the ledger before and after.

    Who was merged with one goes too. A person or a lead goes unless another customer has it as well; of that
    other customer nothing goes, but whom it was referred by or merged into.
    """
    with stock.writer(now), session(stock.folder) as con:
        work = _Erasure(con, stock, stock.listing())
        drops = _found(work, customers)
        names = _names(work, drops)
        ledger = Ledger(stock.folder)
        marks = set(_marks(work, ledger, drops))
        erasure = ledger.begin(marks, now) if marks else ""
        waiting = quarantine.forget(stock.folder, names)
        written, removed, total = _rewritten(work, drops)
        stock.commit("erase a customer", now, written, removed, lambda connection: _forget(connection, names))
        stock.retire(now)
        tidy(stock.catalogue)
        if erasure:
            ledger.finish(erasure)
    return Gone(total, waiting, names=tuple(names))


@contextmanager
def found_of(
    stock: Stock, customers: Iterable[int]
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Callable[[str], str], dict[str, str], list[str]]]:
    """What an erasure would look at: a session, the facts of each kind, the condition for those that would go, and the names."""
    with session(stock.folder) as con:
        work = _Erasure(con, stock, stock.listing())
        drops = _found(work, customers)
        yield con, work.facts, drops, _names(work, drops)


def _found(work: _Erasure, customers: Iterable[int]) -> dict[str, str]:
    """Of each kind the condition for the rows that go."""
    _note_customers(work, customers)
    _note_others(work)
    return {kind.name: _drop(work, kind) for kind in KINDS.values()}


def erase_again(stock: Stock, now: datetime, erasures: Iterable[Erasure]) -> Gone:
    """Erase whom earlier erasures name, in facts that are from before them."""
    ledger, marks = Ledger(stock.folder), {mark for one in erasures for mark in one.marks}
    if not marks:
        return Gone()
    with session(stock.folder) as con:
        stored = stock.stored(KINDS["identities"])
        rows = con.execute(
            f"SELECT DISTINCT customer_id, subject, kind, scope, value FROM ({stored}) WHERE customer_id IS NOT NULL"
        ).fetchall()
    found = sorted({number for number, *parts in rows if ledger.mark("identity", *parts) in marks})
    return erase(stock, found, now) if found else Gone()


def _marks(work: _Erasure, ledger: Ledger, drops: dict[str, str]) -> Iterator[str]:
    """The hashes of what the customers and their people are called, and of the facts that others are parts of."""
    rows = work.con.execute(
        f"SELECT DISTINCT subject, kind, scope, value FROM {work.facts('identities')} WHERE {drops['identities']}"
    ).fetchall()
    for subject, kind, scope, value in rows:
        yield ledger.mark("identity", subject, kind, scope or "", value)
        yield from (ledger.mark("word", word) for word in quarantine.telling(value))
    for kind in sorted({parent for _column, parent in PARENTS.values()}):
        for (key,) in work.con.execute(f"SELECT key FROM wholly_{kind}").fetchall():
            yield ledger.mark("key", kind, key)


def _rewritten(work: _Erasure, drops: dict[str, str]) -> tuple[list[Written], list[str], int]:
    written: list[Written] = []
    removed: list[str] = []
    total = 0
    lake = work.stock.folder
    for entry in work.stock.live():
        others = mentions(KINDS[entry.kind]) if entry.role == FACTS else []
        drop = drops[entry.kind] if entry.role == FACTS else _is_wholly(entry.kind)
        gone = count(work.con, lake, entry, drop)
        if gone or (others and count(work.con, lake, entry, " OR ".join(_is_gone(name) for name in others))):
            change = ", ".join(f"CASE WHEN {_is_gone(name)} THEN NULL ELSE {name} END AS {name}" for name in others)
            file = rewrite(work.con, lake, entry, drop, change)
            written += [file] if file else []
            removed.append(entry.path)
            total += gone if entry.role == FACTS else 0
    return written, removed, total


def _note_customers(work: _Erasure, customers: Iterable[int]) -> None:
    """Fill `gone_customer` with customers and all that are merged with them, over any number of steps."""
    work.con.execute(f"""
        CREATE TEMP TABLE gone_customer AS
        WITH RECURSIVE merged AS (
            SELECT customer_id AS one, merged_into AS other FROM {work.facts("customers")}
            QUALIFY row_number() OVER (PARTITION BY key ORDER BY known_at DESC, seq DESC) = 1
            AND op = 'assert' AND merged_into IS NOT NULL
        ), gone(number) AS (
            SELECT unnest([{", ".join(str(int(customer)) for customer in customers)}]::BIGINT[])
            UNION SELECT CASE WHEN one = number THEN other ELSE one END FROM merged JOIN gone ON number IN (one, other)
        ) SELECT number FROM gone
    """)


def _note_others(work: _Erasure) -> None:
    """Fill `gone_person` and `gone_lead` with those who are seen with the customer and with no other."""
    for subject in ("person", "lead"):
        seen = " UNION ".join(
            f"SELECT customer_id, {column} AS number FROM {work.facts(kind.name)} WHERE {column} IS NOT NULL"
            for kind in KINDS.values()
            for column, what in reference_columns(kind)
            if what == subject and _owned(kind)
        )
        work.con.execute(f"""
            CREATE TEMP TABLE gone_{subject} AS
            SELECT number FROM ({seen}) WHERE customer_id IS NOT NULL
            GROUP BY number HAVING bool_and(customer_id IN (SELECT number FROM gone_customer))
        """)


def _owned(kind: Kind) -> bool:
    return "customer_id" in kind.stored and kind.name != "identities"


def _is_gone(column: str, subject: str = "customer") -> str:
    return f"{column} IN (SELECT number FROM gone_{subject})"


def _is_wholly(kind: str) -> str:
    return f"key IN (SELECT key FROM wholly_{kind})"


def _drop(work: _Erasure, kind: Kind) -> str:
    """The condition for rows of a kind that go; fills `wholly_<kind>` with the keys of which nothing is left.

    A version without an owner, such as a retraction, goes with the versions that have one.
    """
    belongs = [_is_gone(name, what) for name, what in owning_columns(kind)]
    if kind.name in PARENTS:
        column, parent = PARENTS[kind.name]
        belongs.append(f"{column} IN (SELECT key FROM wholly_{parent})")
    condition = " OR ".join(f"coalesce({part}, false)" for part in belongs) or "false"
    stays = f"customer_id IS NOT NULL AND NOT ({condition})" if _owned(kind) else "false"
    work.con.execute(f"""
        CREATE TEMP TABLE wholly_{kind.name} AS
        SELECT key FROM {work.facts(kind.name)} SEMI JOIN (
            SELECT key FROM {work.facts(kind.name)} WHERE {condition}
        ) USING (key) GROUP BY key HAVING NOT bool_or({stays})
    """)
    return f"({condition} OR {_is_wholly(kind.name)})"


def _names(work: _Erasure, drops: dict[str, str]) -> list[str]:
    """What the customer and its people are called, in all sources."""
    rows = work.con.execute(f"""
        SELECT DISTINCT value FROM {work.facts("identities")} WHERE {drops["identities"]}
        UNION SELECT name FROM {work.facts("customers")} WHERE {drops["customers"]} AND name IS NOT NULL
    """)
    return sorted(str(name) for (name,) in rows.fetchall())


def _forget(connection: sa.Connection, names: list[str]) -> None:
    """What was replaced before goes at once too, and imports whose name tells the customer's lose it."""
    connection.execute(sa.update(FILES).where(FILES.c.removed_in.is_not(None)).values(removed_at=None))
    telling = [name.casefold() for name in names if quarantine.tells(name)]
    for batch, name in connection.execute(sa.select(BATCHES.c.batch, BATCHES.c.name)).all():
        if any(quarantine.names(name, word) for word in telling):
            connection.execute(sa.update(BATCHES).where(BATCHES.c.batch == batch).values(name=_ERASED))
