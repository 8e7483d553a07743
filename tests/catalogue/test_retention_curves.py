"""Early volatility, plateau and season: worked by hand on customers that are active or not (two days of use a month)."""

from datetime import date

import pytest

from tenure.book import Book
from tests.cast import Row, contract, use

DAY = date(2026, 6, 30)


def month(number: int) -> str:
    """The month so many after January 2024."""
    return f"{2024 + number // 12}-{number % 12 + 1:02d}"


def using(who: str, months: list[int]) -> list[Row]:
    """Two days of use in each of the months."""
    return [use(f"{who}-{m}-{d}", who, f"{month(m)}-{d:02d}T04:00", user=f"u-{who}") for m in months for d in (5, 9)]


def told(active: dict[str, tuple[int, list[int]]]) -> dict[str, list[Row]]:
    """Customers by the month their contract begins, with the months in which they are active."""
    begun = {who: f"{month(first)}-03" for who, (first, _) in active.items()}
    return {
        "contracts": [contract(f"k-{who}", who, start, "2027-12-31", known=start) for who, start in begun.items()],
        "usage_events": [row for who, (_, months) in active.items() for row in using(who, months)],
    }


def answer(book: Book, metric: str, period: str, **where: str) -> tuple[str, float | None]:
    """Status and value."""
    value = book.one(metric, period, DAY, where)
    return value.status, None if value.value is None else float(value.value)


def test_volatility_is_the_spread_of_the_first_three_cohorts(book_of):
    # January: one of two back in February; February: one of one in March; March: nobody in April; April does not count
    cohorts = {"a": (0, [0, 1]), "b": (0, [0]), "c": (1, [1, 2]), "d": (2, [2]), "e": (3, [3, 4])}
    book = book_of(told(cohorts))
    assert answer(book, "retention.early_volatility", "2024") == ("final", pytest.approx(0.5))  # of 1/2, 1, 0
    assert answer(book, "retention.early_volatility", "2024-Q2") == ("undefined", None)  # one cohort only


def test_the_plateau_is_the_mean_of_the_last_months_where_they_are_level(book_of):
    last = 29  # June 2026, the month of the as-of day
    level = {"a": (0, list(range(last + 1))), "b": (0, [0, 1])}
    book = book_of(told(level))
    assert answer(book, "retention.plateau", "2024-01") == ("final", 0.5)


def test_a_curve_that_still_falls_has_no_plateau(book_of):
    last = 29
    falling = {"a": (0, list(range(last + 1))), "b": (0, list(range(last))), "c": (0, list(range(last - 1)))}
    book = book_of(told(falling))
    assert answer(book, "retention.plateau", "2024-01") == ("undefined", None)


def test_a_season_takes_two_full_years(book_of):
    # one customer a month over two years; those of January stay, of the others every second
    stays = {n: n % 12 == 0 or n % 2 == 1 for n in range(24)}
    cohorts = {f"c{n}": (n, [n, n + 1] if stays[n] else [n]) for n in range(24)}
    book = book_of(told(cohorts))
    assert sum(stays.values()) == 14
    assert answer(book, "retention.seasonality_index", "2025", month="1") == ("final", pytest.approx(24 / 14))
    assert answer(book, "retention.seasonality_index", "2025", month="3") == ("final", 0.0)
    assert answer(book, "retention.seasonality_index", "2025-11", month="1") == ("undefined", None)  # begins before
