"""Imports end to end: rows in = stored + known already + quarantined, always; what waits can be corrected."""

import csv
import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tenure.errors import NotFound, UsageError
from tenure.facts import quarantine
from tenure.facts.importers.plans import Plan, plan
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import Report, dry_run, replay, run
from tenure.facts.kinds import KINDS
from tenure.facts.lake import Lake
from tenure.words import Language

Write = Callable[..., Path]

HEADER = "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间,宝贝标题,宝贝总数量\n"
GOOD = "1001,tb1,9.90,交易成功,2026-01-02 10:00:00,茶,1\n"


def total(report: Report) -> None:
    receipt = report.receipt
    assert receipt.rows_in == receipt.stored + receipt.known + receipt.quarantined


def one(path: Path, settings: Settings, **answers: Any) -> Plan:
    (only,) = plan([path], settings, **answers)
    return only


def amounts(lake: Lake) -> list[int]:
    found = duckdb.sql(lake.stored(KINDS["transactions"])).order("key, seq").select("amount_minor").fetchall()
    return [amount for (amount,) in found]


def everything(lake: Lake) -> dict[str, int]:
    return {name: len(duckdb.sql(lake.stored(kind)).fetchall()) for name, kind in KINDS.items()}


def cells(path: Path | None) -> list[list[str]]:
    assert path is not None, "nothing waits"
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.reader(handle))


BAD = (
    '1002,tb2,nine,交易成功,2026-01-02 10:00:00,"茶, 大",1\n'  # line 3
    "1003,tb3,9.90,交易成功,2026-02-30,茶,some\n"  # line 4: two troubles
    "1004,tb4,9.90\n"  # line 5: too short
    '1005,"tb5,9.90,交易成功,2026-01-02 10:00:00,茶,1\n'  # line 6: a quote left open
    ",tb6,9.90,交易成功,2026-01-02 10:00:00,茶,1\n"  # line 7: no id
)


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


