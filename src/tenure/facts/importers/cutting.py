"""Orders whose lines lie in several files of one command: each file would tell the whole of them, and the last would count."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import pyarrow as pa
import pyarrow.compute as pc

from tenure.errors import RejectedData
from tenure.facts.importers.plans import Plan
from tenure.texts import Text

_SHOWN = 10
_NAMED = ("item_id", "sku", "product_id", "product_name", "items_text")  # what tells one line of an order from another
_COUNTED = ("quantity", "unit_price", "item_amount")  # where nothing names it
Layout = tuple[str, str, tuple[str, ...]]


def refuse_cut(plans: Sequence[Plan]) -> None:
    """Files of one layout of which each tells other lines of an order are not stored: no sum of it would be whole.

    Where a line stands in two files the order is told again, and the later file counts, as in two commands.

    Raises: RejectedData that names the orders.
    """
    told = [plan for plan in plans if len(_columns(plan)) > 1]
    cut = [text for _, alike in groupby(sorted(told, key=_layout), _layout) for text in _cut(list(alike))]
    if cut:
        raise RejectedData(
            "{count:,} orders are cut: some of their lines lie in one file, and others in another.",
            "Put these files together into one; where a file tells orders anew, import it by a command of its own.",
            details=cut[:_SHOWN],
            count=len(cut),
        )


def _layout(plan: Plan) -> Layout:
    return str(plan.layout), plan.source, plan.sheet.columns


def _columns(plan: Plan) -> list[str]:
    """The header of the order's number, and those that tell its lines; none where rows are no orders."""
    if plan.recipe is None or plan.recipe.entity != "order":
        return []
    heads = plan.headers
    keys = [heads[name] for name in (plan.recipe.key or "order_id", "order_number") if name in heads]
    lines = [heads[name] for name in _NAMED if name in heads] or [heads[name] for name in _COUNTED if name in heads]
    return [*keys[:1], *lines] if keys else []


def _cut(plans: Sequence[Plan]) -> list[Text]:
    """The orders that stand in several of the files, with no line in two of them."""
    if len(plans) == 1:
        return []
    columns = _columns(plans[0])
    everywhere = pa.concat_tables([_told(plan, place, columns[:1]) for place, plan in enumerate(plans)])
    orders = _in_several(everywhere, ["0"])
    rows = pa.concat_tables([_told(plan, place, columns, orders) for place, plan in enumerate(plans)])
    again = _in_several(rows, [name for name in rows.column_names if name != "file"])
    cut = rows.filter(pc.invert(pc.is_in(rows["0"], again)))
    files: dict[str, dict[str, None]] = {}
    for order, place in zip(cut["0"].to_pylist(), cut["file"].to_pylist(), strict=True):
        files.setdefault(order, {})[plans[place].name] = None
    return [Text("{order}: {files}", order=order, files=list(names)) for order, names in files.items()]


def _told(plan: Plan, place: int, columns: Sequence[str], orders: pa.Array | None = None) -> pa.Table:
    """The cells of some columns by their places, and the place of the file; of some orders alone where they are given."""
    cells = pa.table({str(n): pc.fill_null(plan.sheet.column(name), "") for n, name in enumerate(columns)})
    cells = cells.append_column("file", pa.array([place] * cells.num_rows, pa.int64()))
    return cells.filter(pc.not_equal(cells["0"], "") if orders is None else pc.is_in(cells["0"], orders))


def _in_several(rows: pa.Table, columns: list[str]) -> pa.Array:
    """The orders of what some columns tell in more than one file."""
    counts = rows.group_by(columns, use_threads=False).aggregate([("file", "count_distinct")])
    return counts["0"].filter(pc.greater(counts["file_count_distinct"], 1)).combine_chunks()
