"""Rules the golden case does not reach: running periods, other zones, purchases and cards, contracts gone wrong."""

from datetime import date
from fractions import Fraction

import pytest

from tests.oracle.derivation import World, evaluate
from tests.oracle.small_facts import YEAR, Kinded, bought, contract, fact, rate, said, world

# ---- Periods that are running


def test_a_state_of_a_day_that_is_not_over_has_no_value() -> None:
    april = world("2024-03-30", YEAR)
    assert said(april, "revenue.mrr", "2024-03") == (None, "immature")
    assert said(april, "revenue.mrr", "2024-03-30") == (100, "final")


def test_events_of_a_running_period_are_counted_so_far() -> None:
    rows = [*YEAR, *contract("K2", "2024-03-05", "2024-03-28", "2025-03-28", customer_id="bob")]
    running = world("2024-03-10", rows)
    assert said(running, "acq.new_customers", "2024-03") == (1, "partial")
    assert said(running, "revenue.mrr_new", "2024-03") == (0, "partial")  # it starts on the 28th
    assert said(running, "activity.active_rate", "2024-03") == (0, "partial")
    assert evaluate(running, "activity.active_rate", "2024-03").den == 1  # bob is not held yet
    assert said(running, "loyalty.nps", "2024-03") == (None, "undefined")


def test_a_rate_over_the_opening_base_waits_for_the_end() -> None:
    assert said(world("2024-05-30", YEAR), "churn.rate_count", "2024-Q2") == (None, "immature")
    assert said(world("2024-06-30", YEAR), "churn.rate_count", "2024-Q2") == (1, "final")


def test_on_time_is_partial_while_a_due_day_lies_ahead() -> None:
    renewal = contract("K2", "2024-03-31", "2024-04-01", "2025-04-01", predecessor_id="K1")
    assert said(world("2024-03-31", [*YEAR, *renewal]), "renewal.on_time_rate", "2024-04") == (1, "partial")
    assert said(world("2024-04-01", [*YEAR, *renewal]), "renewal.on_time_rate", "2024-04") == (1, "final")


def test_an_amount_rate_without_a_mature_contract_has_bounds_only() -> None:
    answer = evaluate(world("2024-05-31", YEAR), "renewal.rate_amount", "2024-04")
    assert (answer.value, answer.status) == (None, "immature")
    assert (answer.low, answer.high) == (Fraction(0), Fraction(1))


def test_a_flag_is_known_at_the_end_of_its_month_and_not_before() -> None:
    used = [
        fact("usage_events", event_id=day, customer_id="ann", user_id="u", quantity="1", happened_at=f"{day}T09:00:00Z")
        for day in ("2023-09-01", "2023-10-01", "2023-10-02")
    ]
    one_of_two = world("2024-01-31", [*YEAR, *used])
    assert said(one_of_two, "activity.warning_rate", "2023-08") == (None, "unavailable")  # before any use is told
    assert said(one_of_two, "activity.warning_rate", "2023-11") == (1, "final")
    assert said(one_of_two, "growth.stage_distribution", "2023-11-29", "stage=mature") == (1, "final")
    assert said(one_of_two, "growth.stage_distribution", "2023-11-30", "stage=at_risk") == (1, "final")
    assert said(one_of_two, "growth.stage_distribution", "2023-12-15", "stage=at_risk") == (1, "final")


# ---- The window


@pytest.mark.parametrize(("grace", "lost"), [("1", "2024-01-31"), ("2", "2024-02-29"), ("3", "2024-03-31")])
def test_the_window_is_clamped_to_the_end_of_a_month(grace: str, lost: str) -> None:
    ends_with_the_year = contract("K1", "2022-12-31", "2022-12-31", "2023-12-31")
    late = world("2024-12-31", ends_with_the_year, grace_months=grace)
    assert said(late, "churn.customers", lost) == (1, "final")


def test_the_window_is_three_months_unless_said_otherwise() -> None:
    facts = {kind: [row] for kind, row in YEAR}
    assert World(facts, {}, date(2024, 6, 30)).relations.held(date(2024, 6, 30)) == ["ann"]
    assert World(facts, {}, date(2024, 7, 1)).relations.held(date(2024, 7, 1)) == []


