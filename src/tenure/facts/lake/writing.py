"""New and changed facts put into files, and files written again without some of their rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from tenure.facts.kinds import KINDS, Kind
from tenure.facts.lake.columns import FACTS, RESTATED, stored_order, stored_types
from tenure.facts.lake.files import ROW_GROUP, Written, write_file
from tenure.facts.lake.sql import local_day, parquet, text
from tenure.facts.lake.stock import Entry, Stock


def write_fresh(con: duckdb.DuckDBPyConnection, stock: Stock, kind: Kind, first_seq: int) -> list[Written]:
    """Write `fresh_<kind>`, a file a month, by owner and then time; and the keys that now have several versions."""
    name = kind.name
    special = {"seq": f"{first_seq - 1} + place AS seq", "known_on": f"{local_day('known_at', stock.zone)} AS known_on"}
    columns = ", ".join(special.get(column, column) for column in stored_types(kind))
    out = []
    for (month,) in con.execute(f"SELECT DISTINCT month FROM fresh_{name} ORDER BY month").fetchall():
        rows = f"SELECT {columns} FROM fresh_{name} WHERE month = {text(month)}"
        out.append(_write(con, stock.folder, Entry(name, FACTS, month, ""), rows))
    restated = f"SELECT DISTINCT key, batch FROM fresh_{name} WHERE restated"
    out.append(_write(con, stock.folder, Entry(name, RESTATED, "all", ""), restated))
    return [file for file in out if file is not None]


def _write(con: duckdb.DuckDBPyConnection, lake: Path, entry: Entry, rows: str) -> Written | None:
    kind = KINDS[entry.kind]
    query = (
        f"SELECT {', '.join(stored_types(kind, entry.role))} FROM ({rows}) ORDER BY {stored_order(kind, entry.role)}"
    )
    reader = con.execute(query).to_arrow_reader(ROW_GROUP)
    return write_file(lake, kind, entry.role, entry.month, reader)


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
