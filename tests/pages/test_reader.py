"""Who sees some customers alone: no page, in no form, holds another."""

from datetime import date

import pytest

from tenure.catalogue.slices import scope_told
from tenure.errors import Conflict, NotFound, UsageError
from tenure.pages.asking import Asking
from tenure.pages.blocks import Contact, Heatmap, blocks_of
from tenure.pages.reader import Reader
from tenure.pages.showing import page_for, sheets
from tenure.periods import parse_period
from tenure.render.json import page_json
from tenure.render.masking import masked
from tests.cast import ann
from tests.pages.company import cells

END = date(2024, 12, 31)
SOUTH, NORTH = Reader(("region", "South")), Reader(("region", "North"))  # ann since May; bob
MASKED = Reader(contacts=False)
HELD = {"metric": "growth.customers_held"}


def made(book, name, reader, subject="", told=None, as_of=END, period="2024-11"):
    return page_for(Asking(book, parse_period(period), as_of, "en", reader), name, subject, told)


def figure(page, key):
    (found,) = [one.value for one in page.sections[0].blocks[0].figures if one.key == key]
    return found


def test_a_list_holds_her_customers_alone(people):
    told = page_json(made(people, "customers", SOUTH))
    assert "Ann Ltd" in told
    assert not any(name in told for name in ("Bob", "Cid", "Dan"))
    assert cells(made(people, "customers", NORTH), "customers", "customer") == ["bob"]


def test_whom_she_saw_once_she_does_not_see_by_an_earlier_day(people):
    told = made(people, "customers", NORTH, as_of=date(2024, 3, 31), period="2024-03")  # ann was in the North then
    assert cells(told, "customers", "customer") == ["bob"]
    behind = page_json(made(people, "customers", NORTH, told=HELD, as_of=date(2024, 3, 31), period="2024-03"))
    assert "Ann" not in behind
    assert "1 of them are not among your customers any more" in behind


def test_numbers_are_those_of_her_customers_and_the_page_says_so(people):
    page = made(people, "home", SOUTH)
    assert figure(page, "growth.customers_held").value == 1
    assert figure(made(people, "home", Reader()), "growth.customers_held").value == 2
    assert ("Your customers", "region = South") in page.marks
    assert "Facts by kind" not in page_json(page), "how many facts there are is of everybody"


def test_totals_are_shown_where_that_is_told_but_not_the_people_behind(people):
    reader = Reader(("region", "South"), totals=True)
    home = made(people, "home", reader)
    assert figure(home, "growth.customers_held").value == 2
    assert ("Your customers", "region = South") not in home.marks
    assert cells(made(people, "customers", reader, told=HELD), "customers", "customer") == ["ann"]


def test_a_customer_of_others_is_not_there_and_no_neighbour_is_named(people):
    for subject in ("bob", "Bob & Sons", "#2", "Bob"):
        with pytest.raises(NotFound) as told:
            made(people, "customer", SOUTH, subject)
        assert "Bob & Sons" not in str(told.value.remedy)
    assert "Ann Ltd" in page_json(made(people, "customer", SOUTH, "ann"))


def test_slices_cannot_lead_out_of_hers(people):
    with pytest.raises(UsageError, match="alone"):
        made(people, "customers", SOUTH, told={**HELD, "region": "North"})
    with pytest.raises(NotFound):  # the list of nobody has no rows; a slice there is none of is told
        made(people, "customers", SOUTH, told={"nothing": "x"})


@pytest.mark.parametrize("name", [one.name for one in sheets().values() if not one.about and not one.people])
def test_no_page_of_numbers_names_a_customer_of_others(people, name):
    for reader in (SOUTH, Reader(("region", "South"), totals=True)):
        told = page_json(made(people, name, reader))
        assert not any(who in told for who in ("Bob", "bob", "Cid", "Dan")), reader


def test_revenue_and_cohorts_are_those_of_her_customers(people):
    """Ann of the South pays 150 in November, bob of the North nothing any more, cid of nowhere 80."""
    rows = {who: cells(made(people, "revenue", who), "roll_forward", "closing")[-1] for who in (SOUTH, NORTH, Reader())}
    assert rows == {SOUTH: 150, NORTH: 0, Reader(): 230}
    page = made(people, "retention", SOUTH)
    (heat,) = [block for block in blocks_of(page.sections) if isinstance(block, Heatmap)]
    assert [row.size for row in heat.rows] == [1]
    assert "follow those who are your customers now" in page_json(page)


def test_a_slice_that_is_none_any_more_shows_nothing(people):
    with pytest.raises(Conflict, match="no longer"):
        made(people, "home", Reader(("area", "South")))


