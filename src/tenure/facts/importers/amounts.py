"""Numbers and money from text: exact decimals, whole minor units."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenure.errors import TenureError
from tenure.facts.importers.cells import (
    Cells,
    Wrong,
    any_true,
    by_chunk,
    constant,
    holds,
    known_but,
    matches,
    mended,
    null_where,
    nulls,
    only_where,
    wrong_where,
)
from tenure.facts.importers.currencies import CODES, SIGNS
from tenure.texts import Text
from tenure.units import exponent

Mark = Literal[".", ","]
NUMBER = pa.decimal128(38, 10)
_PLAIN = r"^-?\d{1,18}(\.\d{1,10})?$"
_UNMARKED = _WHOLE = r"^-?\d{1,18}$"
_DRESSED = rf"[{SIGNS}\s'’]|^({CODES})|({CODES})$"
_REMARK = r"[（(][^（）()]*[^\d（）().,-][^（）()]*[）)]$"  # 499.00（系统计算中，该值仅供参考）
_NEGATIVE = r"^\(([^()]*)\)$"  # (12.50) is -12.50 in books, and so is ($12.50)
GROUPED = r"^\D*[1-9]\d{0,2}(\.\d{3})+\D*$"  # 2.500, which is thousands to some and a fraction to others
_LOOK = 10_000
NOT_WHOLE = Text("is not a whole number")
_FAULTS = (
    (Text("is no finite number"), r"(?i)^[+-]?(inf|infinity|nan|∞)$"),
    (Text("is written with an exponent; write all its digits"), r"^[+-]?[\d.,]+[eE][+-]?\d+$"),
    (Text("is counted in tens of thousands or the like; write all its digits"), r"\d\s*[十百千万萬亿億]"),
    (Text("has its minus sign behind it; write it in front"), r"^[\d.,\s]+-$"),
)


@dataclass(frozen=True)
class MarkEvidence:
    """How many cells prove each decimal mark."""

    points: int = 0
    commas: int = 0
    open: int = 0  # cells with points that could be either

    def __add__(self, other: MarkEvidence) -> MarkEvidence:
        return MarkEvidence(self.points + other.points, self.commas + other.commas, self.open + other.open)

    @property
    def told(self) -> Mark | None:
        """The mark that most cells prove, or None where none does."""
        return self.mark if self.points or self.commas else None

    @property
    def mark(self) -> Mark:
        """The same, and the point where none does."""
        return "," if self.commas > self.points else "."


def mark_evidence(column: pa.ChunkedArray) -> MarkEvidence:
    """What one column says."""
    column = _in_usual_width(column)
    if not any_true(pc.match_substring(column, ",")):
        return _by_points_alone(column)
    points = _count(column, r"\d\.(\d{1,2}|\d{4,})$|,\d{3}\.\d|\d\.\d{2}\D")
    return MarkEvidence(points, _count(column, r"\d,(\d{1,2}|\d{4,})$|\.\d{3},\d|\d,\d{2}\D"))


def _by_points_alone(column: pa.ChunkedArray) -> MarkEvidence:
    for cells in (column.slice(0, _LOOK), column.slice(_LOOK)):  # nearly always the first ones tell
        dotted, grouped = _count(cells, r"\."), _count(cells, GROUPED)
        if dotted > grouped:
            return MarkEvidence(points=1)
    return MarkEvidence(open=_count(column, GROUPED))


def _count(column: pa.ChunkedArray, pattern: str) -> int:
    return int(pc.sum(holds(matches(column, pattern))).as_py() or 0)


def plain_numbers(column: pa.ChunkedArray, mark: Mark = ".") -> pa.ChunkedArray:
    """Number cells without currency signs, thousands marks and remarks, with a point; unknown where it is no number."""
    pattern = _PLAIN if mark == "." else _UNMARKED
    return mended(column, known_but(column, matches(column, pattern)), lambda cells: _undressed(cells, mark))


def _in_usual_width(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cells with digits and marks as keyboards have them: １０ as 10, and U+2212 as the minus sign."""
    strange = known_but(column, pc.string_is_ascii(column))
    return mended(column, strange, lambda cells: pc.replace_substring(pc.utf8_normalize(cells, "NFKC"), "\u2212", "-"))


def _undressed(column: pa.ChunkedArray, mark: Mark) -> pa.ChunkedArray:
    text = pc.replace_substring_regex(_in_usual_width(column), _NEGATIVE, r"-\1")
    text = pc.replace_substring_regex(text, _REMARK, "")
    text = pc.replace_substring_regex(text, rf"^-\s*({CODES})", "-")
    text = pc.replace_substring_regex(text, _DRESSED, "")
    text = pc.replace_substring_regex(text, _NEGATIVE, r"-\1")
    text = pc.replace_substring_regex(text, r"^\+", "")
    thousands, point = (",", r"\.") if mark == "." else (r"\.", ",")
    grouped = matches(text, rf"^-?\d{{1,3}}({thousands}\d{{3}})+({point}\d+)?$")
    text = pc.if_else(grouped, pc.replace_substring_regex(text, thousands, ""), text)
    if mark == ",":
        text = pc.replace_substring_regex(null_where(matches(text, r"\."), text), ",", ".")
    text = pc.replace_substring_regex(text, r"^(-?)\.", r"\10.")
    return only_where(matches(text, _PLAIN), text)


def read_numbers(column: pa.ChunkedArray, mark: Mark = ".") -> Cells:
    """Exact decimals."""
    text = plain_numbers(column, mark)
    return Cells(text.cast(NUMBER), _no_numbers(column, text, mark))


