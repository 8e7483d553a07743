"""Costs spread over days: what rounding leaves of a piece stays within the last digit that amounts have."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from ibis import _

from tenure.book import open_book
from tenure.periods import parse_period
from tenure.stages.accrual import accrued
from tenure.workspace import make_workspace
from tests.cast import NOW, ann, customer, deliver

DIGIT = Fraction(1, 10**10)


def test_a_cent_of_another_currency_over_a_year_is_right_to_the_last_digit(tmp_path: Path) -> None:
    """A rate of seven must not multiply what was rounded: a return over next to nothing shows it seven times."""
    make_workspace(tmp_path, "acme", "UTC", "CNY", "CN")
    book = open_book(tmp_path)
    cost = {
        "cost_id": "c1", "purpose": "crm_programme", "amount": Decimal("0.01"), "currency": "USD",
        "period_start": "2023-08-25", "period_end": "2024-08-25", "known": "2023-08-25",
    }  # fmt: skip
    rate = {"fx_id": "r", "currency": "USD", "rate_date": "2022-12-31", "rate": Decimal(7), "known": "2022-12-31"}
    book.lake.store(deliver({"customers": [customer(ann, ann)], "costs": [cost], "fx_rates": [rate]}), NOW)
    shop, half = book.at(date(2024, 12, 31)), parse_period("2024-H1")
    ((told,),) = [row.values() for row in shop.engine.rows(accrued(shop, [half]).agg(amount=_.amount.sum()))]
    exact = Fraction(7, 100) * half.days / 366
    assert 0 < abs(Fraction(told) - exact) <= len(half.months()) * DIGIT / 2
