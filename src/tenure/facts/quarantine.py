"""Rows that could not be read, in a file that a person can correct: one CSV per import, beside it how to read it again.

The first four columns say which row, which column, which cell and why; the original cells follow as they were. Of
import 17 they lie in `17.csv`; once import 23 has read them again in `17.done.23.csv`, should that be undone.
"""

from __future__ import annotations

import csv
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from tenure.errors import NotFound, RejectedData

ROW, COLUMN, VALUE, REASON = "tenure_row", "tenure_column", "tenure_value", "tenure_reason"
MARKS = (ROW, COLUMN, VALUE, REASON)
MORE = "tenure_more"  # cells beyond the last header
_FIELD_LIMIT = 1 << 30
_RUN = (
    "'",
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "＝",
    "＋",
    "－",
    "＠",
)  # what a spreadsheet takes for a formula, and the quote before it
_SIGN = r"[^\W_\u2e80-\U0003ffff]"  # letters and digits, but for the signs of Chinese
_JOINTS = "-._+@"  # AC-0001-B is not AC-0001, nor jo.ann@example.com ann@example.com


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
    folder_of(lake).mkdir(parents=True, exist_ok=True)
    return _put(folder_of(lake) / f"{batch}.csv", headers, rows, reading)


def _put(place: Path, headers: Sequence[str], rows: Iterable[Waiting], reading: str) -> Path | None:
    """Write a file in one step, in the place of the one before; nothing where there are no rows."""
    part, beside = place.with_suffix(".csv.part"), _beside(place)
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
    with beside.with_suffix(".toml.part").open("w", encoding="utf-8") as out:
        out.write(reading)
        out.flush()
        os.fsync(out.fileno())
    beside.with_suffix(".toml.part").rename(beside)
    part.rename(place)
    _sync(place.parent)
    return place


def _beside(place: Path) -> Path:
    """Where it stands how to read a file of rows again."""
    return place.with_name(f"{place.name.partition('.')[0]}.toml")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(lake: Path, batch: int, in_force: Iterable[int]) -> tuple[tuple[str, ...], list[Waiting], str]:
    """Headers and rows of an import's quarantine, and how to read them; of imports in force only.

    Raises: NotFound when nothing of that import waits.
    """
    waiting = sorted(set(batches(lake)).intersection(in_force))
    if batch not in waiting:
        raise NotFound(
            "Nothing of import {batch} waits in quarantine.",
            "Imports with rows in quarantine: {waiting}." if waiting else "No import has rows in quarantine.",
            batch=batch,
            waiting=waiting,
        )
    return _read(folder_of(lake) / f"{batch}.csv")


def worked_on(copy: Path, headers: Sequence[str]) -> list[Waiting]:
    """The rows of a file of quarantine that somebody took away, corrected and brought back.

    Raises: RejectedData when it is no such file.
    """
    try:
        found, rows = _rows(copy)
        out = [replace(row, cells=tuple(map(_bare, row.cells))) for row in rows]
    except (UnicodeDecodeError, csv.Error) as error:
        raise RejectedData(
            "The corrected file is not CSV in UTF-8.", "Save it as CSV in UTF-8, as it was when you took it."
        ) from error
    if tuple(map(_bare, found)) != tuple(headers):
        raise RejectedData(
            "The corrected file has other columns than the rows that wait.",
            "Take the rows of this import again, and change cells only.",
        )
    return out


def taken_away(lake: Path, batch: int, in_force: Iterable[int]) -> Iterator[list[str]]:
    """The file of an import's quarantine, line by line, safe to open in a spreadsheet; `worked_on` reads it again.

    Raises: NotFound when nothing of that import waits.
    """
    headers, rows, _reading = read(lake, batch, in_force)
    yield [*MARKS, *map(_quoted, headers)]
    for row in rows:
        yield [str(row.row), *(_quoted(cell) for cell in (row.column, row.value, row.reason, *row.cells))]


def _quoted(cell: str) -> str:
    """The cell, with a quote in front where a spreadsheet would run it, or where one stands there already."""
    return f"'{cell}" if cell.startswith(_RUN) else cell


def _bare(cell: str) -> str:
    return cell.removeprefix("'")


def _read(place: Path) -> tuple[tuple[str, ...], list[Waiting], str]:
    headers, rows = _rows(place)
    return headers, list(rows), _beside(place).read_text(encoding="utf-8")


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


def count(lake: Path, batch: int) -> int:
    """How many rows of an import wait."""
    place = folder_of(lake) / f"{batch}.csv"
    return sum(1 for _ in _rows(place)[1]) if place.exists() else 0


def close(lake: Path, batch: int, by: int) -> None:
    """Take an import's quarantine off the list, its rows having been read again as import `by`; it may be gone by now."""
    folder = folder_of(lake)
    with suppress(FileNotFoundError):
        (folder / f"{batch}.csv").replace(folder / f"{batch}.done.{by}.csv")
    _sync(folder)


def sweep(lake: Path, in_force: Iterable[int]) -> None:
    """Remove what waits of imports that are undone, or were killed before their commit; call with none under way.

    What was read again by an import that is not in force waits again.
    """
    known = set(in_force)
    for place in folder_of(lake).glob("*.csv"):
        batch, _, done = place.stem.partition(".done.")
        if batch.isdigit() and int(batch) not in known:
            _drop(place)
        elif done.isdigit() and int(done) not in known:
            place.replace(place.with_name(f"{batch}.csv"))
    for part in folder_of(lake).glob("*.part"):
        part.unlink(missing_ok=True)


