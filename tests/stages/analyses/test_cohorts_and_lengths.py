"""Cohorts, durations and programmes worked by hand."""

from datetime import date
from decimal import Decimal

import ibis
import pytest

from tenure.catalogue.slices import segments
from tenure.periods import parse_period
from tenure.stages.analyses.cohorts import cohort_cells
from tenure.stages.analyses.lasting import lengths, returns
from tenure.stages.analyses.programmes import programmes
from tests.cast import Row, ann, bob, cid, contract, customer, order, price, use

SHOP: Row = {"policy_id": "p", "policy": "relationship", "value": "purchase", "effective_from": "2020-01-01"}
WON: dict[str, list[Row]] = {
    "customers": [customer(ann), customer(bob), customer(cid)],
    "contracts": [
        contract("k1", ann, "2024-01-10", "2025-01-10", acq_channel="ad"),
        contract("k2", bob, "2024-03-05", "2024-09-05", acq_channel="ad"),
        contract("k3", cid, "2024-05-20", "2025-05-20", acq_channel="mail"),
    ],
    "contract_prices": [
        price("p1", "k1", "2024-01-10", 100), price("p2", "k1", "2024-08-01", 150), price("p3", "k2", "2024-03-05", 200),
        price("p4", "k3", "2024-05-20", 50),
    ],
}  # fmt: skip
BOUGHT: dict[str, list[Row]] = {
    "customers": [customer(ann), customer(bob)],
    "transactions": [
        order("t1", ann, 100, "2024-01-03"), order("t2", bob, 50, "2024-01-09"), order("t3", ann, 30, "2024-01-11"),
        order("t4", bob, 20, "2024-02-01"),
    ],
    "policies": [SHOP],
}  # fmt: skip


def told(cells) -> list[tuple[str, int, int, Decimal, Decimal]]:
    return [(str(cell.cohort), cell.age, cell.customers, cell.part, cell.whole) for cell in cells]


def test_quarters_of_customers_held(shop_of):
    # bob's contract ends in September; three months of grace keep him until 5 December
    assert told(cohort_cells(shop_of(**WON), "quarter", "held", 4)) == [
        ("2024-Q1", 0, 2, 2, 2), ("2024-Q1", 1, 2, 2, 2), ("2024-Q1", 2, 2, 2, 2), ("2024-Q1", 3, 2, 1, 2),
        ("2024-Q2", 0, 1, 1, 1), ("2024-Q2", 1, 1, 1, 1), ("2024-Q2", 2, 1, 1, 1),
    ]  # fmt: skip


def test_what_is_not_over_has_no_cell_and_is_not_zero(shop_of):
    found = cohort_cells(shop_of(date(2024, 12, 30), **WON), "quarter", "held", 4)
    assert [(str(cell.cohort), cell.age) for cell in found if cell.cohort.start < date(2024, 4, 1)] == [
        ("2024-Q1", 0), ("2024-Q1", 1), ("2024-Q1", 2),
    ]  # fmt: skip


def test_money_kept_is_of_the_first_day(shop_of):
    found = cohort_cells(shop_of(**WON), "quarter", "mrr", 4)
    # ann 100, from August 150; bob 200 until he stops paying
    assert [(cell.age, cell.part, cell.whole) for cell in found if str(cell.cohort) == "2024-Q1"][:3] == [
        (0, 300, 300), (1, 300, 300), (2, 350, 300),
    ]  # fmt: skip


def test_cohorts_are_cut_by_what_customers_are(shop_of):
    shop = shop_of(**WON)
    cut = segments(shop, "acq_channel")
    found = cohort_cells(shop, "year", "held", 0, cut)
    assert {cell.segment: (cell.customers, cell.part) for cell in found} == {"ad": (2, 1), "mail": (1, 1)}


def test_an_own_segment_is_read_in_the_month_of_the_start(shop_of):
    """Bob begins with 200 and is lost by the end of the year; ann's 100 rise to 150 only in August."""
    shop = shop_of(**WON)
    shop.own_slices["large"] = lambda rows: ibis.ifelse(rows.held_close & (rows.mrr_close >= 150), "yes", "no")
    cut = segments(shop, "large")
    assert {name: one.count for name, one in lengths(shop, cut=cut).items()} == {"yes": 1, "no": 2}
    found = cohort_cells(shop, "quarter", "held", 0, cut)
    assert {(str(cell.cohort), cell.segment): cell.customers for cell in found} == {
        ("2024-Q1", "yes"): 1, ("2024-Q1", "no"): 1, ("2024-Q2", "no"): 1,
    }  # fmt: skip


