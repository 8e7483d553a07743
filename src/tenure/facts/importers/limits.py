"""Numbers and days that no fact of a kind can tell: an amount below nothing, a contract that ends before it begins."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.delivery import ROW
from tenure.facts.importers.cells import Cells, Wrong, holds, null_where, wrong_where
from tenure.facts.importers.troubles import Troubles
from tenure.facts.kinds import Kind, Limit, Type
from tenure.texts import Text

Shown = Callable[[str], tuple[str, pa.ChunkedArray]]  # of a column: its header in the file, and its cells there

_BEYOND: Mapping[Limit, tuple[Callable[[pa.ChunkedArray], pa.ChunkedArray], Text]] = {
    Limit.POSITIVE: (lambda values: pc.less_equal(values, pa.scalar(0, values.type)), Text("is not above 0")),
    Limit.NO_LESS: (lambda values: pc.less(values, pa.scalar(0, values.type)), Text("is below 0")),
    Limit.SHARE: (
        lambda values: pc.or_(
            pc.less(values, pa.scalar(0, values.type)), pc.greater(values, pa.scalar(1, values.type))
        ),
        Text("is not between 0 and 1"),
    ),
}


def kept_to(limit: Limit | None, found: Cells) -> Cells:
    """The values of a column that lie within its limit; the others are wrong."""
    if limit is None:
        return found
    outside, reason = _BEYOND[limit]
    wrong = holds(outside(found.values))
    return Cells(null_where(wrong, found.values), (*found.wrong, *wrong_where(wrong, reason)))


def refuse_beyond(kind: Kind, values: Mapping[str, pa.ChunkedArray], shown: Shown, troubles: Troubles) -> None:
    """Note the rows that assert what the kind does not allow; what is taken back may have been anything."""
    asserted = pc.equal(values["op"], "assert")
    for column in kind.columns:
        if column.limit is not None:
            outside, reason = _BEYOND[column.limit]
            found = values[column.stored[0] if column.stored[0] in values else column.name]
            _note(values[ROW], pc.and_(asserted, outside(found)), reason, shown(column.name), troubles)
    for order in kind.orders:
        first, then = values[order.first], values[order.then]
        wrong = pc.and_(asserted, (pc.less_equal if order.apart else pc.less)(then, first))
        if kind.column(order.then).type is Type.DAY:
            reason = Text(
                "is not after {column}" if order.apart else "is before {column}", column=shown(order.first)[0]
            )
            _note(values[ROW], wrong, reason, shown(order.then), troubles)
        else:
            _note(
                values[ROW], wrong, Text("is above {column}", column=shown(order.then)[0]), shown(order.first), troubles
            )


def _note(
    rows: pa.ChunkedArray, wrong: pa.ChunkedArray, reason: Text, told: tuple[str, pa.ChunkedArray], troubles: Troubles
) -> None:
    header, cells = told
    troubles.add(rows, Wrong(holds(wrong), reason), header, cells)
