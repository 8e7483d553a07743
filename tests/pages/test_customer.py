"""The page of one customer: who it is, how it stands, what there is of it, and its time line; as of a day."""

from datetime import date

import pytest

from tenure.book import Book
from tenure.cli import main
from tenure.errors import Conflict, NotFound, UsageError
from tenure.pages.blocks import Chart, Contact, Figures, Page, Personal, blocks_of
from tenure.pages.dossier import LINES
from tenure.pages.showing import sheet_page
from tenure.periods import period_of
from tenure.render.flat import table_csv, table_of
from tenure.render.html import html
from tenure.render.json import page_json
from tenure.render.masking import masked
from tenure.workspace import make_workspace
from tests.cast import NOW, ZONE, ann, bob, customer, deliver, identity, order, use
from tests.pages.company import cells

END = date(2024, 12, 31)
MAY = date(2024, 5, 19)


def page(book, subject, as_of=END, lang="en") -> Page:
    return sheet_page(book, "customer", period_of(as_of, "month"), as_of, lang, subject)


def rows(made: Page, table: str) -> list[tuple[object, ...]]:
    return list(table_of(made, table).rows)


def numbers(made: Page) -> dict[str, object]:
    (figures,) = (block for block in blocks_of(made.sections) if isinstance(block, Figures))
    return {one.key: one.value.value for one in figures.figures}


@pytest.fixture(scope="module")
def told(people) -> Page:
    return page(people, ann)


def test_who_it_is_stands_with_source_and_since_when(told):
    profile = {row[0]: row[1:] for row in rows(told, "profile")}
    assert profile["region"] == ("South", date(2024, 5, 1), date(2024, 10, 1), "acme")
    assert profile["contact_phone"] == ("021 555", date(2024, 1, 1), None, "acme")
    assert (profile["Id"][0], profile["E-mail"][0]) == (ann, "ann@example.com")


def test_how_it_stands_is_as_the_table_of_customers_says(told):
    assert dict(rows(told, "standing")) == {
        "Name": "Ann Ltd", "Stage": "established", "Tier": "C", "Customer since": date(2024, 1, 1),
        "Next renewal": date(2025, 3, 1), "Last purchase": date(2024, 1, 5), "Last use": date(2024, 12, 5),
        "Last contact": date(2024, 12, 11),
    }  # fmt: skip


def test_the_numbers_that_matter_first(told, people):
    assert numbers(told) == {"mrr": 150, "year": 1200, "lifetime": 500, "months": 11}
    assert numbers(page(people, bob)) == {
        "mrr": 0,
        "year": 0,
        "lifetime": 600,
        "months": 15,
    }  # till its window was over


def test_each_sort_of_fact_has_its_table(told):
    assert rows(told, "contracts") == [
        ("k1", None, "running", date(2024, 1, 1), date(2024, 1, 1), date(2025, 3, 1), 150, "CNY", None, None)
    ]
    assert [row[1:3] for row in rows(told, "prices")] == [(date(2024, 7, 1), 150), (date(2024, 1, 1), 100)]
    assert [row[1:3] for row in rows(told, "purchases")] == [("Refund", 100), ("Payment", 600), ("Invoice", 1200)]
    assert rows(told, "tickets") == [("t1", date(2024, 12, 11), "support", "email", 60, None, "answered")]
    assert rows(told, "answers") == [(date(2024, 6, 1), date(2024, 6, 3), "nps", 9, 10, "call me")]
    assert rows(told, "contacts") == [(date(2024, 12, 10), "Contact", "to the customer · channel phone · care")]
    (chart,) = (block for block in blocks_of(told.sections) if isinstance(block, Chart))
    assert (chart.places, chart.series[0].values) == (("2024-11", "2024-12"), (2, 3))


def test_the_time_line_is_everything_in_order_with_since_when_it_is_known(told):
    assert [(row[0], row[1], row[3]) for row in rows(told, "time_line")] == [
        (date(2024, 12, 11), "Ticket answered", None), (date(2024, 12, 11), "Ticket opened", None),
        (date(2024, 12, 10), "Contact", None),
        (date(2024, 12, 5), "Used the product", None), (date(2024, 12, 4), "Used the product", None),
        (date(2024, 12, 3), "Used the product", None), (date(2024, 11, 6), "Used the product", None),
        (date(2024, 11, 5), "Used the product", None),
        (date(2024, 7, 1), "Price", None),
        (date(2024, 6, 3), "Survey answered", date(2024, 6, 4)), (date(2024, 6, 1), "Survey sent", None),
        (date(2024, 5, 1), "Attribute", date(2024, 10, 1)),
        (date(2024, 4, 1), "Refund", date(2024, 5, 20)), (date(2024, 3, 1), "Payment", None),
        (date(2024, 1, 5), "Invoice", None),
        (date(2024, 1, 1), "Contract signed", None), (date(2024, 1, 1), "Attribute", None), (date(2024, 1, 1), "Price", None),
        (date(2024, 1, 1), "Listed as a customer", None),
        (date(2023, 1, 1), "Attribute", date(2024, 1, 1)),
    ]  # fmt: skip
    told_of = {row[1]: row[2] for row in rows(told, "time_line")}
    assert told_of["Invoice"] == "x1 · 1,200 CNY"
    assert told_of["Used the product"] == "events 1 · persons 1"
    assert told_of["Contract signed"] == "contract k1 · from 2024-01-01 · to 2025-03-01"


