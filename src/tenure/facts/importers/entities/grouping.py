"""Rows that belong together: the first of a group, their places in it, and groups that wait whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.cells import Wrong, null_where
from tenure.facts.importers.troubles import Troubles
from tenure.texts import Text

PART_OF_A_SUM = Text("is part of a sum with a row that cannot be read")


@dataclass(frozen=True)
class Trouble:
    """Where to note what is wrong, under which column, and why."""

    troubles: Troubles
    column: str
    reason: Text


def first_rows(lines: pa.Table, key: str, columns: Sequence[str], sums: Sequence[tuple[str, str]] = ()) -> pa.Table:
    """One row per key: its first source row, the first known cell of each column, and sums."""
    if pc.count_distinct(lines[key]).as_py() == lines.num_rows:
        return lines
    aggregates = [("row", "min"), *((name, "first") for name in columns if name not in dict(sums)), *sums]
    grouped = lines.group_by(key, use_threads=False).aggregate(aggregates)
    return grouped.rename_columns([name if name == key else name.rpartition("_")[0] for name in grouped.column_names])


def summed(facts: pa.Table, measure: str) -> tuple[pa.Table, pa.Table]:
    """Facts that differ in nothing but their measure as one, on the first row; beside them the rows merged into it."""
    by = [name for name in facts.column_names if name not in ("row", measure)]
    wanted = [("row", "min"), ("row", "list"), (measure, "sum")]
    groups = facts.group_by(by, use_threads=False).aggregate(wanted)
    rows = groups["row_list"].combine_chunks()
    into = pc.take(groups["row_min"], pc.list_parent_indices(rows))
    merged = pa.table({"row": pc.list_flatten(rows), "into": into})
    sums = groups.drop_columns(["row_list"]).rename_columns({"row_min": "row", f"{measure}_sum": measure})
    return sums.select(facts.column_names).cast(facts.schema), merged.filter(pc.not_equal(merged["row"], into))


def ordinals(keys: pa.ChunkedArray) -> pa.ChunkedArray:
    """The place of each row among those of its key, from 1."""
    codes = np.asarray(keys.combine_chunks().dictionary_encode().indices.fill_null(-1))
    order = np.argsort(codes, kind="stable")
    fresh = np.concatenate([[True], np.diff(codes[order]) != 0]) if len(codes) else np.zeros(0, np.bool_)
    starts = np.maximum.accumulate(np.where(fresh, np.arange(len(codes)), 0))
    places = np.empty(len(codes), np.int64)
    places[order] = np.arange(len(codes)) - starts + 1
    return pa.chunked_array([places], pa.int64())


def merged_rows(
    keys: pa.ChunkedArray, numbers: pa.ChunkedArray, groups: pa.Table, telling: pa.ChunkedArray
) -> pa.Table:
    """Rows of groups that tell no fact of their own, each beside the row that tells that of its group."""
    into = pc.take(groups["row"], pc.index_in(keys, groups["key"].combine_chunks()))
    kept = pc.and_not(pc.is_valid(into), pc.is_in(numbers, telling.combine_chunks()))
    return pa.table({"row": numbers, "into": into}).filter(kept)


def reject_strangers(
    keys: pa.ChunkedArray, numbers: pa.ChunkedArray, values: Sequence[pa.ChunkedArray], wrong: Trouble
) -> None:
    """Groups wait whole whose rows differ in the first of the values that any of them tells."""
    open_keys = keys
    for value in values:
        table = pa.table({"key": open_keys, "value": value}).filter(pc.and_(pc.is_valid(open_keys), pc.is_valid(value)))
        counts = table.group_by("key").aggregate([("value", "count_distinct")])
        several = counts["key"].filter(pc.greater(counts["value_count_distinct"], 1))
        mask = pc.is_in(keys, several.combine_chunks())
        already = pc.is_in(numbers, wrong.troubles.rows())
        wrong.troubles.add(numbers, Wrong(pc.and_not(mask, already), wrong.reason), wrong.column, value)
        open_keys = null_where(pc.is_in(open_keys, counts["key"].combine_chunks()), open_keys)


def reject_groups(keys: pa.ChunkedArray, numbers: pa.ChunkedArray, troubles: Troubles, reason: Text) -> None:
    """Where one row of a group is rejected, the others wait with it."""
    rejected = troubles.rows()
    if not len(rejected):
        return
    bad = pc.is_in(numbers, rejected)
    mask = pc.and_not(pc.is_in(keys, pc.unique(keys.filter(bad)).drop_null()), bad)
    troubles.add(numbers, Wrong(mask, reason), "", keys)