def test_weeks_of_buyers_and_of_their_money(shop_of):
    shop = shop_of(date(2024, 2, 4), **BOUGHT)
    # weeks begin on 1 January; ann is of the first, bob of the second
    assert told(cohort_cells(shop, "week", "bought", 2)) == [
        ("2024-W01", 0, 1, 1, 1), ("2024-W01", 1, 1, 1, 1), ("2024-W01", 2, 1, 0, 1),
        ("2024-W02", 0, 1, 1, 1), ("2024-W02", 1, 1, 0, 1), ("2024-W02", 2, 1, 0, 1),
    ]  # fmt: skip
    money = told(cohort_cells(shop, "week", "revenue", 4))
    assert ("2024-W01", 1, 1, 30, 100) in money
    assert ("2024-W02", 3, 1, 20, 50) in money


@pytest.mark.parametrize("grain", ["day", "week", "month", "quarter", "half", "year"])
def test_at_age_zero_everybody_who_bought_is_there(shop_of, grain):
    found = [cell for cell in cohort_cells(shop_of(**BOUGHT), grain, "bought", 0) if cell.age == 0]
    assert sum(cell.customers for cell in found) == sum(cell.part for cell in found) == 2


def test_lengths_tell_ended_from_running(shop_of):
    found = lengths(shop_of(**WON))[None]
    # bob from 5 March to 5 December; ann and cid until today
    assert (dict(found.ended), dict(found.lasting)) == ({275: 1}, {356: 1, 225: 1})
    assert found.count == 3


def test_months_of_return_count_once_they_are_over(shop_of):
    found = returns(shop_of(date(2024, 3, 30), **BOUGHT), "bought")
    assert [(one.age, one.members, one.seen, one.back) for one in found] == [(0, 2, 2, 2), (1, 2, 2, 1)]


def test_a_programme_against_those_held_out(shop_of):
    people = ["t1", "t2", "c1", "c2"]
    days = {"t1": ["02-20", "03-05", "03-06"], "t2": ["03-08"], "c1": ["02-25", "03-01"], "c2": ["02-26"]}
    uses = [use(f"{who}{day}", who, f"2024-{day}T04:00") for who, several in days.items() for day in several]
    shop = shop_of(
        customers=[customer(who) for who in people],
        contracts=[contract(f"k{who}", who, "2024-01-01", "2025-06-01") for who in people],
        usage_events=uses,
        campaigns=[{
            "campaign_id": "K", "kind": "programme", "name": "Care", "start_date": "2024-03-01", "conversion_window_days": 60,
            "goal": "relationship_kept",
        }],
        campaign_members=[
            {"member_id": f"m{who}", "campaign_id": "K", "customer_id": who, "happened_at": "2024-03-01",
             "arm": "treatment" if who.startswith("t") else "control"}
            for who in people
        ],
    )  # fmt: skip
    (care,) = programmes(shop, parse_period("2024-03"), 30, "used")
    assert (care.name, care.begins, care.over) == ("Care", date(2024, 3, 1), True)
    assert [(arm.members, arm.reached, arm.open) for arm in (care.treated, care.control)] == [(2, 2, 0), (2, 2, 0)]
    # treated: 1 and 0 days before, 2 and 1 after; held out: 1 and 1 before, 1 and 0 after
    assert [arm.days["before"].total for arm in (care.treated, care.control)] == [1, 2]
    assert [arm.change.mean for arm in (care.treated, care.control)] == [1, -0.5]
    assert [arm.change.squares for arm in (care.treated, care.control)] == [2, 1]


def test_a_goal_is_open_until_its_window_is_over(shop_of):
    shop = shop_of(
        date(2024, 4, 1),
        customers=[customer(ann)],
        contracts=[contract("k", ann, "2024-01-01", "2025-06-01")],
        campaigns=[{
            "campaign_id": "K", "kind": "programme", "name": "Care", "start_date": "2024-03-01", "conversion_window_days": 60,
            "goal": "relationship_kept",
        }],
        campaign_members=[{"member_id": "m", "campaign_id": "K", "customer_id": ann, "happened_at": "2024-03-01"}],
    )  # fmt: skip
    (care,) = programmes(shop, parse_period("2024-03"), 90, None)
    assert (care.treated.open, care.control.members, care.over) == (1, 0, False)
