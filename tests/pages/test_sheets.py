"""Sheets: every page of the navigation, in each form and language, says what the numbers say."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tenure.cli import main
from tenure.errors import NotFound, UsageError
from tenure.pages.asking import Asking
from tenure.pages.blocks import Chart, Figures, Page, Table, blocks_of
from tenure.pages.figures import figure
from tenure.pages.showing import ORDER, sheet_page, sheets
from tenure.periods import parse_period
from tenure.render.flat import table_of
from tenure.render.html import html
from tenure.render.json import page_json
from tenure.render.plain import page_text
from tests.conftest import only_in_soak

JULY = parse_period("2024-07")
LONG = [pytest.param(name, marks=only_in_soak if name == "metrics" else ()) for name in ORDER]  # it asks for everything
SUBJECTS = {"metric": "renewal.rate_count", "customer": "C01"}


MADE: dict[tuple[int, str, str], Page] = {}  # pages are made once for all tests


def page(book, name, lang="en", subject=None) -> Page:
    if subject is not None:
        return sheet_page(book, name, JULY, None, lang, subject)
    key = (id(book), name, lang)
    if key not in MADE:
        MADE[key] = sheet_page(book, name, JULY, None, lang, SUBJECTS.get(name, ""))
    return MADE[key]


def test_they_are_found_by_their_folder_and_read_in_order():
    assert tuple(sheets()) == ORDER


@pytest.mark.parametrize("name", LONG)
def test_each_shows_the_golden_company_in_both_languages(golden, name):
    english, chinese = page(golden, name), page(golden, name, "zh")
    shape = [[(one.key, [type(block) for block in one.blocks]) for one in made.sections] for made in (english, chinese)]
    assert shape[0] == shape[1]
    assert any(ord(sign) > 0x2E80 for sign in page_text(chinese))
    assert json.loads(page_json(english))["key"] == name
    assert html(chinese).count("<h1>") == 1


@pytest.mark.parametrize("name", [name for name in ORDER if not name.startswith("metric") and name != "customer"])
def test_each_has_something_to_say_of_a_shop_with_orders_alone(shop, name):
    made = sheet_page(shop, name, parse_period("2024-04"))
    assert made.sections or name in ("acquisition", "service")


@pytest.mark.parametrize("name", [name for name in ORDER if not name.startswith("customer") and name != "analyses"])
def test_figures_are_the_numbers_of_the_book(golden, name):
    made, told = page(golden, name), {}
    for block in blocks_of(made.sections):
        for one in block.figures if isinstance(block, Figures) else ():
            if one.key in golden.measures():
                told[one.key] = one.value
    again = {value.metric: value for value in golden.ask(list(told), JULY)}
    assert {key: (one.value, one.status) for key, one in told.items()} == {
        key: (one.value, one.status) for key, one in again.items()
    }
    assert told


def test_a_share_of_members_is_told_in_members_though_half_of_one_stands_in_it(golden):
    """Over the mean of two counts, halves are no money."""
    halves = 0
    for month in ("2024-03", "2024-04", "2024-05", "2024-06", "2024-07"):
        asking = Asking(golden, parse_period(month), date(2024, 8, 31), "en")
        hint = figure(asking, "churn.rate_count.total").hint
        halves += ".5" in hint
        assert "CN" not in hint and "¥" not in hint, hint
    assert halves
    assert "¥" in figure(Asking(golden, JULY, date(2024, 8, 31), "en"), "revenue.nrr").hint


def test_courses_begin_where_they_are_asked_to(golden):
    made = sheet_page(golden, "revenue", JULY, told={"since": "2024-03"})
    shown = {one.places for one in blocks_of(made.sections) if isinstance(one, Chart) and one.key.startswith("mrr")}
    assert shown == {("2024-03", "2024-04", "2024-05", "2024-06", "2024-07")}
    assert ("Courses since", "Mar 2024") in made.marks
    with pytest.raises(UsageError):
        sheet_page(golden, "revenue", JULY, told={"since": "2024-08"})
    with pytest.raises(NotFound):
        sheet_page(golden, "home", JULY, told={"since": "2024-03"})


def test_variants_of_a_metric_are_told_apart(golden):
    (told,) = (block for block in blocks_of(page(golden, "metric").sections) if isinstance(block, Figures))
    assert len({one.title for one in told.figures}) == len(told.figures) > 1


def test_home_tells_how_far_each_kind_of_fact_reaches(golden):
    told = {row[0]: row[1:] for row in table_of(page(golden, "home"), "freshness").rows}
    facts = golden.at().facts
    assert set(told) == set(facts.kinds())
    for kind, (rows, _last_day, last_known) in told.items():
        assert rows == golden.at().engine.rows(facts.table(kind).count().as_table())[0]["CountStar()"]
        assert last_known is None or last_known <= golden.last_known()


def test_a_metric_shows_its_variants_its_course_and_its_meaning(golden):
    made = page(golden, "metric")
    blocks = blocks_of(made.sections)
    (figures,) = (block for block in blocks if isinstance(block, Figures))
    assert [one.key for one in figures.figures][:1] == ["renewal.rate_count"]
    assert "renewal.rate_count.contract" in {one.key for one in figures.figures}
    assert any(isinstance(block, Chart) for block in blocks)
    assert isinstance(table_of(made, "metric_periods"), Table)
    assert made.sections[-1].key == "definitions"


def test_the_catalogue_shows_every_metric_that_can_be_told(golden):
    made = page(golden, "metrics")
    shown = {one.key for block in blocks_of(made.sections) if isinstance(block, Figures) for one in block.figures}
    waiting = {name for name, one in golden.measures().items() if name.count(".") == 1 and not one.params} - shown
    monthly = [name for name in waiting if "month" in (golden.measures()[name].grains or ("month",))]
    assert {value.status for value in golden.ask(monthly, JULY)} <= {"unavailable"}


def test_what_cannot_be_shown_is_said_with_the_way_out(golden):
    with pytest.raises(NotFound, match="page called 'homme'"):
        page(golden, "homme")
    with pytest.raises(UsageError, match="The page metric is of one thing."):
        page(golden, "metric", subject="")
    with pytest.raises(UsageError, match="The page home is of no one thing."):
        page(golden, "home", subject="renewal.rate_count")
    with pytest.raises(NotFound, match="renewal.rate_cuont"):
        page(golden, "metric", subject="renewal.rate_cuont")
    with pytest.raises(UsageError, match="needs"):
        page(golden, "metric", subject="retention.nday")


def test_the_command_lists_shows_and_writes_them(golden, tmp_path, capsys):
    here = ["-w", str(golden.workspace.folder)]
    assert main(["show", "--json"]) == 0
    assert [row["page"] for row in json.loads(capsys.readouterr().out)] == list(ORDER)
    assert main(["show", "metric", "renewal.rate_count", "-p", "2024-07", "--csv", *here]) == 0
    assert "2024-07" in capsys.readouterr().out
    assert main(["show", "home", "--json", *here]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["period"] == str(golden.last_known())[:7]
    out = tmp_path / "home.html"
    assert main(["show", "home", "-p", "2024-07", "--as-of", "2024-08-31", "--out", str(out), *here]) == 0
    assert "2024" in out.read_text(encoding="utf-8")
    assert date.fromisoformat(sheet_page(golden, "home", JULY, date(2024, 8, 31)).as_of) == date(2024, 8, 31)


def test_a_number_is_not_told_customer_by_customer(golden):
    with pytest.raises(UsageError, match="one by one"):
        sheet_page(golden, "metric", JULY, None, "en", "revenue.mrr", {"by": "customer"})
