"""Analyses worked by hand on a few leads and customers."""

from datetime import date
from decimal import Decimal

import pytest

from tenure.periods import parse_period
from tenure.stages.analyses.course import course_of
from tenure.stages.analyses.funnel import funnel
from tenure.stages.analyses.journeys import attribution, paths, steps_between
from tenure.stages.analyses.profit import profit_statement
from tenure.stages.analyses.walks import Leads
from tenure.stages.analyses.winning import channel_costs
from tests.cast import Row, ann, bob, contract, customer, order, price

MARCH = parse_period("2024-03")


def touch(key: str, lead: str, kind: str, at: str, channel: str = "search") -> Row:
    return {"touch_id": key, "lead_id": lead, "kind": kind, "happened_at": at, "channel": channel}


def won(who: str, lead: str, signed: str) -> tuple[Row, Row]:
    """A lead that became a customer."""
    return customer(who, lead_id=lead), contract(f"k-{who}", who, signed, "2026-01-01")


FUNNEL = course_of(["signup", "inquiry", "signed"])


def leads() -> dict[str, list[Row]]:
    people = [won(ann, "l1", "2024-03-14"), won(bob, "l4", "2024-06-01")]
    return {
        "customers": [person for person, _ in people],
        "contracts": [signed for _, signed in people],
        "touches": [
            touch("t1", "l1", "signup", "2024-03-01T04:00"), touch("t2", "l1", "inquiry", "2024-03-03T04:00"),
            touch("t3", "l2", "signup", "2024-03-05T04:00", "ad"), touch("t4", "l2", "inquiry", "2024-03-09T04:00"),
            touch("t5", "l3", "inquiry", "2024-03-10T04:00"), touch("t6", "l3", "signup", "2024-03-12T04:00"),  # wrong order
            touch("t7", "l4", "signup", "2024-03-20T04:00", "ad"), touch("t8", "l4", "inquiry", "2024-03-21T04:00"),  # signs late
            touch("t9", "l5", "signup", "2024-04-01T04:00"),  # after the period
        ],
    }  # fmt: skip


def test_a_funnel_counts_steps_in_their_order_inside_the_window(shop_of):
    steps = funnel(shop_of(**leads()), MARCH, FUNNEL, 30)
    assert [(one.step, one.reached, one.before, one.open) for one in steps] == [
        ("signup", 4, 4, 0), ("inquiry", 3, 4, 0), ("signed", 1, 3, 0),
    ]  # fmt: skip
    assert steps[1].half_within == pytest.approx(2)  # of 2, 4 and 1 days
    assert steps[0].half_within is None


def test_a_funnel_is_cut_by_the_channel_of_the_first_step(shop_of):
    steps = funnel(shop_of(**leads()), MARCH, FUNNEL, 30, Leads("channel"))
    assert [(one.segment, one.step, one.reached) for one in steps] == [
        ("ad", "signup", 2), ("ad", "inquiry", 2), ("ad", "signed", 0),
        ("search", "signup", 2), ("search", "inquiry", 1), ("search", "signed", 1),
    ]  # fmt: skip


def test_who_may_still_go_on_is_open(shop_of):
    steps = funnel(shop_of(date(2024, 4, 5), **leads()), MARCH, FUNNEL, 30)
    # on 5 April the windows of l1 (31 March) and l2 (4 April) are over, those of l3 and l4 are not
    assert [one.open for one in steps] == [0, 1, 1]
    assert [(one.made, one.decided) for one in steps[1:]] == [(2, 2), (1, 2)]


def test_paths_and_credit_of_channels(shop_of):
    people = [won(ann, "l1", "2024-03-14"), won(bob, "l2", "2024-03-20")]
    shop = shop_of(
        customers=[person for person, _ in people],
        contracts=[signed for _, signed in people],
        touches=[
            touch("t1", "l1", "visit", "2024-03-01T04:00", "ad"), touch("t2", "l1", "visit", "2024-03-02T04:00", "ad"),
            touch("t3", "l1", "inquiry", "2024-03-03T04:00"),
            touch("t4", "l2", "inquiry", "2024-03-04T04:00"),
            touch("t5", "l2", "visit", "2024-03-25T04:00", "mail"),  # after it signed
            touch("t6", "l3", "inquiry", "2024-03-05T04:00"),
        ],
    )  # fmt: skip
    taken = paths(shop, MARCH, 30)
    assert [(one.channels, one.leads, one.signed) for one in taken] == [(("search",), 2, 1), (("ad", "search"), 1, 1)]
    assert steps_between(taken) == {
        ("start", "search"): 2, ("search", "signed"): 2, ("search", "lost"): 1, ("start", "ad"): 1, ("ad", "search"): 1,
    }  # fmt: skip
    told = attribution(shop, MARCH, 30)
    by = {one.channel: one for one in told.credits}
    assert (told.signed, by["ad"].first, by["ad"].last, by["search"].last) == (2, 1, 0, 2)
    assert by["ad"].linear == pytest.approx(2 / 3)
    assert by["search"].removal + by["ad"].removal == pytest.approx(2)
    assert told.disagreement == pytest.approx(0.5)  # first and last give one of two signatures differently


