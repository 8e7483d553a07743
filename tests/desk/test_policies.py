"""Settings → Policies: what another value does is seen before it is stored, and who stored it is told."""

import shutil

import pytest

from tenure.desk.books.holding import opened
from tenure.desk.people.models import Entry
from tests.pages.people import people_book

pytestmark = pytest.mark.django_db
POLICIES = "/policed/settings/policies/"


@pytest.fixture(scope="module", autouse=True)
def _company(companies):
    people_book(companies / "policed")
    yield
    shutil.rmtree(companies / "policed")


def test_another_value_is_looked_at_then_stored_and_told(signed_in):
    manager = signed_in(policed="manager")
    assert "grace_months" in manager.get(POLICIES).content.decode()
    place = f"{POLICIES}relationship/"
    looked = manager.get(f"{place}?value=purchase&since=2024-01-01")
    assert any(not one.same for one in looked.context["effects"])
    assert opened("policed")[0].policies().text("relationship") == "contract", "looking stores nothing"
    assert manager.post(place, {"value": "purchase", "since": "2024-01-01", "note": "a shop"}).status_code == 302
    assert opened("policed")[0].policies().text("relationship") == "purchase"
    assert Entry.objects.first().detail | {"batch": 0} == {"policy": "relationship", "value": "purchase", "since": "2024-01-01", "batch": 0}  # fmt: skip
    page = manager.get(place).content.decode()
    assert "a shop" in page
    assert "policy relationship = purchase" in page


def test_a_value_that_cannot_be_is_refused_in_words(signed_in):
    manager, before = signed_in(policed="manager"), opened("policed")[0].state()
    place = f"{POLICIES}grace_months/"
    assert manager.get(f"{place}?value=many").status_code == 400
    assert manager.post(place, {"value": "many"}).status_code == 400
    assert manager.get(f"{place}?value=2&since=someday").status_code == 400
    assert manager.get(f"{POLICIES}no_such/").status_code == 404
    assert opened("policed")[0].state() == before


def test_the_company_is_told_as_it_was_made(signed_in):
    page = signed_in(policed="manager").get("/policed/settings/facts/").content.decode()
    assert "Asia/Shanghai" in page
    assert f"{POLICIES}week_start/" in page
    assert signed_in("bob", policed="analyst").get("/policed/settings/facts/").status_code == 403
