"""Which database the desk writes to: a SQLite file beside the companies, or the PostgreSQL that the environment names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tenure.desk.door import INSIDE
from tenure.errors import UsageError

ADDRESS = "TENURE_DATABASE_URL"
_ASKED = Lock()  # held while a process that forks asks the database
_POSTGRESQL = ("postgres", "postgresql")
# Acknowledged is on the disk; readers never wait for the writer; what is deleted leaves no copy in the file.
_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"


def is_postgresql() -> bool:
    """Whether the environment names a PostgreSQL."""
    return bool(os.environ.get(ADDRESS))


def database(address: str, file: Path) -> dict[str, Any]:
    """The settings of Django's default database.

    Raises: UsageError for an address of anything but PostgreSQL.
    """
    if not address:
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _PRAGMAS}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": options}
    parts = urlsplit(address)
    if parts.scheme not in _POSTGRESQL:
        raise UsageError(
            "{name} is no address of PostgreSQL.", "Write it as postgresql://USER@HOST/NAME, or leave it out.", name=ADDRESS
        )  # fmt: skip
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        # As many as may be asked of at once in one process (door.INSIDE), and one that keeps pages warm.
        "OPTIONS": {**dict(parse_qsl(parts.query)), "pool": {"min_size": 1, "max_size": INSIDE + 1}},
    }


@contextmanager
def between_forks() -> Iterator[None]:
    """Ask the database in a process that `forks_clean`: no other is begun meanwhile, and no connection is left open."""
    from django.db import connections

    with _ASKED:
        try:
            yield
        finally:
            connections.close_all()


def forks_clean() -> None:
    """See to it that a process forked from here inherits nothing of a database: neither a connection nor a lock that is held."""
    os.register_at_fork(before=_let_go, after_in_parent=_ASKED.release, after_in_child=_ASKED.release)


def _let_go() -> None:
    from django.db import connections

    _ASKED.acquire()
    connections.close_all()
    if is_postgresql():
        from django.db.backends.postgresql.base import DatabaseWrapper

        for one in connections.all():
            if isinstance(one, DatabaseWrapper):
                one.close_pool()  # its threads would not be there on the other side
