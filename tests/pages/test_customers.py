"""The table of customers: whom it lists as of a day, filtered, searched, sorted; and the people behind a number."""

import json
from datetime import date
from decimal import Decimal

import pytest

from tenure.cli import main
from tenure.errors import NotFound, UsageError
from tenure.pages.blocks import Note, Page, Personal, blocks_of
from tenure.pages.showing import sheet_page
from tenure.periods import parse_period, period_of
from tenure.render import write_report
from tenure.render.flat import table_csv, table_of
from tenure.render.html import html, main_html
from tenure.render.json import page_json
from tenure.render.links import Links
from tenure.render.masking import masked
from tenure.render.plain import page_text
from tenure.stages.panel import closing
from tests.cast import ann, contract, price
from tests.pages.company import cells, column

END = date(2024, 12, 31)
JULY = parse_period("2024-07")


def page(book, as_of=END, lang="en", period=None, **told) -> Page:
    return sheet_page(book, "customers", period or period_of(as_of, "month"), as_of, lang, "", told)


def listed(book, as_of=END, lang="en", **told) -> list[object]:
    return cells(page(book, as_of, lang, **told), "customers", "customer")


def row(made: Page, customer: str) -> dict[str, object]:
    table = table_of(made, "customers")
    keys = [one.key for one in table.columns]
    return next(dict(zip(keys, cells, strict=True)) for cells in table.rows if cells[0] == customer)


def test_everybody_is_told_as_they_stand_on_the_day(people):
    made = page(people)
    assert row(made, ann) == {
        "customer": ann, "name": "Ann Ltd", "stage": "established", "tier": "C", "mrr": 150, "year": 1200, "lifetime": 500,
        "since": date(2024, 1, 1), "due_on": date(2025, 3, 1), "bought_on": date(2024, 1, 5), "used_on": date(2024, 12, 5),
        "heard_on": date(2024, 12, 11), "acq_channel": None, "region": "South",
    }  # fmt: skip
    told = {
        name: [row(made, who)[name] for who in ("bob", "cid", "+8613800000000")] for name in ("stage", "mrr", "due_on")
    }
    assert told == {
        "stage": ["lost", "at risk", "prospect"], "mrr": [0, 80, 0], "due_on": [None, date(2025, 11, 1), None]
    }  # fmt: skip
    total = table_of(made, "customers").total
    assert total[:7] == ("Together", "4 customers", None, None, 230, 1200, 1100)


def test_what_became_known_later_is_not_there(people):
    before = page(people, date(2024, 5, 19))
    # South since 1 May, heard of in October; a refund of April, heard of on 20 May; the price of July
    assert [row(before, ann)[name] for name in ("region", "lifetime", "mrr")] == ["North", 600, 100]
    assert cells(before, "customers", "customer") == [ann, "+8613800000000", "bob"]  # cid is heard of in November
    assert row(before, "bob")["stage"] == "lost"


def test_a_slice_a_stage_and_a_tier_leave_only_those_who_fall_under_it(people):
    assert listed(people, region="North") == ["bob"]
    assert listed(people, region="South", tier="C") == [ann]
    assert (
        listed(people, stage="at_risk")
        == listed(people, stage="at risk")
        == listed(people, lang="zh", stage="有流失风险")
        == ["cid"]
    )
    assert [one.key for one in page(people, cohort="1999-12").sections[0].blocks] == ["nobody"]
    mistyped = {"stage": "at rsk", "tier": "D", "cohort": "2024-13", "region": "Nort", "acq_channel": "x"}
    for name, word in mistyped.items():
        with pytest.raises(NotFound, match=f"There is no value of {name} called '{word}'"):
            page(people, **{name: word})
    with pytest.raises(NotFound, match="There is no slice of customers called 'regio'"):
        page(people, regio="North")


