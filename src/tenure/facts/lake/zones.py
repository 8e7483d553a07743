"""Civil time of a zone in SQL: a few comparisons a row, where the engine's own conversion costs ten times as much."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb

from tenure.facts.lake.sql import moment, text

_EDGES = (
    datetime.fromisoformat("1850-01-01"),
    datetime.fromisoformat("2250-01-01"),
)  # beyond them the offset of the edge holds
_STEP = timedelta(days=1)  # no zone has changed its clocks twice within a day
_SECOND = timedelta(seconds=1)


def local_time(con: duckdb.DuckDBPyConnection, relation: str, instant: str, zone: str) -> str:
    """SQL for the wall clock of a zone at the UTC instants of one column of a relation."""
    span = con.execute(f"SELECT min({instant}), max({instant}) FROM {relation}").fetchone()
    if span is None or span[0] is None:
        return instant
    first, last = (min(max(edge, _EDGES[0]), _EDGES[1]) for edge in span)
    starts, offsets = zip(*shifts(zone, first, last), strict=True)
    seconds = [int(offset.total_seconds()) for offset in offsets]
    cases = [
        f"WHEN {instant} < {moment(start)} THEN {offset}"
        for start, offset in zip(starts[1:], seconds[:-1], strict=True)
    ]
    offset = f"CASE {' '.join(cases)} ELSE {seconds[-1]} END" if cases else f"{seconds[-1]}"
    return f"({instant} + to_seconds({offset}))"


def shifts(zone: str, first: datetime, last: datetime) -> list[tuple[datetime, timedelta]]:
    """From which instant on which offset holds, for the instants from `first` to `last`; all in UTC."""
    return list(_shifts(ZoneInfo(zone), first, last))


def _shifts(info: ZoneInfo, first: datetime, last: datetime) -> Iterator[tuple[datetime, timedelta]]:
    at, offset = first, _offset(info, first)
    yield at, offset
    while at < last:
        following = min(at + _STEP, last)
        if _offset(info, following) != offset:
            following = _change(info, at, following)
            offset = _offset(info, following)
            yield following, offset
        at = following


def _change(info: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second with another offset than `before`'s."""
    offset = _offset(info, before)
    low, high = before.replace(microsecond=0), after
    while high - low > _SECOND:
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        low, high = (middle, high) if _offset(info, middle) == offset else (low, middle)
    return (low + _SECOND).replace(microsecond=0)


def _offset(info: ZoneInfo, at: datetime) -> timedelta:
    return at.replace(tzinfo=UTC).astimezone(info).utcoffset() or timedelta(0)


def midnight(day: str, zone: str) -> str:
    """SQL for the UTC instant at which a civil day begins in a zone."""
    return f"timezone('UTC', timezone({text(zone)}, CAST({day} AS TIMESTAMP)))"
