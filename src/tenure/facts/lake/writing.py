"""New and changed facts put into files, and files written again without some of their rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from tenure.facts.kinds import KINDS, Kind
from tenure.facts.lake.columns import FACTS, RESTATED, stored_order, stored_types, typed_rows
from tenure.facts.lake.files import ROW_GROUP, Entry, Written, write_file
from tenure.facts.lake.sorting import Terms
from tenure.facts.lake.sql import parquet, text
from tenure.facts.lake.zones import local_time

_NO_MONTH = "all"


def write_fresh(con: duckdb.DuckDBPyConnection, lake: Path, kind: Kind, terms: Terms, first_seq: int) -> list[Written]:
    """Write `fresh_<kind>`, a file a month, by owner and then time; and the keys that now have several versions."""
    known = local_time(con, f"fresh_{kind.name}", "known_at", terms.zone)
    special = {
        "seq": f"{first_seq - 1} + place AS seq",
        "known_on": f"CAST({known} AS DATE) AS known_on",
        "source": f"{text(terms.source)} AS source",
        "batch": f"{terms.batch}::BIGINT AS batch",
    }
    columns = ", ".join(special.get(column, column) for column in stored_types(kind))
    month = f"date_trunc('month', {kind.day})" if kind.day else "NULL::DATE"
    query = f"SELECT {month}::DATE AS month, {columns} FROM fresh_{kind.name} ORDER BY month, {stored_order(kind)}"
    reader = con.execute(query).to_arrow_reader(ROW_GROUP)
    schema = reader.schema.remove(0)
    found = [
        write_file(lake, Entry(kind.name, FACTS, label), schema, (piece for _label, piece in pieces))
        for label, pieces in groupby(_by_month(reader), itemgetter(0))
    ]
    restated = f"SELECT DISTINCT key, {special['batch']} FROM fresh_{kind.name} WHERE restated"
    found.append(_write(con, lake, Entry(kind.name, RESTATED, _NO_MONTH), restated))
    return [file for file in found if file is not None]


def _by_month(reader: pa.RecordBatchReader) -> Iterator[tuple[str, pa.RecordBatch]]:
    """Sorted rows in pieces of one month each, with its label."""
    for batch in reader:
        months = batch["month"]
        numbers = months.cast(pa.int32()).fill_null(np.iinfo(np.int32).max).to_numpy()
        edges = [0, *(np.flatnonzero(np.diff(numbers)) + 1), len(numbers)]
        for begin, end in pairwise(edges):
            month = months[int(begin)].as_py()
            label = _NO_MONTH if month is None else month.isoformat()[:7]
            yield label, batch.drop_columns(["month"]).slice(begin, end - begin)


def _write(con: duckdb.DuckDBPyConnection, lake: Path, entry: Entry, rows: str) -> Written | None:
    kind = KINDS[entry.kind]
    query = f"{typed_rows(kind, entry.role, f'({rows})')} ORDER BY {stored_order(kind, entry.role)}"
    reader = con.execute(query).to_arrow_reader(ROW_GROUP)
    return write_file(lake, entry, reader.schema, reader)


def merge(con: duckdb.DuckDBPyConnection, lake: Path, entries: Sequence[Entry]) -> Written | None:
    """One file with the rows of several files of one kind, role and month."""
    return _write(con, lake, entries[0], f"FROM {parquet(lake / entry.path for entry in entries)}")


def count(con: duckdb.DuckDBPyConnection, lake: Path, entry: Entry, which: str) -> int:
    """How many rows of a file meet a condition."""
    row = con.execute(f"SELECT count(*) FROM {parquet([lake / entry.path])} WHERE {which}").fetchone()
    return int(row[0]) if row else 0


def rewrite(con: duckdb.DuckDBPyConnection, lake: Path, entry: Entry, drop: str, change: str = "") -> Written | None:
    """The same file without the rows that `drop` names, and with columns replaced; nothing when no row is left."""
    columns = f"* REPLACE ({change})" if change else "*"
    return _write(
        con, lake, entry, f"SELECT {columns} FROM {parquet([lake / entry.path])} WHERE NOT coalesce({drop}, false)"
    )