def test_what_was_pending_on_a_day_stays_so_after_it_was_lost() -> None:
    lost = world("2024-12-31", YEAR)
    assert said(lost, "renewal.pending_customers", "2024-03-31") == (0, "final")
    assert said(lost, "renewal.pending_customers", "2024-05-31") == (1, "final")
    assert said(lost, "renewal.pending_amount", "2024-05-31") == (100, "final")
    assert said(lost, "renewal.pending_customers", "2024-06-01") == (0, "final")


def test_of_two_linked_renewals_the_last_signed_counts() -> None:
    first = contract("K2", "2024-03-20", "2024-04-01", "2025-04-01", "40", predecessor_id="K1")
    last = contract("K3", "2024-05-31", "2024-06-10", "2025-06-10", "70", predecessor_id="K1")
    both = world("2024-12-31", [*YEAR, *first, *last])
    assert said(both, "renewal.renewed_amount", "2024-04") == (70, "final")
    assert said(both, "renewal.on_time_rate", "2024-04") == (0, "final")


def test_a_second_contract_that_starts_with_the_renewal_does_not_break_the_relationship() -> None:
    beside = contract("K2", "2024-03-20", "2024-04-01", "2025-04-01")
    renewal = contract("K3", "2024-03-25", "2024-04-01", "2025-04-01", predecessor_id="K1")
    both = world("2024-12-31", [*YEAR, *beside, *renewal])
    assert said(both, "churn.customers", "2024") == (0, "final")
    assert said(both, "acq.new_customers", "2024") == (0, "final")


def test_a_renewal_that_starts_with_what_it_renews_joins_it_to_nothing_earlier() -> None:
    late = contract("K2", "2024-06-01", "2024-06-01", "2024-06-02", predecessor_id="K1")  # on the end of the window
    renewal = contract("K3", "2024-06-02", "2024-06-01", "2025-06-01", predecessor_id="K2")
    back = world("2024-12-31", [*YEAR, *late, *renewal])
    assert said(back, "churn.customers", "2024-06-01") == (1, "final")
    assert said(back, "acq.new_customers", "2024-06-01") == (1, "final")
    assert said(back, "acq.new_customers", "2024-06-02") == (0, "final")


def test_the_price_is_carried_until_a_signed_renewal_starts() -> None:
    renewal = contract("K2", "2024-05-31", "2024-06-10", "2025-06-10", "70", predecessor_id="K1")
    waiting = world("2024-06-30", [*YEAR, *renewal])
    assert [said(waiting, "revenue.mrr", day)[0] for day in ("2024-06-09", "2024-06-10")] == [100, 70]
    assert said(waiting, "revenue.mrr.strict", "2024-06-09") == (0, "final")
    assert said(waiting, "churn.customers", "2024-06") == (0, "final")


@pytest.mark.parametrize("owner", ["bob", "ann"])
def test_a_contract_renews_only_one_of_its_own_customer(owner: str) -> None:
    linked = contract("K2", "2024-03-20", "2024-04-01", "2025-04-01", customer_id=owner, predecessor_id="K1")
    assert said(world("2024-12-31", [*YEAR, *linked]), "renewal.rate_count", "2024-04")[0] == (owner == "ann")


def test_what_is_cancelled_before_it_starts_is_due_and_lost_but_never_held() -> None:
    gone = {"terminated_on": "2023-03-25", "termination_kind": "cancelled"}
    never = world("2024-12-31", contract("K1", "2023-03-20", "2023-04-01", "2024-04-01", **gone))
    assert said(never, "renewal.rate_count", "2024-04") == (0, "final")
    assert said(never, "renewal.due_amount", "2024-04") == (0, "final")
    assert said(never, "acq.new_customers", "2023") == (0, "final")
    assert said(never, "churn.customers", "2023") == (0, "final")
    assert said(never, "activity.active_rate", "2023-03") == (None, "undefined")


# ---- Purchases and cards


def test_an_order_on_the_first_uncovered_day_begins_a_new_relationship() -> None:
    first, last, next_day = "2024-01-01T12:00:00Z", "2024-01-30T23:59:59Z", "2024-01-31T00:00:00Z"
    settings = {"relationship": "purchase", "lapse_days": "30"}
    chained = world("2024-12-31", [bought("X1", "order", first), bought("X2", "order", last)], **settings)
    broken = world("2024-12-31", [bought("X1", "order", first), bought("X2", "order", next_day)], **settings)
    assert [said(chained, name, "2024-01")[0] for name in ("acq.new_customers", "churn.customers")] == [1, 0]
    assert [said(broken, name, "2024-01")[0] for name in ("acq.new_customers", "churn.customers")] == [2, 1]
    assert said(chained, "churn.customers", "2024-02-29") == (1, "final")


