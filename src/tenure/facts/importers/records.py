"""From the bytes of delimited text to rows of equal width, fast where lines are sound and careful where they are not.

A line is judged by the places of its quotes and delimiters alone. Sound lines go to Arrow's reader as they are. A line
with a quote left open is joined with the lines below it if that gives a row of the right width; else it alone is
broken, so that one stray quote never swallows the rest of a file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pacsv

from tenure.facts.importers.sheets import Broken
from tenure.texts import Text

BLOCK = 16 << 20
_LONGEST = 1 << 20  # a quoted cell that runs on for more bytes than this is taken for a stray quote
_CANDIDATES = 20  # lines that may close a quote, tried before it is taken for a stray one
_WIDE, _LONG_NOTE = 5, 50
_QUOTE, _NEWLINE, _RETURN = 34, 10, 13
OPEN_QUOTE = Text("a quote is left open or stands in the wrong place")
STRAY_RETURN = Text("a carriage return stands within the line, outside quotes")
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Records:
    """A block of rows: text cells of equal width, the line each row begins on, and the rows that are broken."""

    cells: pa.Table
    rows: Positions
    broken: list[Broken] = field(default_factory=list)


@dataclass(frozen=True)
class Dialect:
    """How a file of delimited text is written."""

    delimiter: str
    width: int  # cells in a row


def read_records(handle: IO[bytes], dialect: Dialect, first_row: int, block: int = BLOCK) -> Iterator[Records]:
    """Rows of UTF-8 text with LF or CRLF, block by block; `first_row` is the line that the handle stands at.

    CR CR LF, which Python's csv leaves on Windows, is one end of a line too.
    """
    rest, row = b"", first_row
    while True:
        chunk = handle.read(block)
        last = not chunk
        text = (rest + chunk).replace(b"\r\r\n", b"\n")
        if last and text and not text.endswith(b"\n"):
            text += b"\n"
        cut = text.rfind(b"\n") + 1
        if not cut:
            if last:
                return
            rest = text
            continue
        body = _Block(text[:cut], dialect, row)
        used = body.resolve(last)
        if used:
            yield body.records(used)
            row += used
        rest = text[body.offset(used) :]
        if last:
            return


class _Block:
    """Whole lines of text, each judged sound, odd (a quote is left open), blank or in need of a closer look."""

    def __init__(self, text: bytes, dialect: Dialect, first_row: int) -> None:
        self.text, self.dialect, self.first_row = text, dialect, first_row
        data = np.frombuffer(text, np.uint8)
        self.ends: Positions = np.flatnonzero(data == _NEWLINE)
        self.starts: Positions = np.concatenate([np.zeros(1, np.int64), self.ends[:-1] + 1])
        quotes = np.flatnonzero(data == _QUOTE)
        delimiters = np.flatnonzero(data == ord(dialect.delimiter))
        returns = np.flatnonzero(data == _RETURN)
        returns = returns[data[returns + 1] != _NEWLINE]  # a line ends on a newline, so there is a byte to the right
        if len(quotes):
            self.odd, self.sound = self._judge_quoted(data, quotes, delimiters, returns)
        else:
            self.odd = np.zeros(len(self.ends), np.bool_)
            self.sound = np.diff(np.searchsorted(delimiters, self.ends), prepend=0) + 1 == dialect.width
            self.sound[np.searchsorted(self.ends, returns)] = False
        length = self.ends - self.starts
        ended_by_return = data[np.maximum(self.ends - 1, 0)] == _RETURN
        self.blank = (length == 0) | ((length == 1) & ended_by_return)
        self.sound &= ~self.blank
        self.joined: dict[int, int] = {}  # odd line -> the line its row ends on
        self.lost: set[int] = set()  # odd lines whose quote never closes

    def _judge_quoted(
        self, data: npt.NDArray[np.uint8], quotes: Positions, delimiters: Positions, returns: Positions
    ) -> tuple[npt.NDArray[np.bool_], ...]:
        """Which lines leave a quote open, and which are sound; `returns` end no line and stand well in quotes only."""
        before_end = np.searchsorted(quotes, self.ends)
        before_start = np.concatenate([np.zeros(1, np.int64), before_end[:-1]])
        odd = ((before_end - before_start) & 1).astype(np.bool_)
        # The count of quotes so far tells inside from outside; where a line before was odd, it is turned round.
        turned = np.concatenate([[False], np.logical_xor.accumulate(odd)[:-1]]) if odd.any() else None
        closing = np.bitwise_xor.accumulate((data == _QUOTE).astype(np.uint8)).astype(np.bool_)
        inside, opening, held = closing[delimiters], closing[quotes], closing[returns]
        if turned is not None:
            inside = inside ^ turned[np.searchsorted(self.ends, delimiters)]
            opening = opening ^ turned[np.searchsorted(self.ends, quotes)]
            held = held ^ turned[np.searchsorted(self.ends, returns)]
        outside = np.concatenate([np.zeros(1, np.int64), np.cumsum(~inside)])
        widths = np.diff(outside[np.searchsorted(delimiters, self.ends)], prepend=0) + 1
        misplaced = self._misplaced(data, quotes, opening)
        strange = np.zeros(len(self.ends), np.bool_)
        strange[np.searchsorted(self.ends, quotes[misplaced])] = True
        strange[np.searchsorted(self.ends, returns[~held])] = True
        return odd, ~odd & ~strange & (widths == self.dialect.width)

    def _misplaced(
        self, data: npt.NDArray[np.uint8], quotes: Positions, opening: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.bool_]:
        """Quotes that neither begin a cell, nor end one, nor stand beside another."""
        edge = ord(self.dialect.delimiter)
        left = data[np.maximum(quotes - 1, 0)]
        right = data[quotes + 1]  # a line ends on a newline, so there is a byte to the right
        fits_left = (left == edge) | (left == _NEWLINE) | (left == _QUOTE) | (quotes == 0)
        fits_right = (right == edge) | (right == _NEWLINE) | (right == _RETURN) | (right == _QUOTE)
        misplaced: npt.NDArray[np.bool_] = np.where(opening, ~fits_left, ~fits_right)
        return misplaced

    def resolve(self, last: bool) -> int:
        """Find where each open quote closes; gives the number of lines that can be used now."""
        odd_lines = np.flatnonzero(self.odd)
        skip_to = 0
        for place, line in enumerate(odd_lines.tolist()):
            if line < skip_to or self._stands_alone(line):
                continue
            closing = self._closing(line, odd_lines, place)
            if closing is None:
                within_reach = int(self.ends[-1] - self.starts[line]) < _LONGEST
                if not last and within_reach:
                    return line
                self.lost.add(line)
            else:
                self.joined[line] = closing
                skip_to = closing + 1
        return len(self.ends)

    def _stands_alone(self, line: int) -> bool:
        cells = self._parse(self._line(line, line))
        return cells is not None and len(cells) == self.dialect.width

    def _closing(self, line: int, odd_lines: Positions, place: int) -> int | None:
        for candidate in odd_lines[place + 1 : place + 1 + _CANDIDATES].tolist():
            if int(self.ends[candidate] - self.starts[line]) > _LONGEST:
                return None
            if self._are_rows(slice(line + 1, candidate)):
                return None
            cells = self._parse(self._line(line, candidate))
            if cells is not None and len(cells) == self.dialect.width:
                return int(candidate)
            if cells is not None:
                return None
        return None

    def _are_rows(self, between: slice) -> bool:
        """Whether lines between two open quotes are rows of their own, so that the quotes are stray ones.

        Text in a cell may by chance have as many commas as a narrow row, but hardly as many as a wide one.
        """
        count = between.stop - between.start
        enough = 1 if self.dialect.width >= _WIDE else _LONG_NOTE
        return count >= enough and bool(self.sound[between].all())

    def _line(self, first: int, last: int) -> str:
        return self.text[int(self.starts[first]) : int(self.ends[last]) + 1].decode("utf-8", "replace")

    def _parse(self, text: str) -> list[str] | None:
        """Cells of one row, or None when its quotes do not fit."""
        exactly = self._parsed(text, False)
        if exactly is not None and len(exactly) == self.dialect.width:
            return exactly
        return self._parsed(text, True) or exactly

    def _parsed(self, text: str, skip_space: bool) -> list[str] | None:
        handle = io.StringIO(text, newline="")
        reader = csv.reader(handle, delimiter=self.dialect.delimiter, strict=True, skipinitialspace=skip_space)
        try:
            found = list(reader)
        except csv.Error:
            return None
        return found[0] if len(found) == 1 else None

    def offset(self, line: int) -> int:
        return int(self.starts[line]) if line < len(self.starts) else len(self.text)

    def records(self, used: int) -> Records:
        """The rows of the first `used` lines."""
        sound = self.sound[:used]
        careful = np.flatnonzero(~sound & ~self.blank[:used]).tolist()
        if not careful and not self.blank[:used].any():
            return Records(self._read(self.text[: self.offset(used)]), np.arange(used) + self.first_row)
        keep = sound.copy()
        pieces: dict[int, bytes] = {}
        broken: list[Broken] = []
        within = -1
        for line in careful:
            if line <= within:
                continue
            within = self.joined.get(line, line)
            keep[line : within + 1] = False
            cells = self._careful(line, within, broken)
            if cells is not None:
                pieces[line] = _written(cells, self.dialect.delimiter)
        text = self._gather(keep, pieces)
        rows = np.flatnonzero(keep)
        if pieces:
            rows = np.sort(np.concatenate([rows, np.fromiter(pieces, np.int64)]))
        return Records(self._read(text), rows + self.first_row, broken)

    def _careful(self, line: int, within: int, broken: list[Broken]) -> list[str] | None:
        row, width = line + self.first_row, self.dialect.width
        text = self._line(line, within)
        cells = None if line in self.lost else self._parse(text)
        if cells is None:
            raw = tuple(text.rstrip("\r\n").split(self.dialect.delimiter))
            stray = line not in self.lost and "\r" in text.rstrip("\r\n")
            broken.append(Broken(row, raw, STRAY_RETURN if stray else OPEN_QUOTE))
            return None
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) != width:
            broken.append(misfit(row, tuple(cells), width))
            return None
        return cells

    def _gather(self, keep: npt.NDArray[np.bool_], pieces: dict[int, bytes]) -> bytes:
        """The kept lines and the rewritten ones, in their order."""
        edges = np.flatnonzero(np.diff(np.concatenate([[False], keep, [False]]).astype(np.int8)))
        runs = {
            int(start): (int(self.starts[start]), int(self.ends[end - 1]) + 1) for start, end in edges.reshape(-1, 2)
        }
        out = []
        for line in sorted([*runs, *pieces]):
            if line in runs:
                out.append(self.text[slice(*runs[line])])
            else:
                out.append(pieces[line])
        return b"".join(out)

    def _read(self, text: bytes) -> pa.Table:
        return read_sound(text, self.dialect)


def misfit(row: int, cells: tuple[str, ...], width: int) -> Broken:
    """A row that has more or fewer cells than the header."""
    return Broken(row, cells, Text("has {count} cells where the header has {width}", count=len(cells), width=width))


def _written(cells: list[str], delimiter: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(cells)
    return out.getvalue().encode()


def read_sound(text: bytes, dialect: Dialect) -> pa.Table:
    """The cells of sound lines, columns named by their place."""
    names = [str(place) for place in range(dialect.width)]
    if not text:
        return pa.table({name: pa.array([], pa.string()) for name in names})
    quotes = b'"' in text
    return pacsv.read_csv(
        pa.BufferReader(text),
        pacsv.ReadOptions(column_names=names, block_size=max(len(text) // 2 + 1, 1 << 20)),
        pacsv.ParseOptions(
            delimiter=dialect.delimiter, quote_char=quotes and '"', newlines_in_values=quotes, ignore_empty_lines=False
        ),
        pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=True
        ),
    )
