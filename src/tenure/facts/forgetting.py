"""Files outside of the lake that may speak of somebody: what people made or brought, and nobody has tidied yet."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from tenure.facts import quarantine

FOLDERS = ("uploads", "handouts", "exports", "reports")  # of a workspace
_ENCODINGS = ("utf-8", "gb18030", "utf-16")
_READ_AS_TEXT = frozenset(
    {
        ".csv",
        ".tsv",
        ".txt",
        ".json",
        ".jsonl",
        ".ndjson",
        ".html",
        ".htm",
        ".xml",
        ".sql",
        ".yml",
        ".yaml",
        ".toml",
        ".md",
    }
)


def forget_files(folder: Path, names: Iterable[str], places: Iterable[str] = FOLDERS) -> int:
    """Remove the files that name somebody, and those that cannot be looked into; gives their number."""
    words = sorted({word for name in names for word in quarantine.telling(name)})
    gone = 0
    for place in places:
        for path in sorted((folder / place).rglob("*")):
            if path.is_file() and words and _speaks_of(path, words):
                path.unlink()
                gone += 1
    return gone


def _speaks_of(path: Path, words: list[str]) -> bool:
    try:
        return any(quarantine.mentions(text, words) for text in _texts(path))
    except (OSError, zipfile.BadZipFile, EOFError, UnsupportedFile):
        return True


class UnsupportedFile(Exception):
    """What is in the file cannot be seen."""


def _texts(path: Path) -> Iterator[str]:
    """Everything that stands in a file, as text."""
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        yield from (str(row) for row in pq.read_table(path).to_pylist())
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield from (name, *_decoded(archive.read(name)))
    elif path.suffix == ".gz":
        yield from _decoded(gzip.decompress(path.read_bytes()))
    elif path.suffix in _READ_AS_TEXT:
        yield from _decoded(path.read_bytes())
    else:
        raise UnsupportedFile
    yield path.name


def _decoded(told: bytes) -> Iterator[str]:
    for encoding in _ENCODINGS:
        yield told.decode(encoding, errors="replace")
