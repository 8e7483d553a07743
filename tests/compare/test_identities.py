"""Identities that hold for every company: parts sum to the whole, movements close from opening to closing MRR."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import strategies as st

from tenure.book import Book
from tenure.catalogue.answer import answer
from tenure.catalogue.question import Question
from tenure.catalogue.registry import measure
from tenure.compare.bridge import under
from tenure.compare.reading import Difference, read
from tenure.compare.sets import SETS, policy_set
from tenure.periods import Period, parse_period, parse_periods, period_of
from tests.conftest import repetitions
from tests.oracle.random_facts import Company, company
from tests.pages.company import golden_book
from tests.properties.comparison import load
from tests.properties.drawing import draw, parts

MOVES = ("new", "reactivation", "expansion", "contraction", "churn", "fx_impact")
SIGNS = (1, 1, 1, -1, -1, 1)
SUMS = ("revenue.mrr", "revenue.mrr_churn", "churn.customers")
RATIOS = ("churn.rate_count", "revenue.grr", "renewal.rate_amount", "renewal.rate_count")
SLACK = Decimal("0.000001")  # of money: products of rates are rounded to ten digits, and so are sums of them


@pytest.fixture(scope="module")
def golden(shared, tmp_path_factory):
    return golden_book(tmp_path_factory.mktemp("golden") / "company", shared / "golden")


def check_closing(book: Book, name: str, months: tuple[Period, ...], as_of: date) -> None:
    """Opening and movements and revaluation are closing, month by month, as one tool counts."""
    ours = book.at(as_of)
    shop = under(ours, policy_set(name, ours.policies))
    asked = [measure(f"revenue.mrr_{kind}") for kind in MOVES]
    mrr, *moves = answer(shop, [measure("revenue.mrr"), *asked], Question(months))
    for place in range(1, len(months)):
        told = sum(sign * (kind[place].value or 0) for sign, kind in zip(SIGNS, moves, strict=True))
        if mrr[place].status == "final":
            opening, closing = mrr[place - 1].value, mrr[place].value
            assert abs(opening + told - closing) < SLACK, f"{name} {months[place]}: {opening} + {told} is not {closing}"
    shop.close()


def check_parts(made: Difference) -> None:
    """Steps sum to the difference and customers to their step; the parts of both ends are those of the numbers told."""
    for reading in (made.start, made.end):
        if reading.value.value is not None and reading.exact is not None:
            assert abs(Decimal(reading.exact.numerator) / reading.exact.denominator - reading.value.value) < SLACK
    if made.amount is None:
        assert made.steps == ()
        return
    assert sum((one.amount for one in made.steps), Decimal(0)) == made.amount
    for one in made.steps:
        assert not one.customers or sum(part for _who, part in one.customers) == one.amount


@pytest.mark.parametrize("name", list(SETS)[:: repetitions(2, 1)])
def test_golden_movements_close_as_every_tool_counts(golden, name):
    check_closing(golden, name, tuple(parse_periods("2024-01..2024-12")), date(2024, 12, 31))


@pytest.mark.parametrize("metric", [*SUMS, *RATIOS][:: repetitions(3, 1)])
def test_golden_explanations_sum_to_the_change(golden, metric):
    made = golden.explain(metric, ("2024-Q3", date(2024, 12, 31)), ("2024-Q2", date(2024, 6, 30)))
    check_parts(made)
    assert made.amount is not None or made.start.value.status == "immature"


def test_golden_parts_are_those_of_every_number(golden):
    """Every number that has parts is their sum, or the quotient of two."""
    from tenure.book import measures

    shop = golden.at(date(2024, 12, 31))
    question = Question((parse_period("2024-Q3"),))
    named = [one for one in measures().values() if one.family in ("renewal", "churn", "revenue", "growth", "value")]
    seen = 0
    for one in named[:: repetitions(3, 1)]:
        if not one.params and (not one.grains or "quarter" in one.grains):
            reading = read(shop, one, question)
            if reading.parts is not None and reading.value.value is not None:
                seen += 1
                exact = reading.exact
                assert abs(Decimal(exact.numerator) / exact.denominator - reading.value.value) < SLACK, one.id
    assert seen > repetitions(8, 30)


def _closes_and_sums(drawn: Company, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = load(drawn, Path(folder))
        last = period_of(drawn.as_of, "month").previous()
        months = tuple(last.shifted(step) for step in range(-6, 1))
        check_closing(book, name, months, drawn.as_of)
        check_parts(book.bridge("churn.rate_count", months[3], "ours", name, drawn.as_of))
        check_parts(book.explain("revenue.mrr", (last, drawn.as_of), (months[3], months[3].last)))


@parts(5)
def test_random_companies_close_and_their_bridges_sum(part: int) -> None:
    others = st.sampled_from([name for name in SETS if name != "tenure"])
    draw(_closes_and_sums, repetitions(1, 4), 4, part, company(bases=("contract",)), others)
