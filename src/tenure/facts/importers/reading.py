"""Paths as sheets: folders, archives, and files of every kind that is known by its first bytes or its ending."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from tenure.errors import NotFound, RejectedData
from tenure.facts.importers.databases import Database, read_database
from tenure.facts.importers.delimited import read_delimited
from tenure.facts.importers.documents import read_json
from tenure.facts.importers.encodings import Judge
from tenure.facts.importers.parquet import read_parquet
from tenure.facts.importers.sheets import Sheet
from tenure.facts.importers.spreadsheets import read_workbook

TEXT = (".csv", ".tsv", ".txt", ".tab")
JSON = (".json", ".jsonl", ".ndjson")
BOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
PACKED = (".gz", ".zip")
KNOWN = (*TEXT, *JSON, *BOOKS, *PACKED, ".parquet")
LARGEST = 16 << 30  # bytes that an archive may unpack to
_RATIO, _RATIO_FROM = 200, 256 << 20  # above so many bytes, more than so many for one is no honest file
_STEP = 1 << 20
_PEEK = 4096


@dataclass(frozen=True)
class Found:
    """A file to be imported, and whether it was named itself or lay in a folder."""

    path: Path
    named: bool


def expand(paths: Sequence[Path]) -> list[Found]:
    """Every file under the paths, folders in the order of their names.

    Raises: NotFound for a path that is not there.
    """
    out: list[Found] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(inner for inner in path.rglob("*") if inner.is_file() and inner.suffix.lower() in KNOWN)
            out += [
                Found(inner, False)
                for inner in inside
                if not any(part.startswith(".") for part in inner.relative_to(path).parts)
            ]
        elif path.exists():
            out.append(Found(path, True))
        else:
            raise NotFound(
                "There is no file or folder {path}.",
                "Check the spelling; paths are taken from the current folder.",
                path=path,
            )
    return out


def read_sheets(source: Path | Database, judge: Judge, encoding: str | None = None) -> Iterator[Sheet]:
    """The sheets of one file, archive or database; `judge` scores a row of cells as a header."""
    if isinstance(source, Database):
        yield read_database(source)
        return
    with source.open("rb") as raw:
        digest = hashlib.file_digest(raw, "sha256").hexdigest()
        raw.seek(0)
        magic = raw.read(8)
        if magic.startswith(b"\x1f\x8b"):
            with _unpacked(gzip.GzipFile(fileobj=_rewound(raw)), source.name, source.stat().st_size) as inner:
                yield replace(_read(inner, source.name.removesuffix(".gz"), None, judge, encoding), digest=digest)
        elif magic.startswith(b"PK") and source.suffix.lower() not in BOOKS:
            yield from (replace(sheet, digest=digest) for sheet in _members(raw, source.name, judge, encoding))
        else:
            yield replace(_read(raw, source.name, source, judge, encoding), digest=digest)


def _rewound(raw: IO[bytes]) -> IO[bytes]:
    raw.seek(0)
    return raw


def _members(raw: IO[bytes], name: str, judge: Judge, encoding: str | None) -> Iterator[Sheet]:
    """The files in a zip archive; their names are words for people, never paths."""
    try:
        archive = zipfile.ZipFile(_rewound(raw))
    except zipfile.BadZipFile as error:
        raise RejectedData("{file} is no zip archive that can be opened.", "Pack it again.", file=name) from error
    with archive:
        for member in sorted(archive.infolist(), key=lambda member: member.filename):
            inner = Path(member.filename)
            hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in inner.parts)
            if member.is_dir() or hidden or inner.suffix.lower() not in KNOWN or inner.suffix.lower() in PACKED:
                continue
            with archive.open(member) as packed, _unpacked(packed, name, max(member.compress_size, 1)) as whole:
                yield _read(whole, inner.name, None, judge, encoding)


def _unpacked(packed: IO[bytes] | gzip.GzipFile, name: str, size: int) -> IO[bytes]:
    """The contents in a temporary file without a name.

    Raises: RejectedData when they are larger than an honest file can be.
    """
    out = tempfile.TemporaryFile()  # noqa: SIM115  handed on; closed by who reads it
    total = 0
    try:
        while chunk := packed.read(_STEP):
            total += len(chunk)
            if total > LARGEST or (total > _RATIO_FROM and total > _RATIO * size):
                raise RejectedData(
                    "{file} unpacks to more than can be true.",
                    "Unpack it yourself and import what is inside.",
                    file=name,
                )
            out.write(chunk)
    except (OSError, EOFError, zipfile.BadZipFile) as error:
        raise RejectedData("{file} is damaged: {error}.", "Fetch or pack it again.", file=name, error=error) from error
    out.seek(0)
    return out


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
