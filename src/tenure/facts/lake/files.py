"""Immutable Parquet files: written once, safe on disk before anybody hears of them."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tenure.facts.kinds import KINDS
from tenure.facts.lake.columns import FACTS
from tenure.facts.lake.durable import sync

FOLDER = "facts"
ROW_GROUP = 122_880


@dataclass(frozen=True)
class Entry:
    """One file, listed or to be."""

    kind: str
    role: str
    month: str
    path: str = ""  # relative to the lake


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


@dataclass
class Bounds:
    """The first and the last value of a column, piece by piece."""

    column: str | None
    first: date | None = None
    last: date | None = None

    def see(self, piece: pa.RecordBatch) -> None:
        """Take in the next rows."""
        if self.column not in piece.schema.names:
            return
        both = pc.min_max(piece[self.column]).as_py()
        known = [day for day in (self.first, self.last, both["min"], both["max"]) if day is not None]
        self.first, self.last = min(known, default=None), max(known, default=None)


def write_file(lake: Path, entry: Entry, schema: pa.Schema, pieces: Iterable[pa.RecordBatch]) -> Written | None:
    """Write sorted rows under a fresh name and make their file durable; nothing when there are none."""
    kind, role, month = KINDS[entry.kind], entry.role, entry.month
    folder = lake / FOLDER / kind.name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{month}-{uuid.uuid4().hex[:12]}.parquet"
    days, known = Bounds(kind.day if role == FACTS else None), Bounds("known_on")
    count = 0
    with path.open("xb") as sink:
        with _writer(sink, _plain(schema)) as writer:
            for piece in pieces:
                piece = piece.cast(writer.schema)
                writer.write_batch(piece, row_group_size=ROW_GROUP)
                days.see(piece)
                known.see(piece)
                count += piece.num_rows
        sink.flush()
        os.fsync(sink.fileno())
    if not count:
        path.unlink()
        return None
    name, size = path.relative_to(lake).as_posix(), path.stat().st_size
    return Written(
        name, kind.name, role, month, count, size, digest(path), days.first, days.last, known.first, known.last
    )


def _writer(sink: object, schema: pa.Schema) -> pq.ParquetWriter:
    """Numbers, days and instants are delta-encoded and not compressed, words dictionary-encoded with zstd.

    Sorted by customer and time, this is the layout that reads fastest. Words get no bounds: they could name a person.
    """
    deltas = {field.name: "DELTA_BINARY_PACKED" for field in schema if _is_delta(field.type)}
    return pq.ParquetWriter(
        sink,
        schema,
        compression={name: "none" if name in deltas else "zstd" for name in schema.names},
        use_dictionary=[name for name in schema.names if name not in deltas and name != "key"],
        column_encoding=deltas or None,
        write_statistics=list(deltas) or False,
        store_schema=False,
    )


def _is_delta(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_timestamp(kind) or pa.types.is_date(kind))


def _plain(schema: pa.Schema) -> pa.Schema:
    """The columns without the engine's own string types."""
    own = (pa.types.is_large_string, pa.types.is_string_view)
    return pa.schema(
        [pa.field(f.name, pa.string() if any(is_own(f.type) for is_own in own) else f.type) for f in schema]
    )


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def settle(lake: Path, written: Iterable[Written]) -> None:
    """Make the names of new files durable, and of the folders that hold them, up to the lake's own."""
    folders = {(lake / file.path).parent for file in written}
    for folder in (*sorted(folders), lake / FOLDER, lake, lake.parent):
        sync(folder)


def sweep(lake: Path, listed: set[str]) -> int:
    """Delete files that a killed writer left unlisted; call with the write lock held."""
    gone = 0
    for path in (lake / FOLDER).glob("*/*"):
        if path.is_file() and path.relative_to(lake).as_posix() not in listed:
            path.unlink()
            gone += 1
    return gone