def read_integers(column: pa.ChunkedArray, mark: Mark = ".") -> Cells:
    """Whole numbers; 12.0 is one."""
    text = mended(column, known_but(column, matches(column, _WHOLE)), lambda cells: _unpointed(cells, mark))
    return Cells(text.cast(pa.int64()), wrong_where(known_but(column, pc.is_valid(text)), NOT_WHOLE))


def _unpointed(column: pa.ChunkedArray, mark: Mark) -> pa.ChunkedArray:
    text = pc.replace_substring_regex(plain_numbers(column, mark), r"\.0+$", "")
    return only_where(matches(text, _WHOLE), text)


def read_percents(column: pa.ChunkedArray, mark: Mark = ".") -> Cells:
    """Shares of one: 48.43% and 0.4843 are the same."""
    column = _in_usual_width(column)
    found = read_numbers(pc.replace_substring_regex(column, r"\s*%$", ""), mark)
    scaled = pc.multiply(found.values.cast(pa.decimal128(28, 10), safe=False), pa.scalar(Decimal("0.01")))
    return Cells(pc.if_else(matches(column, "%$"), scaled.cast(NUMBER, safe=False), found.values), found.wrong)


def _no_numbers(column: pa.ChunkedArray, text: pa.ChunkedArray, mark: Mark) -> tuple[Wrong, ...]:
    """The cells that are no numbers, each with what is the matter with it."""
    left = known_but(column, pc.is_valid(text))
    if not any_true(left):
        return ()
    other: Mark = "," if mark == "." else "."
    swapped = Text(
        "is not a number with '{mark}'; if '{other}' is the decimal mark, say so (--decimal={other})",
        mark=mark,
        other=other,
    )
    cells = _in_usual_width(only_where(left, column))
    checks = [(swapped, pc.is_valid(plain_numbers(cells, other)))]
    checks += [(reason, matches(cells, pattern)) for reason, pattern in _FAULTS]
    out: list[Wrong] = []
    for reason, fits in checks:
        here = pc.and_(left, holds(fits))
        out += wrong_where(here, reason)
        left = pc.and_not(left, here)
    return (*out, *wrong_where(left, Text("is not a number")))


def read_money(column: pa.ChunkedArray, currency: pa.ChunkedArray, mark: Mark = ".", minor: bool = False) -> Cells:
    """Whole minor units; `minor` says that the file counts in them already."""
    places = digits_of(currency)
    given = constant(0, pa.int32(), len(column)) if minor else places
    text = plain_numbers(column, mark)
    values, wrong = nulls(pa.int64(), text), _no_numbers(column, text, mark)
    unpriced = pc.and_(pc.is_valid(column), pc.is_null(places))
    counts = pc.unique(given).drop_null().to_pylist()
    for count in counts:
        fits = matches(text, rf"^-?\d{{1,15}}(\.\d{{0,{count}}}0*)?$")
        here = fits if len(counts) == 1 else pc.and_(fits, pc.equal(given, count))
        part = _scaled(only_where(here, text), count)
        values = part if len(counts) == 1 else pc.coalesce(values, part)
    values = null_where(unpriced, values)
    surplus = pc.and_(pc.and_(pc.is_valid(text), pc.is_null(values)), pc.invert(unpriced))
    wrong += wrong_where(surplus, Text("has more digits than its currency has"))
    return Cells(
        values,
        wrong + wrong_where(unpriced, Text("has no currency that exists; write its three letters after ISO 4217")),
    )


def _scaled(text: pa.ChunkedArray, places: int) -> pa.ChunkedArray:
    """The digits of decimals without their point, as whole numbers."""
    return by_chunk(lambda chunk: _digits(chunk.cast(pa.decimal128(18, places))), text, pa.int64())


def _digits(chunk: pa.Array) -> pa.Array:
    # A decimal is stored as one whole number of 128 bits; 18 digits fit into the lower half.
    halves = np.frombuffer(chunk.buffers()[1], np.int64)[2 * chunk.offset : 2 * (chunk.offset + len(chunk))]
    return pa.array(halves[::2].copy(), mask=np.asarray(chunk.is_null()) if chunk.null_count else None)


def digits_of(currency: pa.ChunkedArray) -> pa.ChunkedArray:
    """Digits of the minor unit beside each row; unknown where there is no such currency."""
    codes = pc.unique(currency).drop_null().to_pylist()
    if not codes:
        return nulls(pa.int32(), currency)
    found = pa.array([_exponent(code) for code in codes], pa.int32())
    return pc.take(found, pc.index_in(currency, pa.array(codes, pa.string())))


def _exponent(code: str) -> int | None:
    try:
        return exponent(code)
    except TenureError:
        return None


def rounded_to_minor(amount: pa.ChunkedArray, currency: pa.ChunkedArray) -> pa.ChunkedArray:
    """Derived amounts in whole minor units, halves to even; for sums that no file wrote down."""
    places = digits_of(currency)
    out = nulls(pa.int64(), amount)
    for count in pc.unique(places).drop_null().to_pylist():
        here = only_where(pc.equal(places, count), amount.cast(pa.decimal128(30, 10), safe=False))
        even = pc.round(here, ndigits=count, round_mode="half_to_even")
        scaled = pc.multiply(
            even.cast(pa.decimal128(26, max(count, 4)), safe=False),
            pa.scalar(Decimal(10) ** count, pa.decimal128(5, 0)),
        )
        out = pc.coalesce(out, scaled.cast(pa.int64(), safe=False))
    return out
