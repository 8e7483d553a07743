"""Who was erased stays erased: a later file that tells of them is refused, row by row, and counted."""

from pathlib import Path

import pytest

from tenure.errors import Conflict
from tenure.facts.lake import Lake
from tenure.facts.lake.ledger import KEY, LEDGER, Ledger
from tests.cast import NOW, acme, bob, contract, customer, deliver, identity, order, price, told, use
from tests.facts.lake.test_erase import EMAIL, MEMBER, WORDS, company, number
from tests.facts.lake.traces import traces


@pytest.fixture
def without_ann(lake: Lake) -> Lake:
    """A lake that knew ann, and was made to forget her."""
    lake.store(deliver(company()), NOW)
    lake.erase(number(lake, MEMBER), NOW)
    return lake


def test_the_same_export_again_brings_nobody_back(without_ann: Lake, tmp_path: Path):
    rows = company()
    foreseen = without_ann.preview(deliver(rows), NOW)
    receipt = without_ann.store(deliver(rows), NOW)
    assert traces(tmp_path, WORDS) == []
    assert (receipt.stored, receipt.quarantined, receipt.known) == (0, 0, receipt.rows_in)
    # ann's own: customer, user, attribute, 2 identities, touch, contract, price, notice, order, line, 2 uses, answer, interaction
    assert (receipt.refused, foreseen.refused) == (15, 15)
    assert told(without_ann, "customers")[0]["referrer_customer_id"] is None


def test_news_of_somebody_erased_is_refused_whatever_they_are_called_by(without_ann: Lake, tmp_path: Path):
    news = {
        "identities": [identity("a new id", "email", EMAIL)],
        "customers": [customer("a new id", "Somebody"), customer("dan", "Dan")],
        "transactions": [order("o7", f"email:{EMAIL}", 5, "2024-07-01"), order("o8", "dan", 6, "2024-07-01")],
        "usage_events": [use("e7", MEMBER, "2024-07-01", "a new user")],
    }
    assert without_ann.store(deliver(news), NOW).refused == 4
    assert traces(tmp_path, (*WORDS, "a new id", "Somebody", "a new user")) == []
    assert [row["txn_id"] for row in told(without_ann, "transactions")] == ["o-bob", "o8"]


def test_parts_of_what_was_erased_do_not_come_back_alone(without_ann: Lake):
    lines = [{"item_id": "i1", "txn_id": "o-ann"}, {"item_id": "i9", "txn_id": "o-bob"}]
    rows = {"contract_prices": [price("p9", "k-ann", "2024-02-01", 12)], "order_items": lines}
    receipt = without_ann.store(deliver(rows), NOW)
    assert (receipt.refused, receipt.stored) == (2, 1)
    assert [row["price_id"] for row in told(without_ann, "contract_prices")] == ["p-bob"]


def test_somebody_else_who_is_known_already_may_have_the_same_number(without_ann: Lake):
    rows = {
        "identities": [identity(bob, "email", EMAIL)],
        "transactions": [order("o9", f"email:{EMAIL}", 5, "2024-07-01")],
    }
    assert without_ann.store(deliver(rows), NOW).refused == 0
    assert told(without_ann, "transactions")[-1]["customer_id"] == number(without_ann, bob)


def test_the_list_holds_hashes_that_tell_nothing_without_their_key(without_ann: Lake, tmp_path: Path):
    (entry,) = Ledger(without_ann.folder).entries()
    assert entry.done
    other = acme(tmp_path / "other")
    assert Ledger(other.folder).mark("identity", "customer", "email", "", EMAIL) not in entry.marks
    assert Ledger(without_ann.folder).mark("identity", "customer", "email", "", EMAIL) in entry.marks
    assert (without_ann.folder / KEY).stat().st_mode & 0o77 == 0
    assert EMAIL not in (without_ann.folder / LEDGER).read_text()


def test_a_list_without_its_key_stops_imports_instead_of_letting_everybody_in(without_ann: Lake):
    (without_ann.folder / KEY).unlink()
    with pytest.raises(Conflict, match=KEY):
        without_ann.store(deliver(company()), NOW)


def test_what_comes_back_with_older_facts_is_erased_again(tmp_path: Path):
    lake, older = acme(tmp_path / "now"), acme(tmp_path / "older")
    for one in (lake, older):
        one.store(deliver(company()), NOW)
    lake.erase(number(lake, MEMBER), NOW)
    (older.folder / KEY).write_bytes((lake.folder / KEY).read_bytes())
    gone = older.erase_again(NOW, Ledger(lake.folder).entries())
    assert gone.facts > 10
    assert traces(tmp_path, WORDS) == []
    assert [row["contract_id"] for row in told(older, "contracts")] == ["k-bob"]


def test_a_copy_of_the_list_follows_into_the_folders_of_backups(lake: Lake, tmp_path: Path):
    backups = tmp_path / "backups"
    backups.mkdir()
    Ledger(lake.folder).keep_copy_in(backups)
    lake.store(deliver({"contracts": [contract("k1", "ann", "2024-01-01", "2025-01-01")]}), NOW)
    lake.erase(1, NOW)
    (copy,) = backups.iterdir()
    assert copy.read_text() == (lake.folder / LEDGER).read_text()
