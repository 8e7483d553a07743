"""The front door of the lake: store a delivery, undo an import, erase a customer, merge small files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from tenure.facts.delivery import Counts, Delivery, Receipt
from tenure.facts.kinds import KINDS
from tenure.facts.lake import preview as previewing
from tenure.facts.lake import removal
from tenure.facts.lake.catalogue import BATCHES
from tenure.facts.lake.erasure import Gone, erase, erase_again, found_of
from tenure.facts.lake.files import Written
from tenure.facts.lake.intake import intake
from tenure.facts.lake.ledger import Erasure
from tenure.facts.lake.sql import naive_utc
from tenure.facts.lake.stock import Stock
from tenure.facts.lake.writing import write_fresh

Told = Callable[[int], None]


class Lake(Stock):
    """One folder of facts. Any number of readers, one writer at a time."""

    def store(
        self,
        delivery: Delivery,
        now: datetime,
        before_commit: Told = lambda batch: None,
        earlier_than: int | None = None,
        sifted: Callable[[Delivery], Delivery] = lambda delivery: delivery,
    ) -> Receipt:
        """Store what is new in a delivery, all of it or nothing.

        `before_commit` gets the batch's number when everything is on disk and nothing is visible yet. A fact without a
        time of record is late when an earlier import of its source covered its time: one before `earlier_than`, where
        that is given, so that the files of one command do not count one another. `sifted` gives what of the delivery is
        to be stored, by what the lake holds when no other writer can change it any more.

        Raises: RejectedData for facts without a key, TenureError when the disk is full, Conflict when another writer
        does not come to an end.
        """
        now = naive_utc(now)
        with self.writer(now):
            delivery = sifted(delivery)
            batch = self.numbers("batch", 1)
            with intake(self, delivery, now, batch, earlier_than) as work:
                written: list[Written] = []
                counts: dict[str, Counts] = {}
                count = work.recognise(self.numbers)
                if count:
                    written += write_fresh(
                        work.con, self.folder, KINDS["identities"], work.terms, self.numbers("seq", count)
                    )
                for kind in work.kinds():
                    counts[kind.name] = work.sort(kind)
                    if counts[kind.name].new or counts[kind.name].changed:
                        work.unfold(kind)
                        first = self.numbers("seq", delivery.tables[kind.name].num_rows)
                        written += write_fresh(work.con, self.folder, kind, work.terms, first)
                    work.con.execute(f"DROP TABLE fresh_{kind.name}")
                receipt = work.receipt(counts)
            before_commit(batch)
            row = _batch(delivery, receipt)
            self.commit(f"import {batch}", now, written, also=lambda to: to.execute(sa.insert(BATCHES).values(row)))
        return receipt

    def preview(
        self, delivery: Delivery, now: datetime, earlier_than: int | None = None, show: int = 20
    ) -> previewing.Preview:
        """What `store` would come to, with up to `show` facts before and after; writes nothing and takes no number."""
        return previewing.preview(self, delivery, naive_utc(now), earlier_than, show)

    def undo(self, batch: int, now: datetime) -> int:
        """Take back an import: its facts are gone, whatever was said in between. Gives the number of facts removed.

        What a later import told again, and was known by then, is gone too, until that file is imported again.

        Raises: NotFound when no such import is in force.
        """
        return removal.undo(self, batch, naive_utc(now))

    def told_again(self, batch: int) -> list[int]:
        """Later imports that told facts of the kinds that an import brought, and were not stored for being known."""
        return removal.told_again(self, batch)

    def names_of(self, customer: int) -> tuple[str, ...]:
        """What the sources call a customer and its people."""
        with found_of(self, [customer]) as (_con, _facts, _drops, names):
            return tuple(names)

    def erase(self, customer: int, now: datetime) -> Gone:
        """Remove every row of a customer and of its people, for good; files that tell of them later are refused."""
        return erase(self, [customer], naive_utc(now))

    def erase_again(self, now: datetime, erasures: Iterable[Erasure]) -> Gone:
        """Erase whom earlier erasures name: what came back from a backup that is older."""
        return erase_again(self, naive_utc(now), erasures)

    def compact(self, now: datetime, more_than: int = 8) -> int:
        """Merge the small files of each month that has more than so many. Gives the number of files replaced."""
        return removal.compact(self, naive_utc(now), more_than)


def _batch(delivery: Delivery, receipt: Receipt) -> dict[str, object]:
    return {
        "batch": receipt.batch,
        "at": receipt.at,
        "source": delivery.source,
        "name": delivery.name,
        "recipe": delivery.recipe,
        "digest": delivery.digest,
        "rows_in": receipt.rows_in,
        "stored": receipt.stored,
        "known": receipt.known,
        "quarantined": receipt.quarantined,
        "facts": {name: asdict(counts) for name, counts in receipt.facts.items()},
    }
