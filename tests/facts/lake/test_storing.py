"""A delivery into the lake: new, changed, known, late; all of it or nothing."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tenure.errors import NotFound, RejectedData
from tenure.facts.kinds import KINDS
from tenure.facts.lake import Lake
from tests.cast import NOW, Row, acme, ann, bob, cid, contract, customer, deliver, identity, order, price, told, use

LATER = NOW + timedelta(days=30)


def counts(receipt, name):
    found = receipt.facts[name]
    return found.new, found.changed, found.known, found.late


def everything() -> dict[str, list[Row]]:
    return {
        "customers": [customer(ann, "Ann Ames"), customer(bob)],
        "contracts": [contract("k1", ann, "2024-01-01", "2025-01-01"), contract("k2", bob, "2024-03-01", "2025-03-01")],
        "contract_prices": [price("p1", "k1", "2024-01-01", 100.5)],
        "transactions": [order("o1", ann, 120, "2024-03-05 10:00"), order("o2", bob, 0.01, "2024-04-05")],
        "usage_events": [use("e1", ann, "2024-02-01 17:00"), use("e2", ann, "2024-02-02")],
        "identities": [identity(ann, "email", "ann@example.com")],
    }


def test_the_same_delivery_twice_adds_nothing(lake: Lake):
    first = lake.store(deliver(everything()), NOW)
    files = lake.listing()
    again = lake.store(deliver(everything()), LATER)
    assert (first.stored, first.known) == (10, 0)
    assert (again.stored, again.known) == (0, 10)
    assert lake.listing() == files


def test_a_fact_carries_its_civil_day_and_a_reference_its_number(lake: Lake):
    lake.store(deliver(everything()), NOW)
    events = told(lake, "usage_events")
    assert [row["happened_on"] for row in events] == [date(2024, 2, 2), date(2024, 2, 2)]  # 17:00 UTC is next day
    assert len({row["customer_id"] for row in events}) == 1
    assert told(lake, "transactions")[1]["amount_minor"] == 1


def test_history_is_known_since_it_happened_and_a_change_since_the_import(lake: Lake):
    lake.store(deliver("transactions", [order("o1", ann, 120, "2024-03-05")]), NOW)
    receipt = lake.store(deliver("transactions", [order("o1", ann, 99, "2024-03-05")]), LATER)
    assert counts(receipt, "transactions") == (0, 1, 0, 0)
    assert [row["amount_minor"] for row in told(lake, "transactions", "2024-03-05")] == [12000]
    assert [row["amount_minor"] for row in told(lake, "transactions", "2025-01-30")] == [12000]
    assert [row["amount_minor"] for row in told(lake, "transactions", "2025-01-31")] == [9900]


def test_without_history_facts_are_known_since_the_import(lake: Lake):
    lake.store(deliver("transactions", [order("o1", ann, 120, "2024-03-05")], history=False), NOW)
    assert told(lake, "transactions", "2024-12-31") == []
    assert len(told(lake, "transactions", "2025-01-01")) == 1


def test_there_and_back_again_is_two_changes(lake: Lake):
    for day, amount in enumerate((120, 99, 120, 120)):
        lake.store(deliver("transactions", [order("o1", ann, amount, "2024-03-05")]), NOW + timedelta(days=day))
    assert [told(lake, "transactions", f"2025-01-0{day}")[0]["amount_minor"] for day in (1, 2, 3, 4)] == [
        12000, 9900, 12000, 12000,
    ]  # fmt: skip
    assert [batch["stored"] for batch in lake.batches()] == [1, 1, 1, 0]


def test_of_several_rows_of_a_key_the_last_counts_and_a_second_import_adds_nothing(lake: Lake):
    rows = [order("o1", ann, amount, "2024-03-05") for amount in (1, 2, 3)]
    receipt = lake.store(deliver("transactions", rows), NOW)
    assert (receipt.stored, receipt.known) == (1, 2)
    assert [row["amount_minor"] for row in told(lake, "transactions", "2024-03-05")] == [300]
    assert lake.store(deliver("transactions", rows), LATER).stored == 0


def test_versions_that_the_source_dates_are_all_kept(lake: Lake):
    rows = [
        order("o1", ann, 1, "2024-03-05", known="2024-03-05"),
        order("o1", ann, 2, "2024-03-05", known="2024-04-01"),
        order("o1", ann, 2, "2024-03-05", known="2024-04-01"),
        order("o1", ann, 1, "2024-03-05", known="2024-05-01"),
    ]
    receipt = lake.store(deliver("transactions", rows), NOW)
    assert counts(receipt, "transactions") == (1, 2, 1, 0)
    amounts = [told(lake, "transactions", day)[0]["amount_minor"] for day in ("2024-03-31", "2024-04-30", "2024-05-31")]
    assert amounts == [100, 200, 100]
    assert lake.store(deliver("transactions", rows), LATER).stored == 0


def test_dated_versions_give_the_same_in_any_order(lake: Lake, another):
    rows = [
        order("o1", ann, 1, "2024-03-05", known="2024-03-05"),
        order("o1", ann, 2, "2024-03-05", known="2024-04-01"),
        order("o1", ann, 2, "2024-03-05", known="2024-05-01", op="retract"),
        order("o1", ann, 1, "2024-03-05", known="2024-06-01"),
    ]
    for row in rows:
        lake.store(deliver("transactions", [row]), NOW)
    other = another()
    for row in reversed(rows):
        other.store(deliver("transactions", [row]), NOW)
    for day in ("2024-03-31", "2024-04-30", "2024-05-31", "2024-06-30"):
        assert [row["amount_minor"] for row in told(lake, "transactions", day)] == [
            row["amount_minor"] for row in told(other, "transactions", day)
        ]
    assert told(other, "transactions", "2024-05-31") == []


def test_a_dated_version_and_an_undated_one_in_a_file_are_stored_once(lake: Lake):
    rows = [
        order("o1", ann, 1, "2024-03-05", known="2024-03-05"),
        order("o1", ann, 1, "2024-03-05", op="retract"),
    ]
    assert lake.store(deliver("transactions", rows), NOW).stored == 2
    assert told(lake, "transactions", "2025-01-01") == []
    assert len(told(lake, "transactions", "2024-12-31")) == 1
    assert lake.store(deliver("transactions", rows), LATER).stored == 0


def test_a_retraction_withdraws_and_can_be_taken_back(lake: Lake):
    lake.store(deliver("transactions", [order("o1", ann, 5, "2024-03-05")]), NOW)
    gone = deliver("transactions", [{"txn_id": "o1", "op": "retract"}])
    assert lake.store(gone, LATER).stored == 1
    assert lake.store(gone, LATER).stored == 0
    assert told(lake, "transactions") == []
    assert lake.store(deliver("transactions", [order("o1", ann, 5, "2024-03-05")]), LATER).stored == 1
    assert len(told(lake, "transactions")) == 1


def test_retracting_what_nobody_knows_tells_nothing(lake: Lake):
    receipt = lake.store(deliver("transactions", [order("o9", ann, 5, "2024-03-05", op="retract")]), NOW)
    assert counts(receipt, "transactions") == (0, 0, 1, 0)


def test_a_change_shows_even_when_the_clock_was_set_back(lake: Lake):
    lake.store(deliver("transactions", [order("o1", ann, 1, "2024-03-05")], history=False), NOW)
    lake.store(deliver("transactions", [order("o1", ann, 2, "2024-03-05")]), NOW - timedelta(days=3))
    assert [row["amount_minor"] for row in told(lake, "transactions")] == [200]
    again = lake.store(deliver("transactions", [order("o1", ann, 2, "2024-03-05")]), NOW - timedelta(days=3))
    assert again.stored == 0


@pytest.mark.parametrize("key", [None, ""])
def test_facts_without_a_key_are_refused_and_nothing_is_stored(lake: Lake, key: str | None):
    rows = [order("o1", ann, 5, "2024-03-05"), {**order("", ann, 5, "2024-03-05"), "txn_id": key}]
    with pytest.raises(RejectedData, match="1 facts of transactions have no txn_id"):
        lake.store(deliver({"contracts": [contract("k", ann, "2024-01-01", "2025-01-01")], "transactions": rows}), NOW)
    assert lake.batches() == []
    assert list((lake.folder / "facts").glob("*/*")) == []


def test_an_operation_that_means_nothing_is_refused(lake: Lake):
    with pytest.raises(RejectedData, match="op"):
        lake.store(deliver("transactions", [order("o1", ann, 5, "2024-03-05", op="delete")]), NOW)


def test_an_unknown_kind_is_refused_with_its_neighbours(lake: Lake):
    delivery = deliver("transactions", [])
    tables = {"transaction": delivery.tables["transactions"]}
    with pytest.raises(NotFound, match="transactions"):
        lake.store(type(delivery)("acme", "x", tables), NOW)


def test_a_row_counts_once_whatever_number_of_facts_it_brings(lake: Lake):
    rows = {
        "contracts": [contract("k1", ann, "2024-01-01", "2025-01-01", row=7)],
        "contract_prices": [price("p1", "k1", "2024-01-01", 1, row=7), price("p2", "k1", "2024-06-01", 2, row=8)],
    }
    receipt = lake.store(deliver(rows, rows_in=5, quarantined=1), NOW)
    assert (receipt.stored, receipt.known, receipt.quarantined) == (2, 2, 1)


# ---- Late


def test_what_an_earlier_import_should_have_brought_is_late_and_known_now(lake: Lake):
    months = [order(f"o{month}", ann, 1, f"2024-{month:02d}-05") for month in (1, 2, 4)]
    lake.store(deliver("transactions", months), NOW)
    late = deliver("transactions", [order("o3", ann, 1, "2024-03-05"), order("o5", ann, 1, "2024-05-05")])
    receipt = lake.store(late, LATER)
    assert counts(receipt, "transactions") == (2, 0, 0, 1)
    assert [row["txn_id"] for row in told(lake, "transactions", "2025-01-30")] == ["o1", "o2", "o4", "o5"]
    assert [row["txn_id"] for row in told(lake, "transactions", "2025-01-31")] == ["o1", "o2", "o3", "o4", "o5"]


def test_files_of_one_command_do_not_make_one_another_late(lake: Lake):
    first = lake.store(
        deliver("transactions", [order("a1", ann, 1, "2024-01-05"), order("a9", ann, 1, "2024-09-05")]), NOW
    )
    second = lake.store(deliver("transactions", [order("b3", bob, 1, "2024-03-05")]), NOW, earlier_than=first.batch)
    assert counts(second, "transactions") == (1, 0, 0, 0)
    next_command = deliver("transactions", [order("c3", cid, 1, "2024-03-05")])
    assert counts(lake.store(next_command, LATER, earlier_than=second.batch + 1), "transactions") == (1, 0, 0, 1)


def test_a_correction_does_not_make_the_following_year_late(lake: Lake):
    lake.store(deliver("transactions", [order("o1", ann, 1, "2023-01-05"), order("o2", ann, 1, "2023-12-05")]), NOW)
    lake.store(deliver("transactions", [order("o1", ann, 2, "2023-01-05")]), NOW)
    receipt = lake.store(deliver("transactions", [order("o3", ann, 1, "2024-06-05")]), LATER)
    assert counts(receipt, "transactions") == (1, 0, 0, 0)
    assert len(told(lake, "transactions", "2024-06-05")) == 3


def test_a_price_that_begins_next_year_does_not_make_this_year_late(lake: Lake):
    lake.store(
        deliver("contract_prices", [price("p1", "k1", "2024-01-01", 1), price("p2", "k1", "2026-01-01", 2)]), NOW
    )
    receipt = lake.store(deliver("contract_prices", [price("p3", "k2", "2025-01-20", 1)]), LATER)
    assert counts(receipt, "contract_prices") == (1, 0, 0, 0)


def test_another_source_is_not_late_for_this_one(lake: Lake):
    lake.store(deliver("transactions", [order("a1", ann, 1, "2024-01-05"), order("a9", ann, 1, "2024-09-05")]), NOW)
    receipt = lake.store(deliver("transactions", [order("b3", bob, 1, "2024-03-05")], source="till"), LATER)
    assert counts(receipt, "transactions") == (1, 0, 0, 0)


def test_files_without_a_source_are_late_for_those_laid_out_alike(lake: Lake):
    """The history of a second system is no late part of the first one's."""
    till = {"source": "", "recipe": "map 1f"}
    lake.store(
        deliver("transactions", [order("a1", ann, 1, "2024-01-05"), order("a9", ann, 1, "2024-09-05")], **till), NOW
    )
    web = deliver("transactions", [order("b3", bob, 1, "2024-03-05")], source="", recipe="map 2e")
    assert counts(lake.store(web, LATER), "transactions") == (1, 0, 0, 0)
    forgotten = deliver("transactions", [order("a3", ann, 1, "2024-03-05")], **till)
    assert counts(lake.store(forgotten, LATER), "transactions") == (1, 0, 0, 1)


