"""The worked example of renewals that mature over the win-back window (design/features.md, area 5)."""

from datetime import date
from decimal import Decimal

import pytest

from tenure.book import open_book
from tenure.catalogue.answer import answer
from tenure.catalogue.question import Question
from tenure.catalogue.registry import measure
from tenure.compare.bridge import under
from tenure.periods import parse_periods
from tenure.workspace import make_workspace
from tests.cast import NOW, contract, customer, deliver, price
from tests.conftest import only_in_soak

MARCH, JULY = (tuple(parse_periods(month)) for month in ("2024-03", "2024-07"))
# each renews for another year, on that day for that much
RENEWED = {"A": ("2024-02-20", 100), "B": ("2024-04-15", 80), "C": ("2024-06-20", 120), "D": ("2024-07-20", 100)}
RATES = ("renewal.rate_count", "renewal.rate_amount.gross", "renewal.rate_amount")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Four contracts of 100 a month that end on 31 March."""
    folder = tmp_path_factory.mktemp("maturing") / "acme"
    make_workspace(folder, "acme", "UTC", "CNY", "CN")
    made = open_book(folder)
    terms, prices = [], []
    for who, (day, mrr) in RENEWED.items():
        terms.append(contract(f"{who}1", who, "2023-03-31", "2024-03-31", known="2023-03-31"))
        terms.append(
            contract(f"{who}2", who, max(day, "2024-03-31"), "2025-03-31", day, predecessor_id=f"{who}1", known=day)
        )
        prices.append(price(f"p{who}1", f"{who}1", "2023-03-31", 100, known="2023-03-31"))
        prices.append(price(f"p{who}2", f"{who}2", max(day, "2024-03-31"), mrr, known=day))
    people = [customer(who, who, known="2023-03-31") for who in RENEWED]
    made.lake.store(deliver({"customers": people, "contracts": terms, "contract_prices": prices}), NOW)
    return made


def shares(*percent):
    return [None if each is None else Decimal(each) / 100 for each in percent]


@pytest.mark.parametrize(
    ("months", "final_on", "by_hand"),
    [
        ("0", date(2024, 3, 31), shares(25, 25, 25)),
        ("1", date(2024, 4, 30), shares(50, 45, 45)),
        ("3", date(2024, 6, 30), shares(75, 70, 75)),
        ("3", date(2024, 7, 31), shares(75, 70, 75)),  # what D signs in July never counts in March
    ],
)
def test_march_is_final_when_the_window_is_over(book, months, final_on, by_hand):
    ours = book.at(final_on)
    shop = under(ours, ours.policies.others({"grace_months": months}))
    told = [values[0] for values in answer(shop, [measure(name) for name in RATES], Question(MARCH))]
    assert [value.status for value in told] == ["final"] * 3
    assert [value.value for value in told] == by_hand
    shop.close()


def test_before_that_march_has_bounds_and_no_value(book):
    told = book.one("renewal.rate_count", "2024-03", date(2024, 4, 30))  # the window of three months is open
    assert (told.status, told.value, told.low, told.high) == ("immature", None, Decimal("0.5"), Decimal(1))


def test_who_comes_after_the_window_is_a_return(book):
    shop = book.at(date(2024, 7, 31))
    signed, back = answer(shop, [measure("acq.new_customers"), measure("revenue.mrr_reactivation")], Question(JULY))
    assert (signed[0].value, back[0].value) == (1, 100)


@only_in_soak
def test_a_window_of_one_month_or_three_is_a_bridge_of_one_policy(book):
    day = date(2024, 7, 31)
    receipt = book.set_policy("grace_months", "1", day, NOW, "as the board wants it")
    made = book.explain("renewal.rate_count", ("2024-03", day), ("2024-03", date(2024, 7, 30)))
    policy = made.steps[0]
    assert (made.start.number, made.end.number) == (Decimal("0.75"), Decimal("0.5"))
    assert (policy.key, policy.cause) == ("policy", "grace_months: 3 → 1")
    assert policy.customers == (("C", Decimal("-0.25")),)
    told = book.policies_told(day)["grace_months"]
    assert (told.value, told.since, told.batch, told.note) == ("1", day, receipt.batch, "as the board wants it")
    book.lake.undo(receipt.batch, NOW)
    assert book.policies(day).text("grace_months") == "3"
