"""Files of every kind give the same rows."""

import gzip
import json
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from tenure.errors import NotFound, RejectedData, RemoteFailure, UsageError
from tenure.facts.importers import archives
from tenure.facts.importers.databases import Database
from tenure.facts.importers.plans import Delivered, plan, plan_with
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.settings import Answers, Settings
from tests.facts.importers.moments import at

Deliver = Callable[..., Delivered]
Told = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]

HEADERS = ("订单编号", "买家会员名", "买家实际支付金额", "订单创建时间", "宝贝标题")
CELLS = (
    ("4089123456789012345", "tb1", "9.90", "2026-01-02 10:00:00", "茉莉花茶"),
    ("1002", "tb2", "12", "2026-01-03 11:30:00", '碧螺春, "特级"'),
)
TEXT = (
    ",".join(HEADERS)
    + "\n"
    + '4089123456789012345,tb1,9.90,2026-01-02 10:00:00,茉莉花茶\n1002,tb2,12,2026-01-03 11:30:00,"碧螺春, ""特级"""\n'
)
EXPECTED = [
    ("taobao:4089123456789012345", "tb1", 990, at(2026, 1, 2, 2)),
    ("taobao:1002", "tb2", 1200, at(2026, 1, 3, 3, 30)),
]


@pytest.fixture
def orders(deliver: Deliver, told: Told) -> Callable[..., list[tuple[Any, ...]]]:
    return lambda path: told(deliver(path), "transactions", "txn_id", "customer_id", "amount_minor", "happened_at")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_common_delimiter(delimiter: str, write: Write, orders: Told) -> None:
    lines = [HEADERS, *CELLS]
    text = "\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    assert orders(write("orders.txt", text)) == EXPECTED


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\r\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_encoding_and_line_ending(encoding: str, ending: str, write: Write, orders: Told) -> None:
    assert orders(write("orders.csv", TEXT.replace("\n", ending), encoding)) == EXPECTED


def test_a_carriage_return_within_a_header_costs_no_row(write: Write, orders: Told) -> None:
    assert orders(write("orders.csv", TEXT.replace("宝贝标题", '"宝贝标题\r"', 1))) == EXPECTED


def test_an_encoding_that_is_told_goes_before_what_seems(write: Write, settings: Settings, told: Told) -> None:
    header = "Name,Username,Last Active,Sign Up,Email,Total Spend,AOV\n"
    path = write("customers.csv", header + "Łukasz,lu,,,a@b.pl,1,1\n", "cp1250")
    for encoding, is_right in (("windows-1250", True), (None, False)):
        (only,) = plan_with([path], settings, Answers(encoding=encoding))
        assert (told(only.deliver(), "customers", "name") == [("Łukasz",)]) is is_right


@pytest.mark.parametrize("name", ["utf-88", "base64", "rot13", "a\0b"])
def test_an_encoding_that_is_none_is_refused(name: str, write: Write, settings: Settings) -> None:
    path = write("orders.csv", TEXT)
    with pytest.raises(UsageError, match="is no encoding of text"):
        plan_with([path], settings, Answers(encoding=name))


def test_big5_is_told_from_gbk_by_its_header(write: Write, settings: Settings) -> None:
    text = "統計日期,日期,平台,花費,點擊量,展示,廣告\n2026-01-02,2026-01-02,奇摩,10,5,100,春季新品上市優惠活動\n" * 3
    assert plan([write("a.csv", text, "big5")], settings)[0].sheet.encoding in ("big5", "gb18030")


def test_one_damaged_byte_breaks_one_row_not_the_encoding(write: Write, deliver: Deliver, told: Told) -> None:
    damaged = TEXT.encode().replace("碧螺春".encode(), b"\xe7\xa2\xa7\xff\xe6\x98\xa5")
    many = damaged + "".join(f"{number},tb{number},1,2026-01-02 10:00:00,龙井茶\n" for number in range(40)).encode()
    found = deliver(write("orders.csv", many))
    assert [cause.row for cause in found.rejected.causes] == [3]
    assert (3, "龙井茶") not in told(found, "order_items", "row", "product")
    assert len(told(found, "transactions", "txn_id")) == 41


def test_a_line_in_another_encoding_waits_and_the_file_stays_utf_8(write: Write, deliver: Deliver, told: Told) -> None:
    columns = {"order_id": ("订单编号",), "customer_id": ("客户编号",), "ordered_at": ("下单日期",), "total": ("金额",)}
    text = "订单编号,客户编号,下单日期,金额\nD1,张三,2024-01-05,5\n".encode()
    odd = "D2,明前龙井茶礼盒,2024-01-05,6\n".encode("gb18030")
    found = deliver(write("orders.csv", text + odd), mapping=Recipe("order", columns))
    assert [cause.row for cause in found.rejected.causes] == [3]
    assert told(found, "transactions", "customer_id", "amount_minor") == [("张三", 500)]