def _drop(place: Path) -> None:
    for path in (place, _beside(place)):
        path.unlink(missing_ok=True)


def forget(lake: Path, values: Iterable[str]) -> int:
    """Remove every row that holds one of these identifiers, for good. Gives the number of rows removed.

    One that does not say by itself who is meant, such as a short number, counts only in columns that name people, and in
    rows whose cells cannot be told apart.
    """
    wanted, gone = _wanted(values), 0
    for place in sorted(folder_of(lake).glob("*.csv")):
        headers, rows, reading, people = _all_of(place)
        kept = [row for row in rows if not _speaks_of(wanted, row, headers, people)]
        if len(kept) < len(rows):
            gone += len(rows) - len(kept)
            if _put(place, headers, kept, reading) is None:
                _drop(place)
    return gone


def speaking_of(lake: Path, values: Iterable[str]) -> Iterator[tuple[int, tuple[str, ...], Waiting]]:
    """(import, headers, row) of every row that `forget` would remove."""
    wanted = _wanted(values)
    for place in sorted(folder_of(lake).glob("*.csv")):
        headers, rows, _reading, people = _all_of(place)
        for row in rows:
            if _speaks_of(wanted, row, headers, people):
                yield int(place.name.partition(".")[0]), headers, row


def _wanted(values: Iterable[str]) -> set[frozenset[str]]:
    return {parts for value in values if value.strip() for parts in _told_as(value)}


def _all_of(place: Path) -> tuple[tuple[str, ...], list[Waiting], str, Sequence[str]]:
    """Headers and rows of a file, how to read it, and the columns that name people."""
    headers, rows, reading = _read(place)
    people = cast("Sequence[str] | None", settings(reading).get("people"))  # not told before there was the word
    return headers, rows, reading, headers if people is None else people


def telling(value: str) -> Iterator[str]:
    """What of an identifier, without its dressing, says by itself who is meant."""
    plain = _plain(value)
    if tells(plain) and "|" not in plain:
        yield plain


def without(rows: Iterable[Waiting], erased: Callable[[str], bool]) -> Iterator[Waiting]:
    """The rows in which no cell is the identifier of somebody who was erased."""
    for row in rows:
        if not any(erased(word) for word in _said((*row.cells, row.value))):
            yield row


def _told_as(value: str) -> Iterator[frozenset[str]]:
    """What a row says of somebody with this identifier: it, or a name and, in another cell, an address."""
    whole = _plain(value)
    yield frozenset((whole,))
    if value.startswith("name:") and "|" in whole:
        yield frozenset(_plain(part) for part in whole.split("|", 1))


def _speaks_of(wanted: set[frozenset[str]], row: Waiting, headers: Sequence[str], people: Sequence[str]) -> bool:
    """Whether a row names one of these, `people` being the columns that are there for it."""
    naming = [cell for header, cell in zip(headers, row.cells, strict=False) if header in people]
    said = _said(row.cells)
    named = _said(naming) if len(row.cells) == len(headers) else said
    if any(parts <= (named if len(parts) == 1 else said) for parts in wanted):
        return True
    telling = {value for parts in wanted if len(parts) == 1 for value in parts if tells(value)}
    return any(_holds(cell, telling) for cell in (*row.cells, row.value))


def _said(cells: Sequence[str]) -> set[str]:
    """Plain cells, and what they list."""
    return {_plain(part) for cell in cells for part in (cell, *cell.split(";"))}


def tells(name: str) -> bool:
    """Whether a name says who somebody is; a short number could be a year."""
    if name.isdigit():
        return len(name) >= 7
    return len(name) >= (4 if name.isascii() else 2)


def mentions(text: str, words: Iterable[str]) -> bool:
    """Whether one of these words, as `telling` gives them, stands in a text."""
    return any(names(text, word, _JOINTS) for word in words)


def _plain(text: str) -> str:
    """A cell without case and dressing, so that ' Ann@Example.com' and +86 138-0013-8000 are found again."""
    bare = text.strip(" \t\r\n'\"=").casefold()
    kind, colon, rest = bare.partition(":")
    if colon and kind in ("email", "phone", "open_id", "tax_id", "name", "company"):
        bare = rest
    digits = "".join(sign for sign in bare if sign.isdigit())
    return digits[-11:] if len(digits) >= 7 and not any(sign.isalpha() for sign in bare) else bare


def _holds(cell: str, wanted: set[str]) -> bool:
    """Whether a cell is one of the values, or a list or sentence that names one."""
    if _plain(cell) in wanted:
        return True
    return any(len(value) >= 6 and names(cell, value, _JOINTS) for value in wanted)


def names(text: str, value: str, joints: str = "") -> bool:
    """Whether a value stands in a text as a word of its own: neither letters nor digits go on beside it, nor a joint and they.

    Chinese has no spaces, so its signs part words. A telephone number may have that of its country before it.
    """
    if value.isdigit():
        return any(_plain(run) == value for run in re.findall(r"\d+", text))
    joint = f"[{re.escape(joints)}]" if joints else "(?!)"
    before, after = rf"(?<!{_SIGN})(?<!{_SIGN}{joint})", rf"(?!{_SIGN})(?!{joint}{_SIGN})"
    check = "(?:[a-z0-5]{3})?" if re.fullmatch("[a-z0-9]{15}", value) else ""  # Salesforce tells ids with or without
    return re.search(f"{before}{re.escape(value)}{check}{after}", text.casefold()) is not None


def settings(reading: str) -> Mapping[str, object]:
    """How an import was read, from its TOML."""
    return tomllib.loads(reading)