def test_a_part_of_a_name_or_identifier_finds_a_customer(people):
    assert listed(people, search="ann l") == listed(people, search="ANN") == [ann]
    assert listed(people, search="38000") == ["+8613800000000"]
    assert [type(one) for one in blocks_of(page(people, search="zoe").sections)] == [Note]


def test_rows_are_sorted_by_any_column_and_who_has_nothing_there_comes_last(people):
    assert listed(people, sort="since") == ["bob", ann, "cid", "+8613800000000"]
    assert listed(people, sort="-since") == ["cid", ann, "bob", "+8613800000000"]
    assert listed(people, sort="-name") == ["+8613800000000", "cid", "bob", ann]
    with pytest.raises(NotFound, match="There is no column of this table called 'sinc'"):
        page(people, sort="sinc")


def test_a_screen_shows_some_rows_and_data_has_them_all(people, tmp_path):
    made = page(people, rows="2", skip="1", sort="customer")
    assert "Rows 2 to 3 of 4." in html(made)
    assert [name in html(made) for name in ("Ann Ltd", "Bob &amp; Sons", "Cid", "Dan")] == [True, True, False, False]
    assert "Cid" not in page_text(made)
    assert table_csv(table_of(made)).count("\n") == 6  # a head, four customers, the total
    told = json.loads(page_json(made))["sections"][0]["blocks"][0]
    assert (len(told["rows"]), told["shown"], told["sheet"]) == (4, {"first": 1, "rows": 2}, "customer")
    beyond = table_of(page(people, rows="3", skip="90"))
    assert len(beyond.part) == 1
    with pytest.raises(UsageError, match="skip is '-1'"):
        page(people, skip="-1")


def test_the_row_below_is_the_numbers_of_the_book(golden):
    day = golden.last_known()
    table = table_of(page(golden, day), "customers")
    total = dict(zip([one.key for one in table.columns], table.total, strict=True))
    assert total["mrr"] == golden.one("revenue.mrr", str(day)).value
    assert total["lifetime"] == golden.one("value.clv_historical", str(day)).value
    assert total["year"] == golden.one("value.aov", str(day.year - 1)).numerator or total["year"] > 0
    held = [one for one in column(table, "stage") if one not in ("lost", "prospect")]
    assert len(held) == golden.one("growth.customers_held", str(day)).value


def test_tiers_and_slices_are_those_that_numbers_are_cut_by(golden):
    as_of = date(2024, 8, 14)
    table = table_of(page(golden, as_of), "customers")
    for name, metric in (("tier", "revenue.mrr"), ("region", "growth.customers_held")):
        asked = golden.ask(metric, str(as_of), as_of, (name,))
        told = {value.dims[name]: value.value for value in asked if value.value and value.dims[name]}
        keys = [one.key for one in table.columns]
        found: dict[object, Decimal] = {}
        for cells_ in table.rows:
            one = dict(zip(keys, cells_, strict=True))
            part = one["mrr"] if name == "tier" else Decimal(one["stage"] not in ("lost", "prospect"))
            if part and one[name]:
                found[one[name]] = found.get(one[name], Decimal(0)) + part
        assert found == told


COUNTED = (
    ("growth.customers_held", "numerator"), ("acq.new_customers", "numerator"), ("churn.customers", "numerator"),
    ("retention.customer_rate", "numerator"), ("retention.customer_rate", "denominator"),
    ("renewal.rate_count", "numerator"), ("renewal.rate_count", "denominator"),
)  # fmt: skip


@pytest.mark.parametrize(("metric", "side"), COUNTED)
def test_the_customers_behind_a_number_are_as_many_as_it_says(golden, metric, side):
    found = golden.who(metric, JULY, side)
    made = page(golden, golden.last_known(), period=JULY, metric=metric, side=side)
    names = cells(made, "customers", "customer") if found.rows else []
    assert sorted(names) == sorted(one[0] for one in found.rows)
    assert len(names) == found.total
    assert f"It counts customers: the {len(names)} listed here." in made.sections[0].lead


