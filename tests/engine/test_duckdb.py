"""DuckDB as a workspace's engine: what it keeps in files, and that these go with it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import ibis
import pyarrow as pa
import pytest

from tenure.book import open_book
from tenure.engine.duckdb import DuckDB
from tenure.engine.surface import Scratch
from tenure.errors import Conflict
from tenure.facts.lake.scratch import scratch_folder
from tenure.workspace import make_workspace
from tests.cast import NOW, acme, ann, customer, deliver

ROWS = ibis.memtable(
    pa.table(
        {
            "who": pa.array([1, 1, 2], pa.int64()),
            "n": pa.array([2**60, 2**60, None], pa.int64()),
            "paid": pa.array([Decimal("0.1234567891"), Decimal(1), None], pa.decimal128(38, 10)),
            "day": pa.array([date(2024, 2, 29), None, None], pa.date32()),
        }
    )
)


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    acme(tmp_path)
    return lambda: scratch_folder(tmp_path / "lake")


def test_a_large_table_lies_in_a_file_with_the_types_it_was_told_to_have(scratch: Scratch, tmp_path: Path) -> None:
    """A sum of whole numbers is wider in DuckDB, and Parquet would have it as a fraction of sixteen digits."""
    engine = DuckDB(scratch, threads=1)
    summed = ROWS.group_by("who").agg(n=ROWS.n.sum(), paid=ROWS.paid.sum(), day=ROWS.day.max())
    kept = engine.keep("panel", summed, large=True)
    assert len(list((tmp_path / "lake" / "scratch").glob("*/*.parquet"))) == 1
    assert kept.schema() == summed.schema()
    assert engine.rows(kept.order_by("who")) == [
        {"who": 1, "n": 2**61, "paid": Decimal("1.1234567891"), "day": date(2024, 2, 29)},
        {"who": 2, "n": None, "paid": None, "day": None},
    ]
    engine.drop(kept)
    assert not list((tmp_path / "lake" / "scratch").glob("*/*.parquet"))


def test_what_it_kept_goes_when_it_does(scratch: Scratch, tmp_path: Path) -> None:
    engine = DuckDB(scratch, threads=1)
    engine.keep("panel", ROWS, large=True)
    assert list((tmp_path / "lake" / "scratch").iterdir())
    del engine
    gc.collect()
    assert not list((tmp_path / "lake" / "scratch").iterdir())


def test_engines_write_apart(scratch: Scratch, tmp_path: Path) -> None:
    """Two DuckDBs that spill into one folder crash each other."""
    engines = [DuckDB(scratch, threads=1) for _ in range(2)]
    for engine in engines:
        engine.keep("few", ROWS)
    places = {engine.backend.raw_sql("SELECT current_setting('temp_directory')").fetchone()[0] for engine in engines}
    assert len(places) == 2
    assert all(Path(place).parent == tmp_path / "lake" / "scratch" for place in places)


def test_it_spills_there_what_does_not_fit_into_memory(scratch: Scratch, tmp_path: Path) -> None:
    engine = DuckDB(scratch, memory_limit="40MB", threads=1)
    many = ibis.range(0, 3_000_000).unnest().name("n").as_table()
    sorted_ = engine.keep("many", many.mutate(other=(many.n * 7919) % 3_000_017).order_by("other"))
    assert engine.rows(sorted_.agg(rows=sorted_.count(), last=sorted_.other.max())) == [
        {"rows": 3_000_000, "last": 3_000_016}
    ]
    assert list((tmp_path / "lake" / "scratch").glob("*/*.tmp"))


def test_where_nothing_may_be_written_all_stays_in_memory() -> None:
    @contextmanager
    def refused() -> Iterator[Path]:
        raise PermissionError("read only")
        yield

    engine = DuckDB(refused, threads=1)
    kept = engine.keep("panel", ROWS, large=True)
    assert engine.rows(kept.count().as_table()) == [{kept.count().get_name(): 3}]


def test_a_table_that_was_let_go_of_is_told_with_the_way_to_another(tmp_path: Path) -> None:
    """A notebook holds a table of one day, asks four others, and comes back to it."""
    make_workspace(tmp_path, "acme", "UTC", "CNY", "CN")
    book = open_book(tmp_path)
    book.lake.store(deliver("customers", [customer(ann, ann, known="2023-12-01")]), NOW)
    held = book.at(date(2024, 12, 31)).table("covers").count().as_table()
    assert book.engine.rows(held)
    for day in range(1, 5):
        book.at(date(2024, 6, day))
    with pytest.raises(Conflict, match=r"covers_\d+.*\n.*book.at\(day\).table"):
        book.engine.rows(held)
