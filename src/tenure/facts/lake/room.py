"""A full disk, said in words."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import sqlalchemy as sa

from tenure.errors import TenureError

_NUMBERS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_WORDS = ("no space left", "disk is full", "disk quota exceeded", "file too large")


@contextmanager
def enough_room(folder: Path) -> Iterator[None]:
    """Tell what to do when the disk is full.

    Raises: TenureError in place of what the system, the engine or the catalogue says.
    """
    try:
        yield
    except (OSError, duckdb.Error, sqlite3.Error, sa.exc.DBAPIError) as error:
        if not _is_full(error):
            raise
        raise TenureError(
            "There is no room left on the disk of {folder}.", "Make room, then do it again.", folder=folder
        ) from error


def _is_full(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in _NUMBERS:
        return True
    return any(word in str(error).lower() for word in _WORDS)
