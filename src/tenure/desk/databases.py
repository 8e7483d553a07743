"""Which database the desk writes to: a SQLite file beside the companies, or the PostgreSQL that the environment names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tenure.desk.door import INSIDE
from tenure.errors import UsageError

ADDRESS = "TENURE_DATABASE_URL"
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