def test_corrected_rows_are_stored_and_what_is_still_wrong_goes_on_waiting(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    first = run(one(write("订单.csv", HEADER + GOOD + BAD, "gb18030"), settings), lake, now)
    assert first.quarantine is not None
    table = cells(first.quarantine)
    table[1][6] = "8.80"
    table[3] = [*table[3][:4], "1004", "tb4", "7.70", "交易成功", "2026-01-02 10:00:00", "茶", "1"]
    with first.quarantine.open("w", encoding="utf-8-sig", newline="") as handle:
        csv.writer(handle).writerows(table)
    second = replay(first.receipt.batch, lake, settings, now)
    total(second)
    assert (second.receipt.rows_in, second.receipt.stored, second.receipt.quarantined) == (5, 2, 3)
    assert amounts(lake) == [990, 880, 770]
    assert quarantine.batches(lake.folder) == [second.receipt.batch]
    assert second.quarantine is not None
    assert [row[0] for row in cells(second.quarantine)[1:]] == ["4", "6", "7"]
    with pytest.raises(NotFound, match=f"Nothing of import {first.receipt.batch} waits"):
        replay(first.receipt.batch, lake, settings, now)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_quarantine_is_written_in_the_readers_language_and_read_again_in_any(
    write: Write, settings: Settings, lake: Lake, now: datetime, lang: Language
) -> None:
    first = run(one(write("订单.csv", HEADER + GOOD + BAD), settings), lake, now, lang=lang)
    assert first.quarantine is not None
    reasons = [row[3] for row in cells(first.quarantine)[1:]]
    if lang == "zh":
        assert reasons == [
            "不是数字",
            "不是有效的日期; 不是数字",
            "有 3 个单元格，而表头有 7 个",
            "引号未闭合或位置有误",
            "为空，而每一行都必须填写",
        ]
    other: Language = "en" if lang == "zh" else "zh"
    second = replay(first.receipt.batch, lake, settings, now, other)
    assert second.causes == first.causes
    assert second.quarantine is not None
    third = replay(second.receipt.batch, lake, settings, now, lang)
    assert third.quarantine is not None
    assert [row[3] for row in cells(third.quarantine)[1:]] == reasons


def test_a_replay_reads_dates_and_amounts_as_the_whole_file_was_read(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    header = "Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Close Date\n"
    text = header + '1,A,Bank,Open,"1,5",25/2/2026\n2,B,Bank,,"2,5",3/1/2026\n'
    first = run(one(write("deals.csv", text), settings, currency="EUR"), lake, now)
    assert first.quarantine is not None
    table = cells(first.quarantine)
    table[1][4 + 3] = "Open"
    with first.quarantine.open("w", encoding="utf-8-sig", newline="") as handle:
        csv.writer(handle).writerows(table)
    assert replay(first.receipt.batch, lake, settings, now).receipt.stored == 1
    stored = duckdb.sql(lake.stored(KINDS["deals"])).order("key").select("amount_minor, currency, closed::varchar")
    assert stored.fetchall() == [(150, "EUR", "2026-02-25"), (250, "EUR", "2026-01-03")]


def test_a_line_with_a_stray_carriage_return_waits_until_somebody_corrects_it(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    text = "customer_id,name,known_at\n1,a\r2,2026-01-01\n3,c,2026-01-01\n"
    first = run(one(write("customers.csv", text), settings), lake, now)
    assert (first.receipt.stored, first.receipt.quarantined) == (1, 1)
    again = replay(first.receipt.batch, lake, settings, now)
    assert (again.receipt.stored, again.receipt.quarantined) == (0, 1)
    place = again.quarantine
    assert place is not None
    place.write_bytes(place.read_bytes().replace(b"a\r2", b"a 2"))
    assert replay(again.receipt.batch, lake, settings, now).receipt.stored == 1


def test_a_replay_of_a_native_file(write: Write, settings: Settings, lake: Lake, now: datetime) -> None:
    text = "user_id,customer_id,first_seen_at\nu1,c1,2026-01-01T00:00:00Z\nu2,c1,soon\n"
    first = run(one(write("users.csv", text), settings), lake, now)
    assert (first.receipt.stored, first.receipt.quarantined) == (1, 1)
    assert first.quarantine is not None
    first.quarantine.write_text(
        first.quarantine.read_text(encoding="utf-8-sig").replace("c1,soon", "c1,2026-01-02"), encoding="utf-8-sig"
    )
    assert replay(first.receipt.batch, lake, settings, now).receipt.stored == 1
    assert everything(lake)["users"] == 2


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


# ---- before it is done


def test_a_dry_run_tells_what_would_happen_and_writes_nothing(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    run(
        one(write("一月.csv", HEADER + GOOD + "1009,tb9,5.00,交易成功,2026-01-02 10:00:00,茶,1\n"), settings), lake, now
    )
    new = "1010,tb9,7.00,交易成功,2026-01-05 10:00:00,杯,1\n"
    changed = "1009,tb9,6.00,交易成功,2026-01-02 10:00:00,茶,1\n"
    ready = one(write("二月.csv", HEADER + GOOD + changed + new + BAD), settings)
    before = (everything(lake), lake.version(), sorted(lake.folder.rglob("*.parquet")))
    shown = dry_run(ready, lake, now)
    assert (everything(lake), lake.version(), sorted(lake.folder.rglob("*.parquet"))) == before
    assert not (lake.folder / "quarantine" / "0.csv").exists()
    receipt = shown.receipt
    assert (receipt.rows_in, receipt.stored, receipt.known, receipt.quarantined) == (8, 2, 1, 5)
    counts = receipt.facts["transactions"]
    assert (counts.new, counts.changed, counts.known) == (1, 1, 1)
    assert [sample.row for sample in shown.rows] == [2, 3, 4, 5, 6, 9]
    assert shown.rows[0].cells["买家实际支付金额"] == "9.90"
    kind, fact = shown.rows[0].facts[0]
    assert (kind, fact["txn_id"], fact["amount_minor"]) == ("transactions", "taobao:1001", 990)
    assert shown.rows[3].facts == ()  # a row that would be quarantined becomes nothing
    done = run(ready, lake, now).receipt
    assert (done.rows_in, done.stored, done.known, done.quarantined, done.facts) == (
        receipt.rows_in, receipt.stored, receipt.known, receipt.quarantined, receipt.facts,
    )  # fmt: skip


def test_a_dry_run_shows_twenty_rows(write: Write, settings: Settings, lake: Lake) -> None:
    body = "".join(f"{number},tb,1,交易成功,2026-01-02 10:00:00,茶,1\n" for number in range(50))
    assert len(dry_run(one(write("订单.csv", HEADER + body), settings), lake).rows) == 20


# ---- what waits, and what is undone


def corrected(report: Report, wrong: str, right: str) -> None:
    assert report.quarantine is not None
    text = report.quarantine.read_text(encoding="utf-8-sig")
    report.quarantine.write_text(text.replace(wrong, right), encoding="utf-8-sig")


def test_undoing_a_replay_lets_the_corrected_rows_wait_again(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    first = run(one(write("订单.csv", HEADER + GOOD + BAD), settings), lake, now)
    corrected(first, "tb2,nine", "tb2,9.00")
    before = cells(first.quarantine)
    second = replay(first.receipt.batch, lake, settings, now)
    assert quarantine.batches(lake.folder) == [second.receipt.batch]
    lake.undo(second.receipt.batch, now)
    assert quarantine.batches(lake.folder) == [first.receipt.batch]
    assert cells(first.quarantine) == before
    again = replay(first.receipt.batch, lake, settings, now)
    assert (again.receipt.stored, again.receipt.quarantined) == (1, 4)
    assert amounts(lake) == [990, 900]


def test_undoing_an_import_closes_its_quarantine(write: Write, settings: Settings, lake: Lake, now: datetime) -> None:
    path = write("订单.csv", HEADER + GOOD + BAD)
    first = run(one(path, settings), lake, now)
    lake.undo(first.receipt.batch, now)
    assert quarantine.batches(lake.folder) == []
    second = run(one(path, settings), lake, now)
    third = replay(second.receipt.batch, lake, settings, now)
    lake.undo(second.receipt.batch, now)
    lake.undo(third.receipt.batch, now)
    assert list(quarantine.folder_of(lake.folder).iterdir()) == []


def test_rows_read_again_are_forgotten_too(write: Write, settings: Settings, lake: Lake, now: datetime) -> None:
    first = run(one(write("订单.csv", HEADER + GOOD + BAD), settings), lake, now)
    corrected(first, "tb2,nine", "tb2,9.00")
    second = replay(first.receipt.batch, lake, settings, now)
    assert quarantine.forget(lake.folder, ["tb2"]) == 1
    lake.undo(second.receipt.batch, now)
    assert [row[0] for row in cells(first.quarantine)[1:]] == ["4", "5", "6", "7"]


# ---- people who are to be forgotten


def test_rows_of_somebody_are_forgotten_in_every_dress(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    header = "订单号,买家付款时间,订单实付金额,全部商品名称,订单创建时间,买家手机号,商家订单备注\n"
    body = (
        "1,,x,茶,2026-01-02 10:00:00,+86 138-0013-8000,\n2,,x,茶,2026-01-02 10:00:00,13900139000,\n"
        "3,,x,茶,2026-01-02 10:00:00,13900139001,给 Ann@Example.com 寄\n"
    )
    report = run(one(write("有赞.csv", header + body), settings), lake, now)
    assert report.quarantine is not None
    assert quarantine.forget(lake.folder, ["13800138000", "email:ann@example.com", ""]) == 2
    left = report.quarantine.read_text(encoding="utf-8-sig")
    assert "138-0013-8000" not in left
    assert "Ann@Example.com" not in left
    assert "13900139000" in left
    assert quarantine.forget(lake.folder, ["13900139000"]) == 1
    assert not report.quarantine.exists()
    assert quarantine.forget(lake.folder, ["13900139000"]) == 0


def test_a_short_id_is_looked_for_only_where_rows_name_somebody(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    body = (
        "1001,tb2,nine,交易成功,2026-01-02 10:00:00,茶,1\n1002,1,nine,交易成功,2026-01-02 10:00:00,茶,2\n"
        "1003,1\n1,tb3,nine,交易成功,2026-01-02 10:00:00,茶,3\n"
    )
    report = run(one(write("订单.csv", HEADER + body), settings), lake, now)
    assert report.quarantine is not None
    assert quarantine.forget(lake.folder, ["1"]) == 2  # also the row whose cells cannot be told apart
    assert [row[4] for row in cells(report.quarantine)[1:]] == ["1001", "1"]
    facts = "txn_id,customer_id,kind,happened_at,amount,currency\n1,c9,order,soon,1,CNY\nt2,1,order,soon,1,CNY\n"
    report = run(one(write("transactions.csv", facts), settings), lake, now)
    assert report.quarantine is not None
    assert quarantine.forget(lake.folder, ["1"]) == 1
    assert [row[4] for row in cells(report.quarantine)[1:]] == ["1"]


def test_forgetting_that_is_killed_loses_no_other_row(
    write: Write, settings: Settings, lake: Lake, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = run(one(write("订单.csv", HEADER + BAD), settings), lake, now)
    assert report.quarantine is not None
    before = report.quarantine.read_bytes(), report.quarantine.with_suffix(".toml").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(quarantine.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        quarantine.forget(lake.folder, ["tb2"])
    assert (report.quarantine.read_bytes(), report.quarantine.with_suffix(".toml").read_bytes()) == before


def test_no_log_names_anybody(
    write: Write, settings: Settings, lake: Lake, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    run(one(write("订单.csv", HEADER + GOOD + BAD), settings), lake, now)
    (line,) = [record.getMessage() for record in caplog.records if record.name == "tenure.import"]
    assert line.startswith("import 1: 6 rows in, 1 stored, 0 known, 5 quarantined")
    assert "tb1" not in caplog.text


# ---- the exact sum


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