def test_a_day_before_knows_nothing_of_what_came_to_be_known_later(people):
    then = page(people, ann, MAY)
    assert {row[0]: row[1] for row in rows(then, "profile")}["region"] == "North"
    assert numbers(then) == {"mrr": 100, "year": 1200, "lifetime": 600, "months": 4}
    days = [row[0] for row in rows(then, "time_line")]
    assert max(days) == date(2024, 3, 1)  # neither the refund of April, heard of on 20 May, nor the South since 1 May
    with pytest.raises(NotFound, match="There is no customer called 'cid'"):
        page(people, "cid", MAY)


def test_a_customer_is_found_by_identifier_name_and_number_and_else_has_neighbours(people, told):
    subjects = dict(zip(cells(sheet_page(people, "customers", period_of(END, "month"), END), "customers", "customer"),
                        table_of(sheet_page(people, "customers", period_of(END, "month"), END)).subjects, strict=True))  # fmt: skip
    for subject in ("ann@example.com", "Ann Ltd", subjects[ann]):
        assert rows(page(people, subject), "profile") == rows(told, "profile")
    with pytest.raises(NotFound, match="Did you mean .*Ann Ltd"):
        page(people, "Ann Lt")
    with pytest.raises(NotFound, match="#99999"):
        page(people, "#99999")
    with pytest.raises(UsageError, match="The page customer is of one thing"):
        page(people, "")


@pytest.fixture(scope="module")
def others(tmp_path_factory):
    """Ann, into whom bob was merged, uses the product on a hundred days; two are called Lee."""
    book = Book(make_workspace(tmp_path_factory.mktemp("others") / "acme", "acme", ZONE, "CNY", "CN"))
    days = [f"2024-{month:02}-{day:02}" for month in range(1, 5) for day in range(1, 26)]
    region = {"attr_id": "a", "customer_id": bob, "attr": "region", "value": "North", "valid_from": "2024-01-01"}
    facts = {
        "customers": [customer(ann, "Ann"), customer(bob, "Ann B", merged_into=ann), customer("l1", "Lee"), customer("l2", "Lee")],
        "customer_attrs": [region],
        "transactions": [order("o1", ann, 10, "2024-02-01T04:00"), order("o2", bob, 20, "2024-03-01T04:00")],
        "identities": [identity(bob, "email", "b@example.com")],
        "usage_events": [use(day, ann, f"{day}T04:00") for day in days],
    }  # fmt: skip
    book.lake.store(
        deliver({kind: [{"known": "2023-01-01", **row} for row in told] for kind, told in facts.items()}), NOW
    )
    return book


def test_a_name_that_several_bear_is_refused(others):
    with pytest.raises(Conflict, match="Several customers are called so"):
        page(others, "Lee")
    assert dict(rows(page(others, "l1"), "standing"))["Name"] == "Lee"


def test_a_long_time_line_is_cut_on_the_screen_and_whole_as_data(others):
    made = page(others, ann)
    line = table_of(made, "time_line")
    assert len(line.rows) == 104  # a hundred days of use; that she is listed, region, two orders
    assert len(line.part) == LINES.rows
    assert f"Rows 1 to {LINES.rows} of 104." in html(made)
    assert table_csv(line).count("\n") == 105


def test_who_was_merged_into_another_is_one_with_all_its_facts(others):
    made = page(others, bob)
    assert [row[2] for row in rows(made, "purchases")] == [20, 10]
    profile = {row[0]: row[1:] for row in rows(made, "profile")}
    assert dict(rows(made, "standing"))["Name"] == "Ann"
    assert (profile["region"][0], profile["region"][3]) == ("North", "acme")
    assert numbers(made)["lifetime"] == 30  # no payments are told, so what was bought


def test_what_tells_who_somebody_is_can_be_masked(told):
    hidden = masked(told)
    assert not [
        one for one in ("Ann Ltd", "ann@example.com", "021 555", "call me") if one in page_json(hidden) + html(hidden)
    ]
    assert isinstance(told.sections[0].title, Personal)
    assert "North" in page_json(hidden)
    partly = page_json(masked(told, Contact))
    assert ["Ann Ltd" in partly, "ann@example.com" in partly, "call me" in partly] == [True, False, False]


def test_both_languages_say_the_same(people, told):
    chinese = page(people, ann, lang="zh")
    assert [one.key for one in blocks_of(chinese.sections)] == [one.key for one in blocks_of(told.sections)]
    assert [len(rows(chinese, one)) for one in ("profile", "time_line")] == [
        len(rows(told, one)) for one in ("profile", "time_line")
    ]
    assert rows(chinese, "time_line")[0][1] == "回复工单"


def test_the_command_shows_one(people, capsys):
    here = ["-w", str(people.workspace.folder), "--as-of", "2024-12-31"]
    assert main(["show", "customer", ann, "--csv", "--table", "time_line", *here]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("2024-12-11,Ticket answered,")
