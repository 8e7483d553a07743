"""Numbers that have no golden row, worked by hand on ann, bob and cid."""

from datetime import date

import pytest

from tenure.periods import parse_period
from tenure.stages.analyses.profit import profit_statement
from tests.cast import Row, ann, bob, cid, contract, customer, order, price

DAY = date(2024, 12, 31)


def attribute(key: str, who: str, name: str, value: str, since: str, until: str | None = None) -> Row:
    return {
        "attr_id": key, "customer_id": who, "attr": name, "value": value, "valid_from": since, "valid_to": until, "known": since
    }  # fmt: skip


def direct(key: str, who: str, amount: float, start: str, end: str) -> Row:
    return {
        "cost_id": key, "purpose": "direct", "amount": amount, "currency": "CNY", "customer_id": who, "period_start": start,
        "period_end": end, "known": start,
    }  # fmt: skip


def makes_relationships(words: str) -> list[Row]:
    return [
        {
            "policy_id": "r",
            "policy": "relationship",
            "value": words,
            "effective_from": "2020-01-01",
            "known": "2020-01-01",
        }
    ]


def held(*people: tuple[str, str], **more: object) -> list[Row]:
    """Contracts that run beyond the day asked, each since its own."""
    return [contract(f"k-{who}", who, start, "2026-01-01", known=start, **more) for who, start in people]


def test_referral_value_is_what_the_referred_brought(book_of):
    paid = {"kind": "payment"}
    book = book_of(
        {
            "customers": [
                customer(ann, known="2024-01-01"),
                customer(bob, known="2024-01-01", referrer_customer_id=ann),
                customer(cid, known="2024-01-01", referrer_customer_id=ann),
            ],
            "transactions": [
                order("t1", ann, 9000, "2024-02-01", known="2024-02-01", **paid),
                order("t2", bob, 1000, "2024-03-01", known="2024-03-01", **paid),
                order("t3", bob, 200, "2024-04-01", known="2024-04-01", kind="refund"),
                order("t4", cid, 500, "2024-05-01", known="2024-05-01", **paid),
                order("t5", cid, 70, "2025-01-01", known="2024-05-01", **paid),  # after the period
            ],
            "costs": [direct("c1", bob, 100, "2024-01-01", "2025-01-01")],
        }
    )
    assert float(book.one("value.referral_value", "2024", DAY, {"customer": ann}).value) == pytest.approx(1200)
    assert book.one("value.referral_value", "2024", DAY, {"customer": bob}).value == 0


def test_what_was_paid_is_unknown_where_only_orders_are_told(book_of):
    """A shop that never says who paid has realised an unknown value, not nothing, and not less than nothing."""
    returned = order("t2", ann, 200, "2024-03-01", known="2024-03-01", kind="refund")
    sold = [order("t1", ann, 9000, "2024-02-01", known="2024-02-01"), returned]
    shop = book_of({"customers": [customer(ann, known="2024-01-01")], "transactions": sold})
    for metric in ("value.clv_historical", "value.referral_value", "revenue.cash_net", "revenue.refund_rate"):
        value = shop.one(metric, "2024", DAY)
        assert (value.value, value.status, str(value.reason)) == (None, "unavailable", "no payments")
    assert float(shop.one("value.aov", "2024", DAY).value) == 9000


@pytest.mark.parametrize(("first_day", "week"), [("Monday", "2024-W31"), ("Sunday", "2024-W32")])
def test_a_week_begins_on_the_day_the_company_says(book_of, first_day, week):
    """Sunday, 4 August 2024, closes one week or opens the next."""
    book = book_of(
        {
            "customers": [customer(ann, known="2024-01-01")],
            "transactions": [order("t1", ann, 100, "2024-08-04", known="2024-08-04")],
            "policies": [
                {"policy_id": "w", "policy": "week_start", "value": first_day, "effective_from": "2020-01-01", "known": "2020-01-01"}
            ],
        }
    )  # fmt: skip
    values = book.ask("value.purchase_frequency", "2024-W31..2024-W32", DAY)
    assert {str(one.period): one.numerator for one in values if one.numerator} == {week: 1}
    assert len(book.who("value.purchase_frequency", week, as_of=DAY).rows) == 1


