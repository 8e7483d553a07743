"""Where the cells of cohorts lead."""

from datetime import date

from tenure.pages.blocks import Heatmap, blocks_of
from tenure.pages.showing import sheet_page
from tenure.periods import parse_period
from tests.cast import ann, bob, order

END = date(2024, 3, 31)


def heat(book):
    page = sheet_page(book, "retention", parse_period("2024-03"), END)
    return next(one for one in blocks_of(page.sections) if isinstance(one, Heatmap) and one.key == "cohorts")


def told(bases):
    """Ann buys, tops her card up and pays with it; bob buys once."""
    moves = [
        ("a1", ann, 100, "2024-01-10", "order"), ("a2", ann, 50, "2024-02-10", "topup"), ("a3", ann, 30, "2024-03-10", "redeem"),
        ("b1", bob, 20, "2024-01-20", "order"),
    ]  # fmt: skip
    rows = [order(name, who, amount, day, kind=kind, known=day) for name, who, amount, day, kind in moves]
    policy = {"policy_id": "relationship", "policy": "relationship", "value": bases, "effective_from": "2020-01-01"}
    return {"transactions": rows, "policies": [policy]}


def test_cells_of_a_shop_with_cards_lead_nowhere_for_moves_of_a_card_are_no_purchases(book_of):
    made = heat(book_of(**told("purchase|stored_value")))
    cells = [cell for row in made.rows for cell in row.cells if cell is not None]
    assert cells
    assert [cell.of for cell in cells] == [None] * len(cells)


def test_cells_of_a_shop_without_lead_to_its_buyers(book_of):
    made = heat(book_of(**told("purchase")))
    cells = [cell for row in made.rows for cell in row.cells if cell is not None]
    assert {cell.of.metric for cell in cells} == {"value.purchase_frequency"}
