"""Some customers alone: the parts of a company are the whole, and each part is what a company of these customers would see."""

from collections import Counter
from decimal import Decimal

import pytest

from tenure.catalogue.slices import customers_cut
from tenure.errors import NotFound
from tenure.pages.showing import sheet_page
from tenure.periods import parse_period, span
from tenure.stages.cohorts import cohort_cells
from tenure.stages.shop import buyers, intervals, trade
from tenure.stages.some import some
from tests.cast import ann, bob, cid, contract, order, price
from tests.pages.company import cells

JULY = parse_period("2024-07")
SIZES = ("customers", "held", "bought", "used")
MONTHS = list(span(parse_period("2024-01"), parse_period("2024-12")))


def parts(book, name="region", words=("mainland", "overseas")):
    """The workshops of the customers of each word, by the end of July."""
    shop = book.at()
    return [some(shop, word, lambda word=word: customers_cut(shop, {name: word}, JULY, shop, {})) for word in words]


def test_every_stage_of_the_parts_is_the_stage_of_the_whole(golden):
    shop = golden.at()
    for name in ("relationships", "terms", "cash", "tickets", "answers", "customer_days", "mrr_spans"):
        rows = [one.engine.rows(one.table(name).count().name("n").as_table())[0]["n"] for one in (shop, *parts(golden))]
        assert rows[0] == sum(rows[1:]) > 0, name


def test_cohorts_of_the_parts_add_up(golden):
    def counted(one):
        return Counter(
            {(cell.cohort, cell.age, word): getattr(cell, word) for cell in cohort_cells(one) for word in SIZES}
        )

    first, second = parts(golden)
    assert counted(first) + counted(second) == +counted(golden.at())


def test_trade_of_the_parts_adds_up(shop):
    whole = shop.at()
    halves = [
        some(whole, word, lambda word=word: customers_cut(whole, {"cohort": word}, parse_period("2024-06"), whole, {}))
        for word in ("2024-01", "2024-02", "2024-06", "2024-03")
    ]
    months = MONTHS[:6]
    for place, one in enumerate(trade(whole, months)):
        told = [trade(half, months)[place] for half in halves]
        for name in ("revenue", "new_revenue", "purchases", "buyers", "repeat_buyers", "refunded"):
            assert getattr(one, name) == sum(getattr(half, name) for half in told), (months[place], name)
    year = parse_period("2024")
    assert intervals(whole, year) == sum((Counter(intervals(half, year)) for half in halves), Counter())
    assert buyers(whole, year).spent == sum(buyers(half, year).spent for half in halves)


def test_a_page_cut_to_a_region_is_the_page_of_its_customers_alone(book_of):
    """By hand: ann is of the North, bob and cid are of the South."""
    known = {"known": "2024-01-01"}
    region = [
        {"attr_id": who, "customer_id": who, "attr": "region", "value": word, "valid_from": "2023-01-01", **known}
        for who, word in ((ann, "North"), (bob, "South"), (cid, "South"))
    ]
    sold = [contract(f"k{who}", who, "2024-01-01", "2025-01-01", known="2024-01-01") for who in (ann, bob, cid)]
    paid = [price(f"p{who}", f"k{who}", "2024-01-01", 100, known="2024-01-01") for who in (ann, bob, cid)]
    late = [order("late", ann, 5, "2024-09-01", known="2024-09-01")]  # so that July is over
    book = book_of(contracts=sold, contract_prices=paid, customer_attrs=region, transactions=late)
    told = {}
    for where in ({}, {"region": "North"}, {"region": "South"}):
        page = sheet_page(book, "revenue", JULY, told=where)
        rows = cells(page, "roll_forward", "closing")
        told[tuple(where.values())] = rows[-1]
        assert {one.key for one in page.filters} == {"region"}
    assert told == {(): Decimal(300), ("North",): Decimal(100), ("South",): Decimal(200)}
    heat = sheet_page(book, "retention", JULY, told={"region": "South"})
    block = next(block for section in heat.sections for block in section.blocks if block.key == "cohorts")
    assert [(row.title, row.size) for row in block.rows] == [("2024-01", 2)]
    assert ("region", "South") in heat.marks


@pytest.mark.parametrize(
    ("name", "where", "told"),
    [
        ("retention", {"region": "mainland"}, "at the end of this period (Jul 2024)"),
        ("retention", {"cohort": "2023-09"}, ""),  # that never changes
        ("service", {"region": "mainland"}, ""),  # tells numbers alone
        ("retention", {}, ""),
    ],
)
def test_a_page_that_is_cut_says_whom_its_courses_follow(golden, name, where, told):
    page = sheet_page(golden, name, JULY, told=where)
    found = [block.text for section in page.sections for block in section.blocks if section.key == "how_cut"]
    assert bool(found) is bool(told)
    assert all(told in text for text in found)
    if found:
        chinese = sheet_page(golden, name, JULY, None, "zh", told=where)
        assert any("期末属于该切分的客户" in block.text for block in chinese.sections[-2].blocks)


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ({"colour": "red"}, "colour"),
        ({"region": "Atlantis"}, "Atlantis"),
        ({"stage": "matur"}, "Did you mean mature"),
        ({"tier": "D"}, "Known: A, B, C"),
        ({"state": "activ"}, "Did you mean active"),
        ({"cohort": "2024-13"}, "Did you mean 202"),
    ],
    ids=["no such slice", "no such word", "stage", "tier", "state", "cohort"],
)
def test_what_customers_cannot_be_cut_by_is_told(golden, where, told):
    with pytest.raises(NotFound, match=told):
        sheet_page(golden, "service", JULY, told=where)


def test_how_many_are_open_is_not_known_where_the_number_cannot_be_cut_so(golden):
    """Renewals fall under no tier: 0 that are still to sign would be a number of nobody."""
    page = sheet_page(golden, "retention", JULY, told={"tier": "A"})
    for column in ("due", "signed", "cancelled", "open"):
        assert set(cells(page, "renewals_coming", column)) == {None}, column


def test_the_page_of_a_metric_tells_a_word_that_there_is_not(golden):
    where = {"stage": "matur"}
    with pytest.raises(NotFound, match="Did you mean mature"):
        sheet_page(golden, "metric", JULY, subject="growth.customers_held", told=where)


@pytest.mark.parametrize("where", [{"stage": "lead"}, {"state": "prospect"}, {"cohort": "1999-12"}])
def test_a_word_that_nobody_falls_under_is_one_all_the_same(golden, where):
    assert sheet_page(golden, "service", JULY, told=where).cut == tuple(where.items())
