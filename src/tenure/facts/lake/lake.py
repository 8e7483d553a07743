"""The front door of the lake: store a delivery, list what is live, undo, erase, compact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import sqlalchemy as sa

from tenure.errors import NotFound
from tenure.facts.delivery import Counts, Delivery, Receipt
from tenure.facts.kinds import KINDS, Kind
from tenure.facts.lake import references, store
from tenure.facts.lake.catalogue import BATCHES, COMMITS, FILES, open_catalogue, take_numbers, transaction
from tenure.facts.lake.files import Written, digest, sweep
from tenure.facts.lake.lock import writing

KEEP_RETIRED = timedelta(hours=1)  # a reader with an old list may still open what compaction replaced


class Lake:
    """One folder of facts. Any number of readers, one writer at a time."""

    def __init__(self, folder: Path, zone: str, catalogue: str | None = None, patience: float = 600) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "facts").mkdir(exist_ok=True)
        self.folder = folder
        self.zone = zone
        self.patience = patience
        self.catalogue = open_catalogue(catalogue or folder / "catalogue.sqlite3")

    # ---- reading

    def version(self) -> int:
        """The number of the last commit; 0 before the first."""
        with transaction(self.catalogue) as connection:
            return int(connection.execute(sa.select(sa.func.max(COMMITS.c.commit))).scalar() or 0)

    def listing(self) -> dict[tuple[str, str], list[Path]]:
        """Live files by (kind, role), all of one commit."""
        with transaction(self.catalogue) as connection:
            rows = connection.execute(sa.select(FILES.c.kind, FILES.c.role, FILES.c.path).where(FILES.c.removed_in.is_(None)).order_by(FILES.c.file))
            out: dict[tuple[str, str], list[Path]] = {}
            for kind, role, path in rows:
                out.setdefault((kind, role), []).append(self.folder / path)
            return out

    def batches(self) -> list[dict[str, object]]:
        """Every import, the oldest first."""
        with transaction(self.catalogue) as connection:
            return [dict(row) for row in connection.execute(sa.select(BATCHES).order_by(BATCHES.c.batch)).mappings()]

    def damage(self) -> list[str]:
        """What is wrong with the live files: missing, or not the bytes that were written."""
        with transaction(self.catalogue) as connection:
            rows = connection.execute(sa.select(FILES.c.path, FILES.c.sha256).where(FILES.c.removed_in.is_(None))).all()
        out = []
        for path, sha256 in rows:
            if not (self.folder / path).exists():
                out.append(f"{path} is missing")
            elif digest(self.folder / path) != sha256:
                out.append(f"{path} is not what was written")
        return out

    # ---- writing

    @contextmanager
    def writer(self) -> Iterator[None]:
        """Hold the lake for writing; what a killed writer left behind is swept first."""
        with writing(self.folder, self.patience):
            with transaction(self.catalogue) as connection:
                listed = {str(path) for path in connection.execute(sa.select(FILES.c.path)).scalars()}
            sweep(self.folder, listed)
            yield

    def store(self, delivery: Delivery, now: datetime, before_commit: Callable[[int], None] = lambda batch: None) -> Receipt:
        """Store what is new in a delivery, all of it or nothing.

        `before_commit` gets the batch's number when everything is on disk and nothing is visible yet.
        """
        from tenure.facts.lake.session import session

        with self.writer(), session(self) as con:
            for name, table in delivery.tables.items():
                con.register(f"delivered_{name}", table)
            with transaction(self.catalogue) as connection:
                batch = take_numbers(connection, "batch", 1)
            con.execute("CREATE TEMP TABLE rows_seen (row BIGINT, fresh BOOLEAN)")
            kinds = [name for name in KINDS if name in delivery.tables and name != "identities"]
            written = self._number(con, delivery, batch)
            counts: dict[str, Counts] = {}
            for name in kinds:
                kind = KINDS[name]
                store.incoming(con, kind, self.zone)
                result = store.sort(con, kind, self.stored(kind), delivery, batch, now, self.zone)
                counts[name] = result.counts
                if result.fresh:
                    written += store.write(con, self.folder, result, self._numbers("seq", result.fresh), self.zone)
            fresh = con.execute("SELECT count(*) FROM (SELECT row FROM rows_seen GROUP BY row HAVING bool_or(fresh))").fetchone()
            stored = int(fresh[0]) if fresh else 0
            known = delivery.rows_in - delivery.quarantined - stored
            receipt = Receipt(batch, delivery.rows_in, stored, known, delivery.quarantined, counts, now)
            before_commit(batch)
            self._commit_batch(delivery, receipt, written, now)
        return receipt

    def _number(self, con: duckdb.DuckDBPyConnection, delivery: Delivery, batch: int) -> list[Written]:
        """Give every reference its number and write the identities that are new."""
        has_links = "identities" in delivery.tables
        references.collect(con, [name for name in delivery.tables], delivery.source)
        references.links(con, has_links)
        known = f"SELECT subject, kind, value, scope, coalesce(customer_id, user_id, lead_id) AS number FROM ({self.stored(KINDS['identities'])})"
        wanted = references.resolve(con, known)
        references.number_fresh(con, {subject: self._numbers(subject, count) for subject, count in wanted.items()})
        if has_links:
            con.execute("""
                INSERT INTO rows_seen SELECT d.row, coalesce(n.unlisted, false) FROM delivered_identities d
                LEFT JOIN numbered n ON n.subject = d.subject AND n.kind = d.kind AND n.value = d.value AND n.scope = coalesce(d.scope, '')
            """)
        con.execute(f"""
            CREATE TEMP TABLE fresh_identities AS
            SELECT *, false AS restated, false AS is_known, false AS is_late, '{delivery.source.replace("'", "''")}' AS source, {batch} AS batch
            FROM ({references.identity_rows()})
        """)
        count = int((con.execute("SELECT count(*) FROM fresh_identities").fetchone() or (0,))[0])
        if not count:
            return []
        result = store.Sorted(KINDS["identities"], Counts(new=count), count)
        return store.write(con, self.folder, result, self._numbers("seq", count), self.zone)

    def _numbers(self, name: str, count: int) -> int:
        with transaction(self.catalogue) as connection:
            return take_numbers(connection, name, count)

    def _commit_batch(self, delivery: Delivery, receipt: Receipt, written: list[Written], now: datetime) -> None:
        with transaction(self.catalogue) as connection:
            connection.execute(
                sa.insert(BATCHES).values(
                    batch=receipt.batch,
                    at=now,
                    source=delivery.source,
                    name=delivery.name,
                    recipe=delivery.recipe,
                    digest=delivery.digest,
                    rows_in=receipt.rows_in,
                    stored=receipt.stored,
                    known=receipt.known,
                    quarantined=receipt.quarantined,
                    facts={name: asdict(counts) for name, counts in receipt.facts.items()},
                )
            )
            self.commit(connection, f"import {receipt.batch}", written, [], now)

    def commit(self, connection: sa.Connection, what: str, written: list[Written], removed: list[str], now: datetime) -> int:
        """List new files and retire others in one step of history."""
        number = take_numbers(connection, "commit", 1)
        connection.execute(sa.insert(COMMITS).values(commit=number, at=now, what=what))
        if written:
            connection.execute(sa.insert(FILES), [{**asdict(file), "added_in": number} for file in written])
        for path in removed:
            connection.execute(sa.update(FILES).where(FILES.c.path == path).values(removed_in=number, removed_at=now))
        return number

    def undo(self, batch: int, now: datetime) -> int:
        """Take back an import: its facts are gone, whatever was said in between. Gives the number of facts removed.

        Raises: NotFound when no such import is in force.
        """
        from tenure.facts.lake.removal import undo

        with transaction(self.catalogue) as connection:
            found = connection.execute(sa.select(BATCHES.c.batch).where(BATCHES.c.batch == batch, BATCHES.c.undone_at.is_(None))).scalar()
        if found is None:
            raise NotFound(f"There is no import {batch} to undo.", "tenure import --list shows the imports in force.")
        return undo(self, batch, now)

    def erase(self, customer: int, now: datetime) -> int:
        """Remove every row of a customer and of its people from every file, for good. Gives the number of rows removed."""
        from tenure.facts.lake.removal import erase

        return erase(self, customer, now)

    def compact(self, now: datetime, more_than: int = 8) -> int:
        """Merge the small files of each month that has more than so many. Gives the number of files replaced."""
        from tenure.facts.lake.removal import compact

        return compact(self, now, more_than)

    # ---- SQL over stored facts

    def stored(self, kind: Kind, role: str = "facts") -> str:
        """The query for all stored versions of a kind."""
        paths = self.listing().get((kind.name, role), [])
        types = store.stored_types(kind)
        if not paths:
            return "SELECT " + ", ".join(f"NULL::{type_} AS {name}" for name, type_ in types.items()) + " WHERE false"
        files = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
        return f"SELECT {', '.join(types)} FROM read_parquet([{files}])"
