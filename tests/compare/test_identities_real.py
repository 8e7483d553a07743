"""The identities again, on what real companies recorded: parts are the whole, to the cent, however the facts were made.

A telephone company (IBM's sample of 7,043 lines: months held, monthly charge, who left) and a music shop (CDNOW: every
purchase of customers who came early in 1997).
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tenure.book import Book
from tenure.compare.sets import SETS
from tenure.periods import parse_period, parse_periods
from tenure.stages.analyses.profit import ITEMS, profit_statement
from tenure.workspace import make_workspace
from tests.cast import Row, contract, customer, deliver, order, price
from tests.compare.test_identities import check_closing, check_parts
from tests.conftest import SOAK, only_in_soak

OVER = "2019-10-01"  # what the lines tell is told of this day
LINES_LEFT = 1869
TOOLS = tuple(SETS) if SOAK else ("chartmogul",)


def _read(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _began(months: int) -> str:
    return str(parse_period("2019-10").shifted(-months).start)


def _store(folder: Path, told: dict[str, list[Row]], country: str) -> Book:
    book = Book(make_workspace(folder / "company", "real", "UTC", "USD", country))
    book.lake.store(deliver(told), datetime(2020, 1, 1))
    return book


@pytest.fixture(scope="module")
def lines(shared: Path) -> list[dict[str, str]]:
    return _read(shared / "data" / "telco_ibm" / "telco.csv.gz")


@pytest.fixture(scope="module")
def telephone(lines: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Each line as a contract over the months it was held; who left did so on the first of October 2019."""
    told: dict[str, list[Row]] = {"customers": [], "contracts": [], "contract_prices": []}
    for line in lines:
        key, start = line["customerID"], _began(int(line["tenure"]))
        left = {"terminated_on": OVER, "termination_kind": "cancelled"} if line["Churn"] == "Yes" else {}
        told["customers"].append(customer(key, known=start))
        told["contracts"].append(contract(key, key, start, "2029-10-01", known=start, **left))
        told["contract_prices"].append(price(key, key, start, float(line["MonthlyCharges"]), "USD", known=start))
    return _store(tmp_path_factory.mktemp("telephone"), told, "US")


def test_a_telephone_company_closes_as_every_tool_counts(telephone: Book) -> None:
    for name in TOOLS:
        check_closing(telephone, name, tuple(parse_periods("2018-11..2019-10")), date(2019, 10, 31))


def test_its_mrr_and_its_losses_are_the_sums_of_its_lines(telephone: Book, lines: list[dict[str, str]]) -> None:
    at = date(2019, 10, 31)
    for month in ("2014-06", "2017-01", "2019-09"):
        held = [one for one in lines if parse_period(month).last.isoformat() >= _began(int(one["tenure"]))]
        assert telephone.one("revenue.mrr", month, at).value == sum(Decimal(one["MonthlyCharges"]) for one in held)
    left = [one for one in lines if one["Churn"] == "Yes"]
    assert len(left) == LINES_LEFT
    assert telephone.one("churn.customers", "2019-10", at).value == LINES_LEFT
    assert telephone.one("revenue.mrr_churn", "2019-10", at).value == sum(
        Decimal(one["MonthlyCharges"]) for one in left
    )


@only_in_soak
def test_explanations_and_bridges_of_a_telephone_company_sum(telephone: Book) -> None:
    at = date(2019, 10, 31)
    for metric in ("revenue.mrr", "revenue.mrr_churn", "churn.rate_count", "revenue.grr"):
        made = telephone.explain(metric, ("2019-10", at), ("2019-09", at))
        assert made.amount is not None
        check_parts(made)
    for name in TOOLS:
        check_parts(telephone.bridge("churn.rate_count", parse_period("2019-10"), "ours", name, at))


@pytest.fixture(scope="module")
def purchases(shared: Path) -> list[dict[str, str]]:
    """The purchases of a tenth of the customers; of all in the long run."""
    return _read(shared / "data" / "cdnow" / ("cdnow_master.csv.gz" if SOAK else "cdnow_sample.csv.gz"))


@pytest.fixture(scope="module")
def music(purchases: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Book:
    told: dict[str, list[Row]] = {
        "customers": [customer(key) for key in sorted({one["customer_id"] for one in purchases})],
        "transactions": [
            order(str(place), one["customer_id"], float(one["spend"]), f"{one['date']} 12:00", "USD")
            for place, one in enumerate(purchases)
        ],
        "policies": [
            {"policy_id": key, "policy": key, "value": value, "effective_from": "1997-01-01"}
            for key, value in (("relationship", "purchase"), ("lapse_days", "90"))
        ],
    }
    return _store(tmp_path_factory.mktemp("music"), told, "US")


def test_the_sums_of_a_music_shop_are_those_of_its_file(music: Book, purchases: list[dict[str, str]]) -> None:
    at = date(1998, 6, 30)
    months = parse_periods("1997-01..1998-06")
    spent: Counter[str] = Counter()
    bought: Counter[str] = Counter()
    for one in purchases:
        spent[one["date"][:7]] += int(Decimal(one["spend"]) * 100)
        bought[one["date"][:7]] += 1
    rows = music.at(at).panel(months)
    sums = rows.group_by("p0").agg(ordered=rows.ordered.sum(), purchases=rows.purchases.sum())
    told = {
        row["p0"].isoformat()[:7]: (int(row["ordered"] * 100), row["purchases"])
        for row in music.at(at).engine.rows(sums)
    }
    assert told == {month: (spent[month], bought[month]) for month in spent}


def test_profit_of_a_music_shop_reconciles(music: Book, purchases: list[dict[str, str]]) -> None:
    year = profit_statement(music.at(date(1998, 6, 30)), parse_period("1997"))
    for item in ITEMS:
        parts = sum((getattr(line, item) for line in year.customers), getattr(year.remainder, item))
        assert parts == getattr(year.company, item)
    assert year.company.recognised == sum(Decimal(one["spend"]) for one in purchases if one["date"] < "1998")


@only_in_soak
def test_explanations_of_a_music_shop_sum(music: Book) -> None:
    at = date(1998, 6, 30)
    for metric in ("churn.customers", "churn.rate_count", "activity.active_customers"):
        check_parts(music.explain(metric, ("1997-Q4", at), ("1997-Q3", at)))