def test_words_of_a_slice_are_those_of_the_facts(people):
    assert scope_told(people.at(), "region", "south") == ("region", "South")
    for name, word in (("region", "West"), ("customer", "ann"), ("stage", "new"), ("area", "x")):
        with pytest.raises(NotFound):
            scope_told(people.at(), name, word)


def test_nobody_is_found_by_an_address_that_is_masked(people):
    for words in ("ann@example", "138000"):
        assert not any(one.key == "customers" for one in made(people, "customers", MASKED, told={"search": words}).sections[0].blocks)  # fmt: skip
    for subject in ("ann@example.com", "phone:+8613800000000", "+8613800000000"):
        with pytest.raises(NotFound) as told:
            made(people, "customer", MASKED, subject)
        assert "138000" not in str(told.value.remedy)
    for told in ({"contact_phone": "021 555"}, {"region": "ann@example.com"}, {**HELD, "customer": "ann"}):
        with pytest.raises(UsageError, match="hidden"):
            made(people, "customers", MASKED, told=told)


@pytest.mark.parametrize("name", ["home", "revenue"])
def test_a_slice_that_looks_like_an_address_is_taken_where_contacts_are_seen(people, name):
    where = {"contact_phone": "021 555"}
    assert made(people, name, Reader(), told=where).cut == tuple(where.items())
    assert cells(made(people, "customers", Reader(), told=where), "customers", "customer") == [ann]
    with pytest.raises(UsageError, match="hidden"):
        made(people, name, MASKED, told=where)


NUMBERS = ["home", "revenue", "retention", "service", "acquisition"]


@pytest.mark.parametrize(
    "reader", [Reader(), MASKED, Reader(("region", "South"), totals=True)], ids=["all", "masked", "totals"]
)
def test_no_page_of_numbers_is_cut_to_one_customer(people, reader):
    for name, subject in [*((name, "") for name in NUMBERS), ("metric", "revenue.mrr")]:
        with pytest.raises(UsageError, match="one by one"):
            made(people, name, reader, subject, told={"customer": "cid"})


def test_nobody_is_found_by_a_contact_in_a_number(people):
    for name, subject in [*((name, "") for name in NUMBERS), ("metric", "revenue.mrr")]:
        with pytest.raises(UsageError, match="hidden"):
            made(people, name, MASKED, subject, told={"contact_phone": "021 555"})
    told = page_json(masked(made(people, "metric", MASKED, "revenue.mrr", told={"by": "contact_phone"}), Contact))
    assert "021 555" not in told


def test_numbers_of_one_slice_never_stand_under_the_name_of_another(people):
    with pytest.raises(UsageError, match="alone"):
        made(people, "revenue", SOUTH, told={"region": "North"})


@pytest.mark.parametrize("name", ["customers", "home", "metric"])
def test_a_mistyped_word_is_told_with_those_of_her_customers_alone(people, name):
    """Ann began in January 2024, bob in January 2023, cid in November; ann alone is of the South, and was of the North."""
    subject = "revenue.mrr" if name == "metric" else ""
    with pytest.raises(NotFound, match="'2024-13'") as told:
        made(people, name, SOUTH, subject, told={"cohort": "2024-13"})
    assert "2024-01" in str(told.value)
    assert not any(month in str(told.value) for month in ("2023-01", "2024-11"))
    with pytest.raises(NotFound) as told:
        made(people, name, SOUTH, subject, told={"contact_phone": "021 556"})
    assert "555" not in str(told.value), "a number is told to nobody who does not know it"
    with pytest.raises(NotFound) as told:  # a number of others is answered as one that there is not
        made(people, name, NORTH, subject, told={"contact_phone": "021 555"})
    assert "555" not in str(told.value.remedy)


def test_cells_of_a_page_that_is_cut_ask_nothing_that_was_otherwise_then(people):
    """Ann was of the North until May: those of the South are counted from the start, and lead nowhere."""
    (heat,) = [
        one
        for one in blocks_of(made(people, "retention", Reader(), told={"region": "South"}).sections)
        if isinstance(one, Heatmap)
    ]
    assert {cell.of for row in heat.rows for cell in row.cells if cell} == {None}


def test_a_stretch_is_compared_with_one_as_long_alone(people):
    with pytest.raises(UsageError, match="longer"):
        made(people, "home", Reader(), told={"compare": "2024-11-05"}, period="2024-11-01/2024-11-30")


@pytest.mark.parametrize("period", ["2024-07-09/9999-12-31", "0001-01-01/2024-12-31", "9999-12-31", "0001"])
def test_a_time_nobody_lived_in_is_no_period(period):
    with pytest.raises(UsageError, match="not a period"):
        parse_period(period)
