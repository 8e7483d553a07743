"""Columns of tables, hidden and put in another order by one word."""

from dataclasses import replace

import pytest

from tenure.pages.arranging import arranged
from tenure.pages.blocks import Column, Page, Section, Table

COLUMNS = (Column("who", "Who"), Column("a", "A", "count"), Column("b,c", "B", "count"), Column("tier.x", "X"))
TABLE = Table(
    "list", "List", COLUMNS, (("ann", 1, 2, "u"), ("bob", 3, 4, "v")), ("both", 4, 6, None), subjects=("#1", "#2")
)
PAGE = Page("p", "P", "", "en", "CNY", (), (Section("s", "S", "", (TABLE, replace(TABLE, key="other"))),))


def told(words):
    """Of the first table: keys, first row, total, what is hidden; and whether the second is as it was."""
    one, other = arranged(PAGE, words).sections[0].blocks
    assert one.subjects == TABLE.subjects
    keys = [column.key for column in one.columns]
    return keys, one.rows[0], one.total, [column.key for column in one.further], other == replace(TABLE, key="other")


def test_columns_stand_in_the_order_named_after_the_first_and_the_total_with_them():
    assert told("list.tier.x,a") == (["who", "tier.x", "a"], ("ann", "u", 1), ("both", None, 4), ["b,c"], True)


def test_a_key_with_a_comma_is_quoted():
    assert told("list.b%2Cc") == (["who", "b,c"], ("ann", 2), ("both", 6), ["a", "tier.x"], True)


def test_each_table_has_its_own():
    one, other = arranged(PAGE, "list.a;other.tier.x").sections[0].blocks
    assert ([column.key for column in one.columns], [column.key for column in other.columns]) == (
        ["who", "a"],
        ["who", "tier.x"],
    )


@pytest.mark.parametrize("words", ["", "list", "list.", "list.nothing", "nowhere.a", ";;", "list.,,"])
def test_what_is_not_there_changes_nothing(words):
    assert told(words) == (["who", "a", "b,c", "tier.x"], TABLE.rows[0], TABLE.total, [], True)
