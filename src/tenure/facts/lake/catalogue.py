"""The lake's catalogue: which files are live, what each import brought, the next free numbers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

_meta = sa.MetaData()

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
    sa.Column("removed_at", sa.DateTime),
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


def open_catalogue(address: str | Path) -> sa.Engine:
    """Connect to the catalogue, making its tables when they are not there."""
    path = isinstance(address, Path)
    engine = sa.create_engine(f"sqlite:///{address}" if path else str(address), connect_args={"timeout": 60} if path else {})
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _durable)
    _meta.create_all(engine)
    return engine


def _durable(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def transaction(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction, committed at the end or not at all."""
    with engine.begin() as connection:
        yield connection


def take_numbers(connection: sa.Connection, name: str, count: int) -> int:
    """Reserve `count` consecutive numbers and give the first; the numbers start at 1."""
    row = connection.execute(sa.select(NUMBERS.c.next).where(NUMBERS.c.name == name)).scalar()
    first = 1 if row is None else int(row)
    if row is None:
        connection.execute(sa.insert(NUMBERS).values(name=name, next=first + count))
    else:
        connection.execute(sa.update(NUMBERS).where(NUMBERS.c.name == name).values(next=first + count))
    return first
