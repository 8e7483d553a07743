"""Erasing somebody takes their rows from quarantine too, whatever the file calls them."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tenure.facts import quarantine
from tenure.facts.importers.plans import plan
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import replay, run
from tenure.facts.kinds import KINDS
from tenure.facts.lake import Lake
from tests.facts.importers.taobao import BAD, GOOD, HEADER, cells, corrected, one

Write = Callable[..., Path]

HUBSPOT_IDS = ("9001", "9002", "12;9001", "19001")
SALESFORCE_IDS = ("001Wj00000tQWvr", "001Wj00000tQWvs", "001Wj00000tQWvrIAG", "001Wj00000tQWvt")
FXIAOKE_IDS = ("AC-0001", "AC-0002", "ac-0001", "AC-00012")
ROAD = "广东深圳市福田区示例街道1号"
JD_PEOPLE = (f"示例客户,{ROAD}", "示例客户,别处1号", f"示例客户 ,{ROAD}", f"别人,{ROAD}")


@pytest.mark.parametrize(
    ("sample", "encoding", "bad", "who"),
    [
        ("hubspot_deals", "utf-8", "{row},A,Won,soon,O,1,P,Other,{who},2026-06-01 08:00,", HUBSPOT_IDS),
        ("salesforce_accounts_report", "utf-8", ",O,Other,,T,3/30/2026,{who},w,{row}", SALESFORCE_IDS),
        ("fxiaoke_accounts", "utf-8", "别名,{who},终端客户,A,王经理,{row},,,", FXIAOKE_IDS),
        ("jd_orders", "gb18030", "{row},茶,1,某日,1.00,1.00,1.00,完成,{who},1******0001", JD_PEOPLE),
    ],
)
def test_waiting_rows_of_somebody_go_by_the_id_of_their_system(
    sample: str, encoding: str, bad: str, who: tuple[str, ...], shared: Path, write: Write, settings: Settings,
    lake: Lake, now: datetime,
) -> None:  # fmt: skip
    text = (shared / "import-samples" / f"{sample}.csv").read_bytes().decode(encoding).rstrip()
    lines = "".join(f"{bad.format(row=f'row {number}', who=one)}\n" for number, one in enumerate(who))
    (only,) = plan([write(f"{sample}.csv", f"{text}\n{lines}", encoding)], settings, date_order="MDY")
    report = run(only, lake, now)
    assert (report.receipt.stored, report.receipt.quarantined) == (1, 4)
    assert report.quarantine is not None
    ((customer,),) = duckdb.sql(lake.stored(KINDS["identities"])).select("customer_id").distinct().fetchall()
    lake.erase(customer, now)
    left = report.quarantine.read_text(encoding="utf-8-sig")
    assert [number for number in range(4) if f"row {number}" in left] == [1, 3]


def test_rows_read_again_are_forgotten_too(write: Write, settings: Settings, lake: Lake, now: datetime) -> None:
    first = run(one(write("订单.csv", HEADER + GOOD + BAD), settings), lake, now)
    corrected(first, "tb2,nine", "tb2,9.00")
    second = replay(first.receipt.batch, lake, settings, now)
    assert quarantine.forget(lake.folder, ["tb2"]) == 1
    lake.undo(second.receipt.batch, now)
    assert [row[0] for row in cells(first.quarantine)[1:]] == ["4", "5", "6", "7"]


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


def test_rows_go_for_whole_words_alone(write: Write, settings: Settings, lake: Lake, now: datetime) -> None:
    gone = (
        "see AC-0001.", "客户ac-0001投诉", "(Ann@Example.com)", "called Ann Ames, again", "tel +8613800138000 or later", "寄上海示例有限公司收",
    )  # fmt: skip
    stay = (
        "AC-00012", "see AC-0001-B", "XAC-0001", "jo.ann@example.com", "joann@example.com", "ann@example.com.cn", "Joann Ames",
        "order 12345678",
    )  # fmt: skip
    header = "订单号,买家付款时间,订单实付金额,全部商品名称,订单创建时间,买家手机号,商家订单备注\n"
    body = "".join(f'{n},,x,茶,2026-01-02 10:00:00,13900139001,"{note}"\n' for n, note in enumerate((*gone, *stay)))
    report = run(one(write("有赞.csv", header + body), settings), lake, now)
    names = ("AC-0001", "ann@example.com", "Ann Ames", "13800138000", "1234567", "上海示例有限公司")
    assert quarantine.forget(lake.folder, names) == len(gone)
    assert [row[-1] for row in cells(report.quarantine)[1:]] == list(stay)
    files = ("AC-0001.csv", "export_ac-0001_2024.csv", "AC-00012.csv", "ann@example.com.xlsx", "joann@example.com.xlsx")
    told = [any(quarantine.names(file, name.casefold()) for name in names) for file in files]
    assert told == [True, True, False, True, False]


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
