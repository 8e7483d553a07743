"""Rows that could not be read, in a file that a person can correct: one CSV per import, beside it how to read it again.

The first four columns say which row, which column, which cell and why; the original cells follow as they were.
"""

from __future__ import annotations

import csv
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tenure.errors import NotFound

ROW, COLUMN, VALUE, REASON = "tenure_row", "tenure_column", "tenure_value", "tenure_reason"
MARKS = (ROW, COLUMN, VALUE, REASON)
MORE = "tenure_more"  # cells beyond the last header
_FIELD_LIMIT = 1 << 30


@dataclass(frozen=True)
class Waiting:
    """One row in quarantine."""

    row: int
    column: str
    value: str
    reason: str
    cells: tuple[str, ...]  # as many as there are headers, or more where the row was broken


def folder_of(lake: Path) -> Path:
    """Where a lake keeps its quarantine."""
    return lake / "quarantine"


def write(lake: Path, batch: int, headers: Sequence[str], rows: Iterable[Waiting], reading: str) -> Path | None:
    """Put rows into quarantine, durably; `reading` says in TOML how to read them again. Gives the file, if any."""
    folder = folder_of(lake)
    folder.mkdir(parents=True, exist_ok=True)
    place, part = folder / f"{batch}.csv", folder / f"{batch}.csv.part"
    count = 0
    with part.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([*MARKS, *headers])
        for row in rows:
            writer.writerow([row.row, row.column, row.value, row.reason, *row.cells])
            count += 1
        out.flush()
        os.fsync(out.fileno())
    if not count:
        part.unlink()
        return None
    with (folder / f"{batch}.toml").open("w", encoding="utf-8") as beside:
        beside.write(reading)
        beside.flush()
        os.fsync(beside.fileno())
    part.rename(place)
    _sync(folder)
    return place


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(lake: Path, batch: int) -> tuple[tuple[str, ...], list[Waiting], str]:
    """Headers and rows of an import's quarantine, and how to read them.

    Raises: NotFound when nothing of that import waits.
    """
    place = folder_of(lake) / f"{batch}.csv"
    if not place.exists():
        waiting = batches(lake)
        raise NotFound(
            "Nothing of import {batch} waits in quarantine.",
            "Imports with rows in quarantine: {waiting}." if waiting else "No import has rows in quarantine.",
            batch=batch,
            waiting=waiting,
        )
    headers, rows = _rows(place)
    return headers, list(rows), place.with_suffix(".toml").read_text(encoding="utf-8")


def _rows(place: Path) -> tuple[tuple[str, ...], Iterator[Waiting]]:
    handle = place.open(encoding="utf-8-sig", newline="")
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(handle)
    header = next(reader, [])
    names = tuple(header[len(MARKS) :])

    def each() -> Iterator[Waiting]:
        with handle:
            for number, cells in enumerate(reader, start=1):
                if any(cell.strip() for cell in cells):
                    row = int(cells[0]) if cells[0].strip().isdigit() else -number
                    column, value, reason = (_at(cells, place) for place in (1, 2, 3))
                    yield Waiting(row, column, value, reason, tuple(cells[len(MARKS) :]))

    return names, each()


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def batches(lake: Path) -> list[int]:
    """Imports that have rows in quarantine."""
    return sorted(int(path.stem) for path in folder_of(lake).glob("*.csv") if path.stem.isdigit())


def close(lake: Path, batch: int) -> None:
    """Remove an import's quarantine, once its rows have gone elsewhere."""
    for ending in (".csv", ".toml"):
        (folder_of(lake) / f"{batch}{ending}").unlink(missing_ok=True)


def sweep(lake: Path, committed: Iterable[int]) -> None:
    """Remove what an import left that was killed before its commit; call with no import under way."""
    known = set(committed)
    for batch in batches(lake):
        if batch not in known:
            close(lake, batch)
    for part in folder_of(lake).glob("*.part"):
        part.unlink(missing_ok=True)


def forget(lake: Path, values: Iterable[str]) -> int:
    """Remove every row that holds one of these identifiers in any cell, for good. Gives the number of rows removed."""
    wanted = {_plain(value) for value in values if value.strip()}
    gone = 0
    for batch in batches(lake):
        headers, rows, reading = read(lake, batch)
        kept = [row for row in rows if not any(_holds(cell, wanted) for cell in (*row.cells, row.value))]
        if len(kept) == len(rows):
            continue
        gone += len(rows) - len(kept)
        close(lake, batch)
        write(lake, batch, headers, kept, reading)
    return gone


def _plain(text: str) -> str:
    """A cell without case and dressing, so that ' Ann@Example.com' and +86 138-0013-8000 are found again."""
    bare = text.strip(" \t\r\n'\"=").casefold()
    kind, colon, rest = bare.partition(":")
    if colon and kind in ("email", "phone", "open_id", "tax_id", "name"):
        bare = rest
    digits = "".join(sign for sign in bare if sign.isdigit())
    return digits[-11:] if len(digits) >= 7 and not any(sign.isalpha() for sign in bare) else bare


def _holds(cell: str, wanted: set[str]) -> bool:
    """Whether a cell is one of the values, or a list or sentence that names one."""
    if _plain(cell) in wanted:
        return True
    text = cell.casefold()
    return any(len(value) >= 6 and value in text for value in wanted)


def settings(reading: str) -> Mapping[str, object]:
    """How an import was read, from its TOML."""
    return tomllib.loads(reading)
