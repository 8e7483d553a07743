"""Erasing a customer leaves no trace of it, and everything of everybody else."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import duckdb
import pytest

from tenure.facts import quarantine
from tenure.facts.kinds import KINDS, Type
from tenure.facts.lake import Lake
from tests.cast import (
    NOW,
    acme,
    ann,
    bob,
    cid,
    contract,
    customer,
    deliver,
    identity,
    order,
    price,
    told,
    use,
)  # fmt: skip
from tests.conftest import ROOT
from tests.facts.lake.traces import traces

NAME, EMAIL, PHONE, MEMBER = "Ännchen Überall", "ann.ames@example.com", "+8613800138000", "member-ann-0815"
WORDS = (NAME, EMAIL, PHONE, MEMBER, "Elm Street 17", "ann told us everything")


def number(lake: Lake, value: str) -> int:
    """The number of who is called so."""
    rows = duckdb.sql(
        f"SELECT customer_id FROM ({lake.stored(KINDS['identities'])}) WHERE value = '{value}'"
    ).fetchall()
    return int(rows[0][0])


def company() -> dict[str, list[dict[str, object]]]:
    """Ann in every kind there is, bob beside her."""
    return {
        "customers": [
            customer(MEMBER, NAME, lead_id="lead-ann"), customer(bob, "Bob", referrer_customer_id=MEMBER, lead_id="lead-bob"),
        ],
        "users": [
            {"user_id": "u-ann", "customer_id": MEMBER, "first_seen_at": "2024-01-01"},
            {"user_id": "u-both", "customer_id": bob, "first_seen_at": "2024-01-01"},
        ],
        "customer_attrs": [
            {"attr_id": "a1", "customer_id": MEMBER, "attr": "address", "value": "Elm Street 17", "valid_from": "2024-01-01"},
            {"attr_id": "a2", "customer_id": bob, "attr": "region", "value": "north", "valid_from": "2024-01-01"},
        ],
        "identities": [identity(MEMBER, "email", EMAIL), identity(MEMBER, "phone", PHONE), identity(bob, "email", "bob@example.com")],
        "touches": [
            {"touch_id": "t1", "kind": "inquiry", "lead_id": "lead-ann", "happened_at": "2024-01-01"},
            {"touch_id": "t2", "kind": "inquiry", "lead_id": "lead-bob", "referrer_customer_id": MEMBER, "happened_at": "2024-01-02"},
        ],
        "contracts": [contract("k-ann", MEMBER, "2024-01-01", "2025-01-01"), contract("k-bob", bob, "2024-01-01", "2025-01-01")],
        "contract_prices": [price("p-ann", "k-ann", "2024-01-01", 10), price("p-bob", "k-bob", "2024-01-01", 20)],
        "contract_notices": [{"notice_id": "n1", "contract_id": "k-ann", "kind": "lost", "happened_at": "2024-12-01"}],
        "transactions": [order("o-ann", MEMBER, 5, "2024-02-01"), order("o-bob", bob, 6, "2024-02-01")],
        "order_items": [{"item_id": "i1", "txn_id": "o-ann"}, {"item_id": "i2", "txn_id": "o-bob"}],
        "usage_events": [
            use("e1", MEMBER, "2024-03-01", "u-ann"), use("e2", MEMBER, "2024-03-01", "u-both"), use("e3", bob, "2024-03-02", "u-both"),
        ],
        "survey_responses": [{
            "response_id": "s1", "survey_id": "nps", "instrument": "nps", "customer_id": MEMBER, "respondent_id": "u-ann",
            "sent_at": "2024-05-01", "score": 9, "comment": "ann told us everything",
        }],
        "interactions": [{"interaction_id": "x1", "lead_id": "lead-ann", "subject_type": "lead", "direction": "in", "happened_at": "2024-01-01"}],
    }  # fmt: skip


def speaking_of(lake: Lake, gone: set[int]) -> list[str]:
    """Columns of live facts in which a customer's number still stands."""
    out = []
    for kind in KINDS.values():
        own = [kind.key] if kind.key_type is Type.CUSTOMER else []
        for column in own + [column.name for column in kind.columns if column.type is Type.CUSTOMER]:
            rows = duckdb.sql(f"SELECT {column} FROM ({lake.stored(kind)})").fetchall()
            out += [f"{kind.name}.{column}" for (value,) in rows if value in gone]
    return out


def test_nothing_is_left_of_an_erased_customer(tmp_path: Path):
    lake = acme(tmp_path)
    lake.store(deliver(company(), name=f"export {EMAIL}.csv"), NOW)
    lake.store(
        deliver("customers", [customer(MEMBER, "Ann"), customer(bob, "Bob B.", referrer_customer_id=MEMBER)]), NOW
    )
    lake.store(deliver("transactions", [{"txn_id": "o-ann", "op": "retract"}]), NOW)
    quarantine.write(
        lake.folder, 1, ["name", "email"], [quarantine.Waiting(3, "x", "y", "z", (NAME, EMAIL))], "name = 'x'"
    )
    assert {trace.rsplit(": ", 1)[1] for trace in traces(tmp_path, WORDS)} == set(WORDS)  # the search itself works
    gone = number(lake, MEMBER)
    assert lake.erase(gone, NOW).facts == 20  # 13 facts, 2 later versions of them, 5 identifiers
    assert traces(tmp_path, WORDS) == []
    assert speaking_of(lake, {gone}) == []
    keys = {
        key
        for kind in KINDS.values()
        for (key,) in duckdb.sql(f"SELECT key FROM ({lake.stored(kind, 'restated')})").fetchall()
    }
    assert keys == {str(number(lake, bob))}
    assert lake.damage() == []


