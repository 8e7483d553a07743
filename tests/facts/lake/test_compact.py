"""Merging small files changes no fact."""

from datetime import timedelta

from tenure.facts.kinds import KINDS
from tenure.facts.lake import Lake
from tenure.facts.lake.stock import KEEP_RETIRED
from tests.cast import NOW, ann, bob, contract, deliver, identity, order, told, use

KIND_NAMES = ("contracts", "transactions", "identities")
DAYS = ("2024-03-01", "2025-01-03", "2025-12-31")


def fill(lake: Lake, imports: int = 6) -> None:
    for number in range(imports):
        rows = {
            "contracts": [contract("k1", ann, "2024-01-01", f"2025-{number + 1:02d}-01")],
            "transactions": [
                order(f"o{number}", bob, number + 1, f"2024-0{number + 1}-05"),
                order("o", ann, number, "2024-02-05"),
            ],
            "usage_events": [use(f"e{number}", ann, "2024-02-05")],
            "identities": [identity(ann, "email", f"ann{number}@example.com")],
        }
        lake.store(deliver(rows), NOW + timedelta(days=number))


def seen(lake: Lake) -> list[object]:
    return [told(lake, name, day) for name in KIND_NAMES for day in DAYS]


def test_the_facts_of_every_day_stay_what_they_are(lake: Lake):
    fill(lake)
    before, files = seen(lake), sum(len(paths) for paths in lake.listing().values())
    replaced = lake.compact(NOW, more_than=1)
    after = sum(len(paths) for paths in lake.listing().values())
    assert seen(lake) == before
    assert after < files - replaced + 12
    assert lake.damage() == []
    assert lake.compact(NOW, more_than=1) == 0


def test_each_kind_and_month_is_one_file_in_the_order_of_owners(lake: Lake):
    fill(lake)
    lake.compact(NOW, more_than=1)
    live = [(entry.kind, entry.role, entry.month) for entry in lake.live()]
    assert len(live) == len(set(live))
    months = [entry.month for entry in lake.live() if entry.kind == "transactions" and entry.role == "facts"]
    assert sorted(months) == ["2024-01", "2024-02", "2024-03", "2024-04", "2024-05", "2024-06"]


def test_few_files_are_left_alone(lake: Lake):
    fill(lake, imports=3)
    version = lake.version()
    assert lake.compact(NOW) == 0
    assert lake.version() == version


def test_a_reader_with_an_old_list_reads_on_and_later_the_old_files_go(lake: Lake):
    fill(lake)
    old = [path for paths in lake.listing().values() for path in paths]
    lake.compact(NOW, more_than=1)
    lake.store(deliver("transactions", [order("x", bob, 1, "2024-01-01")]), NOW + KEEP_RETIRED)
    assert all(path.exists() for path in old)
    lake.store(deliver("transactions", [order("y", bob, 1, "2024-01-01")]), NOW + KEEP_RETIRED + timedelta(seconds=1))
    live = {path for paths in lake.listing().values() for path in paths}
    assert {path for path in old if path.exists()} <= live
    assert set((lake.folder / "facts").glob("*/*")) == live


def test_imports_after_compaction_know_what_was_there(lake: Lake):
    fill(lake)
    lake.compact(NOW, more_than=1)
    known = lake.store(
        deliver("transactions", [order("o5", bob, 6, "2024-06-05"), order("o", ann, 5, "2024-02-05")]), NOW
    )
    assert known.stored == 0
    lake.store(deliver("transactions", [order("o5", bob, 7, "2024-06-05")]), NOW + timedelta(days=9))
    assert {row["txn_id"]: row["amount_minor"] for row in told(lake, "transactions")}["o5"] == 700


def test_every_kind_sorts_by_columns_it_has():
    from tenure.facts.lake.columns import stored_order, stored_types

    for kind in KINDS.values():
        assert set(stored_order(kind).split(", ")) <= stored_types(kind).keys()
