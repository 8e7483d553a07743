"""Spark as a workspace's engine: where things lie, how much may come over, and what is said when it does not work."""

from __future__ import annotations

import gc
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import ibis
import pyarrow as pa
import pytest

from tenure.book import Book, open_book
from tenure.engine.duckdb import DuckDB
from tenure.engine.spark import Spark
from tenure.engine.surface import count, parts
from tenure.errors import RejectedData, RemoteFailure, UsageError
from tenure.stages.shelf import Manifest, Shelf, footing_of
from tenure.workspace import make_workspace, read_workspace
from tests.cast import NOW, acme, ann, contract, deliver, price
from tests.conftest import only_in_soak
from tests.engine.servers import free_port


def numbers(count: int) -> ibis.Table:
    return ibis.memtable(pa.table({"n": pa.array(range(count), pa.int64())}))


def acme_on_spark(tmp_path: Path) -> Book:
    """A company of one customer, in a folder with an unusual name (Sail cannot write where patterns could be meant)."""
    folder = tmp_path / "a b 100% 中文"
    made = make_workspace(folder, "acme", "Asia/Shanghai", "CNY", "CN")
    lake = acme(folder)
    lake.store(
        deliver(
            {
                "contracts": [contract("k1", ann, "2024-01-01", "2025-01-01")],
                "contract_prices": [price("p1", "k1", "2024-01-01", 100.5)],
            }
        ),
        NOW,
    )
    return Book(replace(made, engine="spark"))


def test_a_number_comes_from_any_folder_and_what_was_kept_for_it_goes_with_the_book(spark: str, tmp_path: Path) -> None:
    book = acme_on_spark(tmp_path)
    lake = book.workspace.lake
    assert book.one("revenue.mrr", "2024-06", date(2024, 12, 31)).value == Decimal("100.5")
    assert len(list(lake.glob("scratch/*/*"))) > 5
    assert not any(path.name.startswith("panel_part") for path in lake.glob("scratch/*/*"))
    del book
    gc.collect()
    assert not list(lake.glob("scratch/*"))


def test_more_rows_than_a_client_should_hold_are_refused(spark: str, tmp_path: Path) -> None:
    engine = Spark(spark, lambda: nullcontext(tmp_path), most=100)
    assert len(engine.rows(numbers(100))) == 100
    with pytest.raises(UsageError, match="more than 100 rows"):
        engine.rows(numbers(101))


def test_a_kept_table_of_any_size_does_not_come_to_the_client(spark: str, tmp_path: Path) -> None:
    engine = Spark(spark, lambda: nullcontext(tmp_path), most=100)
    kept = engine.keep("many", numbers(1000))
    assert engine.rows(kept.agg(total=kept.n.sum())) == [{"total": 499500}]


