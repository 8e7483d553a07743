"""Rows of facts on their way to CSV files of the native shape: the key of the kind, its columns, known_at, op."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import itemgetter
from pathlib import Path

from tenure.demo.clock import SECONDS, Clock
from tenure.errors import unknown
from tenure.facts.kinds import Kind, Type, kind
from tenure.texts import Text
from tenure.units import exponent

Value = str | int | None
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Sheet:
    """One CSV file: its header and its rows, all text."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


class Ledger:
    """Collects facts told in local moments and minor units, and says them as the files of a facts folder.

    Moments are seconds since 1970 on the wall clock of the company, days are whole days since then. What the company
    did not know before the end of its last day is not in the files.
    """

    def __init__(self, clock: Clock, last_day: int) -> None:
        self.clock = clock
        self._end = (last_day + 1) * SECONDS
        self._rows: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        self._policies: list[tuple[str, ...]] = []

    def add(self, name: str, key: str, known: int, /, **values: Value) -> None:
        """Assert a fact: the first version of its key, or a correction of an earlier one."""
        self._put(name, key, known, "assert", values)

    def retract(self, name: str, key: str, known: int, /, **values: Value) -> None:
        """Withdraw a fact; the values repeat what was asserted."""
        self._put(name, key, known, "retract", values)

    def policy(self, key: str, value: str, note: str = "") -> None:
        """Set a policy of the company."""
        self._policies.append((key, value, note))

    def _put(self, name: str, key: str, known: int, op: str, values: Mapping[str, Value]) -> None:
        if known >= self._end:
            return
        writers = _writers(name)
        if not values.keys() <= writers.keys():
            strange = next(word for word in values if word not in writers)
            raise unknown(Text("column of {table}", table=name), strange, writers)
        currency = str(values.get("currency", ""))
        cells = [key]
        for column, writer in writers.items():
            value = values.get(column)
            cells.append("" if value is None else writer(value, currency, self.clock))
        cells += [_instant(known, "", self.clock), op]
        self._rows.setdefault(name, []).append((known, tuple(cells)))

    def sheets(self) -> dict[str, Sheet]:
        """Every file by its stem, with its rows in the order in which they became known."""
        out = {}
        for name in sorted(self._rows):
            rows = [row for _, row in sorted(self._rows[name], key=itemgetter(0))]
            out[name] = Sheet((*kind(name).names, "known_at", "op"), rows)
        out["policies"] = Sheet(("key", "value", "note"), tuple(self._policies))
        return out


def write_sheets(sheets: Mapping[str, Sheet], folder: Path) -> None:
    """Write each sheet as UTF-8 CSV with plain line feeds, the same bytes on every system."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, sheet in sheets.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(sheet.columns)
            writer.writerows(sheet.rows)


Writer = Callable[[str | int, str, Clock], str]


@cache
def _writers(name: str) -> dict[str, Writer]:
    described: Kind = kind(name)
    return {column.name: _WRITERS.get(column.type, _plain) for column in described.columns}


def _plain(value: str | int, _currency: str, _clock: Clock) -> str:
    return str(value)


@cache
def _day_text(day: int) -> str:
    return date.fromordinal(_EPOCH + day).isoformat()


def _day(value: str | int, _currency: str, _clock: Clock) -> str:
    return _day_text(int(value))


def _instant(value: str | int, _currency: str, clock: Clock) -> str:
    day, second = divmod(clock.utc(int(value)), SECONDS)
    minute, second = divmod(second, 60)
    hour, minute = divmod(minute, 60)
    return f"{_day_text(day)}T{hour:02d}:{minute:02d}:{second:02d}Z"


@cache
def _digits(currency: str) -> int:
    return exponent(currency)


def _money(value: str | int, currency: str, _clock: Clock) -> str:
    digits = _digits(currency)
    if not digits:
        return str(value)
    whole, part = divmod(int(value), 10**digits)
    return f"{whole}.{part:0{digits}d}"


_WRITERS: dict[Type, Writer] = {Type.DAY: _day, Type.INSTANT: _instant, Type.MONEY: _money}
