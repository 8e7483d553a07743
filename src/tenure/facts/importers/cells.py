"""What one column of text gives: values, and which cells are wrong and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from tenure.texts import Text


@dataclass(frozen=True)
class Wrong:
    """Cells that say something that cannot be taken, for one reason."""

    mask: pa.ChunkedArray
    reason: Text  # completes a sentence that begins with the cell: "is not a number with '.'"


@dataclass(frozen=True)
class Cells:
    """Values of a column; a cell that is wrong gives no value."""

    values: pa.ChunkedArray
    wrong: tuple[Wrong, ...] = ()


def wrong_where(mask: pa.ChunkedArray, reason: Text) -> tuple[Wrong, ...]:
    """The cells where the mask is true, or nothing when there are none."""
    return (Wrong(mask, reason),) if any_true(mask) else ()


def nulls(kind: pa.DataType, like: pa.ChunkedArray) -> pa.ChunkedArray:
    """As many unknowns of a type as a column is long."""
    return pa.chunked_array([pa.nulls(len(chunk), kind) for chunk in like.chunks] or [pa.nulls(0, kind)], kind)


def constant(value: object, kind: pa.DataType, length: int) -> pa.ChunkedArray:
    """One value, so many times."""
    return pa.chunked_array([pa.repeat(pa.scalar(value, kind), length)], kind)


def by_chunk(function: Callable[[pa.Array], pa.Array], column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """A function of whole arrays, applied to a column piece by piece."""
    return pa.chunked_array([function(chunk) for chunk in column.chunks], kind)


def matches(column: pa.ChunkedArray, pattern: str) -> pa.ChunkedArray:
    """Which cells match a pattern; an unknown cell gives unknown."""
    return pc.match_substring_regex(column, pattern)


def holds(mask: pa.ChunkedArray) -> pa.ChunkedArray:
    """A mask without unknowns: what is unknown does not hold."""
    return pc.fill_null(mask, False)


def known_but(column: pa.ChunkedArray, fits: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cells that hold something and do not fit."""
    return pc.and_(pc.is_valid(column), pc.invert(holds(fits)))


def null_where(mask: pa.ChunkedArray, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column, unknown where the mask is true."""
    return pc.if_else(mask, pa.scalar(None, column.type), column)


def only_where(mask: pa.ChunkedArray, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column, unknown where the mask is not true."""
    return pc.if_else(holds(mask), column, pa.scalar(None, column.type))


def any_true(mask: pa.ChunkedArray) -> bool:
    """Whether a mask holds anywhere."""
    return bool(pc.any(mask).as_py())


def joined(separator: str, *parts: pa.ChunkedArray | str) -> pa.ChunkedArray:
    """Texts put together row by row; unknown where a part is."""
    return pc.binary_join_element_wise(*parts, separator)


def mended(
    column: pa.ChunkedArray, where: pa.ChunkedArray, repair: Callable[[pa.ChunkedArray], pa.ChunkedArray]
) -> pa.ChunkedArray:
    """The column with the cells where the mask is true replaced by what `repair` makes of them alone."""
    if not any_true(where):
        return column
    mask = pa.concat_arrays(where.chunks) if where.num_chunks != 1 else where.chunk(0)
    repaired = repair(column.filter(where))
    out, start, used = [], 0, 0
    for chunk in column.chunks:
        part = mask.slice(start, len(chunk))
        count = int(pc.sum(part).as_py() or 0)
        fresh = repaired.slice(used, count).combine_chunks() if count else None
        out.append(chunk if fresh is None else pc.replace_with_mask(chunk, part, fresh))
        start, used = start + len(chunk), used + count
    return pa.chunked_array(out, column.type)
