"""Subscriptions as chains of terms, contracts one by one, and what each brings a month."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.facts.importers.entities.terms import Interval, Running, Term, interval, monthly, terms
from tenure.facts.importers.plans import Delivered, plan
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import run
from tenure.facts.kinds import KINDS
from tenure.facts.lake import Lake
from tests.facts.importers.moments import at

Deliver = Callable[..., Delivered]
Told = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]

HEADER = (
    "id,Customer ID,Plan,Quantity,Currency,Interval,Amount,Status,Start Date (UTC),Current Period Start (UTC),"
    "Current Period End (UTC),Trial Start (UTC),Trial End (UTC),Canceled At (UTC),Ended At (UTC)\n"
)


PLAIN = {
    "amount": "49.00", "status": "active", "start": "2026-08-05", "period": "2026-10-05,2026-11-05", "trial": ",",
    "ended": ",", "quantity": "1", "every": "month",
}  # fmt: skip


def subscription(**told: str) -> str:
    row = "sub_1,cus_1,pro,{quantity},usd,{every},{amount},{status},{start},{period},{trial},{ended}\n"
    return row.format(**(PLAIN | told))


@pytest.mark.parametrize(
    ("word", "count", "expected"),
    [
        ("month", None, Interval(1)), ("Monthly", None, Interval(1)), ("year", 1, Interval(12)),
        ("annual", None, Interval(12)), ("quarter", None, Interval(3)), ("每月", None, Interval(1)),
        ("半年", None, Interval(6)), ("季度", None, Interval(3)), ("every 3 months", None, Interval(3)),
        ("week", 2, Interval(0, 14)), ("month", 6, Interval(6)), (None, 12, Interval(12)), (None, None, None),
        ("sometimes", None, None), ("0", None, None), ("0 months", None, None), ("month", 0, None), ("month", -1, None),
        (None, -1, None), (None, 0, None), ("99999 months", None, None), ("day", 10**9, None), ("year", 100, Interval(1200)),
    ],
)  # fmt: skip
def test_intervals_in_words(word: str | None, count: int | None, expected: Interval | None) -> None:
    assert interval(word, count) == expected


days = st.dates(date(2015, 1, 1), date(2030, 12, 31))
steps = st.sampled_from([Interval(1), Interval(3), Interval(12), Interval(0, 7)])


@given(days, steps, st.integers(0, 20), st.integers(0, 400))
def test_terms_follow_each_other_without_a_gap(start: date, every: Interval, place: int, later: int) -> None:
    course = Running(start, every, every.after(start, place), every.after(start, place + 1))
    found = terms(course)
    assert len(found) == place + 1
    assert found[0].start == start
    assert all(before.end == after.start for before, after in zip(found, found[1:], strict=False))
    assert found[-1] == Term(every.after(start, place), every.after(start, place + 1))
    ended = date.fromordinal(start.toordinal() + later)
    broken = terms(Running(start, every, ended=ended))
    assert all(term.start < ended for term in broken)
    if later:
        last = broken[-1]
        assert (last.stopped or last.end) == ended


def test_a_month_end_comes_back() -> None:
    found = terms(Running(date(2026, 1, 31), Interval(1), date(2026, 4, 30), date(2026, 5, 31)))
    assert [term.start for term in found] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]


def test_a_billing_day_that_moved_is_counted_back_from_the_current_term() -> None:
    found = terms(Running(date(2026, 1, 1), Interval(1), date(2026, 3, 15), date(2026, 4, 15)))
    assert [term.start for term in found] == [date(2026, 1, 1), date(2026, 1, 15), date(2026, 2, 15), date(2026, 3, 15)]


def test_what_a_month_brings() -> None:
    year = (date(2026, 1, 1), date(2027, 1, 1))
    assert monthly(Decimal(1200), "period", Decimal(5), Interval(12), year) == 100
    assert monthly(Decimal(1200), "unit", Decimal(5), Interval(12), year) == 500
    assert monthly(Decimal(1200), "contract", Decimal(5), None, year) == 100
    assert monthly(Decimal(7), "period", Decimal(1), Interval(0, 7), year) == Decimal(365) / 12
    assert monthly(Decimal(7), "period", Decimal(1), None, year) is None


def test_seats_multiply_and_years_divide(write: Write, deliver: Deliver, told: Told) -> None:
    row = subscription(amount="120.00", start="2025-10-05", period="2026-10-05,2027-10-05", quantity="3", every="year")
    found = deliver(write("s.csv", HEADER + row))
    assert told(found, "contract_prices", "mrr", "seats") == [(Decimal(30), 3), (Decimal(30), 3)]


@pytest.mark.parametrize("status", ["trialing", "incomplete", "incomplete_expired", "paused"])
def test_what_is_not_yet_a_contract_is_left_out_and_told(status: str, write: Write, deliver: Deliver) -> None:
    found = deliver(write("s.csv", HEADER + subscription(status=status)))
    assert "contracts" not in found.delivery.tables
    assert found.left_out == {f"status {status}": 1}


def test_a_contract_begins_when_the_trial_is_over(write: Write, deliver: Deliver, told: Told) -> None:
    row = subscription(start="2026-07-22", period="2026-10-05,2026-11-05", trial="2026-07-22,2026-08-05")
    found = deliver(write("s.csv", HEADER + row))
    assert told(found, "contracts", "start_date")[0] == (date(2026, 8, 5),)


def test_what_ended_with_its_term_was_not_broken_off(write: Write, deliver: Deliver, told: Told) -> None:
    row = subscription(status="canceled", ended="2026-09-20 10:00,2026-10-05", period="2026-09-05,2026-10-05")
    found = deliver(write("s.csv", HEADER + row))
    assert told(found, "contracts", "start_date", "end_date", "terminated_on")[-1] == (
        date(2026, 9, 5),
        date(2026, 10, 5),
        None,
    )
    assert told(found, "contract_notices", "kind", "happened_at") == [("non_renewal", at(2026, 9, 20, 10))]


def prices(lake: Lake) -> list[tuple[str, Decimal]]:
    stored = duckdb.sql(lake.stored(KINDS["contract_prices"])).order("from_date, known_at, seq")
    return [(str(day), mrr) for day, mrr in stored.select("from_date, mrr").fetchall()]


def test_the_next_export_renews_and_does_not_rewrite_what_is_past(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    october = write("october.csv", HEADER + subscription())
    november = write("november.csv", HEADER + subscription(amount="59.00", period="2026-11-05,2026-12-05"))
    run(plan([october], settings)[0], lake, now)
    receipt = run(plan([november], settings)[0], lake, now).receipt
    assert (receipt.facts["contracts"].new, receipt.facts["contracts"].changed) == (1, 0)
    assert prices(lake) == [("2026-08-05", 49), ("2026-09-05", 49), ("2026-10-05", 49), ("2026-11-05", 59)]
    contracts = duckdb.sql(lake.stored(KINDS["contracts"])).order("start_date").select("key, predecessor_id").fetchall()
    assert contracts[-1] == ("stripe:sub_1@2026-11-05", "stripe:sub_1@2026-10-05")
    assert run(plan([october], settings)[0], lake, now).receipt.stored == 0


CONTRACTS = Recipe(
    "subscription",
    {"subscription_id": ("no",), "customer_id": ("who",), "plan": ("product",), "started_at": ("from",),
     "ended_at": ("to",), "amount": ("worth",)},
    amount_is="contract",
    end_is_last_day=True,
)  # fmt: skip
TEXT = (
    "no,who,product,from,to,worth\nA,c1,x,2024-01-01,2024-12-31,12000\nB,c1,x,2025-01-01,2025-12-31,24000\n"
    "C,c1,y,2025-01-01,2025-12-31,1200\nD,c1,x,2026-06-01,2027-05-31,12000\nE,c2,x,2025-02-01,2026-01-31,600\n"
)


def test_contracts_that_follow_each_other_renew(write: Write, deliver: Deliver, told: Told) -> None:
    found = deliver(write("contracts.csv", TEXT), mapping=CONTRACTS)
    assert told(found, "contracts", "contract_id", "end_date", "predecessor_id") == [
        ("contract:A", date(2025, 1, 1), None),
        ("contract:B", date(2026, 1, 1), "contract:A"),
        ("contract:C", date(2026, 1, 1), None),  # another product
        ("contract:D", date(2027, 6, 1), None),  # five months later
        ("contract:E", date(2026, 2, 1), None),
    ]
    assert [mrr for (mrr,) in told(found, "contract_prices", "mrr")] == [1000, 2000, 100, 1000, 50]
    assert any("1 contracts follow" in note for note in found.notes)


def test_links_can_be_left_out(write: Write, deliver: Deliver, told: Told) -> None:
    found = deliver(write("contracts.csv", TEXT), mapping=replace(CONTRACTS, link_terms=False))
    assert {before for (before,) in told(found, "contracts", "predecessor_id")} == {None}


def test_contracts_that_cannot_be_wait(write: Write, deliver: Deliver) -> None:
    text = (
        "no,who,product,from,to,worth\n"
        "A,c1,x,2024-01-01,2023-12-31,1\n"
        "B,,x,2024-01-01,2024-12-31,1\n"
        "C,c3,x,2024-01-01,,1\n"
    )
    found = deliver(write("contracts.csv", text), mapping=CONTRACTS)
    causes = sorted(found.rejected.causes, key=lambda cause: cause.row)
    assert [(cause.row, cause.reason.split(":")[0]) for cause in causes] == [
        (2, "ends before it begins"), (3, "the contract names no customer"), (4, "has neither an end nor an interval"),
    ]  # fmt: skip


def test_a_running_subscription_runs_to_the_end_of_the_term_of_the_last_day_told(
    write: Write, deliver: Deliver, told: Told
) -> None:
    header = (
        "plan_oid,plan_name,plan_currency,plan_amount,plan_interval,plan_interval_count,customer_oid,"
        "subscription_oid,subscription_started_at,subscription_canceled_at,subscription_quantity\n"
    )
    body = "p,SEO,USD,5000,month,1,c1,s1,2026-01-31,,1\np,SEO,USD,5000,month,1,c2,s2,2026-01-10,2026-03-20,2\n"
    found = deliver(write("baremetrics.csv", header + body))
    assert told(found, "contracts", "contract_id", "end_date", "terminated_on") == [
        ("baremetrics:s1@2026-01-31", date(2026, 2, 28), None),
        ("baremetrics:s1@2026-02-28", date(2026, 3, 31), None),
        ("baremetrics:s2@2026-01-10", date(2026, 2, 10), None),
        ("baremetrics:s2@2026-02-10", date(2026, 3, 10), None),
        ("baremetrics:s2@2026-03-10", date(2026, 4, 10), None),
    ]
    assert told(found, "contract_notices", "contract_id", "kind") == [("baremetrics:s2@2026-03-10", "non_renewal")]
    assert {mrr for (mrr,) in told(found, "contract_prices", "mrr")} == {50, 100}


@pytest.mark.parametrize("ahead", ["2026-03-01,2027-06-01", "2027-06-01,2027-08-01"])
def test_a_day_that_lies_ahead_tells_nothing_of_other_subscriptions(
    ahead: str, write: Write, settings: Settings, told: Told
) -> None:
    header = "no,who,from,to,every\n"
    body = f"s1,c1,2026-01-10,,month\ns2,c2,{ahead},month\ns3,c3,2026-01-01,2026-03-20,month\n"
    kept = {name: headers for name, headers in CONTRACTS.columns.items() if name not in ("plan", "amount")}
    mapping = Recipe("subscription", kept | {"interval": ("every",)})
    path = write("subscriptions.csv", header + body)
    (only,) = plan([path], replace(settings, today=date(2026, 4, 2)), mapping=mapping)
    ends = dict(told(only.deliver(), "contracts", "contract_id", "end_date"))
    assert [day for key, day in ends.items() if ":s1@" in key][-1] == date(2026, 4, 10)
    assert max(ends.values()) == date.fromisoformat(ahead.split(",")[1])
