"""What an import would do, before it does it."""

from datetime import date, datetime, timedelta

import pytest

from tenure.errors import RejectedData
from tenure.facts.lake import Lake
from tests.cast import NOW, ann, bob, cid, contract, deliver, identity, order

LATER = NOW + timedelta(days=3)


def everything(lake: Lake) -> tuple[object, ...]:
    """All that a preview must not touch."""
    with lake.catalogue.connect() as connection:
        numbers = connection.exec_driver_sql("SELECT name, next FROM numbers ORDER BY name").fetchall()
    files = sorted(str(path) for path in lake.folder.rglob("*") if not path.name.startswith("catalogue"))
    return lake.version(), lake.batches(), numbers, [file for file in files if not file.endswith("scratch")]


def test_the_receipt_is_what_storing_gives(lake: Lake):
    lake.store(deliver("transactions", [order("o1", ann, 1, "2024-01-05"), order("o2", bob, 1, "2024-03-05")]), NOW)
    rows = {
        "transactions": [
            order("o1", ann, 2, "2024-01-05"), order("o2", bob, 1, "2024-03-05"),
            order("o3", cid, 1, "2024-02-05"), order("o4", cid, 1, "2024-04-05"),
        ],
        "identities": [identity(cid, "email", "cid@example.com"), identity(cid, "email", "cid@example.com")],
    }  # fmt: skip
    preview = lake.preview(deliver(rows, quarantined=1, rows_in=7), LATER)
    receipt = lake.store(deliver(rows, quarantined=1, rows_in=7), LATER)
    assert preview.batch == 0
    assert (preview.stored, preview.known, preview.quarantined) == (receipt.stored, receipt.known, receipt.quarantined)
    assert preview.facts == receipt.facts
    assert (preview.facts["transactions"].new, preview.facts["transactions"].late) == (2, 1)


def test_nothing_is_written_and_no_number_taken(lake: Lake):
    lake.store(deliver("transactions", [order("o1", ann, 1, "2024-01-05")]), NOW)
    before = everything(lake)
    lake.preview(deliver("transactions", [order("o2", "somebody new", 1, "2024-01-05")]), LATER)
    assert everything(lake) == before


def test_changes_come_first_with_what_was_there_before(lake: Lake):
    lake.store(
        deliver(
            "contracts",
            [contract("k1", ann, "2024-01-01", "2025-01-01"), contract("k2", bob, "2024-01-01", "2025-01-01")],
        ),
        NOW,
    )
    rows = [
        contract("k3", cid, "2024-05-01", "2025-05-01"),
        contract("k1", ann, "2024-01-01", "2025-01-01"),
        contract("k2", cid, "2024-01-01", "2025-06-01"),
    ]
    changed, new = lake.preview(deliver("contracts", rows), LATER).changes
    assert (changed.kind, changed.key, changed.row) == ("contracts", "k2", 3)
    assert changed.before is not None
    assert (changed.before["customer_id"], changed.before["end_date"]) == (bob, date(2025, 1, 1))
    assert (changed.after["customer_id"], changed.after["end_date"]) == (cid, date(2025, 6, 1))
    assert changed.after["known_at"] == datetime(2025, 1, 4)
    assert changed.before.keys() == changed.after.keys()
    assert (new.key, new.before, new.after["customer_id"]) == ("k3", None, cid)


def test_a_retraction_shows_what_it_withdraws(lake: Lake):
    lake.store(deliver("transactions", [order("o1", ann, 1, "2024-01-05")]), NOW)
    (change,) = lake.preview(deliver("transactions", [{"txn_id": "o1", "op": "retract"}]), LATER).changes
    assert change.before is not None
    assert (change.before["op"], change.before["amount_minor"], change.after["op"]) == ("assert", 100, "retract")


def test_only_so_many_are_shown(lake: Lake):
    rows = [order(f"o{number}", ann, 1, "2024-01-05") for number in range(100)]
    assert len(lake.preview(deliver("transactions", rows), NOW).changes) == 20
    assert len(lake.preview(deliver("transactions", rows), NOW, show=3).changes) == 3


def test_what_storing_would_refuse_a_preview_refuses(lake: Lake):
    with pytest.raises(RejectedData, match="txn_id"):
        lake.preview(deliver("transactions", [order("", ann, 1, "2024-01-05")]), NOW)
    assert list((lake.folder / "scratch").glob("*")) == []


def test_files_of_one_command_are_not_late_in_a_preview_either(lake: Lake):
    first = lake.store(
        deliver("transactions", [order("a", ann, 1, "2024-01-05"), order("b", ann, 1, "2024-09-05")]), NOW
    )
    delivery = deliver("transactions", [order("c", bob, 1, "2024-03-05")])
    assert lake.preview(delivery, NOW).facts["transactions"].late == 1
    assert lake.preview(delivery, NOW, earlier_than=first.batch).facts["transactions"].late == 0
