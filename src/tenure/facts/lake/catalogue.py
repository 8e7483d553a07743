"""The lake's catalogue: which files are live, what each import brought, the next free numbers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tenure.errors import RemoteFailure
from tenure.texts import Text

_meta = sa.MetaData()

LAKE = sa.Table(
    "lake",
    _meta,
    sa.Column("mark", sa.String, primary_key=True),  # the same word stands in the folder
    sa.Column("zone", sa.String, nullable=False),
)
FILES = sa.Table(
    "files",
    _meta,
    sa.Column("file", sa.Integer, primary_key=True),
    sa.Column("path", sa.String, nullable=False, unique=True),
    sa.Column("kind", sa.String, nullable=False, index=True),
    sa.Column("role", sa.String, nullable=False),  # facts, or restated: the keys that have several versions
    sa.Column("month", sa.String, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.String, nullable=False),
    sa.Column("first_day", sa.Date),
    sa.Column("last_day", sa.Date),
    sa.Column("first_known", sa.Date),
    sa.Column("last_known", sa.Date),
    sa.Column("added_in", sa.Integer, nullable=False),
    sa.Column("removed_in", sa.Integer),
    sa.Column("removed_at", sa.DateTime),  # null when it is to go at once
)
COMMITS = sa.Table(
    "commits",
    _meta,
    sa.Column("commit", sa.Integer, primary_key=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("what", sa.String, nullable=False),
)
BATCHES = sa.Table(
    "batches",
    _meta,
    sa.Column("batch", sa.Integer, primary_key=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("source", sa.String, nullable=False),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("recipe", sa.String, nullable=False),
    sa.Column("digest", sa.String, nullable=False),
    sa.Column("rows_in", sa.BigInteger, nullable=False),
    sa.Column("stored", sa.BigInteger, nullable=False),
    sa.Column("known", sa.BigInteger, nullable=False),
    sa.Column("quarantined", sa.BigInteger, nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("undone_at", sa.DateTime),
)
NUMBERS = sa.Table(
    "numbers",
    _meta,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("next", sa.BigInteger, nullable=False),
)
_CHANGES = "tenure_changes"


def connect(address: str | Path, patience: float) -> sa.Engine:
    """The database of a catalogue: a SQLite file by its path, any other by its SQL address.

    Raises: RemoteFailure when the driver is missing.
    """
    if isinstance(address, Path):
        url = sa.URL.create("sqlite", database=str(address))
    else:
        url = sa.make_url(address)
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    is_file = url.get_backend_name() == "sqlite"
    try:
        engine = sa.create_engine(url, pool_pre_ping=not is_file, connect_args={"timeout": patience} if is_file else {})
    except ImportError as error:
        raise RemoteFailure("The catalogue needs the package {name}.", "pip install {name}", name=error.name) from error
    if is_file:
        sa.event.listen(engine, "connect", _durable)
        sa.event.listen(engine, "begin", _begin)
    return engine


def _durable(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says so, not where the driver thinks
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    """Writers take the lock before they read: a reader that turns writer half-way is refused without waiting."""
    changes = connection.get_execution_options().get(_CHANGES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if changes else "BEGIN")


def make_tables(engine: sa.Engine) -> None:
    """Make the catalogue's tables where they are missing; one process at a time."""
    if not sa.inspect(engine).has_table(LAKE.name):
        with changing(engine) as connection:
            _meta.create_all(connection)


def copy_rows(source: sa.Engine, target: sa.Engine) -> None:
    """Fill an empty catalogue with what another holds at one instant, but for files that are no longer live."""
    make_tables(target)
    with reading(source) as here, changing(target) as there:
        for table in _meta.sorted_tables:
            rows = [dict(row) for row in here.execute(sa.select(table)).mappings()]
            if rows:
                there.execute(sa.insert(table), rows)
        there.execute(sa.delete(FILES).where(FILES.c.removed_in.is_not(None)))


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A view of one state of the catalogue."""
    options = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def changing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One change of the catalogue, committed at the end or not at all."""
    with engine.connect().execution_options(**{_CHANGES: True}) as connection, connection.begin():
        yield connection


def take_numbers(connection: sa.Connection, name: str, count: int) -> int:
    """Reserve `count` consecutive numbers and give the first; the numbers start at 1."""
    mine = NUMBERS.c.name == name
    if not connection.execute(sa.update(NUMBERS).where(mine).values(next=NUMBERS.c.next + count)).rowcount:
        connection.execute(sa.insert(NUMBERS).values(name=name, next=1 + count))
    return int(connection.execute(sa.select(NUMBERS.c.next).where(mine)).scalar_one()) - count


def tidy(engine: sa.Engine) -> None:
    """Empty SQLite's write-ahead log into the file, so that nothing that was deleted stays in it."""
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


def corruption(engine: sa.Engine) -> Text | None:
    """What SQLite finds wrong with the catalogue itself."""
    if engine.dialect.name != "sqlite":
        return None
    try:
        with reading(engine) as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    except sa.exc.DatabaseError as error:
        found = error.orig
    return None if found == "ok" else Text("the catalogue is damaged: {found}", found=found)