def test_the_others_keep_everything(lake: Lake):
    lake.store(deliver(company()), NOW)
    lake.erase(number(lake, MEMBER), NOW)
    left = {
        kind.name: [row[kind.key] for row in told(lake, kind.name)]
        for kind in KINDS.values()
        if lake.listing().get((kind.name, "facts"))
    }
    assert left == {
        "customers": [number(lake, bob)],
        "users": [2],
        "customer_attrs": ["a2"],
        "identities": left["identities"],
        "touches": ["t2"],
        "contracts": ["k-bob"],
        "contract_prices": ["p-bob"],
        "transactions": ["o-bob"],
        "order_items": ["i2"],
        "usage_events": ["e3"],
    }
    assert told(lake, "touches")[0]["referrer_customer_id"] is None
    assert told(lake, "customers")[0]["referrer_customer_id"] is None
    assert sorted(row["value"] for row in told(lake, "identities")) == ["bob", "bob@example.com", "lead-bob", "u-both"]


def test_a_contract_that_was_corrected_to_somebody_else_stays_with_them(lake: Lake):
    rows = {
        "contracts": [contract("k1", ann, "2024-01-01", "2025-01-01")],
        "contract_prices": [price("p1", "k1", "2024-01-01", 10)],
    }
    lake.store(deliver(rows), NOW)
    lake.store(deliver("contracts", [contract("k1", bob, "2024-01-01", "2025-01-01")]), NOW)
    gone = number(lake, ann)
    lake.erase(gone, NOW)
    assert [row["customer_id"] for row in told(lake, "contracts")] == [number(lake, bob)]
    assert [row["price_id"] for row in told(lake, "contract_prices")] == ["p1"]
    assert speaking_of(lake, {gone}) == []


@pytest.mark.parametrize("named", [ann, bob, cid])
def test_who_was_merged_goes_together(lake: Lake, named: str):
    merged = [customer(ann, merged_into=bob), customer(bob, merged_into=cid), customer(cid), customer("dan")]
    lake.store(
        deliver(
            {"customers": merged, "transactions": [order(who, who, 1, "2024-01-01") for who in (ann, bob, cid, "dan")]}
        ),
        NOW,
    )
    lake.erase(number(lake, named), NOW)
    assert [row["txn_id"] for row in told(lake, "transactions")] == ["dan"]
    assert [row["value"] for row in told(lake, "identities")] == ["dan"]


def test_those_merged_in_a_circle_go_together(lake: Lake):
    lake.store(
        deliver("customers", [customer(ann, merged_into=bob), customer(bob, merged_into=ann), customer(cid)]), NOW
    )
    lake.erase(number(lake, ann), NOW)
    assert [row["value"] for row in told(lake, "identities")] == [cid]


def test_who_was_unmerged_stays(lake: Lake):
    lake.store(deliver("customers", [customer(ann, merged_into=bob), customer(bob)]), NOW)
    lake.store(deliver("customers", [customer(ann)]), NOW)
    gone = number(lake, bob)
    lake.erase(gone, NOW)
    assert [row["value"] for row in told(lake, "identities")] == [ann]
    assert speaking_of(lake, {gone}) == []


def test_what_compaction_replaced_goes_too(tmp_path: Path):
    lake = acme(tmp_path)
    lake.store(deliver(company()), NOW)
    lake.store(deliver("customers", [customer(MEMBER, "Ann A.")]), NOW)
    lake.compact(NOW, more_than=1)
    lake.erase(number(lake, MEMBER), NOW)
    assert traces(tmp_path, WORDS) == []


def test_restated_keys_of_others_are_still_read_once(lake: Lake):
    lake.store(deliver("transactions", [order("o1", bob, 1, "2024-01-01"), order("o2", ann, 1, "2024-01-01")]), NOW)
    lake.store(deliver("transactions", [order("o1", bob, 2, "2024-01-01"), order("o2", ann, 2, "2024-01-01")]), NOW)
    lake.erase(number(lake, ann), NOW)
    assert [row["amount_minor"] for row in told(lake, "transactions")] == [200]


def test_erasing_again_removes_nothing(lake: Lake):
    lake.store(deliver(company()), NOW)
    gone = number(lake, MEMBER)
    lake.erase(gone, NOW)
    assert lake.erase(gone, NOW).facts == 0


def test_an_erasure_that_was_killed_before_unlinking_is_finished_by_the_next_writer(tmp_path: Path):
    lake = acme(tmp_path)
    lake.store(deliver(company()), NOW)
    script = textwrap.dedent(f"""
        import os, signal
        from datetime import datetime
        from pathlib import Path
        from tenure.facts.lake import Lake
        lake = Lake(Path({str(lake.folder)!r}), "Asia/Shanghai")
        retire, times = lake.retire, []
        def killed(now):
            times.append(now)
            if len(times) > 1:
                os.kill(os.getpid(), signal.SIGKILL)
            retire(now)
        lake.retire = killed
        lake.erase({number(lake, MEMBER)}, datetime(2025, 1, 1))
    """)
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert traces(tmp_path, WORDS) != []
    lake.store(deliver("transactions", [order("o9", cid, 1, "2024-01-01")]), NOW)
    lake.retire(NOW)
    assert traces(tmp_path / "lake" / "facts", WORDS) == []


def test_what_a_killed_session_spilled_goes_with_the_next_writer(tmp_path: Path):
    lake = acme(tmp_path)
    leftover = lake.folder / "scratch" / "dead"
    leftover.mkdir(parents=True)
    (leftover / "duckdb_temp_storage_DEFAULT-0.tmp").write_text(EMAIL)
    lake.store(deliver("transactions", [order("o9", cid, 1, "2024-01-01")]), NOW)
    assert not leftover.exists()