def test_workbooks_with_a_title_and_dates_of_their_own(tmp_path: Path, orders: Told) -> None:
    path = tmp_path / "订单.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("订单")
    day = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.write_row(0, 0, ["店铺订单导出"])
    sheet.write_row(2, 0, HEADERS)
    for place, cells in enumerate(CELLS, start=3):
        sheet.write_row(place, 0, cells)
        sheet.write_datetime(place, 3, datetime.fromisoformat(cells[3]), day)
        sheet.write_number(place, 2, float(cells[2]))
    book.close()
    assert orders(path) == EXPECTED


def test_of_several_sheets_the_first_with_cells_is_read_and_the_others_named(
    tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Cover")
    sheet = book.add_worksheet("订单")
    for place, cells in enumerate((HEADERS, *CELLS)):
        sheet.write_row(place, 0, cells)
    book.add_worksheet("Notes").write_row(0, 0, ["a"])
    book.close()
    (only,) = plan([path], settings)
    assert only.name == "book.xlsx [订单]"
    assert only.notes == ("only sheet '订单' is read; the others are Cover, Notes",)
    assert only.sheet.rows.to_pylist() == [2, 3]


def test_json_lines_keep_figures_as_they_are_written(write: Write, orders: Told) -> None:
    lines = []
    for order, buyer, amount, moment, title in CELLS:
        figures = f'"订单编号": {order}, "买家实际支付金额": {amount}'  # as numbers
        words = f'"买家会员名": "{buyer}", "订单创建时间": "{moment}", "宝贝标题": {json.dumps(title)}'
        lines.append("{" + figures + ", " + words + "}")
    assert orders(write("orders.jsonl", "\n".join(lines) + "\n")) == EXPECTED
    assert orders(write("orders.json", "[" + ",".join(lines) + "]")) == EXPECTED
    assert orders(write("page.json", '{"object": "list",\n "data": [' + ",".join(lines) + "]}")) == EXPECTED


def test_a_line_that_is_no_object_is_quarantined(write: Write, deliver: Deliver) -> None:
    good = json.dumps(dict(zip(HEADERS, CELLS[0], strict=True)))
    found = deliver(write("orders.jsonl", f"{good}\n{{broken\n\n[1]\n"))
    assert (found.delivery.rows_in, found.delivery.quarantined) == (3, 2)
    assert [cause.reason for cause in found.rejected.causes] == ["is not a JSON object"]


def test_parquet_types_become_text_without_loss(tmp_path: Path, orders: Told) -> None:
    path = tmp_path / "orders.parquet"
    table = pa.table(
        {
            "订单编号": pa.array([int(cells[0]) for cells in CELLS], pa.int64()),
            "买家会员名": pa.array([cells[1] for cells in CELLS]).dictionary_encode(),
            "买家实际支付金额": pa.array([Decimal("9.90"), Decimal("12.00")], pa.decimal128(10, 2)),
            "订单创建时间": pa.array(
                [at(2026, 1, 2, 2), at(2026, 1, 3, 3, 30)],
                pa.timestamp("ns", "UTC"),
            ),
            "宝贝标题": pa.array([cells[4] for cells in CELLS]),
        }
    )
    pq.write_table(table, path)
    assert orders(path) == EXPECTED


def test_gz_and_zip_are_opened(tmp_path: Path, orders: Told, settings: Settings, write: Write) -> None:
    assert orders(write("orders.csv.gz", gzip.compress(TEXT.encode("gb18030")))) == EXPECTED
    with zipfile.ZipFile(tmp_path / "both.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../evil.csv", TEXT)
        archive.writestr("inner/second.csv", TEXT.encode("gb18030"))
        archive.writestr("__MACOSX/._second.csv", b"\0\1")
        archive.writestr("readme.pdf", b"%PDF")
    found = plan([tmp_path / "both.zip"], settings)
    assert [one.name for one in found] == ["evil.csv", "second.csv"]
    assert not (tmp_path.parent.parent / "evil.csv").exists()


def test_an_archive_that_unpacks_to_too_much_is_refused(
    write: Write, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "LARGEST", 1 << 20)
    bomb = write("orders.csv.gz", gzip.compress(b"0" * (3 << 20)))
    with pytest.raises(RejectedData, match="unpacks to more than can be true"):
        plan([bomb], settings)


@pytest.mark.parametrize("name", ["orders.csv.gz", "orders.zip", "orders.xlsx", "orders.parquet"])
def test_a_damaged_file_is_refused_with_its_name(name: str, write: Write, settings: Settings) -> None:
    whole = {
        "orders.csv.gz": gzip.compress(TEXT.encode())[:-20], "orders.zip": b"PK\x03\x04" + b"x" * 50,
        "orders.xlsx": b"PK\x03\x04" + b"x" * 50, "orders.parquet": b"PAR1" + b"x" * 50,
    }[name]  # fmt: skip
    with pytest.raises(RejectedData, match=name):
        plan([write(name, whole)], settings)


def test_an_empty_file_is_refused(write: Write, settings: Settings) -> None:
    with pytest.raises(RejectedData, match="is empty"):
        plan([write("orders.csv", b"")], settings)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("orders.xls", b"<html><table><tr><td>1</td></tr></table></html>", "is a web page"),
        ("orders.pdf", b"%PDF-1.7\n\x00\x01", "is no table that can be read"),
    ],
)
def test_what_is_no_table_is_refused_in_words(
    name: str, content: bytes, problem: str, write: Write, settings: Settings
) -> None:
    with pytest.raises(RejectedData, match=f"{name} {problem}"):
        plan([write(name, content)], settings)