def test_a_card_holds_while_money_is_on_it_and_for_the_lapse_after_its_last_movement() -> None:
    rows = [bought("X1", "topup", "2024-01-01T12:00:00Z", "50"), bought("X2", "redeem", "2024-06-01T12:00:00Z", "50")]
    settings = {"relationship": "stored_value", "lapse_days": "30"}
    assert world("2024-12-31", rows[:1], **settings).relations.held(date(2024, 12, 31)) == ["ann"]
    spent = world("2024-12-31", rows, **settings)
    assert spent.relations.held(date(2024, 6, 30)) == ["ann"]
    assert said(spent, "churn.customers", "2024-07-01") == (1, "final")
    assert said(spent, "acq.new_customers", "2024") == (1, "final")


def test_where_only_orders_hold_customers_contracts_and_recurring_revenue_are_unavailable() -> None:
    shop = world("2024-12-31", [bought("X1", "order", "2024-12-01T12:00:00Z"), *YEAR], relationship="purchase")
    for metric in ("renewal.rate_count", "revenue.mrr", "value.arpa", "revenue.recognised"):
        assert said(shop, metric, "2024-12", "customer=ann") == (None, "unavailable")
    assert said(shop, "profit.customer_contribution", "2024-12", "customer=ann") == (
        10,
        "final",
    )  # it earns what it sells
    assert said(shop, "growth.customers_held", "2024-12") == (1, "final")


def test_an_order_that_overlaps_a_contract_prolongs_its_relationship() -> None:
    order = bought("X1", "order", "2024-05-31T12:00:00Z")  # the last day of the window
    both = world("2024-12-31", [*YEAR, order], relationship="contract|purchase", lapse_days="30")
    assert said(both, "churn.customers", "2024-06-01") == (0, "final")
    assert said(both, "churn.customers", "2024-06-30") == (1, "final")


# ---- Zones and clocks


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("America/New_York", "2024-03-10T04:59:59Z", "2024-03-09"),
        ("America/New_York", "2024-03-11T03:59:59Z", "2024-03-10"),  # a day of 23 hours
        ("America/New_York", "2024-11-04T04:59:59Z", "2024-11-03"),  # a day of 25 hours
        ("Pacific/Auckland", "2023-12-31T11:00:00Z", "2024-01-01"),
        ("Pacific/Auckland", "2024-06-30T11:59:59Z", "2024-06-30"),
        ("Asia/Shanghai", "2024-02-28T16:00:00Z", "2024-02-29"),
        ("+08:00", "2024-02-28T16:00:00Z", "2024-02-29"),
    ],
)
def test_an_instant_belongs_to_the_civil_day_of_the_zone(zone: str, instant: str, day: str) -> None:
    shop = world("2025-12-31", [bought("X1", "order", instant)], relationship="purchase", reporting_zone=zone)
    assert said(shop, "acq.new_customers", day) == (1, "final")


def test_what_is_known_at_the_midnight_after_a_day_is_not_known_on_it() -> None:
    kind, row = bought("X1", "order", "2024-03-01T12:00:00Z")
    for known, count in (("2024-03-11T03:59:59Z", 1), ("2024-03-11T04:00:00Z", 0)):
        rows = [(kind, {**row, "known_at": known})]
        night = world("2024-03-10", rows, relationship="purchase", reporting_zone="America/New_York")
        assert said(night, "acq.new_customers", "2024-03-01") == (count, "final")


# ---- Money


def test_the_roll_forward_of_a_week_closes_across_the_end_of_a_month() -> None:
    rates = [rate("2023-12-31", "7"), rate("2024-01-31", "8"), rate("2024-02-29", "9")]
    dollars = contract("K1", "2024-01-10", "2024-01-10", "2025-01-10", "10", currency="USD")
    rows = [*rates, *dollars, *contract("K2", "2024-02-02", "2024-02-02", "2025-02-02", "1", currency="USD")]
    known = world("2024-12-31", rows)
    week = "2024-W05"  # 29 January to 4 February
    assert said(known, "revenue.mrr", "2024-01-28") == (70, "final")
    assert said(known, "revenue.mrr_expansion", week) == (8, "final")
    assert said(known, "revenue.mrr_fx_impact", week) == (10, "final")
    assert said(known, "revenue.mrr", week) == (88, "final")


