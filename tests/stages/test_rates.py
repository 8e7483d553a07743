"""Rates told day by day: states, movements and revaluation read those of month ends, so that they close on any day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from tenure.book import Book, open_book
from tenure.periods import Period, parse_period, span
from tenure.workspace import make_workspace
from tests.cast import NOW, ann, bob, contract, customer, deliver, price


def _book(folder: Path) -> Book:
    make_workspace(folder, "acme", "UTC", "CNY", "CN")
    book = open_book(folder)
    days = [date(2023, 12, 31) + timedelta(days=n) for n in range(125)]
    rates = [
        {"fx_id": f"{day}", "currency": "EUR", "rate_date": f"{day}", "rate": 7 + n % 17 / 10, "known": f"{day}"}
        for n, day in enumerate(days)
    ]
    terms = [contract("A", ann, "2024-01-10", "2025-01-10"), contract("B", bob, "2024-01-05", "2024-03-13")]
    prices = [
        price("pA1", "A", "2024-01-10", 100, "EUR"),
        price("pA2", "A", "2024-02-14", 170, "EUR"),
        price("pB", "B", "2024-01-05", 60, "EUR"),
    ]
    told = {
        "customers": [customer(who, who, known="2024-01-01") for who in (ann, bob)],
        "contracts": [{**row, "known": row["signed_at"]} for row in terms],
        "contract_prices": [{**row, "known": row["from_date"]} for row in prices],
        "fx_rates": rates,
    }
    book.lake.store(deliver(told), NOW)
    return book


def _closes(book: Book, periods: list[Period]) -> None:
    for row in book.at(date(2024, 5, 3)).engine.rows(book.at(date(2024, 5, 3)).panel(periods)):
        gains = row["mv_new"] + row["mv_reactivation"] + row["mv_expansion"] - row["mv_contraction"] - row["mv_churn"]
        gap = row["mrr_open"] + gains + row["fx_impact"] - row["mrr_close"]
        assert abs(gap) < Decimal("0.000001"), f"{row['p0']} to {row['p1']}: {gap}"


def test_weeks_and_days_close_from_opening_to_closing_where_every_day_has_a_rate(tmp_path: Path) -> None:
    book = _book(tmp_path)
    days = parse_period("2024-01-08"), parse_period("2024-04-30")
    weeks = parse_period("2024-W02"), parse_period("2024-W17")
    for first, last in (days, weeks):
        _closes(book, list(span(first, last)))


def test_a_day_within_a_month_reads_the_rate_of_the_month_end_before(tmp_path: Path) -> None:
    book = _book(tmp_path)
    end_of_march = Decimal(7) + Decimal((date(2024, 3, 31) - date(2023, 12, 31)).days % 17) / 10
    assert book.one("revenue.mrr.strict", "2024-04-17", date(2024, 5, 3)).value == 170 * end_of_march