@pytest.mark.parametrize(
    ("metric", "side", "says"),
    [
        ("revenue.mrr", "numerator", "It is no count of customers"),
        ("renewal.rate_count.contract", "denominator", "It counts contracts, not customers"),
        ("service.tickets_opened", "numerator", "It counts tickets, not customers"),
    ],
)
def test_where_a_number_counts_something_else_the_page_says_so(golden, metric, side, says):
    period = parse_period("2024-03")
    made = page(golden, golden.last_known(), period=period, metric=metric, side=side)
    found = golden.who(metric, period, side)
    assert says in made.sections[0].lead
    parts = cells(made, "customers", "part")
    mine = [part for *_rest, part in (one for one, who in zip(found.rows, found.customers, strict=True) if who)]
    assert sum(parts) == sum(mine)


def test_slices_of_a_number_are_read_as_the_number_reads_them(golden):
    made = page(golden, golden.last_known(), period=JULY, metric="growth.customers_held", region="overseas")
    assert cells(made, "customers", "customer") == ["C09"]
    with pytest.raises(UsageError, match="is made of other numbers"):
        page(golden, golden.last_known(), period=JULY, metric="value.clv_historical")
    with pytest.raises(NotFound, match="side"):
        page(golden, golden.last_known(), period=JULY, metric="revenue.mrr", side="denominator")


def test_the_states_of_a_day_are_those_of_its_panel(golden):
    shop, names = (
        golden.at(),
        ("customer_id", "held_close", "state_close", "stage_close", "value_tier_close", "mrr_close"),
    )
    for month in ("2023-06", "2024-07", "2024-12"):
        period = parse_period(month)
        alone = shop.engine.rows(closing(shop, period).order_by("customer_id"))
        panel = shop.engine.rows(shop.panel([period]).select(*names).order_by("customer_id"))
        assert [tuple(one.values()) for one in alone] == [tuple(one.values()) for one in panel]


def test_names_and_addresses_can_be_masked_in_every_form(people, tmp_path):
    made = masked(page(people))
    write_report(made, tmp_path / "made.xlsx")
    forms = [html(made), page_text(made), page_json(made), table_csv(table_of(made))]
    assert not [name for name in ("Ann Ltd", "Bob", "Cid", "+8613800000000") for form in forms if name in form]
    assert cells(made, "customers", "customer") == [ann, "cid", "•••", "bob"]
    assert sum(isinstance(name, Personal) for name in cells(page(people), "customers", "name")) == 4


def test_money_that_no_rate_is_known_for_is_missing_with_its_reason(book_of):
    book = book_of(
        contracts=[contract("k", ann, "2024-01-01", "2025-01-01")],
        contract_prices=[price("p", "k", "2024-01-01", 100, "USD")],
    )
    table = table_of(page(book, date(2024, 6, 10)), "customers")
    assert (column(table, "mrr"), column(table, "tier"), table.note) == ([None], [None], "No exchange rate for USD.")


def test_the_command_filters_sorts_and_masks(people, capsys):
    here = ["-w", str(people.workspace.folder), "--as-of", "2024-12-31"]
    assert main(["show", "customers", "--set", "tier=C", "--set", "sort=since", "--masked", "--csv", *here]) == 0
    lines = [line.split(",")[:2] for line in capsys.readouterr().out.splitlines()]
    assert lines == [["customer", "name"], [ann, "•••"], ["cid", "•••"], ["Together", "2 customers"]]
    assert main(["show", "home", "--set", "sort=since", *here]) == 4
    assert "no table of this page called 'since'" in capsys.readouterr().err


def test_each_row_leads_to_its_customer_where_a_face_has_that_page(people):
    made = page(people, rows="1", skip="1", sort="customer")
    word = table_of(made).subjects[1]
    links = Links(subject=lambda sheet, subject: f"/{sheet}/{subject.removeprefix('#')}")
    assert f'<a href="/customer/{word[1:]}" class="quiet">ann</a>' in main_html(made, links)
    assert "/customer/" not in html(made)
