"""ISO dates and times read from their bytes, a column at a time: the way nearly every export writes them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_Bytes = npt.NDArray[np.uint8]
_Whole = npt.NDArray[np.int64]
_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_ZERO, _DASH, _SLASH, _COLON = 48, 45, 47, 58
_LENGTHS = (10, 16, 19, 20, 25)  # day; with minutes; with seconds; with Z; with +08:00
FIRST_YEAR, LAST_YEAR = 1900, 2199


def read_iso(chunk: pa.Array) -> tuple[_Whole, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Microseconds since 1970, whether the cell could be read, and whether it names its zone (then it is in UTC)."""
    count = len(chunk)
    micros, read, zoned = np.zeros(count, np.int64), np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    offsets = np.frombuffer(chunk.buffers()[1], np.int32)[chunk.offset : chunk.offset + count + 1].astype(np.int64)
    body = chunk.buffers()[2]
    if body is None or not count:
        return micros, read, zoned
    data = np.frombuffer(body, np.uint8)
    lengths = np.diff(offsets)
    if chunk.null_count:
        lengths = np.where(np.asarray(chunk.is_valid()), lengths, 0)
    for length in _LENGTHS:
        here = np.flatnonzero(lengths == length)
        if not len(here):
            continue
        text = _cells(data, offsets, here, length, count)
        found, fits = _instants(text)
        micros[here], read[here] = found, fits
        zoned[here] = fits & (length > 19)
    return micros, read, zoned


def _cells(data: _Bytes, offsets: _Whole, here: _Whole, length: int, count: int) -> _Bytes:
    """The bytes of cells of one length, a row each."""
    if len(here) == count:
        return data[offsets[0] : offsets[-1]].reshape(count, length)
    gathered: _Bytes = data[offsets[here][:, None] + np.arange(length)]
    return gathered


def _figure(text: _Bytes, start: int, stop: int) -> tuple[_Whole, npt.NDArray[np.bool_]]:
    """The number in some columns, and where there are only digits."""
    value = np.zeros(len(text), np.int64)
    fits = np.ones(len(text), np.bool_)
    for place in range(start, stop):
        digit = text[:, place] - _ZERO  # what is below '0' wraps to a large number
        fits &= digit <= 9
        value = value * 10 + digit
    return value, fits


def _instants(text: _Bytes) -> tuple[_Whole, npt.NDArray[np.bool_]]:
    length = text.shape[1]
    (year, a), (month, b), (day, c) = _figure(text, 0, 4), _figure(text, 5, 7), _figure(text, 8, 10)
    mark = text[:, 4]
    fits = a & b & c & (mark == text[:, 7]) & ((mark == _DASH) | (mark == _SLASH))
    fits &= (year >= FIRST_YEAR) & (year <= LAST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1)
    month = np.where(fits, month, 1)
    leap = (month == 2) & (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    fits &= day <= _DAYS[month] + leap
    seconds = _days_since_1970(np.where(fits, year, 1970), month, day) * 86_400
    if length >= 16:
        (hour, d), (minute, e) = _figure(text, 11, 13), _figure(text, 14, 16)
        fits &= (
            d
            & e
            & ((text[:, 10] == ord("T")) | (text[:, 10] == ord(" ")))
            & (text[:, 13] == _COLON)
            & (hour < 24)
            & (minute < 60)
        )
        seconds += hour * 3600 + minute * 60
    if length >= 19:
        second, f = _figure(text, 17, 19)
        fits &= f & (text[:, 16] == _COLON) & (second < 60)
        seconds += second
    if length == 20:
        fits &= text[:, 19] == ord("Z")
    if length == 25:
        (hours, g), (minutes, h) = _figure(text, 20, 22), _figure(text, 23, 25)
        ahead, behind = text[:, 19] == ord("+"), text[:, 19] == _DASH
        fits &= g & h & (ahead | behind) & (text[:, 22] == _COLON) & (hours < 16) & (minutes < 60)
        seconds -= np.where(behind, -1, 1) * (hours * 3600 + minutes * 60)
    return seconds * 1_000_000, fits


def _days_since_1970(year: _Whole, month: _Whole, day: _Whole) -> _Whole:
    """Days of the proleptic Gregorian calendar (Hinnant, days_from_civil)."""
    year = year - (month <= 2)
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    days: _Whole = era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468
    return days
