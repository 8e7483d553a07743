"""A delivery on its way in: who is meant, what is new, what is to be written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import duckdb
import numpy as np
import pyarrow as pa

from tenure.facts.delivery import Counts, Delivery, Receipt
from tenure.facts.kinds import KINDS, Kind, kind
from tenure.facts.lake import references, sorting
from tenure.facts.lake.columns import FACTS
from tenure.facts.lake.ledger import Ledger
from tenure.facts.lake.refusing import Refusing
from tenure.facts.lake.session import session
from tenure.facts.lake.sorting import Terms
from tenure.facts.lake.stock import Listing, Stock

_IDENTITIES = "identities"


@dataclass
class Intake:
    """A delivery beside what is stored, in one DuckDB session."""

    con: duckdb.DuckDBPyConnection
    stock: Stock
    delivery: Delivery
    terms: Terms
    files: Listing
    tables: dict[str, pa.Table]  # as delivered, each row with its place
    places: dict[str, dict[str, pa.ChunkedArray]]  # of the name in each reference of each row, by kind
    refusing: Refusing  # who was erased
    shared: int = 0  # identifiers that link nobody
    parted: int = 0  # those of them that linked somebody until now

    def recognise(self, take: Callable[[str, int], int]) -> int:
        """Give everybody who is named a number; `take` hands out new ones. Gives the count of new identities."""
        source = self.delivery.source
        wanted, self.shared = references.resolve(
            self.con, self.delivery.tables, source, self.stored(KINDS[_IDENTITIES]), self.refusing.erased
        )
        self.refusing.sift(self.kinds(), self.tables)
        self.parted = references.parted(self.con)
        references.number_fresh(self.con, wanted, take)
        count = references.list_fresh(self.con, self.terms.now)
        if _IDENTITIES in self.delivery.tables:
            references.note_rows(self.con)
        return count

    def sort(self, kind: Kind) -> Counts:
        """Fill `fresh_<kind>` and tell how much of the kind is new, changed, known."""
        name = kind.name
        table, places = self.tables[name], self.places.pop(name)
        allowed = self.refusing.allowed.get(name)
        if allowed is not None:
            table, places = table.filter(allowed), {column: each.filter(allowed) for column, each in places.items()}
        numbered = references.numbered(self.con, name, table, places)
        self.con.register(f"numbered_{name}", numbered)
        count = sorting.receive(self.con, kind, self.stock.zone)
        self.con.unregister(f"numbered_{name}")
        del numbered
        sorting.compare(self.con, kind, self.files.get((name, FACTS), []))
        found = sorting.sort(self.con, kind, self.stored(kind), self.terms)
        return replace(found, known=count - found.new - found.changed)

    def unfold(self, kind: Kind) -> None:
        """Tell what facts in `fresh_<kind>` came to from the day on that it came about, before they are written."""
        sorting.unfold(self.con, kind, self.terms)

    def kinds(self) -> list[Kind]:
        """The delivered kinds of fact, identities apart."""
        return [KINDS[name] for name in KINDS if name in self.delivery.tables and name != _IDENTITIES]

    def stored(self, kind: Kind) -> str:
        """The query for all stored versions of a kind."""
        return self.stock.stored(kind, paths=self.files.get((kind.name, FACTS), []))

    def receipt(self, counts: dict[str, Counts]) -> Receipt:
        """What has become of the rows, once every kind is sorted."""
        if self.delivery.merged is not None:
            self.con.register("merged", self.delivery.merged)
            self.con.execute(
                "INSERT INTO fresh_rows SELECT m.row FROM merged m SEMI JOIN fresh_rows f ON m.into = f.row"
            )
        row = self.con.execute("SELECT count(DISTINCT row) FROM fresh_rows").fetchone()
        delivery, stored = self.delivery, int(row[0]) if row else 0
        known = delivery.rows_in - delivery.quarantined - stored
        told = (delivery.rows_in, stored, known, delivery.quarantined)
        aside = {name: counts.get(name, Counts()) for name in delivery.aside}
        again = {name: replace(found, known=found.known + delivery.aside[name]) for name, found in aside.items()}
        facts, refused = {**counts, **again}, len(self.refusing.rows)
        return Receipt(self.terms.batch, *told, facts, self.terms.now, self.shared, self.parted, refused)


@contextmanager
def intake(stock: Stock, delivery: Delivery, now: datetime, batch: int, earlier_than: int | None) -> Iterator[Intake]:
    """A delivery laid out beside one state of the lake.

    Raises: NotFound when it holds a kind that is none.
    """
    with session(stock.folder) as con:
        tables = {
            kind(name).name: table.append_column("place", pa.array(np.arange(1, table.num_rows + 1)))
            for name, table in delivery.tables.items()
        }
        places = {name: references.lay_out(con, name, table) for name, table in tables.items()}
        con.execute("CREATE TEMP TABLE fresh_rows (row BIGINT)")
        # The company's own files have no system to tell them apart: a till and a web shop are no later parts of each other.
        alike = None if delivery.source else stock.batches_of(delivery.recipe)
        terms = Terms(delivery.source, batch, now, stock.zone, delivery.history, earlier_than, alike)
        refusing = Refusing(con, Ledger(stock.folder).known())
        yield Intake(con, stock, delivery, terms, stock.listing(), tables, places, refusing)
