"""Immutable Parquet files: written once, safe on disk before anybody hears of them."""

from __future__ import annotations

import hashlib
import os
import uuid
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_ROW_GROUP = 122_880


@dataclass(frozen=True)
class Written:
    """A new file, durable but not yet listed."""

    path: str  # relative to the lake
    kind: str
    role: str
    month: str
    rows: int
    bytes: int
    sha256: str
    first_day: date | None
    last_day: date | None
    first_known: date | None
    last_known: date | None


def write_file(lake: Path, kind: str, role: str, month: str, table: pa.Table, day: str | None) -> Written:
    """Write one sorted table under a fresh name and make it durable.

    Numbers, days and instants are delta-encoded and not compressed, words dictionary-encoded with zstd: sorted by customer
    and time, this is the layout that reads fastest.
    """
    folder = lake / "facts" / kind
    if not folder.exists():
        folder.mkdir(parents=True)
        for parent in (folder.parent, lake):
            sync_folder(parent)
    path = folder / f"{month}-{uuid.uuid4().hex[:12]}.parquet"
    deltas = {f.name: "DELTA_BINARY_PACKED" for f in table.schema if _is_delta(f.type)}
    others = [f.name for f in table.schema if f.name not in deltas]
    temporary = path.with_suffix(".part")
    with temporary.open("wb") as sink:
        pq.write_table(
            table,
            sink,
            row_group_size=_ROW_GROUP,
            compression={f.name: "none" if f.name in deltas else "zstd" for f in table.schema},
            use_dictionary=[name for name in others if name != "key"],
            column_encoding=deltas or None,
            write_statistics=list(deltas) or False,  # no bounds of words: they could name a person
            store_schema=False,
        )
        sink.flush()
        os.fsync(sink.fileno())
    os.rename(temporary, path)
    sync_folder(folder)
    return Written(
        path=str(path.relative_to(lake)),
        kind=kind,
        role=role,
        month=month,
        rows=table.num_rows,
        bytes=path.stat().st_size,
        sha256=digest(path),
        **_bounds(table, day, "day"),
        **_bounds(table, "known_on" if "known_on" in table.column_names else None, "known"),
    )


def _is_delta(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_timestamp(kind) or pa.types.is_date(kind))


def _bounds(table: pa.Table, column: str | None, name: str) -> dict[str, date | None]:
    if column is None or not table.num_rows:
        return {f"first_{name}": None, f"last_{name}": None}
    both = pc.min_max(table[column])
    return {f"first_{name}": both["min"].as_py(), f"last_{name}": both["max"].as_py()}


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make a folder's entries durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(lake: Path, listed: set[str]) -> int:
    """Delete files that a killed writer left unlisted; call with the write lock held."""
    gone = 0
    for path in (lake / "facts").glob("*/*"):
        if str(path.relative_to(lake)) not in listed:
            path.unlink()
            gone += 1
    return gone