def test_scores_rank_customers_by_thirds_and_ties_share_the_lower(book_of):
    book = book_of({"contracts": held((ann, "2024-01-01"), (bob, "2024-06-01"), (cid, "2024-06-01"))})

    def score(who: str) -> int:
        return int(book.one("value.rfm_score", "2024", DAY, {"factor": "tenure", "customer": who}).value)

    assert [score(who) for who in (ann, bob, cid)] == [3, 1, 1]
    assert book.one("value.rfm_score", "2024", DAY, {"factor": "frequency"}).value == 1  # nobody ever met


def test_reachable_are_those_whose_subscription_holds_on_the_last_day(book_of):
    book = book_of(
        {
            "contracts": held((ann, "2024-01-01"), (bob, "2024-01-01")),
            "customer_attrs": [
                attribute("a1", ann, "subscription", "email", "2024-02-01"),
                attribute("a2", bob, "subscription", "email", "2024-02-01", until="2024-12-31"),  # ended that day
            ],
        }
    )
    value = book.one("engagement.reachable_rate", "2024", DAY)
    assert (value.value, value.numerator, value.denominator) == (0.5, 1, 2)
    assert book.one("engagement.reachable_rate", "2024-11", DAY).value == 1


def test_nobody_knows_whom_it_reaches_where_no_subscription_is_told(book_of):
    facts = {
        "contracts": held((ann, "2024-01-01")),
        "customer_attrs": [attribute("a1", ann, "region", "east", "2024-02-01")],
    }
    assert book_of(facts).one("engagement.reachable_rate", "2024", DAY).status == "undefined"


def test_dwell_time_is_the_middle_of_the_stays_that_are_over(book_of):
    book = book_of(
        {
            "contracts": [
                *held((ann, "2024-01-01")),  # new for 90 days, then mature
                contract("k-bob", bob, "2024-03-01", "2025-03-01", known="2024-03-01",
                         terminated_on="2024-03-25", termination_kind="cancelled"),
                *held((cid, "2024-12-01")),  # still new
            ]
        }
    )  # fmt: skip

    def dwell(stage: str) -> tuple[str, float | None]:
        value = book.one("growth.stage_dwell_days", "2024", DAY, {"stage": stage})
        return value.status, None if value.value is None else float(value.value)

    assert dwell("new") == ("provisional", 57.0)  # of 90 and 24
    assert dwell("mature") == ("undefined", None)  # ann's has not ended
    assert dwell("churned") == ("undefined", None)
    assert dwell("lead") == ("undefined", None)


def test_unprofitable_is_who_costs_more_than_it_brings_and_zero_is_not(book_of):
    prices = [price(f"p-{who}", f"k-{who}", "2024-01-01", 100, known="2024-01-01") for who in (ann, bob, cid)]
    book = book_of(
        {
            "contracts": held((ann, "2024-01-01"), (bob, "2024-01-01"), (cid, "2024-01-01")),
            "contract_prices": prices,
            "costs": [
                direct("c1", ann, 101, "2024-03-01", "2024-04-01"),
                direct("c2", bob, 100, "2024-03-01", "2024-04-01"),
            ],
        }
    )
    value = book.one("profit.unprofitable_share", "2024-03", DAY)
    assert (value.numerator, value.denominator) == (1, 3)


def test_profit_of_a_shop_is_what_it_sells_less_what_it_costs_by_metric_and_analysis(book_of):
    shared = {"cost_id": "c2", "purpose": "service", "amount": 80, "currency": "CNY", "period_start": "2024-03-01",
              "period_end": "2024-04-01", "known": "2024-03-01"}  # fmt: skip
    book = book_of(
        {
            "customers": [customer(ann, known="2024-01-01"), customer(bob, known="2024-01-01")],
            "transactions": [
                order("t1", ann, 300, "2024-03-05", known="2024-03-05"),
                order("t2", bob, 70, "2024-03-06", known="2024-03-06"),
                order("t3", bob, 30, "2024-03-07", known="2024-03-07", kind="invoice"),
                order("t4", bob, 40, "2024-03-10", known="2024-03-10", kind="refund"),
            ],
            "order_items": [
                {"item_id": "i1", "txn_id": "t1", "quantity": 2, "cost": 20, "currency": "CNY",
                 "happened_at": "2024-03-05", "known": "2024-03-05"},
            ],
            "costs": [direct("c1", ann, 120, "2024-03-01", "2024-04-01"), shared],
            "policies": makes_relationships("purchase"),
        }
    )  # fmt: skip

    def told(metric: str, **where: str) -> float:
        return float(book.one(metric, "2024-03", DAY, where).value)

    for variant in ("", ".billed"):
        found = [told(f"profit.customer_contribution{variant}", customer=who) for who in (ann, bob)]
        assert found == [300 - 2 * 20 - 120, 100 - 40]
        assert told(f"profit.unprofitable_share{variant}") == 0
    assert told("profit.customer_contribution.margin") == pytest.approx(200 / 400)
    full = [told("profit.customer_contribution.full", customer=who) for who in (ann, bob)]
    assert full == [300 - 2 * 20 - 120 - 60, 100 - 40 - 20]  # the 80 by revenue
    statement = profit_statement(book.at(DAY), parse_period("2024-03"))
    assert [(line.customer, line.profit) for line in statement.customers] == list(zip((ann, bob), full, strict=True))
    assert book.one("revenue.recognised", "2024-03", DAY).status == "unavailable"  # that is of contracts alone


