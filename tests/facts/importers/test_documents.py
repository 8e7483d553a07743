"""JSON, Parquet and databases with faults: what is broken waits or is refused in words."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tenure.errors import RejectedData
from tenure.facts.importers.databases import Database
from tenure.facts.importers.plans import Delivered, plan
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.settings import Settings

Deliver = Callable[..., Delivered]
Told = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]

NAMES = ("order_id", "customer_id", "ordered_at", "total")
MAP = Recipe("order", {name: (name,) for name in NAMES})


def line(number: int, total: str = '"10"', customer: str = "c1") -> str:
    return f'{{"order_id":"J{number}","customer_id":"{customer}","ordered_at":"2024-01-05","total":{total}}}'


@pytest.fixture
def read(write: Write, deliver: Deliver, told: Told) -> Callable[..., tuple[list[str], list[tuple[int, str]]]]:
    """The orders of a file, and the first rows that wait with their reasons."""

    def one(name: str, content: str | bytes, encoding: str = "utf-8") -> tuple[list[str], list[tuple[int, str]]]:
        found = deliver(write(name, content, encoding), mapping=MAP)
        keys = [key.removeprefix("order:") for (key,) in told(found, "transactions", "txn_id")]
        return keys, [(cause.row, str(cause.reason)) for cause in found.rejected.causes]

    return one


@pytest.mark.parametrize("bad", ["{broken", "7", '{"order_id":"\\ud83d"}'])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_broken_line_waits_and_the_others_do_not(bad: str, place: int, read: Callable[..., Any]) -> None:
    lines = [line(1), line(2)]
    lines.insert(place, bad)
    assert read("orders.jsonl", "\n".join(lines)) == (["J1", "J2"], [(place + 1, "is not a JSON object")])


def test_a_list_that_breaks_off_gives_what_is_whole(read: Callable[..., Any]) -> None:
    keys, waiting = read("orders.json", f"[{line(1)},\n {line(2)}, {{")
    assert (keys, waiting) == (["J1", "J2"], [(3, "is no JSON: the document breaks off here")])


def test_a_list_with_something_else_in_it_gives_its_objects(read: Callable[..., Any]) -> None:
    assert read("orders.json", f"[{line(1)}, 7]") == (["J1"], [(2, "is not a JSON object")])


@pytest.mark.parametrize("text", ["[1,2,3]", "42", '[{"order_id":', "[]", "{", "[", '{"data": null', '{"data": []}'])
def test_what_holds_no_object_is_refused_in_words(text: str, write: Write, settings: Settings) -> None:
    with pytest.raises(RejectedData, match="holds no objects"):
        plan([write("orders.json", text)], settings)


@pytest.mark.parametrize("text", ['{"data": [%s]}', '{"data":\n[%s\n]}'])
def test_a_list_under_data_is_found_on_one_line_and_on_several(text: str, read: Callable[..., Any]) -> None:
    assert read("orders.json", text % line(1)) == (["J1"], [])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_json_is_read_in_any_encoding(encoding: str, write: Write, deliver: Deliver, told: Told) -> None:
    for name, text in (("a.jsonl", line(1, customer="张三") + "\n"), ("b.json", f"[{line(1, customer='张三')}]")):
        found = deliver(write(name, text, encoding), mapping=MAP)
        assert told(found, "transactions", "customer_id") == [("张三",)]


def test_nan_is_nothing_and_infinity_no_amount(read: Callable[..., Any]) -> None:
    keys, waiting = read("orders.jsonl", "\n".join([line(1), line(2, "NaN"), line(3, "Infinity")]))
    assert keys == ["J1"]
    assert [row for row, _ in waiting] == [2, 3]


def test_parquet_with_infinity_and_two_columns_of_one_name(tmp_path: Path, deliver: Deliver, told: Told) -> None:
    totals = pa.array([float("inf"), 2.5, float("nan")])
    arrays = [pa.array(["P1", "P2", "P3"]), pa.array(["c"] * 3), pa.array(["2024-01-05"] * 3), totals, totals]
    path = tmp_path / "orders.parquet"
    pq.write_table(pa.Table.from_arrays(arrays, names=[*NAMES, "total"]), path)
    found = deliver(path, mapping=MAP)
    assert told(found, "transactions", "txn_id", "amount_minor") == [("order:P2", 250)]
    assert found.delivery.quarantined == 2


def test_parquet_that_is_damaged_inside_is_refused_in_words(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "orders.parquet"
    pq.write_table(pa.table({"order_id": [str(number) * 40 for number in range(5000)]}), path)
    content = bytearray(path.read_bytes())
    content[4:4000] = bytes(255 for _ in range(4, 4000))
    path.write_bytes(content)
    with pytest.raises(RejectedData, match="no Parquet file that can be opened"):
        plan([path], settings)


def test_a_database_with_infinity(tmp_path: Path, settings: Settings, told: Told) -> None:
    with sqlite3.connect(tmp_path / "x.db") as connection:
        connection.execute("CREATE TABLE orders (order_id, customer_id, ordered_at, total)")
        connection.execute("INSERT INTO orders VALUES ('S1','c1','2024-01-05',9e999), ('S2','c1','2024-01-05',2.5)")
    (only,) = plan([Database(f"sqlite:///{tmp_path}/x.db", "orders")], settings, MAP)
    assert told(only.deliver(), "transactions", "txn_id", "amount_minor") == [("order:S2", 250)]
