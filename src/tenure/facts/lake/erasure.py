"""Erasing a customer: the one thing that rewrites history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb
import sqlalchemy as sa

from tenure.facts import quarantine
from tenure.facts.kinds import KINDS, Kind
from tenure.facts.lake.catalogue import BATCHES, FILES, tidy
from tenure.facts.lake.columns import FACTS, reference_columns
from tenure.facts.lake.files import Written
from tenure.facts.lake.session import session
from tenure.facts.lake.stock import Listing, Stock
from tenure.facts.lake.writing import count, rewrite

_OF = {"contract_prices": "contract_id", "contract_notices": "contract_id", "order_items": "txn_id"}
_PARENT = {"contract_id": "contracts", "txn_id": "transactions"}
_ERASED = "(erased)"


@dataclass
class _Erasure:
    con: duckdb.DuckDBPyConnection
    stock: Stock
    files: Listing

    def facts(self, name: str) -> str:
        """The query for all stored versions of a kind."""
        return f"({self.stock.stored(KINDS[name], paths=self.files.get((name, FACTS), []))})"


def erase(stock: Stock, customer: int, now: datetime) -> int:
    """Rewrite every file that speaks of a customer and unlink the old ones at once. Gives the number of rows removed.

    Who was merged with the customer goes too. A person or a lead goes unless another customer has it as well; of that
    other customer nothing goes, but whom it was referred by or merged into.
    """
    with stock.writer(now), session(stock.folder) as con:
        work = _Erasure(con, stock, stock.listing())
        _note_customers(work, customer)
        _note_others(work)
        drops = {kind.name: _drop(work, kind) for kind in KINDS.values()}
        names = _names(work, drops)
        quarantine.forget(stock.folder, names)
        written, removed, total = _rewritten(work, drops)
        stock.commit("erase a customer", now, written, removed, lambda connection: _forget(connection, names))
        stock.retire(now)
        tidy(stock.catalogue)
    return total


def _rewritten(work: _Erasure, drops: dict[str, str]) -> tuple[list[Written], list[str], int]:
    written: list[Written] = []
    removed: list[str] = []
    total = 0
    lake = work.stock.folder
    for entry in work.stock.live():
        others = _mentions(KINDS[entry.kind]) if entry.role == FACTS else []
        drop = drops[entry.kind] if entry.role == FACTS else _is_wholly(entry.kind)
        gone = count(work.con, lake, entry, drop)
        if gone or (others and count(work.con, lake, entry, " OR ".join(_is_gone(name) for name in others))):
            change = ", ".join(f"CASE WHEN {_is_gone(name)} THEN NULL ELSE {name} END AS {name}" for name in others)
            file = rewrite(work.con, lake, entry, drop, change)
            written += [file] if file else []
            removed.append(entry.path)
            total += gone if entry.role == FACTS else 0
    return written, removed, total


def _note_customers(work: _Erasure, customer: int) -> None:
    """Fill `gone_customer` with the customer and all that are merged with it, over any number of steps."""
    work.con.execute(f"""
        CREATE TEMP TABLE gone_customer AS
        WITH RECURSIVE merged AS (
            SELECT customer_id AS one, merged_into AS other FROM {work.facts("customers")}
            QUALIFY row_number() OVER (PARTITION BY key ORDER BY known_at DESC, seq DESC) = 1
            AND op = 'assert' AND merged_into IS NOT NULL
        ), gone(number) AS (
            SELECT {customer}::BIGINT
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


def _mentions(kind: Kind) -> list[str]:
    """Columns that name a customer whose fact it is not."""
    return [name for name, what in reference_columns(kind) if what == "customer" and name != "customer_id"]


def _is_gone(column: str, subject: str = "customer") -> str:
    return f"{column} IN (SELECT number FROM gone_{subject})"


def _is_wholly(kind: str) -> str:
    return f"key IN (SELECT key FROM wholly_{kind})"


def _drop(work: _Erasure, kind: Kind) -> str:
    """The condition for rows of a kind that go; fills `wholly_<kind>` with the keys of which nothing is left.

    A version without an owner, such as a retraction, goes with the versions that have one.
    """
    belongs = [_is_gone(name, what) for name, what in reference_columns(kind) if name not in _mentions(kind)]
    if kind.name in _OF:
        column = _OF[kind.name]
        belongs.append(f"{column} IN (SELECT key FROM wholly_{_PARENT[column]})")
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
