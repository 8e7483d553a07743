"""Rows that belong together: the first of a group, their places in it, and groups that wait whole."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.cells import Wrong
from tenure.facts.importers.troubles import Troubles
from tenure.texts import Text


def first_rows(lines: pa.Table, key: str, columns: Sequence[str], sums: Sequence[tuple[str, str]] = ()) -> pa.Table:
    """One row per key: its first source row, the first known cell of each column, and sums."""
    if pc.count_distinct(lines[key]).as_py() == lines.num_rows:
        return lines
    aggregates = [("row", "min"), *((name, "first") for name in columns if name not in dict(sums)), *sums]
    grouped = lines.group_by(key, use_threads=False).aggregate(aggregates)
    return grouped.rename_columns([name if name == key else name.rpartition("_")[0] for name in grouped.column_names])


def ordinals(keys: pa.ChunkedArray) -> pa.ChunkedArray:
    """The place of each row among those of its key, from 1."""
    codes = np.asarray(keys.combine_chunks().dictionary_encode().indices.fill_null(-1))
    order = np.argsort(codes, kind="stable")
    fresh = np.concatenate([[True], np.diff(codes[order]) != 0]) if len(codes) else np.zeros(0, np.bool_)
    starts = np.maximum.accumulate(np.where(fresh, np.arange(len(codes)), 0))
    places = np.empty(len(codes), np.int64)
    places[order] = np.arange(len(codes)) - starts + 1
    return pa.chunked_array([places], pa.int64())


def reject_groups(keys: pa.ChunkedArray, numbers: pa.ChunkedArray, troubles: Troubles, reason: Text) -> None:
    """Where one row of a group is rejected, the others wait with it."""
    rejected = troubles.rows()
    if not len(rejected):
        return
    bad = pc.is_in(numbers, rejected)
    mask = pc.and_not(pc.is_in(keys, pc.unique(keys.filter(bad)).drop_null()), bad)
    troubles.add(numbers, Wrong(mask, reason), "", keys)
