"""Hand checks that the tools themselves publish (design/features.md 2.3 and 2.4)."""

from datetime import date
from decimal import Decimal

import pytest

from tenure.book import open_book
from tenure.catalogue.answer import answer
from tenure.catalogue.question import Question
from tenure.catalogue.registry import measure
from tenure.cli import main
from tenure.compare.bridge import under
from tenure.compare.sets import policy_set
from tenure.periods import parse_periods
from tenure.workspace import make_workspace
from tests.cast import NOW, contract, customer, deliver, price


def company(folder, terms, prices):
    make_workspace(folder, "acme", "UTC", "USD", "US")
    book = open_book(folder)
    people = [customer(name, name, known="2023-01-01") for name in dict.fromkeys(term["customer_id"] for term in terms)]
    told = {
        "customers": people,
        "contracts": [{**term, "known": term["signed_at"]} for term in terms],
        "contract_prices": [{**one, "known": one["from_date"]} for one in prices],
    }
    book.lake.store(deliver(told), NOW)
    return book


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    """100 at the start of March; one leaves (10), one shrinks (10), one grows (10)."""
    terms = [
        contract("K1", "stays", "2024-01-01", "2025-01-01"),
        contract("K2", "leaves", "2024-01-01", "2025-01-01", terminated_on="2024-03-10", termination_kind="cancelled"),
        contract("K3", "shrinks", "2024-01-01", "2025-01-01"),
        contract("K4", "grows", "2024-01-01", "2025-01-01"),
    ]
    prices = [
        price("p1", "K1", "2024-01-01", 40, "USD"), price("p2", "K2", "2024-01-01", 10, "USD"),
        price("p3", "K3", "2024-01-01", 30, "USD"), price("p3b", "K3", "2024-03-15", 20, "USD"),
        price("p4", "K4", "2024-01-01", 20, "USD"), price("p4b", "K4", "2024-03-20", 30, "USD"),
    ]  # fmt: skip
    return company(tmp_path_factory.mktemp("moved") / "acme", terms, prices)


def test_gross_churn_is_a_fifth_and_net_churn_a_tenth(moved):
    """ChartMogul's article on the net MRR churn rate: 100, less 10 and 10, and 10 more."""
    asked = ("revenue.gross_churn_rate", "revenue.gross_churn_rate.net", "revenue.mrr")
    gross, net, mrr = moved.ask(asked, "2024-03", date(2024, 4, 30))
    assert (gross.denominator, gross.value, net.value, mrr.value) == (100, Decimal("0.2"), Decimal("0.1"), 90)


@pytest.mark.parametrize(
    ("name", "mrr", "grown"),
    [("tenure", 30, 0), ("stripe", 30, 0), ("maxio", 30, 0), ("profitwell", 42, 4)],
)
def test_metered_use_counts_where_the_tool_counts_it(tmp_path, name, mrr, grown):
    """30 a month, and 8 by use that becomes 12 in February; a price that says nothing of use has none."""
    terms = [contract("K1", "meters", "2024-01-01", "2025-01-01"), contract("K2", "pays", "2024-01-01", "2025-01-01")]
    prices = [
        price("p1", "K1", "2024-01-01", 20, "USD", metered_mrr=8), price("p2", "K1", "2024-02-10", 20, "USD", metered_mrr=12),
        price("p3", "K2", "2024-01-01", 10, "USD"),
    ]  # fmt: skip
    ours = company(tmp_path / "acme", terms, prices).at(date(2024, 6, 30))
    shop = under(ours, policy_set(name, ours.policies))
    month = Question(tuple(parse_periods("2024-02")))
    closing, more = answer(shop, [measure("revenue.mrr"), measure("revenue.mrr_expansion")], month)
    assert (closing[0].value, more[0].value) == (mrr, grown)


HEAD = (
    "id,Customer ID,Customer Email,Plan,Quantity,Currency,Interval,Amount,Status,Start Date (UTC),"
    "Current Period Start (UTC),Current Period End (UTC),Trial Start (UTC),Trial End (UTC),Canceled At (UTC),Ended At (UTC)"
)


def test_a_hundred_monthly_and_fifty_yearly_plans_are_12500(tmp_path):
    """Stripe's glossary: 100 x 100 a month and 50 x 600 a year, which its page divides to 800 / 12 by mistake.

    Trials and free plans bring nothing; taxes and metered use are not in the export's price.
    """
    rows = [_subscription(f"m{n}", "month", 100, "active", "2024-07-01") for n in range(100)]
    rows += [_subscription(f"y{n}", "year", 600, "active", "2025-06-01") for n in range(50)]
    rows += [
        _subscription("trial", "month", 100, "trialing", "2024-07-01"),
        _subscription("free", "month", 0, "active", "2024-07-01"),
    ]
    path = tmp_path / "subscriptions.csv"
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    folder = str(tmp_path / "acme")
    assert main(["init", folder, "--zone", "UTC", "--currency", "USD", "--country", "US"]) == 0
    assert main(["import", str(path), "--yes", "-w", folder]) == 0
    assert open_book(folder).one("revenue.mrr", "2024-06-15", date(2024, 6, 20)).value == 12_500


def _subscription(name, interval, amount, status, until):
    cells = (f"sub_{name}", f"cus_{name}", f"{name}@example.com", "plan", 1, "usd", interval, amount, status)
    return ",".join(map(str, (*cells, "2024-06-01 00:00", "2024-06-01 00:00", f"{until} 00:00", "", "", "", "")))
