"""Imports end to end: rows in = stored + known already + quarantined, always."""

import csv
import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tenure.errors import UsageError
from tenure.facts import quarantine
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import run
from tenure.facts.kinds import KINDS
from tenure.facts.lake import Lake
from tests.facts.importers.taobao import BAD, GOOD, HEADER, cells, everything, one, total

Write = Callable[..., Path]


def test_rows_that_cannot_be_read_wait_with_row_column_value_and_reason(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    report = run(one(write("订单.csv", HEADER + GOOD + BAD, "gb18030"), settings), lake, now)
    total(report)
    assert (report.receipt.rows_in, report.receipt.stored, report.receipt.quarantined) == (6, 1, 5)
    assert report.quarantine == lake.folder / "quarantine" / f"{report.receipt.batch}.csv"
    header, *rows = cells(report.quarantine)
    assert header == ["tenure_row", "tenure_column", "tenure_value", "tenure_reason", *HEADER.strip().split(",")]
    assert rows[0] == [
        "3", "买家实际支付金额", "nine", "is not a number",
        "1002", "tb2", "nine", "交易成功", "2026-01-02 10:00:00", "茶, 大", "1",
    ]  # fmt: skip
    assert rows[1][:4] == [
        "4", "订单创建时间; 宝贝总数量", "2026-02-30; some",
        "is not a date that exists; is not a number",
    ]  # fmt: skip
    assert rows[2] == ["5", "", "", "has 3 cells where the header has 7", "1004", "tb4", "9.90"]
    assert rows[3][0] == "6"
    assert rows[3][3] == "a quote is left open or stands in the wrong place"
    assert rows[4][:4] == ["7", "order_id", "", "is empty, and every row needs it"]


def test_the_same_file_with_broken_rows_twice_adds_nothing(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    path = write("订单.csv", HEADER + GOOD + BAD)
    run(one(path, settings), lake, now)
    before = everything(lake)
    again = run(one(path, settings), lake, now)
    total(again)
    assert (again.receipt.stored, again.receipt.known, again.receipt.quarantined) == (0, 1, 5)
    assert everything(lake) == before


def test_what_a_killed_import_put_aside_is_swept(write: Write, settings: Settings, lake: Lake, now: datetime) -> None:
    run(one(write("订单.csv", HEADER + GOOD + BAD), settings), lake, now)
    quarantine.write(lake.folder, 99, ["a"], [quarantine.Waiting(1, "", "", "", ("x",))], "")
    run(one(write("又.csv", HEADER + GOOD), settings), lake, now)
    assert 99 not in quarantine.batches(lake.folder)


def test_nothing_is_stored_while_something_is_to_be_asked(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    path = write(
        "deals.csv", "Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Close Date\n1,A,Bank,Open,1,3/1/2026\n"
    )
    with pytest.raises(UsageError):
        run(one(path, settings), lake, now)
    assert lake.batches() == []


def test_no_log_names_anybody(
    write: Write, settings: Settings, lake: Lake, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    run(one(write("订单.csv", HEADER + GOOD + BAD), settings), lake, now)
    (line,) = [record.getMessage() for record in caplog.records if record.name == "tenure.import"]
    assert line.startswith("import 1: 6 rows in, 1 stored, 0 known, 5 quarantined")
    assert "tb1" not in caplog.text


def big(path: Path, count: int) -> tuple[int, int]:
    """A native file with 3 % bad rows of ten sorts; gives how many rows are good and the sum of their amounts."""
    chance = random.Random(7)
    good = money = 0
    spoil: list[Callable[[list[str]], str]] = [
        lambda cells: ",".join([*cells[:4], "abc", *cells[5:]]),  # no amount
        lambda cells: ",".join([*cells[:4], "1.005", *cells[5:]]),  # more digits than yuan have
        lambda cells: ",".join([*cells[:6], "2026-02-29T00:00:00Z", cells[7]]),  # no such day
        lambda cells: ",".join([cells[0], "", *cells[2:]]),  # no customer
        lambda cells: ",".join([*cells[:3], "gift", *cells[4:]]),  # no such kind
        lambda cells: ",".join([*cells[:5], "XXQ", *cells[6:]]),  # no such currency
        lambda cells: ",".join(cells[:5]),  # too short
        lambda cells: ",".join([*cells, "more"]),  # too long
        lambda cells: cells[0] + ',"' + ",".join(cells[1:]),  # a quote left open
        lambda cells: cells[0] + ',"x"y,' + ",".join(cells[2:]),  # a quote in the wrong place
    ]
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write("txn_id,customer_id,contract_id,kind,amount,currency,happened_at,known_at\n")
        for number in range(count):
            amount = number % 9_999 + 1
            day = f"{2023 + number % 3}-{number % 12 + 1:02}-{number % 28 + 1:02}T08:00:00Z"
            row = [
                f"T{number}",
                f"C{number % 5_000}",
                "",
                "order",
                f"{amount // 100}.{amount % 100:02}",
                "CNY",
                day,
                day,
            ]
            if chance.random() < 0.03:
                out.write(spoil[chance.randrange(len(spoil))](row) + "\n")
            else:
                good, money = good + 1, money + amount
                out.write((",".join(row) if number % 7 else ",".join(f'"{cell}"' for cell in row)) + "\n")
            if number % 1_000 == 0:
                out.write("\n")
    return good, money


def test_of_very_many_rows_none_is_lost_and_none_doubled(
    tmp_path: Path, settings: Settings, lake: Lake, now: datetime, soak: bool
) -> None:
    """100,000 rows with 3 % bad ones; with TENURE_SOAK=1 a million."""
    count = 1_000_000 if soak else 100_000
    path = tmp_path / "transactions.csv"
    good, money = big(path, count)
    ready = one(path, settings)
    report = run(ready, lake, now)
    total(report)
    assert (report.receipt.rows_in, report.receipt.stored, report.receipt.quarantined) == (count, good, count - good)
    stored = duckdb.sql(lake.stored(KINDS["transactions"]))
    assert stored.aggregate("count(*), count(DISTINCT key), sum(amount_minor)::BIGINT").fetchall() == [
        (good, good, money)
    ]
    assert report.quarantine is not None
    with report.quarantine.open(encoding="utf-8-sig", newline="") as handle:
        waiting = [int(row[0]) for row in list(csv.reader(handle))[1:]]
    assert len(waiting) == len(set(waiting)) == count - good
    lines = path.read_text(encoding="utf-8").split("\n")
    assert all(lines[row - 1].startswith("T") for row in waiting)
    again = run(one(path, settings), lake, now).receipt
    assert (again.stored, again.known, again.quarantined) == (0, good, count - good)