def test_folders_are_read_through_in_the_order_of_names(write: Write, settings: Settings, tmp_path: Path) -> None:
    write("export/b.csv", TEXT)
    write("export/a/z.csv", TEXT)
    write("export/.hidden/c.csv", TEXT)
    write("export/notes.md", "nothing")
    write("export/weather.csv", "wind,rain\n1,2\n")
    found = plan([tmp_path / "export"], settings)
    assert [one.name for one in found] == ["z.csv", "b.csv"]


def test_a_path_that_is_not_there_is_named(settings: Settings) -> None:
    with pytest.raises(NotFound, match=r"There is no file or folder nowhere\.csv"):
        plan([Path("nowhere.csv")], settings)


ORDERS = Recipe(
    "order",
    {
        "order_id": ("id",),
        "customer_id": ("buyer",),
        "total": ("amount",),
        "ordered_at": ("at",),
        "product_name": ("title",),
    },
    source="erp",
)


@pytest.fixture
def database(tmp_path: Path) -> str:
    place = tmp_path / "shop.sqlite3"
    with sqlite3.connect(place) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER, buyer TEXT, amount REAL, at TEXT, title TEXT)")
        connection.executemany(
            "INSERT INTO orders VALUES (?, ?, ?, ?, ?)", [(int(a), b, float(c), d, e) for a, b, c, d, e in CELLS]
        )
    return f"sqlite:///{place}"


@pytest.mark.parametrize(
    "what", [{"table": "orders"}, {"query": "SELECT * FROM orders WHERE amount > 0 ORDER BY rowid"}]
)
def test_a_table_or_query_of_a_database(what: dict[str, str], database: str, settings: Settings, told: Told) -> None:
    (only,) = plan([Database(database, **what)], settings, mapping=ORDERS)
    found = only.deliver()
    assert told(found, "transactions", "txn_id", "customer_id", "amount_minor", "happened_at") == [
        (key.replace("taobao", "erp"), *rest) for key, *rest in EXPECTED
    ]
    assert found.delivery.rows_in == 2


def test_a_database_that_does_not_answer_is_named_without_its_password(settings: Settings, database: str) -> None:
    with pytest.raises(RemoteFailure, match="did not give nothing"):
        plan([Database(database, table="nothing")], settings)
    with pytest.raises(UsageError, match="a table or a query"):
        Database(database)


def test_a_password_is_in_no_message(settings: Settings) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(RemoteFailure) as caught:
        plan([Database("postgresql+psycopg://me:s3cret@127.0.0.1:1/none", table="orders")], settings)
    assert "s3cret" not in str(caught.value)


def test_typed_columns_of_parquet_are_days_and_flags() -> None:
    from tenure.facts.importers.parquet import as_text

    assert as_text(pa.array([date(2026, 1, 2), None])).to_pylist() == ["2026-01-02", None]
    assert as_text(pa.array([True, False])).to_pylist() == ["true", "false"]
    assert as_text(pa.array([17850.0, 2.55, float("nan"), None, 4.089123456789012e18])).to_pylist() == [
        "17850", "2.55", None, None, "4.089123456789012e+18",
    ]  # fmt: skip
    assert as_text(pa.array([[1, 2], None])).to_pylist() == ["[1, 2]", None]


def test_a_large_table_waits_on_disk(
    monkeypatch: pytest.MonkeyPatch, write: Write, deliver: Deliver, tmp_path: Path
) -> None:
    from tenure.facts.importers import delimited
    from tenure.facts.importers.spool import Spool

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(delimited, "Spool", lambda schema: Spool(schema, in_memory=1000))
    body = "".join(f"{number},tb{number},1,2026-01-02 10:00:00,龙井茶\n" for number in range(5_000))
    found = deliver(write("orders.csv", TEXT + body))
    assert found.delivery.rows_in == 5_002
    assert found.delivery.tables["transactions"]["txn_id"][-1].as_py() == "taobao:4999"
    assert not list(tmp_path.glob("tenure-*"))
