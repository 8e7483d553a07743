"""Costs by slice: by the channel they were spent on, or their customer's; never by what they do not tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tenure.book import Book, measures
from tenure.catalogue.wide import wide_measures, wide_panel
from tenure.periods import parse_periods
from tests.cast import ann, bob, contract, customer, use
from tests.catalogue.conftest import Told

BookOf = Callable[[Told], Book]
DAY = date(2024, 12, 31)


def _cost(key: str, amount: int, purpose: str = "acquisition_marketing", **more: object) -> dict[str, object]:
    span = {"period_start": "2024-03-01", "period_end": "2024-04-01", "known": "2024-04-01"}
    return {"cost_id": key, "purpose": purpose, "amount": amount, "currency": "CNY", **span, **more}


def _company(**more: list[dict[str, object]]) -> Told:
    return {
        "customers": [
            customer(ann, ann, first_channel="search", known="2024-03-01"),
            customer(bob, bob, first_channel="social", known="2024-03-01"),
        ],
        "contracts": [contract(who, who, "2024-03-05", "2025-03-05", known="2024-03-05") for who in (ann, bob)],
        "campaigns": [{"campaign_id": "M", "channel": "social", "start_date": "2024-03-01", "known": "2024-03-01"}],
        **more,
    }


def test_acquisition_cost_falls_under_the_channel_it_was_spent_on(book_of: BookOf) -> None:
    costs = [_cost("s", 100, channel="search"), _cost("m", 60, campaign_id="M"), _cost("all", 40)]
    book = book_of(_company(costs=costs))
    found = {value.dims["acq_channel"]: value for value in book.ask("cost.cac", "2024-03", DAY, ("acq_channel",))}
    sides = {name: (value.numerator, value.denominator, value.status) for name, value in found.items()}
    assert sides == {"search": (100, 1, "final"), "social": (60, 1, "final"), None: (40, 0, "undefined")}
    assert book.one("cost.cac", "2024-03", DAY, {"acq_channel": "social"}).value == 60


def test_other_costs_that_name_no_customer_fall_under_no_acquisition_channel(book_of: BookOf) -> None:
    costs = [_cost("s", 100, channel="search"), _cost("k", 70, "retention", channel="search")]
    book = book_of(_company(costs=costs))
    (kept,) = book.ask("cost.retention_per_customer.total", "2024-03", DAY, ("acq_channel",))
    assert (kept.status, kept.reason) == ("unavailable", "no cut by acq_channel: costs for retention name no customer")
    told = book.ask("cost.retention_per_customer.total", "2024-03", DAY, ("channel",))
    assert {value.dims["channel"]: value.value for value in told} == {"search": 70}
    assert book.one("cost.cac", "2024-03", DAY, {"acq_channel": "search"}).numerator == 100


def test_the_exported_panel_holds_nothing_of_months_that_cannot_be_told(book_of: BookOf) -> None:
    used = [use(f"u{n}", ann, f"2024-05-{n:02}", known="2024-05-31") for n in range(3, 9)]
    shop, months = book_of(_company(usage_events=used)).at(DAY), parse_periods("2024-04..2024-05")
    table = wide_panel(shop, wide_measures(shop, [measures()["activity.active_rate"]]), months, ())
    rows = [(row["p0"].month, row["customer"], *sides(row)) for row in shop.engine.rows(table)]
    assert sorted(rows) == [(4, ann, None, None), (4, bob, None, None), (5, ann, 1, 1), (5, bob, 0, 1)]


def test_what_stands_on_the_panel_asks_for_its_policies(book_of: BookOf) -> None:
    shop = book_of(_company()).at(DAY)
    shop.panel(parse_periods("2024-04"))
    shop.part("own", "own", lambda: shop.panel(parse_periods("2024-04")))
    assert set(shop.asked("own")) == set(shop.asked_of_panel()) != set()


def sides(row: dict[str, object]) -> list[object]:
    return [row[f"activity_active_rate_{side}"] for side in ("numerator", "denominator")]


def test_costs_that_name_no_customer_are_cut_by_nothing_of_customers(book_of: BookOf) -> None:
    keeping = [_cost("a", 30, "retention", customer_id=ann), _cost("b", 10, "retention", customer_id=bob)]
    book = book_of(_company(costs=[_cost("s", 100, channel="search"), *keeping]))
    (cac,) = book.ask("cost.cac", "2024-03", DAY, ("cohort",))
    assert (cac.value, cac.status, cac.dims) == (None, "unavailable", {})
    assert cac.reason == "no cut by cohort: costs for acquisition_marketing name no customer"
    of_one = book.one("cost.cac", "2024-03", DAY, {"cohort": "2024-03"})
    assert (of_one.value, of_one.reason) == (None, cac.reason)
    together = book.ask(["cost.cac", "activity.active_customers"], "2024-03", DAY, ("cohort",))
    assert [value.metric for value in together][:1] == ["cost.cac"], "the others are told all the same"
    kept = book.ask("cost.retention_per_customer.total", "2024-03", DAY, ("acq_channel",))
    assert {value.dims["acq_channel"]: value.value for value in kept} == {"search": 30, "social": 10}
    kept = book.ask("cost.retention_per_customer.total", "2024-03", DAY, ("cohort",))
    assert {value.dims["cohort"]: value.value for value in kept if value.value} == {"2024-03": 40}


def test_no_use_is_not_told_of_months_before_use_was_recorded(book_of: BookOf) -> None:
    used = [use(f"u{n}", ann, f"2024-05-{n:02}", known="2024-05-31") for n in range(3, 9)]
    book = book_of(_company(usage_events=used))
    early, late = (book.one("activity.active_rate", month, DAY) for month in ("2024-04", "2024-05"))
    assert (early.status, early.value, early.reason) == ("unavailable", None, "no usage_events before 2024-05-03")
    assert (late.status, late.numerator, late.denominator) == ("final", 1, 2)
    assert book.one("activity.active_customers", "2024-04", DAY).value is None
