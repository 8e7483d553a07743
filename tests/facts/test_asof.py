"""Facts as they were known on a day."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tenure.engine.duckdb import DuckDB
from tenure.facts.asof import Facts, followed
from tests.cast import NOW, acme, ann, bob, cid, contract, customer, deliver, order, told, use


def test_a_fact_is_seen_from_the_day_it_was_known_in_the_zone(tmp_path: Path):
    lake = acme(tmp_path)
    late_evening = order("o1", ann, 1, "2024-03-05 15:59:59", known="2024-03-05 15:59:59")
    next_day = order("o2", ann, 1, "2024-03-05 16:00", known="2024-03-05 16:00")
    lake.store(deliver("transactions", [late_evening, next_day]), NOW)
    assert [row["txn_id"] for row in told(lake, "transactions", "2024-03-04")] == []
    assert [row["txn_id"] for row in told(lake, "transactions", "2024-03-05")] == ["o1"]
    assert [row["txn_id"] for row in told(lake, "transactions", "2024-03-06")] == ["o1", "o2"]


def test_a_correction_is_seen_from_its_own_day_on(tmp_path: Path):
    lake = acme(tmp_path)
    versions = [
        contract("k1", ann, "2024-01-01", "2025-01-01", known="2024-01-01"),
        contract("k1", ann, "2024-01-01", "2025-06-01", known="2024-05-10"),
        contract("k1", ann, "2024-01-01", "2025-06-01", known="2024-07-01", op="retract"),
    ]
    lake.store(deliver("contracts", versions), NOW)
    ends = {
        day: [row["end_date"] for row in told(lake, "contracts", day)]
        for day in ("2024-05-09", "2024-05-10", "2024-07-01")
    }
    assert ends == {"2024-05-09": [date(2025, 1, 1)], "2024-05-10": [date(2025, 6, 1)], "2024-07-01": []}


def test_of_two_versions_known_at_one_instant_the_later_told_counts(tmp_path: Path):
    lake = acme(tmp_path)
    versions = [order("o1", ann, amount, "2024-03-05", known="2024-03-05") for amount in (3, 1, 2)]
    lake.store(deliver("transactions", versions), NOW)
    assert [row["amount_minor"] for row in told(lake, "transactions")] == [200]


def test_what_is_learned_later_moves_nothing_on_an_earlier_day(tmp_path: Path):
    lake = acme(tmp_path)
    lake.store(deliver("transactions", [order("o1", ann, 1, "2024-03-05"), order("o2", bob, 1, "2024-04-05")]), NOW)
    before = [told(lake, "transactions", day) for day in ("2024-03-31", "2024-12-31")]
    lake.store(deliver("transactions", [order("o1", ann, 2, "2024-03-05"), order("o3", cid, 1, "2024-03-20")]), NOW)
    assert [told(lake, "transactions", day) for day in ("2024-03-31", "2024-12-31")] == before
    assert len(told(lake, "transactions", "2025-01-01")) == 3


_BEGUN = {
    "contracts": (
        contract("k1", ann, "2024-01-01", "2025-01-01", terminated_on="2024-06-01", termination_kind="cancelled"),
        {"terminated_on": date(2024, 6, 1), "termination_kind": "cancelled"},
        {"terminated_on": None, "termination_kind": None},
    ),
    "survey_responses": (
        {"response_id": "r1", "survey_id": "s", "instrument": "nps", "customer_id": ann, "sent_at": "2024-01-01",
         "happened_at": "2024-06-01", "score": 9, "scale_max": 10, "comment": "fine"},
        {"happened_on": date(2024, 6, 1), "score": 9, "comment": "fine", "scale_max": 10},
        {"happened_on": None, "score": None, "comment": None, "scale_max": 10},
    ),
    "customer_attrs": (
        {"attr_id": "a1", "customer_id": ann, "attr": "role", "value": "x", "valid_from": "2024-01-01", "valid_to": "2024-06-01"},
        {"value": "x", "valid_to": date(2024, 6, 1)},
        {"value": "x", "valid_to": None},
    ),
    "deals": (
        {"deal_id": "d1", "customer_id": ann, "stage": "Won", "amount": 5, "currency": "CNY", "opened": "2024-01-01",
         "closed": "2024-06-01", "outcome": "won"},
        {"closed": date(2024, 6, 1), "outcome": "won", "stage": "Won", "amount_minor": 500},
        {"closed": None, "outcome": "open", "stage": None, "amount_minor": 500},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", _BEGUN)
def test_an_outcome_is_known_from_its_own_day_on(kind: str, tmp_path: Path):
    lake = acme(tmp_path)
    row, after, before = _BEGUN[kind]
    receipt = lake.store(deliver(kind, [row]), NOW)
    assert (receipt.stored, receipt.facts[kind].new, receipt.facts[kind].changed) == (1, 1, 0)

    def seen(day: str) -> list[dict[str, object]]:
        return [{name: fact[name] for name in after} for fact in told(lake, kind, day)]

    assert [seen(day) for day in ("2023-12-31", "2024-01-01", "2024-05-31")] == [[], [before], [before]]
    assert [seen(day) for day in ("2024-06-01", "2026-12-31")] == [[after], [after]]
    assert lake.store(deliver(kind, [row]), NOW).stored == 0


def test_an_outcome_ahead_is_known_from_the_import_on(tmp_path: Path):
    lake = acme(tmp_path)
    ahead = (NOW + timedelta(days=90)).date()
    lake.store(deliver("contracts", [contract("k1", ann, "2024-01-01", "2030-01-01", terminated_on=str(ahead))]), NOW)
    days = [str(NOW.date() - timedelta(days=1)), str(NOW.date() + timedelta(days=1))]
    assert [told(lake, "contracts", day)[0]["terminated_on"] for day in days] == [None, ahead]


def test_when_an_open_deal_is_expected_to_close_is_known_since_each_export(tmp_path: Path):
    """An export tells what is expected on its own day; of what was expected before, nobody knows any more."""
    lake, later = acme(tmp_path), NOW + timedelta(days=30)
    row = {"deal_id": "d1", "customer_id": ann, "stage": "Offer", "opened": "2024-01-01", "closed": "2024-06-01"}
    moved = {**row, "stage": "Contract", "closed": "2024-09-01"}
    won = {**moved, "stage": "Won", "outcome": "won", "closed": "2024-08-20"}

    def seen(at: datetime) -> list[tuple[object, ...]]:
        deals = told(lake, "deals", str(at.date()))
        return [(deal["stage"], deal["outcome"], str(deal["closed"])) for deal in deals]

    receipt = lake.store(deliver("deals", [row]), NOW)
    assert (receipt.stored, receipt.facts["deals"].new, receipt.facts["deals"].changed) == (1, 1, 0)
    assert lake.store(deliver("deals", [row]), NOW).stored == 0
    assert lake.store(deliver("deals", [moved]), later).facts["deals"].changed == 1
    assert lake.store(deliver("deals", [won]), later + timedelta(days=30)).facts["deals"].changed == 1
    assert [seen(datetime(2024, 1, 1)), seen(NOW - timedelta(days=1))] == [[(None, "open", "None")]] * 2
    assert [seen(NOW), seen(later - timedelta(days=1))] == [[("Offer", "open", "2024-06-01")]] * 2
    assert [seen(later), seen(later + timedelta(days=29))] == [[("Contract", "open", "2024-09-01")]] * 2
    assert seen(later + timedelta(days=30)) == [("Won", "won", "2024-08-20")]


def test_a_deal_that_ended_on_no_day_is_known_to_have_ended_since_the_import(tmp_path: Path):
    lake = acme(tmp_path)
    row = {"deal_id": "d1", "customer_id": ann, "stage": "Won", "opened": "2024-01-01", "outcome": "won"}
    lake.store(deliver("deals", [row]), NOW)
    days = [str(NOW.date() - timedelta(days=1)), str(NOW.date())]
    assert [told(lake, "deals", day)[0]["outcome"] for day in days] == ["open", "won"]


def test_what_a_source_tells_of_the_time_of_record_stands(tmp_path: Path):
    lake = acme(tmp_path)
    early = contract("k1", ann, "2024-01-01", "2025-01-01", terminated_on="2024-06-01", known="2024-03-01")
    lake.store(deliver("contracts", [early]), NOW)
    assert told(lake, "contracts", "2024-02-29") == []
    assert told(lake, "contracts", "2024-03-01")[0]["terminated_on"] == date(2024, 6, 1)


def test_facts_keep_to_one_state_of_the_lake(tmp_path: Path):
    lake = acme(tmp_path)
    lake.store(deliver("transactions", [order("o1", ann, 1, "2024-03-05")]), NOW)
    facts = Facts(DuckDB(), lake, date(2025, 12, 31))
    lake.store(deliver("transactions", [order("o2", ann, 1, "2024-03-06")]), NOW)
    assert len(facts.engine.rows(facts.table("transactions"))) == 1
    assert facts.version == 1
    assert facts.has("transactions")
    assert not facts.has("contracts")


def test_a_kind_without_facts_has_no_rows(tmp_path: Path):
    assert told(acme(tmp_path), "contracts") == []


# ---- Customers that are one


def test_facts_of_the_merged_carry_the_number_of_the_last_one(tmp_path: Path):
    lake = acme(tmp_path)
    merges = [
        customer(ann, merged_into=bob, known="2024-06-01"),
        customer(bob, merged_into=cid, known="2024-07-01"),
        customer(cid),
    ]
    events = [use(f"e-{who}", who, "2024-02-01") for who in (ann, bob, cid)]
    lake.store(deliver({"customers": merges, "usage_events": events}), NOW)
    who = {
        day: [row["customer_id"] for row in told(lake, "usage_events", day)]
        for day in ("2024-05-31", "2024-06-30", "2024-07-31")
    }
    one, two, three = who["2024-05-31"]
    assert len({one, two, three}) == 3
    assert who["2024-06-30"] == [two, two, three]
    assert who["2024-07-31"] == [three, three, three]


def test_the_facts_of_one_customer_are_those_that_the_whole_kind_has_of_it(tmp_path: Path):
    """Ann was merged into bob; an order of hers was ascribed to cid later, and one of cid's to her."""
    lake = acme(tmp_path)
    buyers = (("o1", ann), ("o2", ann), ("o3", cid), ("o4", bob))
    first = [order(key, who, 1, "2024-01-01") for key, who in buyers]
    people = [customer(ann, merged_into=bob), customer(bob), customer(cid)]
    lake.store(deliver({"customers": people, "transactions": first}), NOW)
    later = [
        order("o2", cid, 2, "2024-01-02", known="2024-02-01"),
        order("o3", ann, 3, "2024-01-03", known="2024-02-01"),
    ]
    lake.store(deliver("transactions", later), NOW + timedelta(days=1))
    found = Facts(DuckDB(), lake, NOW.date() + timedelta(days=2))
    every = found.engine.rows(found.table("transactions"))
    numbers = {row["txn_id"]: row["customer_id"] for row in every}
    assert numbers["o1"] == numbers["o3"] == numbers["o4"] != numbers["o2"]
    for number in set(numbers.values()):
        own = found.engine.rows(found.of("transactions", int(str(number))).order_by("txn_id"))
        assert own == sorted((row for row in every if row["customer_id"] == number), key=lambda row: str(row["txn_id"]))


