"""The page of analyses: one at a time, with its choices as a form."""

import re
from html import unescape

import pytest

from tenure.desk.people.models import Membership
from tenure.pages.analysing import analyses

pytestmark = pytest.mark.django_db
DAY = "period=2024-07&as_of=2024-08-31"


def told(client, words, status=200):
    answer = client.get(f"/golden/analyses/?{DAY}&{words}")
    assert answer.status_code == status, words
    return unescape(answer.content.decode())


def test_each_is_chosen_by_name_and_shows_what_may_be_chosen_of_it(signed_in):
    client = signed_in(golden="viewer")
    first = told(client, "")
    assert '<option value="cohorts" selected>' in first, "the first whose facts are there"
    for name, one in analyses().items():
        page = told(client, f"analysis={name}")
        assert f'<option value="{name}" selected>' in page
        assert set(re.findall(r'id="choice-(\w+)"', page)) - {"by"} == {option.name for option in one.options}


def test_what_was_chosen_is_what_is_shown_and_goes_with_the_address(signed_in):
    client = signed_in(golden="analyst")
    words = "analysis=funnel&steps=inquiry,signed&window=365&since=2022-01&by=channel"
    page = told(client, words)
    assert 'value="inquiry,signed"' in page and '<option value="channel" selected>' in page
    assert '<input type="hidden" name="analysis" value="funnel">' in page, "another choice stays with this analysis"
    other = page.partition('<label for="analysis">')[0].rpartition("<form")[2]
    assert 'name="period"' in other and 'name="steps"' not in other, "another begins without the choices of this one"
    (section, *_) = client.get(f"/golden/analyses/?{DAY}&{words}&form=json").json()["sections"]
    (table,) = [block for block in section["blocks"] if block["key"] == "funnel"]
    assert {row[1] for row in table["rows"]} == {"Inquiry", "Signed"}
    assert table["columns"][0]["key"] == "segment"
    made = client.post("/golden/views/keep/", {"page": "analyses", "words": f"{DAY}&{words}", "name": "Ours"})
    assert "steps=inquiry%2Csigned" in made.headers["Location"]


def test_whatever_may_be_chosen_is_said_in_both_languages(signed_in):
    client = signed_in(golden="viewer")
    client.cookies["django_language"] = "zh-hans"
    for name, one in analyses().items():
        page, words = told(client, f"analysis={name}"), [word for option in one.options for word in option.choices]
        assert not re.search(rf">(?:{'|'.join(words or ['-'])})</option>", page), name


def test_what_cannot_be_chosen_is_told_with_what_can(signed_in):
    client = signed_in(golden="viewer")
    assert "choice of analysis" in told(client, "analysis=funel", 400)
    assert "inquiry" in told(client, "analysis=funnel&steps=inquirry,signed", 400)
    assert "slice of customers" in told(client, "analysis=cohorts&by=customer", 400), "nobody is told apart one by one"


def test_who_sees_some_customers_is_told_of_those_alone(signed_in):
    client = signed_in(golden="operator")
    Membership.objects.update(scope_name="region", scope_word="mainland")
    assert "of all customers together" in told(client, "analysis=profit")
    whole = signed_in("bob", golden="operator").get(f"/golden/analyses/?{DAY}&analysis=cohorts&form=json").json()
    part = client.get(f"/golden/analyses/?{DAY}&analysis=cohorts&form=json").json()
    assert part["sections"][0]["blocks"] != whole["sections"][0]["blocks"]
