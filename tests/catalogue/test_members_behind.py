"""Few members make a number small, whatever its denominator adds up; only shares of members have Wilson's interval (R-SMALL)."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal

import pytest

from tenure.book import Book, measures, open_book
from tenure.catalogue.acme import FACTS, table_of
from tenure.catalogue.question import Leaf, Question
from tenure.catalogue.value import Value
from tenure.catalogue.valuing import valuer
from tenure.verification.folder import load_folder

DAY = date(2024, 12, 31)
OURS = """
[metrics.own.kept]
en = "Kept"
zh = "留存"
numerator = "panel.kept_net"
denominator = "panel.mrr_open"
unit = "share"

[metrics.own.days]
en = "Days"
zh = "日数"
numerator = "panel.usage_days where panel.survived"
denominator = "panel.usage_days"
among = "panel.usage_days > 0"
unit = "share"
"""


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Acme, with two metrics of its own."""
    folder = tmp_path_factory.mktemp("acme")
    (folder / "facts").mkdir()
    for kind in FACTS:
        with (folder / "facts" / f"{kind}.csv").open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows(table_of(kind))
    load_folder(folder / "facts", folder / "book", datetime(2026, 1, 1))
    (folder / "book" / "definitions").mkdir()
    (folder / "book" / "definitions" / "ours.toml").write_text(OURS, encoding="utf-8")
    return open_book(folder / "book")


JULY = {  # what each is divided by in July 2024: money, or days of people
    "revenue.nrr": 4900,
    "own.kept": 4900,
    "revenue.quick_ratio": 500,
    "revenue.refund_rate": 19200,
    "activity.stickiness": 31,
    "own.days": 3,
}


def test_money_and_days_are_no_members(acme: Book) -> None:
    (asked,) = acme.periods("2024-07")
    told = {value.metric: value for value in acme.ask([*JULY, "churn.rate_count"], [asked], DAY)}
    share = told.pop("churn.rate_count")
    assert {name: value.denominator for name, value in told.items()} == JULY
    assert {name for name, value in told.items() if value.interval or not value.small} == set()
    assert share.small and share.interval == pytest.approx((0.0362, 0.6245), abs=0.0001)  # Wilson's of 1 in 5


def test_who_comes_is_no_part_of_those_there(acme: Book) -> None:
    grown = acme.one("growth.net_new_customers.rate", "2024-02", DAY)
    assert (grown.numerator, grown.denominator, grown.interval) == (1, 4, None)


def test_a_number_made_of_others_stands_on_the_fewest_members(acme: Book) -> None:
    assert acme.one("cost.retention_to_cac_ratio", "2024-07", DAY).small
    assert not acme.one("programme.crm_roi", "2024-06", DAY).small  # sums alone: on how many it stands is not known


@pytest.mark.parametrize(("waiting", "over", "small"), [(0, 0, False), (5, 30, False), (5, 29, True)])
def test_only_members_whose_window_is_over_count_where_others_are_left_out(acme, waiting, over, small):
    """Thirty are enough; of the contracts due some are still open."""
    sums = {
        "numerator": 900, "denominator": 1000, "open": 50, "among": 34, "open_members": waiting, "mature_members": over,
        "mature_numerator": 800, "mature_denominator": 950,
    }  # fmt: skip
    asked = Leaf(measures()["renewal.rate_amount"], Question(tuple(acme.periods("2024-04"))))
    key = (0, ())
    told = {name: {key: Decimal(number)} for name, number in sums.items()}
    value: Value = valuer(asked.measure, asked.question, acme.at(DAY), {asked.key: told})(key)
    assert (value.small, value.interval) == (small, None)
