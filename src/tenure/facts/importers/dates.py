"""Days and instants from text: one way of writing per column, decided on the whole column."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.cells import Cells, any_true, by_chunk, holds, known_but, matches, mended, wrong_where
from tenure.facts.importers.isodates import FIRST_YEAR, LAST_YEAR, read_iso
from tenure.texts import Text

Order = Literal["DMY", "MDY"]
INSTANT = pa.timestamp("us")
_FIRST, _LAST = pa.scalar(date(FIRST_YEAR, 1, 1)), pa.scalar(date(LAST_YEAR, 12, 31))
_RULES_END = pa.scalar(datetime(2037, 12, 31), INSTANT)  # noqa: DTZ001  beyond it Arrow knows no summer time
_ISO_DAY = r"^\d{4}-\d\d-\d\d$"
_TIME = (
    r"(?:(?:T|,?\s+(?:at\s+)?)(?P<ap1>上午|下午)?\s*(?P<h>\d{1,2})[:时](?P<i>\d{1,2})分?(?::?(?P<s>\d{1,2})秒?(?:[.,](?P<f>\d{1,9}))?)?"
    r"\s*(?P<ap2>[AaPp]\.?[Mm]\.?)?)?\s*(?P<z>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$"
)
_YEAR_FIRST = r"^(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?" + _TIME
_COMPACT = (
    r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:T?(?P<h>\d{2})(?P<i>\d{2})(?P<s>\d{2}))?"
    r"(?P<f>)(?P<ap1>)(?P<ap2>)(?P<z>Z?)$"
)
_DAY_FIRST = r"^(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4}|\d{2})" + _TIME
_MONTH_FIRST = r"^(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})[-/.](?P<y>\d{4}|\d{2})" + _TIME
_MONTH_NAMED = (
    r"^(?:[A-Za-z]{3,9},?\s+)?(?P<m>[A-Za-z]{3,9})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})" + _TIME
)
_DAY_THEN_NAME = r"^(?:[A-Za-z]{3,9},?\s+)?(?P<d>\d{1,2})[-\s](?P<m>[A-Za-z]{3,9})\.?[-,\s]+(?P<y>\d{4}|\d{2})" + _TIME
_SLASHED = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(\D.*)?$"
_NUMBER = r"^\d{1,16}(\.\d+)?$"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OUTSIDE = r"(?:0\d{3}|1[0-8]\d\d|2[2-9]\d\d|[3-9]\d{3})"  # years
_FAR_OFF = rf"^{_OUTSIDE}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}(?:\D|$)|^\d{{1,2}}[-/.]\d{{1,2}}[-/.]{_OUTSIDE}(?:\D|$)"
REASON = Text("is not a date that exists")
_FAR_REASON = Text("lies outside the years 1900 to 2199; leave the cell empty where there is no such day")


@dataclass(frozen=True)
class DayOrder:
    """What the cells of a file say about the order of day and month."""

    slashed: int = 0  # cells with day and month in figures and the year last
    day_first: int = 0  # of these, cells that only fit with the day first
    month_first: int = 0

    def __add__(self, other: DayOrder) -> DayOrder:
        return DayOrder(
            self.slashed + other.slashed, self.day_first + other.day_first, self.month_first + other.month_first
        )

    @property
    def order(self) -> Order | None:
        """The order that the cells prove, or None while both fit."""
        if self.day_first == self.month_first:
            return None
        return "DMY" if self.day_first > self.month_first else "MDY"


def day_order(column: pa.ChunkedArray) -> DayOrder:
    """The evidence of one column."""
    parts = pc.extract_regex(column.filter(holds(matches(column, _SLASHED))), r"^(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})")
    if not len(parts):
        return DayOrder()
    first, second = (pc.greater(pc.struct_field(parts, name).cast(pa.int64()), 12) for name in ("a", "b"))
    return DayOrder(
        len(parts), int(pc.sum(pc.and_not(first, second)).as_py()), int(pc.sum(pc.and_not(second, first)).as_py())
    )


def read_instants(column: pa.ChunkedArray, zone: str, order: Order | None = None) -> Cells:
    """Instants in UTC; a time without a zone is local to `zone`, a day its first moment."""
    values = by_chunk(lambda chunk: _read(chunk, zone, order), column, INSTANT)
    unread = known_but(column, pc.is_valid(values))
    if not any_true(unread):
        return Cells(values)
    far = pc.and_(unread, holds(matches(column, _FAR_OFF)))
    return Cells(values, (*wrong_where(pc.and_not(unread, far), REASON), *wrong_where(far, _FAR_REASON)))


def read_days(column: pa.ChunkedArray, zone: str, order: Order | None = None, home: str | None = None) -> Cells:
    """Civil days; of an instant with a zone, the day in `home`; a time without a zone is in `zone`."""
    if bool(pc.all(matches(column, _ISO_DAY)).as_py()):
        try:
            days = column.cast(pa.date32())
            edges = pc.min_max(days)
            if not pc.less(edges["min"], _FIRST).as_py() and not pc.greater(edges["max"], _LAST).as_py():
                return Cells(days)
        except pa.ArrowInvalid:
            pass  # some day does not exist; the careful way tells which
    instants = read_instants(column, zone, order)
    return Cells(local_days(instants.values, home or zone), instants.wrong)


def local_days(instants: pa.ChunkedArray, zone: str) -> pa.ChunkedArray:
    """The civil day of instants in a zone."""
    aware = instants.cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us", zone))
    days = pc.local_timestamp(aware).cast(pa.date32(), safe=False)
    late = holds(pc.greater(instants, _RULES_END))
    return mended(days, late, lambda _: _late_days(instants.filter(late), zone))


def _late_days(instants: pa.ChunkedArray, zone: str) -> pa.ChunkedArray:
    home = ZoneInfo(zone)
    days = [at.replace(tzinfo=UTC).astimezone(home).date() for at in instants.to_pylist()]
    return pa.chunked_array([days], pa.date32())


def to_utc(local: pa.ChunkedArray, zone: str) -> pa.ChunkedArray:
    """Instants of local times; of two that share a time the earlier, in a gap the moment after it."""
    aware = pc.assume_timezone(local, zone, ambiguous="earliest", nonexistent="latest")
    instants = aware.cast(pa.timestamp("us", "UTC")).cast(INSTANT)
    late = holds(pc.greater(local, _RULES_END))
    return mended(instants, late, lambda _: _late_instants(local.filter(late), zone))


def _late_instants(local: pa.ChunkedArray, zone: str) -> pa.ChunkedArray:
    home = ZoneInfo(zone)
    instants = [at.replace(tzinfo=home).astimezone(UTC).replace(tzinfo=None) for at in local.to_pylist()]
    return pa.chunked_array([instants], INSTANT)


def _to_utc(local: pa.Array, zone: str) -> pa.Array:
    return to_utc(pa.chunked_array([local]), zone).chunk(0)


def _read(chunk: pa.Array, zone: str, order: Order | None) -> pa.Array:
    """Instants of one piece of a column, unknown where no way of writing fits."""
    micros, read, zoned = read_iso(chunk)
    aware = pa.array(micros, mask=~(read & zoned)).cast(INSTANT) if zoned.any() else None
    local = _to_utc(pa.array(micros, mask=~read | zoned).cast(INSTANT), zone) if (read & ~zoned).any() else None
    out = pc.coalesce(*(part for part in (aware, local, pa.nulls(len(chunk), INSTANT)) if part is not None))
    rest = pc.and_not(pc.is_valid(chunk), pa.array(read))
    return (
        pc.replace_with_mask(out, rest, _read_otherwise(chunk.filter(rest), zone, order))
        if pc.any(rest).as_py()
        else out
    )


def _read_otherwise(chunk: pa.Array, zone: str, order: Order | None) -> pa.Array:
    """Instants of cells that are not ISO."""
    out = pa.nulls(len(chunk), INSTANT)
    slashed = {"DMY": (_DAY_FIRST,), "MDY": (_MONTH_FIRST,), None: ()}[order]
    for pattern in (_YEAR_FIRST, _COMPACT, *slashed, _MONTH_NAMED, _DAY_THEN_NAME):
        todo = pc.and_(pc.is_null(out), holds(matches(chunk, pattern)))
        if pc.any(todo).as_py():
            out = pc.replace_with_mask(out, todo, _read_pattern(chunk.filter(todo), pattern, zone))
    todo = pc.and_(pc.is_null(out), holds(matches(chunk, _NUMBER)))
    return pc.replace_with_mask(out, todo, _read_numbers(chunk.filter(todo), zone)) if pc.any(todo).as_py() else out


def _field(parts: pa.StructArray, name: str) -> npt.NDArray[np.int64]:
    text = pc.struct_field(parts, name)
    filled = pc.if_else(pc.equal(pc.fill_null(text, ""), ""), "0", pc.fill_null(text, "0"))
    return np.asarray(filled.cast(pa.int64()))


def _read_pattern(chunk: pa.Array, pattern: str, zone: str) -> pa.Array:
    parts = pc.extract_regex(chunk, pattern)
    year, day = _field(parts, "y"), _field(parts, "d")
    two_digits = np.asarray(pc.equal(pc.fill_null(pc.utf8_length(pc.struct_field(parts, "y")), 4), 2))
    year = np.where(two_digits, year + np.where(year < 70, 2000, 1900), year)
    month = _months(pc.struct_field(parts, "m"))
    hour, minute, second = _field(parts, "h"), _field(parts, "i"), _field(parts, "s")
    half = pc.utf8_lower(pc.binary_join_element_wise(pc.struct_field(parts, "ap1"), pc.struct_field(parts, "ap2"), ""))
    pm = np.asarray(holds(matches(half, "^(p|下午)")))
    am = np.asarray(holds(matches(half, "^(a|上午)")))
    hour = np.where(pm & (hour < 12), hour + 12, np.where(am & (hour == 12), 0, hour))
    sound = (year >= FIRST_YEAR) & (year <= LAST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1)
    sound &= (hour < 24) & (minute < 60) & (second < 60) & np.asarray(pc.is_valid(parts))
    first = np.where(sound, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    sound &= day <= ((first + 1).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(np.int64)
    fraction = pc.utf8_slice_codeunits(pc.utf8_rpad(pc.fill_null(pc.struct_field(parts, "f"), ""), 6, "0"), 0, 6).cast(
        pa.int64()
    )
    days = (first.astype("datetime64[D]").astype(np.int64) + day - 1) * 86_400
    micros = (days + hour * 3600 + minute * 60 + second) * 1_000_000 + np.asarray(fraction)
    return _placed(pa.array(micros, mask=~sound).cast(INSTANT), pc.struct_field(parts, "z"), zone)


def _months(text: pa.Array) -> npt.NDArray[np.int64]:
    """Numbers of months written in figures or by name; 0 where there is no such month."""
    short = pc.utf8_slice_codeunits(pc.utf8_lower(text), 0, 3)
    named = pc.index_in(short, pa.array(_MONTHS))
    figures = pc.if_else(matches(text, r"^\d+$"), text, None).cast(pa.int64())
    return np.asarray(pc.fill_null(pc.coalesce(pc.add(named.cast(pa.int64()), 1), figures), 0))


def _placed(local: pa.Array, suffix: pa.Array, zone: str) -> pa.Array:
    """Local times with a zone behind them, or in the given zone where there is none."""
    suffix = pc.fill_null(suffix, "")
    bare = pc.equal(suffix, "")
    if pc.all(bare).as_py():
        return _to_utc(local, zone)
    offset = pc.extract_regex(suffix, r"^(?P<sign>[+-])(?P<h>\d{2}):?(?P<m>\d{2})?$")
    minutes = _field(offset, "h") * 60 + _field(offset, "m")
    signed = np.where(np.asarray(holds(pc.equal(pc.struct_field(offset, "sign"), "-"))), -minutes, minutes)
    shifted = pc.subtract(local.cast(pa.int64()), pa.array(signed * 60_000_000)).cast(INSTANT)
    return pc.if_else(bare, _to_utc(local, zone), shifted)


def _read_numbers(chunk: pa.Array, zone: str) -> pa.Array:
    """Seconds, milli- or microseconds since 1970 in UTC, or the days of a spreadsheet since 1900."""
    number = np.asarray(pc.fill_null(chunk.cast(pa.float64()), 0.0))
    whole = np.asarray(pc.fill_null(pc.replace_substring_regex(chunk, r"\..*$", "").cast(pa.int64()), 0))
    unit = np.select(
        [
            (whole >= 10**9) & (whole < 10**10),
            (whole >= 10**12) & (whole < 10**13),
            (whole >= 10**15) & (whole < 10**16),
        ],
        [10**6, 1000, 1],
        0,
    )
    epoch = pa.array(whole * unit, mask=unit == 0).cast(INSTANT)
    is_serial = (number >= 20_000) & (number < 90_000)
    number = np.where(is_serial, number, 0.0)
    serial = pa.array(np.round((number - 25_569) * 86_400).astype(np.int64) * 1_000_000, mask=~is_serial).cast(INSTANT)
    return pc.coalesce(epoch, _to_utc(serial, zone))
