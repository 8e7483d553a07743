"""What is opened beside the stages of a day is closed again, also where a reading fails on the way."""

from dataclasses import replace
from datetime import datetime

import pytest

from tenure.book import open_book
from tenure.catalogue.question import Question
from tenure.compare.bridge import bridge
from tenure.compare.explain import Asked, explain
from tenure.compare.restate import restatements
from tenure.compare.sets import policy_set
from tenure.errors import UsageError
from tenure.periods import parse_period
from tenure.workspace import make_workspace
from tests.cast import NOW, deliver
from tests.compare.test_explain import APRIL, CORRECTED, FIRST, LATE, MARCH

PERIOD = parse_period("2024-03")


class Broken(Exception):
    """What the slice below fails with."""


@pytest.fixture
def book(tmp_path):
    make_workspace(tmp_path / "acme", "acme", "UTC", "CNY", "CN")
    made = open_book(tmp_path / "acme")
    for facts in (FIRST, LATE, CORRECTED):
        made.lake.store(deliver(facts), NOW)
    return made


def define(reading, *shops):
    """A slice of the company's own that is read some times, and fails then."""
    asked = iter(range(1, reading + 1))

    def word(panel):
        if next(asked) == reading:
            raise Broken
        return panel.grain

    for shop in shops:
        shop.own_slices["odd"] = word


def left(book, *shops):
    """The kept tables that are there still when the stages of the days are closed."""
    for shop in shops:
        shop.close()
    return [name for name in book.engine.backend.list_tables() if not name.startswith("ibis_")]


def test_a_bridge_that_fails_under_other_policies_leaves_no_table(book):
    shop, measure = book.at(APRIL), book.measure("revenue.mrr")
    define(3, shop)  # each number is read twice: in all, and by customer
    start, end = (policy_set(name, shop.policies) for name in ("tenure", "stripe"))
    with pytest.raises(Broken):
        bridge(shop, measure, Question((PERIOD,), (), {"odd": "month"}), start, end)
    assert left(book, shop) == []


def test_an_explanation_that_fails_on_the_way_leaves_no_table(book):
    then, now = book.at(MARCH), book.at(APRIL)
    define(5, then, now)
    with pytest.raises(Broken):
        explain(book.measure("revenue.mrr"), Asked(then, PERIOD), Asked(now, PERIOD), {"odd": "month"}, book.lake)
    assert left(book, then, now) == []


def test_restatements_that_fail_on_the_way_leave_no_table(book):
    one = book.freeze("board", "2024-03", datetime(2025, 1, 2), MARCH)
    now = book.at(APRIL)
    known = {"revenue.mrr": book.measure("revenue.mrr")}
    then = [value for value in one.values if value.metric == "revenue.mrr"]
    one = replace(one, values=(*then, replace(then[0], period="2024-13")))  # a file that somebody edited
    with pytest.raises(UsageError):
        restatements(one, now, book.lake, known)
    assert left(book, book.at(MARCH), now) == []
