"""What a company finds out first, by hand."""

from tenure.pages.asking import Asking
from tenure.pages.firsts import firsts
from tenure.periods import parse_period
from tests.cast import ann, bob, contract, price


def told(book, day, lang="en"):
    return [(one.text, one.sheet) for one in firsts(Asking(book, parse_period(day), None, lang))]


def test_a_shop_hears_who_came_again_who_brings_most_and_when_nothing_was_sold(shop):
    assert told(shop, "2024-06-29") == [
        ("5", "customers"),  # bob too: his last day of buying, 25 January, holds him until 23 July
        ("60.0% of all buyers ever bought on two days or more.", "revenue"),  # ann, bob, cid of five
        ("The largest tenth of buyers brought 49.0% of the revenue of twelve months.", "revenue"),  # eve: 500 of 1,020
        ("Nothing was sold for 88 days, between Apr 1, 2024 and Jun 29, 2024.", "revenue"),
    ]
    assert told(shop, "2024-06-29", "zh")[3][0] == "从 2024年4月1日 到 2024年6月29日 之间有 88 天没有任何销售。"


def test_who_lives_on_contracts_hears_what_they_pay_a_month(book_of):
    known = {"known": "2024-02-01"}
    book = book_of(
        contracts=[contract(key, who, "2024-01-01", "2025-01-01", **known) for key, who in (("k", ann), ("l", bob))],
        contract_prices=[price(f"p{key}", key, "2024-01-01", mrr, **known) for key, mrr in (("k", 300), ("l", 100))],
    )
    texts = [text for text, _sheet in told(book, "2024-02-01")]
    assert texts[0] == "2"
    assert "400" in texts[1]
    assert texts[2] == "The largest tenth of customers pays 75.0% of all."