@pytest.mark.parametrize(("day", "waiting", "end"), [("2024-06-17", 1, "open"), ("2024-06-18", 0, "lost")])
def test_a_lead_that_may_still_sign_is_neither_won_nor_lost(shop_of, day, waiting, end):
    person, signed = won(ann, "l1", "2024-03-14")
    facts = {
        "customers": [person], "contracts": [signed],
        "touches": [touch("t1", "l1", "visit", "2024-03-01T04:00", "ad"), touch("t2", "l2", "visit", "2024-03-20T04:00", "ad")],
    }  # fmt: skip
    (taken,) = paths(shop_of(date.fromisoformat(day), **facts), MARCH, 30)
    # the 90 days after 20 March are over on 18 June
    assert (taken.leads, taken.signed, taken.open) == (2, 1, waiting)
    assert steps_between([taken]) == {("start", "ad"): 2, ("ad", "signed"): 1, ("ad", end): 1}


def test_credits_sum_to_the_signatures_under_each_rule(shop_of):
    people = [won(name, f"l{n}", "2024-03-28") for n, name in enumerate(("p", "q", "r", "s"))]
    roads = {0: "ad", 1: "ad mail", 2: "mail ad search", 3: "search search mail", 4: "ad", 5: "mail search"}
    touches = [
        touch(f"t{lead}{step}", f"l{lead}", "visit", f"2024-03-{10 + step}T04:00", channel)
        for lead, road in roads.items()
        for step, channel in enumerate(road.split())
    ]
    facts = {"customers": [person for person, _ in people], "contracts": [signed for _, signed in people]}
    told = attribution(shop_of(touches=touches, **facts), MARCH, 30)
    for rule in ("first", "last", "linear", "removal"):
        assert sum(getattr(one, rule) for one in told.credits) == pytest.approx(told.signed)
    assert told.signed == 4


def test_what_a_shop_sells_is_revenue_and_pays_back(shop_of):
    cost = {"currency": "CNY", "period_start": "2024-03-01", "period_end": "2024-04-01"}
    shop = shop_of(
        customers=[customer(ann, first_channel="ad"), customer(bob)],
        transactions=[order("t1", ann, 300, "2024-03-05"), order("t2", bob, 100, "2024-03-06"), order("t3", ann, 50, "2024-04-06")],
        costs=[{"cost_id": "c1", "purpose": "acquisition_marketing", "amount": 200, "channel": "ad", **cost}],
        policies=[{"policy_id": "p", "policy": "relationship", "value": "purchase", "effective_from": "2020-01-01"}],
    )  # fmt: skip
    statement = profit_statement(shop, MARCH)
    assert [(one.customer, one.recognised, one.shared_cost) for one in statement.customers] == [
        (ann, 300, 150),
        (bob, 100, 50),
    ]
    assert (statement.company.profit, statement.remainder.profit) == (200, 0)
    ad = next(one for one in channel_costs(shop, [MARCH]) if one.channel == "ad")
    assert (ad.signs, ad.earned, ad.payback) == (1, 280, 0)  # 0.8 of 350; 240 by the end of March


def test_cost_by_channel_and_the_month_that_pays_it_back(shop_of):
    def spent(key: str, amount: float, channel: str | None) -> Row:
        return {
            "cost_id": key, "purpose": "acquisition_marketing", "amount": amount, "currency": "CNY", "channel": channel,
            "period_start": "2024-03-01", "period_end": "2024-04-01",
        }  # fmt: skip

    shop = shop_of(
        contracts=[contract("k1", ann, "2024-03-01", "2025-03-01", acq_channel="ad")],
        contract_prices=[price("p1", "k1", "2024-03-01", 1000)],
        costs=[spent("c1", 2000, "ad"), spent("c2", 300, None)],
    )
    ad, nobody = channel_costs(shop, [MARCH])
    assert (ad.channel, ad.cost, ad.signs, ad.start_mrr) == ("ad", 2000, 1, 1000)
    assert ad.payback == 2  # 800 of margin a month: 800 in March, 1600, 2400 in May
    assert (nobody.channel, nobody.cost, nobody.signs, nobody.payback) == (None, 300, 0, None)


