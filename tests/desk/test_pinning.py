"""Numbers pinned to Home, and the step that Home proposes."""

from html import unescape

import pytest

from tenure.desk.people.models import Person
from tenure.desk.remembering.models import View

pytestmark = pytest.mark.django_db
JUNE = "period=2024-06&as_of=2024-06-30"
NET = {"page": "metric", "subject": "value.arpa", "words": JUNE}
HOME = f"/golden/?{JUNE}"


def told(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def numbers(client, path=f"{HOME}&form=json"):
    """The ids of the figures on Home."""
    (first, *_) = [block for section in client.get(path).json()["sections"] for block in section["blocks"]]
    return [one["key"] for one in first["figures"]]


def test_a_number_is_pinned_to_her_home_and_taken_off_again(signed_in):
    ann, bob = signed_in(golden="viewer"), signed_in("bob", golden="viewer")
    usual = numbers(ann)
    assert "value.arpa" not in usual
    page = f"/golden/metric/value.arpa/?{JUNE}"
    assert ">Pin to Home<" in told(ann, page)
    assert ann.post("/golden/numbers/pin/", NET).headers["Location"] == page, "she stays where she was"
    assert ">Take off Home<" in told(ann, page)
    assert numbers(ann) == [*usual, "value.arpa"]
    assert 'href="/golden/metric/value.arpa/' in told(ann, HOME)
    assert numbers(bob) == usual, "it is her Home alone"
    ann.post("/golden/numbers/pin/", NET)
    assert (numbers(ann), View.objects.count()) == (usual, 0)


def test_what_stands_there_already_stands_there_once(signed_in):
    client = signed_in(golden="viewer")
    usual = numbers(client)
    client.post("/golden/numbers/pin/", {**NET, "subject": usual[1]})
    assert numbers(client) == usual


def test_a_pin_for_everybody_is_changed_where_views_are(signed_in):
    ann, bob = signed_in(golden="analyst"), signed_in("bob", golden="viewer")
    ann.post("/golden/views/keep/", {**NET, "words": "", "name": "ARPA", "pin": "home", "shared": "on"})
    assert "value.arpa" in numbers(bob)
    for client in (ann, bob):
        page = told(client, f"/golden/metric/value.arpa/?{JUNE}")
        assert ">Pin to Home<" not in page and ">Take off Home<" not in page
        assert ">ARPA</a>" not in told(client, HOME), "a number there, and no way to it beside"


def test_a_view_that_is_cut_or_of_a_period_is_a_way_to_its_page(signed_in):
    client = signed_in(golden="analyst")
    cut = {**NET, "words": f"{JUNE}&where=tier=A", "name": "Of tier A", "pin": "home"}
    client.post("/golden/views/keep/", cut)
    assert "value.arpa" not in numbers(client)
    assert ">Of tier A</a>" in told(client, HOME)
    assert ">Pin to Home<" not in told(client, f"/golden/metric/value.arpa/?{cut['words']}")


@pytest.mark.parametrize("subject", ["retention.nday", "no.such", "growth.customers_held' --"])
def test_what_is_no_number_of_a_page_cannot_be_pinned(signed_in, subject):
    client = signed_in(golden="viewer")
    assert client.post("/golden/numbers/pin/", {**NET, "subject": subject}).status_code == 404
    assert client.post("/golden/numbers/pin/", {"page": "revenue", "words": ""}).status_code == 404


def test_a_number_that_is_no_longer_there_does_not_keep_home_from_being_shown(signed_in):
    client = signed_in(golden="viewer")
    for subject in ("gone.metric", "retention.nday"):
        View.objects.create(
            person=Person.objects.get(),
            company="golden",
            page="metric",
            subject=subject,
            name="x",
            pin="home",
            words={},
        )
    assert "gone.metric" not in numbers(client)


def test_home_is_asked_for_further_numbers_by_its_address(signed_in):
    client = signed_in(golden="viewer")
    assert numbers(client, f"{HOME}&form=json&also=value.arpa,%20cost.cac")[-2:] == ["value.arpa", "cost.cac"]
    assert client.get(f"{HOME}&also=no.such").status_code == 400
    answer = client.get(f"{HOME}&also=retention.nday")
    assert answer.status_code == 400 and "needs n" in unescape(answer.content.decode())


def step(client, company="golden"):
    page = told(client, f"/{company}/?{JUNE}")
    return page.partition('data-once="')[2].partition('"')[0]


def test_home_proposes_one_step_that_she_may_take(signed_in):
    assert step(signed_in(corner="owner"), "corner") == "corner-usage_events"
    assert step(signed_in("bob", corner="viewer"), "corner") == ""
    ann = signed_in("cid", golden="owner")
    assert step(ann) == "golden-invite"
    signed_in("eve", golden="viewer")
    assert step(ann) == ""
