"""The report says what the Book says, never 0 for unknown, and its parts add up."""

import re
from datetime import date
from decimal import Decimal

import pytest

from tenure.catalogue.value import Value
from tenure.pages.blocks import Chart, Figures, Heatmap, Note, Table, bare, blocks_of
from tenure.pages.report import report
from tenure.periods import parse_period
from tenure.render.json import plain
from tenure.words.sayings import chinese
from tests.oracle.derivation import World
from tests.oracle.facts import read, read_facts
from tests.pages.company import BOUGHT

HELD_AT = date(2024, 12, 31)


@pytest.fixture(scope="module")
def page(golden):
    return report(golden, parse_period("2024-12"), HELD_AT)


@pytest.fixture(scope="module")
def shop_page(shop):
    return report(shop, parse_period("2024-06"), date(2024, 6, 30))


def block(page, key):
    """The block of that key."""
    return next(one for one in blocks_of(page.sections) if one.key == key)


def column(table, key):
    """The cells of a column."""
    place = [one.key for one in table.columns].index(key)
    return [bare(row[place]) for row in table.rows]


def test_every_figure_is_what_the_book_answers(page, golden):
    figures = [one for group in blocks_of(page.sections) if isinstance(group, Figures) for one in group.figures]
    assert len(figures) > 25
    for one in figures:
        assert one.value == golden.one(one.key, "2024-12", HELD_AT), one.key


def test_every_figure_of_a_quarter_is_what_the_book_answers(golden):
    quarter = report(golden, parse_period("2024-Q2"), date(2024, 8, 15))
    for one in [one for group in blocks_of(quarter.sections) if isinstance(group, Figures) for one in group.figures]:
        assert one.value == golden.one(one.key, "2024-Q2", date(2024, 8, 15)), one.key
        assert [(c.key, str(c.then.period)) for c in one.comparisons] == [
            ("previous", "2024-Q1"),
            ("last_year", "2023-Q2"),
        ]


def test_a_difference_is_told_only_between_final_numbers(golden):
    running = report(golden, parse_period("2024-07"), date(2024, 7, 20))
    seen = 0
    for one in [one for group in blocks_of(running.sections) if isinstance(group, Figures) for one in group.figures]:
        for comparison in one.comparisons:
            both = {one.value.status, comparison.then.status}
            if both != {"final"}:
                assert comparison.difference is None and comparison.reason
                seen += 1
    assert seen > 10


def test_a_month_that_is_not_over_is_empty_not_zero(golden):
    page = report(golden, parse_period("2024-07"), date(2024, 7, 20))
    heat = block(page, "cohorts")
    cells = 0
    for row in heat.rows:
        cohort = parse_period(row.title)
        for age, cell in zip(heat.ages, row.cells, strict=True):
            over = cohort.shifted(age).last <= date(2024, 7, 20)
            assert (cell is not None) == over, (row.title, age)
            cells += over
    assert cells > 20
    assert parse_period("2024-07") not in [row[0] for row in block(page, "roll_forward").rows]


def test_cohorts_are_the_customers_of_each_month_still_held_at_the_end_of_later_ones(page, shared):
    world = plain_world(shared / "golden")
    begun = {who: min(run.start for run in runs) for who, runs in world.relations.runs.items()}
    seen = 0
    for row in block(page, "cohorts").rows:
        month = parse_period(row.title)
        members = [who for who, day in begun.items() if month.start <= day <= month.last]
        assert row.size == len(members)
        for age, cell in zip(block(page, "cohorts").ages, row.cells, strict=True):
            last = month.shifted(age).last
            held = sum(who in members for who in world.relations.held(last))
            assert cell is None if last > HELD_AT else (cell.part, cell.whole) == (held, len(members))
            seen += last <= HELD_AT
    assert seen > 60


def plain_world(golden):
    """The golden company as the plain derivation sees it."""
    policies = {row["key"]: row["value"] for row in read(golden / "policies.csv")}
    return World(read_facts(golden), policies, HELD_AT)


def test_golden_cohort_of_march_2024_was_lost_within_its_first_months(page):
    # C11 started on 2024-03-05 and cancelled with effect from 2024-03-25, early and so without a window
    row = next(row for row in block(page, "cohorts").rows if row.title == "2024-03")
    assert (row.size, row.cells[0].part, row.cells[0].share) == (1, 0, Decimal(0))


def test_shop_cohorts_are_buyers_who_bought_again_in_the_month(shop_page):
    heat = block(shop_page, "cohorts")
    assert heat.ages == tuple(range(1, 13))
    months = {
        "2024-01": [(1, 2), (0, 2), (1, 2), (0, 2), (0, 2)],
        "2024-02": [(1, 1), (0, 1), (0, 1), (0, 1)],
        "2024-03": [(0, 1)] * 3,
        "2024-06": [],
    }
    assert [row.title for row in heat.rows] == list(months)
    for row in heat.rows:
        known = months[row.title]
        assert [(cell.part, cell.whole) for cell in row.cells if cell] == known
        assert row.cells[len(known) :] == (None,) * (12 - len(known))


def test_shop_revenue_is_new_on_the_first_day_of_buying_and_repeat_later(shop_page):
    table = block(shop_page, "sales_months_table")
    by_month = {}
    for place, (who, day, amount) in enumerate(BOUGHT):
        first = not any(other == who for other, _day, _amount in BOUGHT[:place])
        new, repeat = by_month.get(day[:7], (0, 0))
        by_month[day[:7]] = (new + amount * first, repeat + amount * (not first))
    for month, new, repeat in zip(
        column(table, "month"), column(table, "new_revenue"), column(table, "repeat_revenue"), strict=True
    ):
        assert (new, repeat) == by_month.get(str(month), (0, 0)), month
    assert column(table, "refunded") == [0, 0, 40, 0, 0, 0]
    assert column(table, "buyers") == [2, 2, 2, 1, 0, 1]