def test_a_merge_can_be_taken_back(tmp_path: Path):
    lake = acme(tmp_path)
    lake.store(
        deliver({"customers": [customer(ann), customer(bob)], "usage_events": [use("e", ann, "2024-02-01")]}), NOW
    )
    before = told(lake, "usage_events")
    lake.store(deliver("customers", [customer(ann, merged_into=bob)]), NOW)
    assert told(lake, "usage_events") != before
    lake.store(deliver("customers", [customer(ann)]), NOW + timedelta(days=1))
    assert told(lake, "usage_events") == before


def test_whom_a_merged_customer_referred_was_referred_by_the_kept_one(tmp_path: Path):
    lake = acme(tmp_path)
    lake.store(
        deliver("customers", [customer(ann, merged_into=bob), customer(bob), customer(cid, referrer_customer_id=ann)]),
        NOW,
    )
    rows = {row["customer_id"]: row for row in told(lake, "customers")}
    kept = rows[1]["merged_into"]
    assert [row["referrer_customer_id"] for row in rows.values()] == [None, None, kept]
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("steps", "kept"),
    [
        ({1: 2, 2: 3}, {1: 3, 2: 3}),
        ({1: 2, 2: 1}, {2: 1}),
        ({3: 1, 1: 2, 2: 1}, {3: 1, 2: 1}),
        ({5: 5}, {}),
        ({9: 8, 8: 7, 7: 9}, {9: 7, 8: 7}),
    ],
)
def test_merges_are_followed_through_chains_and_circles(steps: dict[int, int], kept: dict[int, int]):
    assert followed(steps) == kept
