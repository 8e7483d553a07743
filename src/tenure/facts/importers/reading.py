"""Paths as sheets: folders, archives, and files of every kind that is known by its first bytes or its ending."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from tenure.errors import NotFound, RejectedData
from tenure.facts.importers.archives import (
    LeftAlone,
    member_unpacked,
    members,
    no_table,
    opened,
    passed_over,
    unhidden,
    unpacked,
)
from tenure.facts.importers.databases import Database, read_database
from tenure.facts.importers.delimited import read_delimited
from tenure.facts.importers.documents import read_json
from tenure.facts.importers.encodings import Judge
from tenure.facts.importers.parquet import read_parquet
from tenure.facts.importers.sheets import Sheet
from tenure.facts.importers.spreadsheets import read_workbook
from tenure.texts import Text

TEXT = (".csv", ".tsv", ".txt", ".tab")
JSON = (".json", ".jsonl", ".ndjson")
BOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
PACKED = (".gz", ".zip")
UNPACKED = (*TEXT, *JSON, *BOOKS, ".parquet")
KNOWN = (*UNPACKED, *PACKED)
_PEEK = 4096


@dataclass(frozen=True)
class Found:
    """A file to be imported, and whether it was named itself or lay in a folder."""

    path: Path
    named: bool


@dataclass(frozen=True)
class _Hand:
    """How the files of an archive are read."""

    judge: Judge
    encoding: str | None
    left_alone: LeftAlone


def _silent(_note: Text) -> None:
    """Nobody is told."""


def expand(paths: Sequence[Path], left_alone: LeftAlone = _silent) -> list[Found]:
    """Every file under the paths, folders in the order of their names; `left_alone` hears of those with other endings.

    Raises: NotFound for a path that is not there.
    """
    out: list[Found] = []
    for path in paths:
        if path.is_dir():
            for inner in sorted(inner for inner in path.rglob("*") if inner.is_file()):
                inside = inner.relative_to(path)
                if unhidden(inside.parts) and inner.suffix.lower() in KNOWN:
                    out.append(Found(inner, False))
                elif unhidden(inside.parts):
                    left_alone(no_table(str(inside)))
        elif path.exists():
            out.append(Found(path, True))
        else:
            raise NotFound(
                "There is no file or folder {path}.",
                "Check the spelling; paths are taken from the current folder.",
                path=path,
            )
    return out


def read_sheets(
    source: Path | Database, judge: Judge, encoding: str | None = None, left_alone: LeftAlone = _silent
) -> Iterator[Sheet]:
    """The sheets of one file, archive or database; `judge` scores a row of cells as a header.

    `left_alone` hears of each member of an archive that is no table, or one of several that cannot be read.
    """
    if isinstance(source, Database):
        yield read_database(source)
        return
    with source.open("rb") as raw:
        digest = hashlib.file_digest(raw, "sha256").hexdigest()
        raw.seek(0)
        magic = raw.read(8)
        if magic.startswith(b"\x1f\x8b"):
            with unpacked(gzip.GzipFile(fileobj=_rewound(raw)), source.name, source.stat().st_size) as inner:
                yield replace(_read(inner, source.name.removesuffix(".gz"), None, judge, encoding), digest=digest)
        elif magic.startswith(b"PK") and source.suffix.lower() not in BOOKS:
            hand = _Hand(judge, encoding, left_alone)
            yield from (replace(sheet, digest=digest) for sheet in _members(raw, source.name, hand))
        else:
            yield replace(_read(raw, source.name, source, judge, encoding), digest=digest)


def _rewound(raw: IO[bytes]) -> IO[bytes]:
    raw.seek(0)
    return raw


def _members(raw: IO[bytes], name: str, hand: _Hand) -> Iterator[Sheet]:
    """The files in a zip archive; their names are words for people, never paths."""
    with opened(raw, name) as archive:
        found = members(archive, UNPACKED, hand.left_alone)
        for member in found:
            try:
                with member_unpacked(archive, member, name) as whole:
                    sheet = _read(whole, Path(member.filename).name, None, hand.judge, hand.encoding)
            except RejectedData as error:
                if len(found) == 1:
                    raise
                hand.left_alone(passed_over(error))
            else:
                yield sheet


def holds_several(path: Path) -> bool:
    """Whether a file is an archive of several files, which are then as those of a folder."""
    with path.open("rb") as raw:
        if not raw.read(2).startswith(b"PK") or path.suffix.lower() in BOOKS:
            return False
        with opened(raw, path.name) as archive:
            return len(members(archive, UNPACKED, _silent)) > 1


def _read(raw: IO[bytes], name: str, place: Path | None, judge: Judge, encoding: str | None) -> Sheet:
    """One file that is not packed; `place` is where it lies, if it does."""
    raw.seek(0)
    magic, ending = raw.read(8), Path(name).suffix.lower()
    if magic.startswith(b"PAR1"):
        return read_parquet(raw, name)
    if magic.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return _read_book(raw, name, place, judge)
    if ending in JSON:
        return read_json(raw, name, judge, encoding)
    _refuse_other(raw, name, ending)
    return read_delimited(raw, name, judge, encoding)


def _refuse_other(raw: IO[bytes], name: str, ending: str) -> None:
    """What is no text of rows is refused in words.

    Raises: RejectedData.
    """
    raw.seek(0)
    sample = raw.read(_PEEK)
    if not sample:
        raise RejectedData("{file} is empty.", "Export it again.", file=name)
    if sample.lstrip(b"\xef\xbb\xbf \t\r\n")[:9].lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise RejectedData(
            "{file} is a web page.", "Open it in a spreadsheet, save it as .xlsx or CSV, and import that.", file=name
        )
    if ending not in KNOWN and b"\0" in sample:
        raise RejectedData("{file} is no table that can be read.", "Give CSV, XLSX, JSON lines or Parquet.", file=name)


def _read_book(raw: IO[bytes], name: str, place: Path | None, judge: Judge) -> Sheet:
    """A workbook; the reader needs a file with a name, so that a packed one gets one for a moment."""
    if place is not None:
        return read_workbook(place, name, judge)
    with tempfile.TemporaryDirectory(prefix="tenure-") as folder:
        copy = Path(folder) / f"book{Path(name).suffix}"
        with copy.open("wb") as out:
            shutil.copyfileobj(_rewound(raw), out)
        return read_workbook(copy, name, judge)
