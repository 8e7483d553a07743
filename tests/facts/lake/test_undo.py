"""Taking an import back."""

from datetime import timedelta

import pytest

from tenure.errors import NotFound
from tenure.facts.kinds import KINDS
from tenure.facts.lake import Lake
from tests.cast import NOW, ann, bob, contract, customer, deliver, identity, order, price, told


def amounts(lake: Lake, as_of: str = "2025-12-31") -> dict[object, object]:
    return {row["txn_id"]: row["amount_minor"] for row in told(lake, "transactions", as_of)}


def test_an_undone_import_is_as_if_it_had_never_been(lake: Lake):
    lake.store(deliver("transactions", [order("o1", ann, 1, "2024-01-05")]), NOW)
    before = told(lake, "transactions"), told(lake, "identities")
    rows = {
        "transactions": [order("o1", ann, 2, "2024-01-05"), order("o2", bob, 3, "2024-02-05")],
        "identities": [identity(bob, "email", "bob@example.com")],
    }
    receipt = lake.store(deliver(rows), NOW)
    assert lake.undo(receipt.batch, NOW) == 4  # two orders, two names of bob
    assert (told(lake, "transactions"), told(lake, "identities")) == before
    assert lake.store(deliver(rows), NOW).stored == 3


def test_an_undone_import_can_be_imported_again(lake: Lake):
    delivery = deliver(
        "transactions", [order("o1", ann, 1, "2024-01-05"), order("o1", ann, 1, "2024-01-05", known="2024-03-01")]
    )
    for _time in range(3):
        receipt = lake.store(delivery, NOW)
        assert receipt.stored == 2
        assert amounts(lake) == {"o1": 100}
        lake.undo(receipt.batch, NOW)
        assert amounts(lake) == {}


def test_undoing_the_middle_of_three_versions_shows_the_third(lake: Lake):
    for day, amount in enumerate((1, 2, 3)):
        lake.store(deliver("transactions", [order("o1", ann, amount, "2024-01-05")]), NOW + timedelta(days=day))
    lake.undo(2, NOW)
    assert amounts(lake, "2025-01-02") == {"o1": 100}
    assert amounts(lake) == {"o1": 300}
    lake.undo(3, NOW)
    assert amounts(lake) == {"o1": 100}
    lake.undo(1, NOW)
    assert amounts(lake) == {}


def test_undoing_the_first_version_leaves_the_second(lake: Lake):
    for day, amount in enumerate((1, 2)):
        lake.store(deliver("transactions", [order("o1", ann, amount, "2024-01-05")]), NOW + timedelta(days=day))
    lake.undo(1, NOW)
    assert amounts(lake, "2025-01-01") == {}
    assert amounts(lake) == {"o1": 200}


def test_undoing_a_retraction_brings_the_fact_back(lake: Lake):
    lake.store(deliver("transactions", [order("o1", ann, 1, "2024-01-05")]), NOW)
    lake.store(deliver("transactions", [{"txn_id": "o1", "op": "retract"}]), NOW)
    lake.undo(2, NOW)
    assert amounts(lake) == {"o1": 100}


def test_a_customer_that_later_imports_speak_of_keeps_its_number(lake: Lake):
    rows = {"customers": [customer(ann)], "identities": [identity(ann, "email", "ann@example.com")]}
    lake.store(deliver(rows), NOW)
    lake.store(deliver("transactions", [order("o1", "email:ann@example.com", 1, "2024-01-05")]), NOW)
    number = told(lake, "transactions")[0]["customer_id"]
    lake.undo(1, NOW)
    assert told(lake, "customers") == []
    lake.store(deliver("transactions", [order("o2", ann, 1, "2024-01-05")]), NOW)
    assert {row["customer_id"] for row in told(lake, "transactions")} == {number}


def test_when_nothing_speaks_of_a_customer_any_more_its_names_go(lake: Lake):
    lake.store(deliver({"customers": [customer(ann)], "identities": [identity(ann, "email", "ann@example.com")]}), NOW)
    lake.store(deliver("transactions", [order("o1", "email:ann@example.com", 1, "2024-01-05")]), NOW)
    lake.undo(1, NOW)
    lake.undo(2, NOW)
    assert told(lake, "identities") == []
    assert lake.listing() == {}


def test_undo_takes_several_kinds_together(lake: Lake):
    kinds = {
        "contracts": [contract("k1", ann, "2024-01-01", "2025-01-01")],
        "contract_prices": [price("p1", "k1", "2024-01-01", 10)],
    }
    lake.store(deliver(kinds), NOW)
    assert lake.undo(1, NOW) == 3
    assert lake.listing() == {}
    assert lake.version() == 2


def test_only_an_import_in_force_can_be_undone(lake: Lake):
    lake.store(deliver("transactions", [order("o1", ann, 1, "2024-01-05")]), NOW)
    with pytest.raises(NotFound, match="no import 7"):
        lake.undo(7, NOW)
    lake.undo(1, NOW)
    with pytest.raises(NotFound, match="no import 1"):
        lake.undo(1, NOW)
    assert lake.version() == 2


def test_undo_after_compaction_is_the_same(lake: Lake, another):
    other = another()
    for each in (lake, other):
        for day, amount in enumerate((1, 2, 3, 4)):
            rows = [order("o1", ann, amount, "2024-01-05"), order(f"x{day}", bob, amount, "2024-01-06")]
            each.store(deliver("transactions", rows), NOW + timedelta(days=day))
    lake.compact(NOW, more_than=1)
    for each in (lake, other):
        each.undo(2, NOW)
        each.undo(4, NOW)
    assert amounts(lake) == amounts(other) == {"o1": 300, "x0": 100, "x2": 300}
    assert told(lake, "identities") == told(other, "identities")
    assert len(lake.listing()[(KINDS["transactions"].name, "facts")]) == 1


# ---- what later imports told again


def test_later_imports_that_told_the_same_kinds_again_are_to_be_imported_again(lake: Lake):
    orders = [order("o1", ann, 1, "2024-01-05"), order("o2", bob, 1, "2024-01-05")]
    lake.store(deliver("transactions", orders), NOW)
    lake.store(deliver("contracts", [contract("k1", ann, "2024-01-01", "2025-01-01")]), NOW)
    lake.store(deliver("transactions", orders[:1]), NOW)  # known
    lake.store(deliver("transactions", [order("o1", ann, 2, "2024-01-05")]), NOW)  # changed
    lake.store(deliver("transactions", [*orders[1:], order("o3", ann, 1, "2024-01-06")]), NOW)  # one known, one new
    lake.store(deliver("contracts", [contract("k1", ann, "2024-01-01", "2025-01-01")]), NOW)
    assert [lake.told_again(number) for number in (1, 2, 3, 5)] == [[3, 5], [6], [], []]
    lake.undo(3, NOW)
    assert lake.told_again(1) == [5]
    lake.undo(1, NOW)
    assert amounts(lake) == {"o1": 200, "o3": 100}
    assert lake.store(deliver("transactions", [*orders[1:], order("o3", ann, 1, "2024-01-06")]), NOW).stored == 1
    assert amounts(lake) == {"o1": 200, "o2": 100, "o3": 100}