# ---- Names that are hard to write


@pytest.mark.parametrize("name", ["it's b\\s x{1,2}", '*new* who? a[1]b 100% "q" #1', "青禾茶铺"])
def test_any_folder_will_do(tmp_path: Path, name: str):
    lake = acme(tmp_path / name)
    acme(tmp_path / "decoy").store(deliver("contracts", [contract("k9", cid, "2024-01-01", "2025-01-01")]), NOW)
    lake.store(deliver("contracts", [contract("k1", ann, "2024-01-01", "2025-01-01")]), NOW)
    lake.store(deliver("contracts", [contract("k1", ann, "2024-01-01", "2025-02-01")]), NOW)
    assert [row["end_date"] for row in told(lake, "contracts")] == [date(2025, 2, 1)]
    assert lake.compact(NOW, more_than=1) == 2
    lake.undo(2, NOW)
    assert [row["end_date"] for row in told(lake, "contracts")] == [date(2025, 1, 1)]
    assert acme(tmp_path / name).damage() == []


@pytest.mark.parametrize("source", ["it's", "'); DROP TABLE who; --", "{batch} %s a|b", ""])
def test_any_source_will_do(lake: Lake, source: str):
    delivery = deliver("transactions", [order("o'1", "o'neill; --", 1, "2024-03-05")], source=source)
    assert lake.store(delivery, NOW).stored == 1
    assert lake.store(delivery, LATER).stored == 0
    assert [row["txn_id"] for row in told(lake, "transactions")] == ["o'1"]
    assert lake.batches()[0]["source"] == source


def test_an_instant_with_a_zone_is_the_same_instant(lake: Lake):
    from zoneinfo import ZoneInfo

    now = datetime(2025, 1, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    lake.store(deliver("transactions", [order("o1", ann, 1, "2024-03-05")], history=False), now)
    assert lake.batches()[0]["at"] == datetime(2025, 1, 1, 1)


def test_every_kind_can_be_stored_empty(lake: Lake):
    receipt = lake.store(deliver(dict.fromkeys(KINDS, ())), NOW)
    assert receipt.stored == 0
    assert lake.listing() == {}
