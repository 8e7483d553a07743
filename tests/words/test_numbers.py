"""Numbers, money, days and durations as a reader of each language writes them."""

from datetime import date
from decimal import Decimal

import pytest

from tenure.periods import parse_period
from tenure.words import change_text, day_text, duration_text, money_text, number_text, period_text


@pytest.mark.parametrize(
    ("amount", "currency", "lang", "short", "full"),
    [
        ("1234567.891", "CNY", "en", "¥1.23M", "¥1,234,567.89"),
        ("1234567.891", "CNY", "zh", "¥123.5万", "¥1,234,567.89"),
        ("9999.4", "USD", "en", "$9,999", "$9,999.40"),
        ("10000", "USD", "en", "$10K", "$10,000.00"),
        ("80330.4", "CNY", "zh", "¥8.03万", "¥80,330.40"),
        ("-12345", "USD", "zh", "−US$1.23万", "−US$12,345.00"),
        ("123456789012", "CNY", "zh", "¥1,235亿", "¥123,456,789,012.00"),
        ("815.208", "USD", "en", "$815.21", "$815.21"),
        ("1500", "JPY", "en", "¥1,500", "¥1,500"),
        ("5", "CHF", "en", "CHF 5", "CHF 5.00"),
        ("-0.001", "USD", "en", "−$0.00", "−$0.00"),
    ],
)
def test_money(amount, currency, lang, short, full):
    assert money_text(Decimal(amount), currency, lang, compact=True) == short
    assert money_text(Decimal(amount), currency, lang) == full


@pytest.mark.parametrize(
    ("amount", "unit", "en", "zh"),
    [
        ("0.98765", "share", "98.8%", "98.8%"),
        ("0.25", "points", "25.0 pp", "25.0 个百分点"),
        ("1234", "count", "1,234", "1,234"),
        ("1.325", "times", "1.33", "1.33"),
        ("-30.66", "score", "−30.7", "−30.7"),
        ("-1", "days", "−1.0 days", "−1.0 天"),
        ("150", "minutes", "2 h 30 min", "2 小时 30 分钟"),
    ],
)
def test_numbers_in_their_unit(amount, unit, en, zh):
    assert number_text(Decimal(amount), unit, "en") == en
    assert number_text(Decimal(amount), unit, "zh") == zh


def test_what_is_not_known_is_a_dash():
    assert number_text(None, "share", "en") == "–"


def test_a_change_that_shows_as_nothing_has_no_direction():
    assert change_text(Decimal("-0.0004"), "share", "en") == "±0.0 pp"
    assert change_text(Decimal("0.012"), "share", "zh") == "+1.2 个百分点"
    assert change_text(Decimal("-12.4"), "minutes", "en") == "−12 min"


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(0, "0 min"), (59, "59 min"), (60, "1 h"), (1486, "1 d"), (1500, "1 d 1 h"), (-90, "−1 h 30 min")],
)
def test_durations_name_the_two_largest_units(minutes, told):
    assert duration_text(Decimal(minutes), "en") == told


def test_days_and_periods():
    assert day_text(date(2026, 10, 3), "en") == "Oct 3, 2026"
    assert day_text(date(2026, 10, 3), "zh") == "2026年10月3日"
    told = {
        "2026-10": ("Oct 2026", "2026年10月"),
        "2026-Q3": ("Q3 2026", "2026年第3季度"),
        "2026-H2": ("H2 2026", "2026年下半年"),
        "2026": ("2026", "2026年"),
    }
    for text, (en, zh) in told.items():
        assert (period_text(parse_period(text), "en"), period_text(parse_period(text), "zh")) == (en, zh)
