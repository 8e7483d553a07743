"""Parquet as sheets of text, and how typed values are written as text."""

from __future__ import annotations

import json
from math import isfinite, isnan
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc

from tenure.errors import RejectedData
from tenure.facts.importers.sheets import Sheet, no_cells, unique_headers
from tenure.facts.importers.spool import Spool

_BATCH = 100_000
_EXACT = 2**53


def read_parquet(raw: IO[bytes], name: str) -> Sheet:
    """A Parquet file, every cell as text."""
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(raw)
        columns = unique_headers(file.schema_arrow.names)
        spool = Spool(no_cells(columns).schema)
        for batch in file.iter_batches(_BATCH):
            spool.add(pa.table([as_text(column) for column in batch.columns], list(columns)))
    except (pa.ArrowException, OSError) as error:
        raise RejectedData(
            "{file} is no Parquet file that can be opened: {error}.", "Write it again.", file=name, error=error
        ) from error
    rows = pa.chunked_array([pa.array(range(1, file.metadata.num_rows + 1), pa.int64())])
    return Sheet(name, columns, spool.table(), rows, (), "parquet", 0)


def as_text(column: pa.Array) -> pa.Array:
    """Cells of any type as a person would write them."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.dictionary_decode())
    if pa.types.is_timestamp(kind):
        text = column.cast(pa.timestamp("us", kind.tz), safe=False).cast(pa.timestamp("us")).cast(pa.string())
        return text if kind.tz is None else pc.binary_join_element_wise(text, "Z", "")
    if pa.types.is_floating(kind):
        known = pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
        return pa.array([None if value is None else figure(value) for value in known.to_pylist()], pa.string())
    if pa.types.is_nested(kind):
        return pa.array(
            [
                None if value is None else json.dumps(value, ensure_ascii=False, default=str)
                for value in column.to_pylist()
            ],
            pa.string(),
        )
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.array(
            [None if value is None else value.decode("utf-8", "replace") for value in column.to_pylist()], pa.string()
        )
    return column.cast(pa.string())


def figure(value: float) -> str | None:
    """A number as a person would write it; nothing for what is none."""
    if isnan(value):
        return None
    return str(int(value)) if isfinite(value) and value == int(value) and abs(value) < _EXACT else repr(value)