def test_the_server_holds_few_small_tables(spark: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenure.engine.spark.SMALL", 3)
    engine = Spark(spark, lambda: nullcontext(tmp_path))
    first = numbers(2)
    for size in range(1, 6):
        engine.rows(numbers(size))
    assert len(engine.rows(first)) == 2, "a table that was taken back is sent again"
    assert len([one for one in engine.session.catalog.listTables() if "memtable" in one.name]) == 3


def test_nobody_at_the_address_is_told_at_once_and_without_the_token(tmp_path: Path) -> None:
    port = free_port()
    engine = Spark(f"sc://127.0.0.1:{port}/;token=geheim", lambda: nullcontext(tmp_path))
    with pytest.raises(RemoteFailure, match=f"No Spark server answers at 127.0.0.1:{port}") as told:
        engine.rows(numbers(1))
    assert "geheim" not in str(told.value)


def test_what_the_server_cannot_do_is_told_in_one_line(spark: str, tmp_path: Path) -> None:
    engine = Spark(spark, lambda: nullcontext(tmp_path))
    torn = tmp_path / "torn.parquet"
    torn.write_bytes(b"no Parquet at all")
    with pytest.raises(RemoteFailure, match="could not do it") as told:
        engine.rows(engine.parquet([torn], {"key": "VARCHAR"}))
    assert len(str(told.value).splitlines()) == 2


def test_what_an_earlier_build_left_is_swept_with_all_its_parts(spark: str, tmp_path: Path) -> None:
    engine, shelf = Spark(spark, lambda: nullcontext(tmp_path)), Shelf(tmp_path / "stages")
    made = []
    for day in (1, 2, 3):
        made.append(shelf.put(engine, numbers(day), "covers"))
        shelf.publish(Manifest(footing_of("p", "CNY", "UTC", date(2024, 1, day), day), (), {"covers": made[-1]}))
    assert [shelf.path(name).exists() for name in made] == [False, True, True]
    assert count(shelf.path(made[2])) == 3


def test_a_stage_that_one_engine_put_on_the_shelf_the_other_reads(spark: str, tmp_path: Path) -> None:
    engines, shelf = (Spark(spark, lambda: nullcontext(tmp_path)), DuckDB(threads=1)), Shelf(tmp_path / "stages")
    row = {
        "n": 7,
        "amount": Decimal("1.0000000001"),
        "day": date(2024, 2, 29),
        "at": NOW,
        "name": "反",
        "held": True,
        "gone": None,
    }
    stage = ibis.memtable([row], schema=ibis.schema({
        "n": "int64", "amount": "decimal(38, 10)", "day": "date", "at": "timestamp", "name": "string", "held": "boolean", "gone": "int64",
    }))  # fmt: skip
    for writer, reader in (engines, engines[::-1]):
        path = shelf.path(shelf.put(writer, stage, "covers"))
        assert reader.rows(reader.shelved([path])) == [row]


def test_a_stage_without_rows_has_a_file_with_its_types(spark: str, tmp_path: Path) -> None:
    engine, shelf = Spark(spark, lambda: nullcontext(tmp_path)), Shelf(tmp_path / "stages")
    path = shelf.path(shelf.put(engine, numbers(0), "covers"))
    assert (len(parts(path)), count(path)) == (1, 0)
    assert engine.shelved([path]).schema() == numbers(0).schema()


@only_in_soak
def test_a_program_without_a_file_may_ask_is_told_when_the_server_goes_and_ends() -> None:
    """Spark's client takes such a program (python -c, a worker of pytest-xdist) for its own tests, and waits ten minutes."""
    program = (
        "import ibis\n"
        "from pathlib import Path\n"
        "from tenure.engine.spark import Spark\n"
        "from tests.engine.servers import free_port, sail\n"
        "few = ibis.memtable({'n': [7]})\n"
        "with sail(free_port()) as address:\n"
        "    engine = Spark(address, Path)\n"
        "    print(engine.rows(few))\n"
        "try:\n"
        "    engine.rows(few)\n"
        "except Exception as error:\n"
        "    print(type(error).__name__)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=240
    ).stdout
    assert told == "[{'n': 7}]\nRemoteFailure\n"


def test_a_workspace_names_its_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TENURE_SPARK", raising=False)
    folder = make_workspace(tmp_path / "ws", "acme", "UTC", "CNY", "CN").folder
    settings = folder / "tenure.toml"
    plain = settings.read_text(encoding="utf-8")
    settings.write_text(plain + 'engine = "spark"\nspark = "sc://cluster:15002"\n', encoding="utf-8")
    engine = open_book(folder).engine
    assert isinstance(engine, Spark)
    assert engine.place == "cluster:15002"
    settings.write_text(plain + 'engine = "spork"\n', encoding="utf-8")
    with pytest.raises(RejectedData, match="Did you mean spark"):
        read_workspace(folder)
    settings.write_text(plain + 'spark = "http://cluster"\n', encoding="utf-8")
    with pytest.raises(RejectedData, match="sc://host:15002"):
        read_workspace(folder)
    settings.write_text(plain + 'engine = "spark"\n', encoding="utf-8")
    with pytest.raises(UsageError, match="no server is named"):
        open_book(folder)


def test_everything_but_spark_works_without_its_package() -> None:
    hidden = "import sys; sys.modules['pyspark'] = None; sys.modules['grpc'] = None\n"
    program = hidden + (
        "import tenure.cli.main, tenure.book, tenure.engine.spark, tenure.engine.dialects, tenure.verification\n"
        "from pathlib import Path\n"
        "from tenure.engine.spark import Spark\n"
        "import ibis\n"
        "try:\n"
        "    Spark('sc://127.0.0.1:1', Path).rows(ibis.memtable({'n': [1]}))\n"
        "except Exception as error:\n"
        "    print(error)\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told.startswith("The engine spark needs the package pyspark-client.")
