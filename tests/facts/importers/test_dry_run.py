"""What an import would do, told before it is done."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import dry_run, run
from tenure.facts.lake import Lake
from tests.facts.importers.taobao import BAD, GOOD, HEADER, everything, one

Write = Callable[..., Path]


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
