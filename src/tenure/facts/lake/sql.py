"""Values as SQL: whatever comes from outside is quoted here."""

from __future__ import annotations

import glob
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

EPOCH = "TIMESTAMP '1970-01-01'"


def text(value: str) -> str:
    """A string literal."""
    return "'" + value.replace("'", "''") + "'"


def moment(at: datetime | None) -> str:
    """A literal for an instant in UTC; null for None."""
    return "NULL::TIMESTAMP" if at is None else f"TIMESTAMP '{at.isoformat(sep=' ')}'"


def naive_utc(at: datetime) -> datetime:
    """The instant in UTC and without a zone, as it is stored; what has no zone is in UTC already."""
    return at if at.tzinfo is None else at.astimezone(UTC).replace(tzinfo=None)


def parquet(paths: Iterable[Path], named: bool = False) -> str:
    """The rows of files, whatever signs their paths hold; `named` adds each row's file."""
    listed = ", ".join(text(glob.escape(str(path))) for path in paths)
    return f"read_parquet([{listed}], filename={str(named).lower()}, union_by_name=true)"
