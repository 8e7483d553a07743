"""Orders as Taobao exports them, good and bad, and what has become of them in a lake and its quarantine."""

import csv
from pathlib import Path
from typing import Any

import duckdb

from tenure.facts.importers.plans import Plan, plan
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import Report
from tenure.facts.kinds import KINDS
from tenure.facts.lake import Lake

HEADER = "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间,宝贝标题,宝贝总数量\n"
PAID_HEADER = "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间,订单付款时间,宝贝标题,宝贝总数量\n"
GOOD = "1001,tb1,9.90,交易成功,2026-01-02 10:00:00,茶,1\n"
BAD = (
    '1002,tb2,nine,交易成功,2026-01-02 10:00:00,"茶, 大",1\n'  # line 3
    "1003,tb3,9.90,交易成功,2026-02-30,茶,some\n"  # line 4: two troubles
    "1004,tb4,9.90\n"  # line 5: too short
    '1005,"tb5,9.90,交易成功,2026-01-02 10:00:00,茶,1\n'  # line 6: a quote left open
    ",tb6,9.90,交易成功,2026-01-02 10:00:00,茶,1\n"  # line 7: no id
)


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


def corrected(report: Report, wrong: str, right: str) -> None:
    assert report.quarantine is not None
    text = report.quarantine.read_text(encoding="utf-8-sig")
    report.quarantine.write_text(text.replace(wrong, right), encoding="utf-8-sig")
