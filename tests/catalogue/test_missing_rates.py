"""What needs a rate that nobody told is unavailable, and says which; what needs none is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest

from tenure.book import Book
from tenure.periods import parse_period
from tenure.stages.views import VIEWS, view
from tests.cast import Row, ann, bob, contract, customer, order, price
from tests.catalogue.conftest import Told
from tools.sketch import SAID, Sketch

BookOf = Callable[[Told], Book]
YEAR_END = date(2024, 12, 31)
SINCE_JUNE = "no fx_rates for USD before 2024-06-30"


def _rates(*days: str, currency: str = "USD") -> list[Row]:
    return [{"fx_id": day, "currency": currency, "rate_date": day, "rate": 7, "known": day} for day in days]


def _known(rows: Iterable[Row], day: str = "2023-01-01") -> list[Row]:
    return [{**row, "known": day} for row in rows]


def _people(*who: str) -> list[Row]:
    return _known(customer(one, one) for one in who)


def _cost(key: str, purpose: str, first: str, end: str, **more: object) -> dict[str, object]:
    return {
        "cost_id": key, "purpose": purpose, "amount": 100, "currency": "USD", "period_start": first, "period_end": end,
        "known": first, **more,
    }  # fmt: skip


def _told(book: Book, metric: str, period: str, **where: str) -> Any:
    value = book.one(metric, period, YEAR_END, where)
    return str(value.reason) or value.value


def test_what_is_left_is_unknown_where_the_opening_rate_is(book_of: BookOf) -> None:
    """ann pays in CNY, and from July 2024 in USD, whose first rate is that of June."""
    book = book_of({
        "customers": _people(ann, bob),
        "contracts": _known([
            contract("k1", ann, "2023-01-01", "2024-07-01"),
            {**contract("k2", ann, "2024-07-01", "2025-07-01"), "predecessor_id": "k1"},
            contract("k3", bob, "2024-07-10", "2025-07-01"),
        ], "2024-06-01"),
        "contract_prices": _known([
            price("p1", "k1", "2023-01-01", 1000), price("p2", "k2", "2024-07-03", 200, "USD"), price("p3", "k3", "2024-07-10", 100, "USD"),
        ], "2024-06-01"),
        "fx_rates": _rates("2024-06-30", "2024-12-31"),
    })  # fmt: skip
    metrics = ["revenue.nrr", "revenue.grr", "revenue.nrr.p2p", "revenue.nrr.strict", "revenue.grr.strict"]
    values = book.ask(metrics, ["2024", "2024-03"], YEAR_END)
    told = {(value.metric, str(value.period)): str(value.reason) or value.value for value in values}
    assert told == {(name, period): why for name in metrics for period, why in (("2024", SINCE_JUNE), ("2024-03", 1))}
    assert _told(book, "retention.revenue_cohort", "2023-01", at="2024-12") == SINCE_JUNE
    assert _told(book, "retention.revenue_cohort", "2024-07", at="2024-12") == 1, "bob begins with a rate"
    assert _told(book, "revenue.mrr", "2024") == 2100


def test_a_customer_new_in_a_currency_leaves_what_is_left_of_others_known(book_of: BookOf) -> None:
    book = book_of({
        "customers": _people(ann, bob),
        "contracts": _known([contract("k1", ann, "2023-01-01", "2025-07-01"), contract("k3", bob, "2024-07-10", "2025-07-01")]),
        "contract_prices": _known([price("p1", "k1", "2023-01-01", 1000), price("p3", "k3", "2024-07-10", 100, "USD")]),
        "fx_rates": _rates("2024-06-30", "2024-12-31"),
    })  # fmt: skip
    assert _told(book, "revenue.nrr", "2024") == 1
    assert _told(book, "revenue.mrr", "2024") == 1700


def test_renewals_are_unknown_where_the_rate_of_the_due_month_is(book_of: BookOf) -> None:
    """ann falls due in June and signs in July in USD, of which June opens without a rate."""
    book = book_of({
        "customers": _people(ann),
        "contracts": _known([
            contract("k1", ann, "2023-06-15", "2024-06-15"),
            {**contract("k2", ann, "2024-07-05", "2025-07-05"), "predecessor_id": "k1"},
        ]),
        "contract_prices": _known([price("p1", "k1", "2023-06-15", 1000), price("p2", "k2", "2024-07-05", 200, "USD")]),
        "fx_rates": _rates("2024-06-30", "2024-12-31"),
    })  # fmt: skip
    assert _told(book, "renewal.due_amount", "2024-06") == 1000
    for metric in ("renewal.renewed_amount", "renewal.rate_amount", "renewal.partial_rate"):
        assert _told(book, metric, "2024-06") == SINCE_JUNE, metric
    assert _told(book, "renewal.renewed_customers", "2024-06") == 1


@pytest.mark.parametrize("kind", ["refund", "cost"])
def test_contribution_is_unknown_where_anything_in_it_is(book_of: BookOf, kind: str) -> None:
    sold = order("o1", ann, 10, "2024-04-10", "USD" if kind == "refund" else "CNY", kind="invoice", known="2024-04-10")
    back = order("o2", ann, 10, "2024-04-10", "USD", kind="refund", known="2024-04-10")
    cost = _cost("c1", "direct", "2024-04-01", "2024-05-01", customer_id=ann)
    book = book_of({
        "customers": _people(ann),
        "contracts": _known([contract("k1", ann, "2023-01-01", "2025-01-01")]),
        "contract_prices": _known([price("p1", "k1", "2023-01-01", 1000)]),
        "transactions": [sold, back] if kind == "refund" else [sold],
        "costs": [] if kind == "refund" else [cost],
        "fx_rates": _rates("2024-06-30"),
    })  # fmt: skip
    contribution = "profit.customer_contribution"
    metrics = [contribution, f"{contribution}.margin", f"{contribution}.billed", "profit.unprofitable_share"]
    values = book.ask(metrics, ["2024-04", "2024-Q2", "2024", "2024-07"], YEAR_END)
    told = {(value.metric, str(value.period)): str(value.reason) or value.value for value in values}
    assert told.pop((contribution, "2024-07")) == 1000
    assert {why for (_name, period), why in told.items() if period != "2024-07"} == {SINCE_JUNE}
    assert _told(book, "revenue.recognised", "2024-04") == 1000


@pytest.mark.parametrize("kind", ["order", "order_items"])
def test_profit_of_a_shop_is_unknown_where_a_sale_or_what_was_sold_has_no_rate(book_of: BookOf, kind: str) -> None:
    currency = {kind: "USD"}
    item = {
        "item_id": "i1",
        "txn_id": "o1",
        "quantity": 1,
        "cost": 4,
        "happened_at": "2024-04-10",
        "known": "2024-04-10",
    }
    made_by = {"policy_id": "r", "policy": "relationship", "effective_from": "2020-01-01", "known": "2020-01-01"}
    facts = {
        "customers": _people(ann),
        "transactions": [
            order("o1", ann, 10, "2024-04-10", currency.get("order", "CNY"), known="2024-04-10"),
            order("o2", ann, 10, "2024-07-10", known="2024-07-10"),
        ],
        "order_items": [{**item, "currency": currency.get("order_items", "CNY")}],
        "costs": [{**_cost("c1", "service", "2024-07-01", "2024-08-01"), "currency": "CNY"}],
        "fx_rates": _rates("2024-06-30"),
    }
    book = book_of({**facts, "policies": [{**made_by, "value": "purchase"}]})
    contribution = "profit.customer_contribution"
    metrics = [contribution, f"{contribution}.full", f"{contribution}.margin", f"{contribution}.billed"]
    for metric in (*metrics, "profit.unprofitable_share"):
        assert _told(book, metric, "2024-04") == SINCE_JUNE, metric
    assert _told(book, contribution, "2024-07") == 10


def test_costs_of_months_before_need_the_rates_of_their_months(book_of: BookOf) -> None:
    cost = _cost("c1", "acquisition_marketing", "2024-04-01", "2024-05-01")
    book = book_of({
        "customers": _people(ann),
        "contracts": _known([contract("k1", ann, "2024-07-01", "2025-07-01")]),
        "costs": [cost],
        "fx_rates": _rates("2024-06-30"),
    })  # fmt: skip
    assert _told(book, "cost.cac.lag", "2024-07", k="3") == SINCE_JUNE
    assert _told(book, "cost.cac.lag", "2024-07", k="1") == 0


@pytest.mark.parametrize(("days", "why"), [(["2024-06-30"], SINCE_JUNE), ([], "no fx_rates for USD")])
def test_a_score_by_revenue_needs_the_rates_of_its_twelve_months(book_of: BookOf, days: list[str], why: str) -> None:
    book = book_of({
        "customers": _people(ann),
        "contracts": _known([contract("k1", ann, "2023-01-01", "2025-01-01")]),
        "transactions": [order("o1", ann, 10, "2024-04-10", "USD", kind="invoice", known="2024-04-10")],
        "fx_rates": _rates(*days),
    })  # fmt: skip
    assert _told(book, "value.rfm_score", "2024-08", factor="revenue") == why
    assert _told(book, "value.rfm_score", "2024-08", factor="tenure") == 1


def test_a_campaign_needs_the_rates_of_its_own_days(book_of: BookOf) -> None:
    campaign = {"campaign_id": "buy", "kind": "acquisition", "start_date": "2024-04-01", "known": "2024-04-01"}
    book = book_of({
        "customers": _people(ann),
        "campaigns": [campaign, {**campaign, "campaign_id": "late", "start_date": "2024-07-01"}],
        "costs": [
            _cost("c1", "acquisition_marketing", "2024-04-01", "2024-05-01", campaign_id="buy"),
            _cost("c2", "acquisition_marketing", "2024-07-01", "2024-08-01", campaign_id="late"),
        ],
        "fx_rates": _rates("2024-06-30"),
    })  # fmt: skip
    metric = "campaign.cost_per_acquisition"
    assert {_told(book, metric, period, campaign_id="buy") for period in ("2024-04", "2024-09")} == {SINCE_JUNE}
    assert book.one(metric, "2024-04", where={"campaign_id": "late"}).status == "undefined", "nobody was won"


def test_months_that_are_only_counted_need_no_rate(book_of: BookOf) -> None:
    """Value by contract reads the price of its own month, and of the six before only who was lost."""
    book = book_of({
        "customers": _people(ann, bob),
        "contracts": _known(
            [contract("k1", ann, "2022-01-01", "2026-01-01"), contract("k2", bob, "2022-01-01", "2023-10-15")], "2022-01-01"
        ),
        "contract_prices": _known([price("p1", "k1", "2022-01-01", 100, "EUR"), price("p2", "k2", "2022-01-01", 100, "EUR")], "2022-01-01"),
        "fx_rates": _rates("2024-01-31", currency="EUR"),
    })  # fmt: skip
    for month in ("2024-02", "2024-04"):
        assert _told(book, "value.clv_contractual.revenue", month) == 8400, month
    assert _told(book, "value.clv_contractual", "2023-12") == "no fx_rates for EUR before 2024-01-31"


def test_every_amount_of_every_view_says_how_it_is_valued() -> None:
    """A column that is forgotten would be told without its rate."""
    local = {
        "list_mrr",
        "next_mrr",
        "next_list_mrr",
        "due_rate",
        "next_rate",
        "currency",
    }  # in its own currency, or no money
    counted = {"predicted_response", "predicted", "months", "key", "total", "rest"}
    shop, month = Sketch().shop, parse_period("2024-07")
    for name, one in VIEWS.items():
        if name in ("accounts", "posts", "settled_posts", "steps", "seats"):
            continue  # followers, views, likes
        columns = view(shop, name, [month], {word: SAID.get(word, "1") for word in one.params}).schema()
        amounts = {column for column, kind in columns.items() if kind.is_decimal()} - local - counted
        missing = amounts - set(one.money) - ({"mrr"} if name in ("terms", "terms_by_day") else set())
        assert not missing, f"{name}: {sorted(missing)}"
