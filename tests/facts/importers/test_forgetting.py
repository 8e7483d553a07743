"""Erasing somebody takes their rows from quarantine too, whatever the file calls them."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tenure.facts.importers.plans import plan
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import run
from tenure.facts.kinds import KINDS
from tenure.facts.lake import Lake

Write = Callable[..., Path]

HUBSPOT_IDS = ("9001", "9002", "12;9001", "19001")
SALESFORCE_IDS = ("001Wj00000tQWvr", "001Wj00000tQWvs", "001Wj00000tQWvrIAG", "001Wj00000tQWvt")
FXIAOKE_IDS = ("AC-0001", "AC-0002", "ac-0001", "AC-0003")
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
