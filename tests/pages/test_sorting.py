"""Tables in another order: over all rows, with what is not known last."""

from datetime import date
from decimal import Decimal

import pytest

from tenure.errors import NotFound
from tenure.pages.blocks import Column, Section, Shown, Table, blocks_of
from tenure.pages.sorting import in_order, ordered

COLUMNS = (Column("name", "Name"), Column("mrr", "MRR", "money"), Column("since", "Since", "day"))
ROWS = (
    ("赵", Decimal(20), date(2024, 1, 2)),
    ("ann", None, date(2024, 3, 1)),
    ("Bob", Decimal(100), None),
    ("安", Decimal(3), date(2023, 1, 2)),
)
TABLE = Table("people", "People", COLUMNS, ROWS, shown=Shown(0, 2), sheet="customer", subjects=("#1", "#2", "#3", "#4"))


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("mrr", ["安", "赵", "Bob", "ann"]),
        ("-mrr", ["Bob", "赵", "安", "ann"]),
        ("since", ["安", "赵", "ann", "Bob"]),
        ("name", ["ann", "Bob", "安", "赵"]),
    ],
)
def test_rows_go_by_a_column_and_what_is_not_known_comes_last(sort, names):
    made = ordered(TABLE, sort)
    assert [row[0] for row in made.rows] == names
    assert [ROWS[int(word[1:]) - 1][0] for word in made.subjects] == names, "each row keeps its subject"
    assert made.sorted == sort


def test_a_table_is_named_by_its_key_and_the_others_stay():
    other = Table("other", "Other", COLUMNS, ROWS)
    sections = (Section("s", "S", "", (other, TABLE)),)
    made = blocks_of(in_order(sections, "-people.mrr"))
    assert made[0] is other
    assert [row[0] for row in made[1].part] == ["Bob", "赵"], "the whole set is sorted, not the rows on the screen"


@pytest.mark.parametrize("sort", ["nothing.mrr", "people.nothing", "mrr"])
def test_what_is_not_there_is_said(sort):
    with pytest.raises(NotFound):
        in_order((Section("s", "S", "", (TABLE,)),), sort)
