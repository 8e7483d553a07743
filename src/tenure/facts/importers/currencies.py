"""Currencies told beside amounts: by a sign or code in the cell, or by the header of its column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from tenure.errors import TenureError
from tenure.facts.importers.cells import Wrong, any_true, constant, holds, known_but, matches, nulls, only_where
from tenure.facts.importers.headers import hint
from tenure.texts import Text
from tenure.units import exponent

CODES = "CNY|RMB|USD|EUR|GBP|JPY|HKD|TWD|SGD|AUD|CAD|CHF"  # such as stand beside amounts
SIGNS = "¥￥$€£₹₩元"
_DOLLARS = ("USD", "CAD", "AUD", "SGD", "HKD", "TWD", "NZD", "MXN", "MOP", "ARS", "CLP", "COP")
_MAY_MEAN: Mapping[str, tuple[str, ...]] = {  # the first is meant where the company's own currency is none of them
    "$": _DOLLARS,
    "¥": ("CNY", "JPY"),
    "￥": ("CNY", "JPY"),
    "元": ("CNY", "HKD", "TWD", "MOP", "SGD"),
    "人民币": ("CNY",),
    "RMB": ("CNY",),
    "€": ("EUR",),
    "£": ("GBP",),
    "₹": ("INR",),
    "₩": ("KRW",),
}
_PLAIN = r"^[-+\d.,\s()]*$"
_MARK = re.compile(rf"(?:^|[^A-Za-z])({CODES})(?:[^A-Za-z]|$)|([{SIGNS}])")
_LAST_WORD = re.compile(rf"(?i)[\s_-]({CODES})$")
_NOT_CODES = ("ALL", "TOP", "TRY")  # words that headers have in brackets, before they are codes


@dataclass(frozen=True)
class CurrencyEvidence:
    """What the amounts of a file say of their currency."""

    marks: frozenset[str] = frozenset()
    bare: bool = False  # some amounts stand without a mark

    def __add__(self, other: CurrencyEvidence) -> CurrencyEvidence:
        return CurrencyEvidence(self.marks | other.marks, self.bare or other.bare)

    def told(self, home: str) -> list[str]:
        """The currencies that are named."""
        return sorted({meant(mark, home) for mark in self.marks})


def currency_evidence(column: pa.ChunkedArray, marks: pa.ChunkedArray) -> CurrencyEvidence:
    """What one column says, given the mark of each amount."""
    bare = any_true(pc.and_(pc.is_valid(column), pc.is_null(marks)))
    return CurrencyEvidence(frozenset(pc.unique(marks).drop_null().to_pylist()), bare)


def header_mark(header: str) -> str:
    """The currency in a header's bracket or last word: total (EUR), 金额（元）, amount_usd; "" where there is none."""
    told = hint(header).strip()
    if told in _MAY_MEAN:
        return told
    code = told.upper()
    if re.fullmatch("[A-Z]{3}", code) and code not in _NOT_CODES and _exists(code):
        return code
    found = _LAST_WORD.search(header.strip())
    return found.group(1).upper() if found and not told else ""


def _exists(code: str) -> bool:
    try:
        exponent(code)
    except TenureError:
        return False
    return True


def marks_of(column: pa.ChunkedArray, header: str = "") -> pa.ChunkedArray:
    """The sign or code of each amount, else that of its header; unknown where there is neither."""
    above = header_mark(header)
    dressed = known_but(column, matches(column, _PLAIN))
    if any_true(dressed):
        cells = only_where(dressed, column)
        distinct = pc.unique(cells).drop_null()
        found = pa.array([_cell_mark(cell) for cell in distinct.to_pylist()], pa.string())
        own = pc.take(found, pc.index_in(cells, distinct))
    else:
        own = nulls(pa.string(), column)
    return (
        pc.coalesce(own, only_where(pc.is_valid(column), constant(above, pa.string(), len(column)))) if above else own
    )


def _cell_mark(cell: str) -> str | None:
    """A code goes before a sign: $10 CAD is in Canadian dollars."""
    found = list(_MARK.finditer(cell))
    codes = [one.group(1) for one in found if one.group(1)]
    return next(iter([*codes, *(one.group(2) for one in found if one.group(2))]), None)


def meant(mark: str, home: str) -> str:
    """The currency of a mark: the home currency if it can be that one."""
    possible = _MAY_MEAN.get(mark, (mark,))
    return home if home in possible else possible[0]


def meanings(marks: pa.ChunkedArray, home: str) -> pa.ChunkedArray:
    """The currency of each mark."""
    distinct = pc.unique(marks).drop_null()
    if not len(distinct):
        return marks
    return pc.take(
        pa.array([meant(mark, home) for mark in distinct.to_pylist()], pa.string()), pc.index_in(marks, distinct)
    )


def contradicting(marks: pa.ChunkedArray, currency: pa.ChunkedArray) -> Iterable[Wrong]:
    """The amounts whose mark cannot mean the currency of their row."""
    for mark in pc.unique(marks).drop_null().to_pylist():
        here = holds(pc.equal(marks, mark))
        against = pc.and_(here, known_but(currency, pc.is_in(currency, pa.array(_MAY_MEAN.get(mark, (mark,))))))
        for code in pc.unique(currency.filter(against)).drop_null().to_pylist():
            reason = Text(
                "is in another currency ({mark}) than its row, which is in {currency}", mark=mark, currency=code
            )
            yield Wrong(pc.and_(against, holds(pc.equal(currency, code))), reason)