def test_a_cost_in_dollars_takes_the_rate_of_each_of_its_months() -> None:
    span = {"period_start": "2024-01-01", "period_end": "2024-03-01"}  # sixty days
    cost = fact("costs", cost_id="1", pool="direct", amount="60", currency="USD", **{**span, "customer_id": "ann"})
    rates = [rate("2024-01-31", "7"), rate("2024-02-29", "8")]
    spent = world("2024-12-31", [*rates, cost, bought("X1", "payment", "2024-02-01T12:00:00Z", "9")])
    assert said(spent, "value.clv_historical", "2024-02-29", "customer=ann") == (9 - (31 * 7 + 29 * 8), "final")


def test_without_any_payment_what_was_paid_is_unknown() -> None:
    shop = world("2024-12-31", [bought("X1", "order", "2024-02-01T12:00:00Z", "9")], relationship="purchase")
    for metric in ("value.clv_historical", "value.referral_value", "revenue.cash_net", "revenue.refund_rate"):
        assert said(shop, metric, "2024-12", "customer=ann") == (None, "unavailable")


# ---- Leads, tickets, campaigns


def test_a_lead_that_asks_twice_is_one_inquiry() -> None:
    days = ("2024-01-31T12:00:00Z", "2024-02-01T12:00:00Z")
    rows = [fact("touches", touch_id=at, kind="inquiry", lead_id="L1", quantity="1", happened_at=at) for at in days]
    asked = world("2024-12-31", rows)
    assert [evaluate(asked, "acq.inquiry_deal_rate", month).den for month in ("2024-01", "2024-02")] == [1, 0]


@pytest.mark.parametrize(("as_of", "status"), [("2024-03-03", "immature"), ("2024-03-04", "final")])
def test_a_ticket_is_open_until_its_target_has_passed_on_the_business_clock(as_of: str, status: str) -> None:
    friday = "2024-03-01T17:00:00Z"  # one business hour is left, and a reply on Saturday would still be in time
    values = {"ticket_id": "T1", "customer_id": "ann", "channel": "email", "topic": "support", "actor": "customer"}
    opened = world(as_of, [fact("ticket_events", ticket_event_id="1", kind="opened", happened_at=friday, **values)])
    assert said(opened, "service.first_response_within_target", "2024-03-01")[1] == status


def programme(goal: str) -> list[Kinded]:
    """A programme of ten days from 1 April with ann treated and bob not."""
    windows = {"response_window_days": "10", "conversion_window_days": "10"}
    named = {"campaign_id": "R", "kind": "programme", "start_date": "2024-04-01", "goal": goal}
    arms = (("ann", "treatment"), ("bob", "control"))
    members = [fact("campaign_members", member_id=who, campaign_id="R", subject_id=who, arm=arm) for who, arm in arms]
    return [fact("campaigns", **named, **windows), *members]


@pytest.mark.parametrize(("as_of", "answer"), [("2024-04-09", (None, "immature")), ("2024-04-10", (1, "final"))])
def test_an_effect_waits_for_the_last_day_of_its_horizon(as_of: str, answer: tuple[int | None, str]) -> None:
    rows = [*programme("relationship_kept"), *contract("K1", "2024-03-01", "2024-03-01", "2025-03-01")]
    assert said(world(as_of, rows), "programme.ab_difference", "R") == answer
    assert said(world(as_of, rows), "campaign.lift", "R") == answer


def test_a_response_rate_is_open_while_its_window_runs() -> None:
    values = {"campaign_id": "R", "subject_id": "ann", "quantity": "1", "happened_at": "2024-04-02T12:00:00Z"}
    delivered = fact("campaign_events", campaign_event_id="1", kind="delivered", **values)
    answered = fact("campaign_events", campaign_event_id="2", kind="response", **values)
    rows = [*programme("contract_signed_or_upgraded"), delivered]
    assert said(world("2024-04-09", rows), "campaign.response_rate", "R") == (None, "immature")
    assert said(world("2024-04-10", rows), "campaign.response_rate", "R") == (0, "final")
    assert said(world("2024-04-09", [*rows, answered]), "campaign.response_rate", "R") == (1, "final")