@pytest.mark.parametrize(
    ("zone", "asked", "signed", "reached"),
    [
        ("America/New_York", "2024-03-15T03:30", "2024-03-14T20:00", 1),  # 23:30 of the day it signs
        ("America/New_York", "2024-03-15T04:30", "2024-03-14T20:00", 0),  # half an hour after that day
        ("Asia/Shanghai", "2024-03-13T18:00", "2024-03-14T20:00", 0),  # a day from 2:00 of the 14th, signed on the 15th
        ("Asia/Shanghai", "2024-03-13T18:00", "2024-03-14T02:00", 1),  # signed by the end of the 14th
    ],
)
def test_a_signature_stands_at_the_end_of_its_day_in_the_zone_of_the_company(shop_of, zone, asked, signed, reached):
    shop = shop_of(
        zone=zone,
        customers=[customer(ann, lead_id="l1")],
        contracts=[contract("k", ann, "2024-04-01", "2026-01-01", signed)],
        touches=[touch("t1", "l1", "inquiry", asked)],
    )
    assert funnel(shop, MARCH, course_of(["inquiry", "signed"]), 1)[1].reached == reached


def test_revenue_of_a_customer_who_signs_again_counts_once(shop_of):
    """Ann pays 100 from January to March, breaks off, and 300 from July on; each signing earns its own months."""
    shop = shop_of(
        date(2024, 9, 30),
        contracts=[
            contract("k1", ann, "2024-01-01", "2024-04-01", acq_channel="ad"),
            contract("k2", ann, "2024-07-01", "2025-07-01", acq_channel="mail"),
        ],
        contract_prices=[price("p1", "k1", "2024-01-01", 100), price("p2", "k2", "2024-07-01", 300)],
        policies=[{"policy_id": "p", "policy": "grace_months", "value": "0", "effective_from": "2020-01-01"}],
    )
    found = channel_costs(shop, [parse_period("2024-H1"), parse_period("2024-H2")])
    assert {one.channel: one.earned for one in found} == {"ad": 240, "mail": 720}  # 0.8 of three months each
    both = channel_costs(shop, [parse_period("2024")])
    assert {one.channel: one.earned for one in both} == {"ad": 240, "mail": 720}


def test_a_running_year_earns_and_costs_up_to_the_day_alone(shop_of):
    """A year of 366 days at 366 a year of cost and 100 a month of revenue, half of it seen."""
    shop = shop_of(
        date(2024, 6, 30),
        contracts=[contract("k", ann, "2024-01-01", "2025-01-01", acq_channel="ad")],
        contract_prices=[price("p", "k", "2024-01-01", 100)],
        costs=[
            {"cost_id": "c", "purpose": "acquisition_marketing", "channel": "ad", "amount": 366, "currency": "CNY",
             "period_start": "2024-01-01", "period_end": "2025-01-01"},
        ],
    )  # fmt: skip
    statement = profit_statement(shop, parse_period("2024"))
    assert [(line.recognised, line.shared_cost) for line in statement.customers] == [(600, 182)]
    assert (statement.company.recognised, statement.company.shared_cost) == (600, 182)
    (ad,) = channel_costs(shop, [parse_period("2024")])
    assert ad.cost == 182


def test_customers_and_the_remainder_are_the_company(shop_of):
    cost = {"currency": "CNY", "period_start": "2024-03-01", "period_end": "2024-04-01"}
    shop = shop_of(
        customers=[customer(ann), customer(bob)],
        contracts=[contract("k1", ann, "2024-01-01", "2026-01-01"), contract("k2", bob, "2024-01-01", "2026-01-01")],
        contract_prices=[price("p1", "k1", "2024-01-01", 100), price("p2", "k2", "2024-01-01", 200)],
        transactions=[order("t1", ann, 20, "2024-03-05", kind="refund")],
        costs=[
            {"cost_id": "c1", "purpose": "direct", "amount": 40, "customer_id": ann, **cost},
            {"cost_id": "c2", "purpose": "service", "amount": 100, **cost},
        ],
    )
    statement = profit_statement(shop, MARCH)
    assert [(line.customer, round(line.profit, 6)) for line in statement.customers] == [
        (bob, Decimal("133.333333")), (ann, Decimal("6.666667")),
    ]  # fmt: skip
    assert statement.company.profit == 300 - 20 - 40 - 100
    assert sum(line.profit for line in statement.customers) + statement.remainder.profit == statement.company.profit
    assert abs(statement.remainder.profit) < Decimal("0.000001")


def test_cost_that_nothing_can_share_stays_in_the_remainder(shop_of):
    cost = {"cost_id": "c", "purpose": "service", "amount": 90, "currency": "CNY"}
    shop = shop_of(
        customers=[customer(ann)],
        contracts=[contract("k1", ann, "2024-06-01", "2026-01-01")],
        contract_prices=[price("p1", "k1", "2024-06-01", 100)],
        costs=[{**cost, "period_start": "2024-03-01", "period_end": "2024-04-01"}],
    )
    statement = profit_statement(shop, MARCH)
    assert (statement.customers, statement.remainder.profit, statement.company.profit) == ((), -90, -90)
