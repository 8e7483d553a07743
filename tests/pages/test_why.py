"""Why a number moved, on its page and on Home: the parts are those of `explain`, and sum to the change."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from tenure.errors import UsageError
from tenure.pages.asking import Asking
from tenure.pages.blocks import Note, Table, blocks_of
from tenure.pages.showing import sheet_page
from tenure.pages.why import KEY, reason
from tenure.periods import parse_period
from tenure.render.plain import page_text

JULY, JUNE = parse_period("2024-07"), parse_period("2024-06")
DAY = date(2024, 8, 31)
NAMES = re.compile(r"\b(ann|bob|cid|dan|eve)\b")


def why(book, metric, since, lang="en", **told):
    page = sheet_page(book, "metric", JULY, DAY, lang, metric, {"why": since, **told})
    (block,) = [one for one in blocks_of(page.sections) if one.key == KEY]
    return block


@pytest.mark.parametrize(
    ("metric", "since"),
    [("revenue.mrr", "2024-05"), ("growth.customers_held", "2023-07"), ("activity.active_rate", "2024-03")],
)
def test_parts_are_those_of_the_explanation_and_sum_to_the_change(golden, metric, since):
    table = why(golden, metric, since)
    assert isinstance(table, Table)
    then, now = (golden.one(metric, period, DAY).value for period in (since, "2024-07"))
    assert now != then
    assert table.total[2] == golden.explain(metric, (JULY, DAY), (since, DAY)).amount
    assert sum(row[2] for row in table.rows) == table.total[2]
    assert abs(table.total[2] - (now - then)) < Decimal("1e-9")


def test_customers_are_counted_and_not_named(golden):
    table = why(golden, "revenue.mrr", "2023-11")
    made = golden.explain("revenue.mrr", (JULY, DAY), ("2023-11", DAY))
    assert [row[3] for row in table.rows] == [len(step.customers) for step in made.steps]
    assert "C01" not in str(table)


def test_words_say_since_when(golden):
    assert why(golden, "revenue.mrr", "previous") == why(golden, "revenue.mrr", "2024-06")
    assert why(golden, "revenue.mrr", "last_year") == why(golden, "revenue.mrr", "2023-07")
    with pytest.raises(UsageError, match="longer"):
        why(golden, "revenue.mrr", "2023")


def test_what_has_no_parts_says_so(golden):
    assert isinstance(why(golden, "activity.stickiness", "previous"), Note)
    assert "无法拆分" in why(golden, "activity.stickiness", "previous", "zh").text


def test_a_ratio_that_may_be_cut_by_nothing_is_not_cut_by_something_else(golden):
    sides = ("2024-07", DAY), ("2024-03", DAY)
    assert {step.key for step in golden.explain("activity.active_rate", *sides).steps} == {"mix", "rate"}
    assert [step.key for step in golden.explain("activity.active_rate", *sides, among=()).steps] == ["period"]


def test_what_did_not_move_says_so(golden):
    assert why(golden, "retention.customer_rate", "previous").text == "It is what it was then."


def test_a_number_that_was_not_known_then_has_no_difference(golden):
    assert "not known" in why(golden, "renewal.rate_count", "2019-07").text


@pytest.mark.parametrize(("lang", "word"), [("en", "from those in both"), ("zh", "两期均在者")])
def test_home_says_what_tells_most_of_a_change(golden, lang, word):
    asking = Asking(golden, JULY, DAY, lang)
    assert word in reason(asking, "revenue.mrr", parse_period("2023-07"))


def test_home_gives_a_group_where_one_tells_it(golden):
    march = parse_period("2024-03")
    assert reason(Asking(golden, march, DAY, "en"), "churn.customers", JUNE).startswith("Most of it: ")
    assert reason(Asking(golden, JULY, DAY, "en"), "churn.customers", JUNE) == "", "none were lost in either"
    page = sheet_page(golden, "home", JULY, DAY)
    assert "Most of it" in page_text(page) or "from those in both" in page_text(page)


@pytest.mark.parametrize("period", ["2024-04", "2024-06", "2024-Q2", "2024-W21", "2024-06-30"])
def test_home_of_a_shop_tells_what_is_no_metric_without_a_reason_and_names_nobody(shop, period):
    made = sheet_page(shop, "home", parse_period(period), date(2024, 6, 30))
    assert made.sections[0].key == "headline"
    assert not NAMES.search(page_text(made))


def test_no_page_of_a_metric_names_who_moved_it(shop):
    for metric in ("value.aov", "acq.new_customers", "growth.customers_held"):
        block = sheet_page(
            shop, "metric", parse_period("2024-04"), date(2024, 6, 30), "en", metric, {"why": "previous"}
        )
        assert not NAMES.search(page_text(block))