def test_shop_intervals_and_the_share_that_bought_twice(shop_page):
    chart = block(shop_page, "purchase_intervals")
    # ann 31 and 51 days, bob 5, cid 57
    assert dict(zip(chart.places, chart.series[0].values, strict=True)) == {
        "1–7": 1, "8–14": 0, "15–30": 0, "31–60": 3, "61–90": 0, "91–180": 0, "181–365": 0, "366+": 0
    }  # fmt: skip
    assert "within 31 days" in chart.summary and "60.0% of all buyers" in chart.summary  # 3 of 5


def test_shop_figures_that_no_metric_gives(shop_page):
    told = {one.key: one.value for one in block(shop_page, "sales").figures}
    assert told["shop.revenue"].value == 500
    assert (told["shop.repeat_rate"].value, told["shop.repeat_rate"].denominator) == (0, 1)
    april = report_of(shop_page, "2024-04")
    assert april == 70


def report_of(page, month):
    """The revenue of a month in the trend of the report."""
    revenue = next(one for one in block(page, "sales").figures if one.key == "shop.revenue")
    return next(value.value for value in revenue.trend if str(value.period) == month)


def test_the_roll_forward_leads_from_each_opening_to_the_next(page, golden):
    rows = [tuple(map(bare, row)) for row in block(page, "roll_forward").rows]
    assert len(rows) == 12
    for row, following in zip(rows, (*rows[1:], None), strict=True):
        assert sum(row[1:-1]) == row[-1]
        assert following is None or row[-1] == following[1]
        assert row[-1] == golden.one("revenue.mrr", row[0], HELD_AT).value
    assert not [one for one in blocks_of(page.sections) if one.key == "unbalanced"]


def test_contracts_due_are_on_time_or_won_back_or_pending_or_lost(page, golden):
    table = block(page, "renewals_months")
    for month, due, on_time, won_back, pending, lost, *_rates in (map(bare, row) for row in table.rows):
        assert due == on_time + won_back + pending + lost
        assert min(on_time, won_back, pending, lost) >= 0
        assert due == golden.one("renewal.due_customers.contracts", month, HELD_AT).value
        assert won_back == golden.one("renewal.grace_recovered", month, HELD_AT).value


def test_an_open_window_is_told_as_bounds(golden):
    page = report(golden, parse_period("2024-06"), date(2024, 6, 30))
    rates = [cell for row in block(page, "renewals_months").rows for cell in row if isinstance(cell, Value)]
    open_ones = [value for value in rates if value.status == "immature"]
    assert open_ones and all(
        value.value is None and value.low is not None and value.high is not None for value in open_ones
    )


@pytest.mark.parametrize(("lang", "file"), [("en", "Stripe subscriptions"), ("zh", "销售合同表")])
def test_what_is_missing_names_the_file_that_brings_it(shop, lang, file):
    page = report(shop, parse_period("2024-06"), date(2024, 6, 30), lang)
    table = block(page, "missing")
    assert isinstance(table, Table)
    assert any(file in row[0] for row in table.rows)
    assert "service" not in [section.key for section in page.sections]


def test_every_number_shown_has_its_definition(page, shop_page):
    for one in (page, shop_page):
        defined = {entry.key for entry in block(one, "definitions").entries}
        shown = {
            figure.definition
            for group in blocks_of(one.sections)
            if isinstance(group, Figures)
            for figure in group.figures
        }
        heads = {
            column.definition
            for table in blocks_of(one.sections)
            if isinstance(table, Table)
            for column in table.columns
        }
        assert (shown | heads) - {""} <= defined


def test_every_chart_says_its_sentence_and_fills_its_places(page, shop_page):
    charts = [one for shown in (page, shop_page) for one in blocks_of(shown.sections) if isinstance(one, Chart)]
    assert len(charts) >= 8
    for chart in charts:
        assert chart.summary.endswith((".", "。"))
        assert all(len(series.values) == len(chart.places) for series in chart.series)


def test_the_english_page_holds_no_chinese_and_the_chinese_no_english(golden, page):
    english = str(plain([page.sections, page.title]))
    assert not re.search("[一-鿿]", english)
    texts = _texts(report(golden, parse_period("2024-12"), HELD_AT, "zh"))
    assert texts & {text for text in chinese() if "{" not in text and len(text) > 3} == set()


def _texts(page):
    """Titles, sentences and heads of a page."""
    found = {page.title} | {section.title for section in page.sections} | {section.lead for section in page.sections}
    for one in blocks_of(page.sections):
        match one:
            case Figures():
                found |= {figure.title for figure in one.figures} | {figure.hint for figure in one.figures}
            case Table():
                found |= {one.title, one.note} | {column.title for column in one.columns}
            case Chart():
                found |= {one.title, one.summary, one.axis} | {series.title for series in one.series}
            case Heatmap():
                found |= {one.title, one.summary, one.note, one.row_title, one.size_title}
            case Note():
                found |= {one.title, one.text, *one.items}
    return found


def test_a_company_without_a_day_behind_it_still_gets_a_report(shop):
    page = report(shop, parse_period("2024-01"), date(2024, 1, 12))
    assert block(page, "no_cohorts").text
    assert {one.key for one in page.sections} >= {"headline", "retention", "missing", "definitions"}