def test_an_invoice_bills_what_a_contract_earns_and_an_order_is_sold_beside_it(book_of):
    book = book_of(
        {
            "contracts": held((ann, "2024-01-01")),
            "contract_prices": [price("p1", "k-ann", "2024-01-01", 100, known="2024-01-01")],
            "transactions": [
                order("t1", ann, 1200, "2024-03-01", known="2024-03-01", kind="invoice"),
                order("t2", ann, 50, "2024-03-09", known="2024-03-09"),
            ],
            "policies": makes_relationships("contract|purchase"),
        }
    )
    assert float(book.one("profit.customer_contribution", "2024-03", DAY).value) == 150
    assert profit_statement(book.at(DAY), parse_period("2024-03")).company.profit == 150


def test_orders_of_a_company_that_only_contracts_hold_are_no_revenue_of_their_own(book_of):
    book = book_of({"transactions": [order("t1", ann, 50, "2024-03-09", known="2024-03-09")]})
    lacking = book.one("profit.customer_contribution", "2024-03", DAY)
    assert (lacking.status, str(lacking.reason)) == ("unavailable", "no contract_prices")


@pytest.mark.parametrize(
    ("words", "kind", "contracts", "told"),
    [
        ("purchase", "payment", (), "no purchases"),  # who paid is told, and not what was sold
        ("purchase", "invoice", ((ann, "2024-01-01"),), 50),  # where contracts hold nobody, they earn nothing
        ("contract|purchase", "order", (), 50),
        ("contract|purchase", "invoice", (), "no contract_prices, orders"),
        ("contract|purchase", "order", ((ann, "2024-01-01"),), "no contract_prices"),  # nobody knows what it earns
    ],
)
def test_profit_wants_what_makes_its_revenue(book_of, words, kind, contracts, told):
    book = book_of(
        {
            "customers": [customer(ann, known="2024-01-01")],
            "contracts": held(*contracts),
            "transactions": [order("t1", ann, 50, "2024-03-09", known="2024-03-09", kind=kind)],
            "policies": makes_relationships(words),
        }
    )
    for metric in ("profit.customer_contribution", "profit.customer_contribution.margin"):
        value = book.one(metric, "2024-03", DAY)
        assert (str(value.reason) or value.numerator or value.value) == told


def test_full_profit_leaves_nothing_out(book_of):
    shared = {
        "cost_id": "c2", "purpose": "service", "amount": 90, "currency": "CNY", "period_start": "2024-03-01",
        "period_end": "2024-04-01", "known": "2024-03-01",
    }  # fmt: skip
    book = book_of(
        {
            "contracts": held((ann, "2024-01-01"), (bob, "2024-01-01")),
            "contract_prices": [
                price("p1", "k-ann", "2024-01-01", 100, known="2024-01-01"),
                price("p2", "k-bob", "2024-01-01", 200, known="2024-01-01"),
            ],
            "costs": [direct("c1", ann, 40, "2024-03-01", "2024-04-01"), shared],
        }
    )

    def full(**where: str) -> float:
        return float(book.one("profit.customer_contribution.full", "2024-03", DAY, where).value)

    assert full(customer=ann) == pytest.approx(100 - 40 - 30)  # a third of the 90
    assert full(customer=bob) == pytest.approx(200 - 60)
    assert full() == pytest.approx(300 - 40 - 90)
