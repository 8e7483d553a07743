"""What lies in the lake: the live files, and the one way in which their list changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from tenure.facts.kinds import Kind
from tenure.facts.lake.catalogue import BATCHES, COMMITS, FILES, changing, corruption, reading, take_numbers
from tenure.facts.lake.columns import FACTS, no_rows, typed_rows
from tenure.facts.lake.files import Entry, Written, digest, settle, sweep
from tenure.facts.lake.lock import WRITE, holding
from tenure.facts.lake.opening import open_catalogue
from tenure.facts.lake.room import enough_room
from tenure.facts.lake.scratch import sweep_scratch
from tenure.facts.lake.sql import parquet
from tenure.texts import Text

KEEP_RETIRED = timedelta(hours=1)  # a reader with an old list may still open what a writer replaced
_UNDATED = ("identities", "policies")  # kinds that do not say how far the facts reach

Listing = dict[tuple[str, str], list[Path]]


@dataclass(frozen=True)
class Snapshot:
    """Live files by (kind, role), the number of the commit that they are of, and of each kind since when any of it is known."""

    version: int
    files: Listing
    first_known: Mapping[str, date]

    def known_by(self, day: date) -> bool:
        """Whether anything at all was known by a day."""
        return any(first <= day for kind, first in self.first_known.items() if kind not in _UNDATED)


class Stock:
    """One folder of facts. Any number of readers, one writer at a time."""

    def __init__(self, folder: Path, zone: str, catalogue: str | None = None, patience: float = 600) -> None:
        self.folder = folder
        self.zone = zone
        self.patience = patience
        self.catalogue = open_catalogue(folder, zone, catalogue, patience)

    # ---- reading

    def version(self) -> int:
        """The number of the last commit; 0 before the first."""
        with reading(self.catalogue) as connection:
            return _version(connection)

    def live(self) -> list[Entry]:
        """The live files, the oldest first."""
        with reading(self.catalogue) as connection:
            return _live(connection)

    def listing(self) -> Listing:
        """Live files by (kind, role), all of one commit."""
        return self.snapshot().files

    def snapshot(self) -> Snapshot:
        """The live files and the commit that they are of."""
        with reading(self.catalogue) as connection:
            files: Listing = {}
            for entry in _live(connection):
                files.setdefault((entry.kind, entry.role), []).append(self.folder / entry.path)
            live = FILES.c.removed_in.is_(None) & (FILES.c.role == FACTS)
            first = sa.select(FILES.c.kind, sa.func.min(FILES.c.first_known)).where(live).group_by(FILES.c.kind)
            told = {kind: day for kind, day in connection.execute(first) if day is not None}
            return Snapshot(_version(connection), files, told)

    def last_known(self) -> date | None:
        """The last civil day on which a live fact became known; None without facts. Identities do not count."""
        last = sa.func.max(FILES.c.last_known)
        with reading(self.catalogue) as connection:
            wanted = sa.select(last).where(FILES.c.removed_in.is_(None), FILES.c.role == FACTS)
            return connection.execute(wanted.where(FILES.c.kind.not_in(_UNDATED))).scalar()

    def span(self) -> tuple[date, date] | None:
        """The first and the last day that live facts tell of; None where none tells of a day. Identities do not count."""
        days = sa.select(sa.func.min(FILES.c.first_day), sa.func.max(FILES.c.last_day))
        with reading(self.catalogue) as connection:
            wanted = days.where(FILES.c.removed_in.is_(None), FILES.c.role == FACTS, FILES.c.kind.not_in(_UNDATED))
            first, last = connection.execute(wanted).one()
        return (first, last) if first is not None and last is not None else None

    def batches(self) -> list[dict[str, object]]:
        """Every import, the oldest first."""
        with reading(self.catalogue) as connection:
            return [dict(row) for row in connection.execute(sa.select(BATCHES).order_by(BATCHES.c.batch)).mappings()]

    def in_force(self) -> list[int]:
        """The numbers of the imports that are not undone."""
        with reading(self.catalogue) as connection:
            wanted = sa.select(BATCHES.c.batch).where(BATCHES.c.undone_at.is_(None))
            return list(connection.execute(wanted).scalars())

    def first_read(self, digest: str) -> datetime | None:
        """When a file with that SHA-256, or rows of it, was first imported, undone or not."""
        with reading(self.catalogue) as connection:
            wanted = sa.select(sa.func.min(BATCHES.c.at)).where(BATCHES.c.digest == digest, BATCHES.c.digest != "")
            return connection.execute(wanted).scalar()

    def batches_of(self, recipe: str) -> tuple[int, ...]:
        """The numbers of the imports that a recipe read."""
        with reading(self.catalogue) as connection:
            return tuple(connection.execute(sa.select(BATCHES.c.batch).where(BATCHES.c.recipe == recipe)).scalars())

    def history(self, after: int = 0) -> list[str]:
        """What each commit after a number did, the oldest first."""
        with reading(self.catalogue) as connection:
            wanted = sa.select(COMMITS.c.what).where(COMMITS.c.commit > after).order_by(COMMITS.c.commit)
            return list(connection.execute(wanted).scalars())

    def damage(self) -> list[Text]:
        """What is wrong with the catalogue and the live files: missing, or not the bytes that were written."""
        broken = corruption(self.catalogue)
        if broken:
            return [broken]
        with reading(self.catalogue) as connection:
            wanted = sa.select(FILES.c.path, FILES.c.sha256).where(FILES.c.removed_in.is_(None))
            rows = connection.execute(wanted.order_by(FILES.c.file)).all()
        return [wrong for path, sha256 in rows if (wrong := self._wrong(path, sha256))]

    def _wrong(self, path: str, sha256: str) -> Text | None:
        if not (self.folder / path).exists():
            return Text("{path} is missing", path=path)
        same = digest(self.folder / path) == sha256
        return None if same else Text("{path} is not what was written", path=path)

    def stored(self, kind: Kind, role: str = FACTS, paths: Sequence[Path] | None = None) -> str:
        """The query for all stored versions of a kind; of some of its files, when they are named."""
        if paths is None:
            paths = self.listing().get((kind.name, role), [])
        return typed_rows(kind, role, parquet(paths)) if paths else no_rows(kind, role)

    # ---- writing

    @contextmanager
    def writer(self, now: datetime) -> Iterator[None]:
        """Hold the lake for writing; what a killed or failing one leaves behind goes."""
        with holding(self.folder / WRITE, self.patience), enough_room(self.folder):
            self._clean(now)
            try:
                yield
            except BaseException:
                with suppress(OSError, sa.exc.SQLAlchemyError):
                    self._clean(now)
                raise

    def _clean(self, now: datetime) -> None:
        self.retire(now)
        sweep_scratch(self.folder)
        with reading(self.catalogue) as connection:
            listed = {str(path) for path in connection.execute(sa.select(FILES.c.path)).scalars()}
        sweep(self.folder, listed)

    def numbers(self, name: str, count: int) -> int:
        """Take so many new numbers and give the first; they are not given twice, whatever becomes of us."""
        with changing(self.catalogue) as connection:
            return take_numbers(connection, name, count)

    def commit(
        self,
        what: str,
        now: datetime,
        written: Sequence[Written],
        removed: Sequence[str] = (),
        also: Callable[[sa.Connection], object] = lambda connection: None,
    ) -> None:
        """List new files and retire others in one step of history, together with what `also` does."""
        settle(self.folder, written)
        with changing(self.catalogue) as connection:
            number = take_numbers(connection, "commit", 1)
            connection.execute(sa.insert(COMMITS).values(commit=number, at=now, what=what))
            if written:
                connection.execute(sa.insert(FILES), [{**asdict(file), "added_in": number} for file in written])
            if removed:
                change = sa.update(FILES).where(FILES.c.path == sa.bindparam("gone"))
                change = change.values(removed_in=number, removed_at=now)
                connection.execute(change, [{"gone": path} for path in removed])
            also(connection)

    def retire(self, now: datetime) -> None:
        """Unlink files that are no longer live, once no reader can hold an old list of them."""
        old = sa.or_(FILES.c.removed_at.is_(None), FILES.c.removed_at < now - KEEP_RETIRED)
        with reading(self.catalogue) as connection:
            wanted = sa.select(FILES.c.path).where(FILES.c.removed_in.is_not(None), old)
            paths = list(connection.execute(wanted).scalars())
        if not paths:
            return
        for path in paths:
            (self.folder / path).unlink(missing_ok=True)
        with changing(self.catalogue) as connection:
            connection.execute(
                sa.delete(FILES).where(FILES.c.path == sa.bindparam("gone")), [{"gone": p} for p in paths]
            )


def _version(connection: sa.Connection) -> int:
    return int(connection.execute(sa.select(sa.func.max(COMMITS.c.commit))).scalar() or 0)


def _live(connection: sa.Connection) -> list[Entry]:
    columns = (FILES.c.kind, FILES.c.role, FILES.c.month, FILES.c.path)
    wanted = sa.select(*columns).where(FILES.c.removed_in.is_(None)).order_by(FILES.c.file)
    return [Entry(*row) for row in connection.execute(wanted)]
