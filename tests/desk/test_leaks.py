"""What must not come out: other people's customers, contacts that are masked, and imported text as anything but text."""

import io
import re
import zipfile
from html.parser import HTMLParser

import pytest

from tenure.desk.people.models import Entry, Membership
from tenure.pages.showing import sheets
from tests.desk.hostile import CANARIES, NAME, XSS, hostile
from tests.desk.test_doors import filled, routes

pytestmark = pytest.mark.django_db
FEBRUARY = "period=2024-02&as_of=2024-02-29"
PLACES = [*(one.name for one in sheets().values() if not one.about), "customer/ann", "metric/growth.customers_held"]
OF_DATA = ("data", "data/history", "data/freshness", "data/quality", "settings/policies", "settings/facts")


@pytest.fixture(scope="module")
def company(companies):
    with hostile(companies):
        yield NAME


@pytest.fixture
def kept(signed_in, company):
    """The browser of an operator who sees the North alone: ann."""

    def make(**more):
        client = signed_in("ora", **{NAME: "operator"})
        Membership.objects.filter(company=NAME, person__name="Ora").update(
            scope_name="region", scope_word="North", **more
        )
        return client

    return make


class Watching(HTMLParser):
    """Notes what would run, and scripts and styles that are not files of the server."""

    def __init__(self, page):
        super().__init__()
        self.wrong = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        self.wrong += [(tag, name) for name in told if name.startswith("on") or name == "style"]
        self.wrong += [(tag, told)] if tag == "script" and not (told.get("src") or "").startswith("/static/") else []
        self.wrong += [(tag, told)] if tag in ("img", "iframe", "object", "base", "style") else []
        addresses = [told.get(name) or "" for name in ("href", "src", "action", "formaction", "xlink:href")]
        self.wrong += [(tag, one) for one in addresses if re.match(r"\s*(javascript|data|vbscript):", one, re.I)]


def text_of(answer):
    """All that an answer tells, whatever its form."""
    if "spreadsheet" in answer.headers["Content-Type"]:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            return " ".join(book.read(name).decode() for name in book.namelist())
    return answer.content.decode()


def told(answer):
    """The canaries that come out."""
    return [one for one in CANARIES if one in text_of(answer)]


def test_imported_text_is_text_on_every_page_and_the_policy_is_strict(signed_in, company):
    owner, seen = signed_in(**{NAME: "owner"}), 0
    for place in (*PLACES, *OF_DATA):
        answer = owner.get(f"/{NAME}/{place}/?{FEBRUARY}", follow=True)
        assert answer.status_code == 200, place
        page = answer.content.decode()
        assert Watching(page).wrong == [], place
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        seen += "&lt;script&gt;alert(1)" in page
    assert seen >= len(PLACES), "the name of the company is on each"
    assert Watching(f"<p>{XSS}").wrong, "it would be found"
    assert "{{7*7}}" in owner.get(f"/{NAME}/customers/?{FEBRUARY}").content.decode(), "told as it was written"


def test_a_masked_contact_comes_out_nowhere_even_after_an_owner_saw_it(signed_in, company):
    clients = {role: signed_in(role, **{NAME: role}) for role in ("owner", "analyst", "viewer")}
    seen = set()
    for place in ("customers", "customer/ann", "home", "service"):
        for form in ("", "json", "csv", "xlsx"):
            address = f"/{NAME}/{place}/?{FEBRUARY}&form={form}"
            seen |= set(told(clients["owner"].get(address)))
            for role in ("analyst", "viewer"):
                answer = clients[role].get(address)
                assert told(answer) == [], (role, address)
                assert (answer.status_code == 403) == (role == "viewer" and place.startswith("customer")), (
                    role,
                    address,
                )
    assert {CANARIES[0], CANARIES[2], CANARIES[3]} <= seen, "the owner sees them"
    analyst = clients["analyst"]
    asked = ("search/?q=canary", "customers/?search=canary", "customer/canary/", "customer/canary@example.co/", "customers/?sort=canary",
             "customers/?where=line%3Dcanary", "customers/?where=contact_name%3Dx")  # fmt: skip
    for address in asked:
        assert told(analyst.get(f"/{NAME}/{address}")) == [], address
    for line in Entry.objects.all():
        assert not any(one in str(line.detail) for one in CANARIES)


def test_who_is_kept_to_some_customers_sees_no_others_in_any_form(kept, signed_in, company):
    owner = signed_in("own", **{NAME: "owner"})
    ora = kept()
    for place in ("customers", "home", "revenue", "retention", "service", "acquisition"):
        for form in ("", "json", "csv", "xlsx"):
            address = f"/{NAME}/{place}/?{FEBRUARY}&form={form}"
            assert owner.get(address).status_code == 200  # it is kept now, for the owner
            answer = ora.get(address)
            no_table = (place, form) == ("acquisition", "csv")  # what costs are is of everybody
            assert answer.status_code == (400 if no_table else 200), address
            assert "Bob" not in text_of(answer), address
    assert not re.search(r"\bbob\b", text_of(ora.get(f"/{NAME}/customer/ann/?{FEBRUARY}"))), "whom ann referred"
    listed = ora.get(f"/{NAME}/customers/?{FEBRUARY}")
    assert listed.context["list"].total == 1
    assert ora.get(f"/{NAME}/customers/?{FEBRUARY}&metric=growth.customers_held").context["list"].total == 1
    assert "region = North" in listed.content.decode()
    for subject in ("bob", "Bob & Sons"):
        assert "Bob & Sons?" not in ora.get(f"/{NAME}/customer/{subject}/?{FEBRUARY}").content.decode()
        assert ora.get(f"/{NAME}/customer/{subject}/?{FEBRUARY}").status_code == 400


def test_totals_are_open_where_that_is_told(kept, company):
    ora = kept(totals=True)
    assert ora.get(f"/{NAME}/service/?{FEBRUARY}").status_code == 200
    assert ora.get(f"/{NAME}/customers/?{FEBRUARY}").context["list"].total == 1


def test_an_owner_says_which_customers_somebody_sees(signed_in, person, company):
    owner, ora = signed_in(**{NAME: "owner"}), person("ora", **{NAME: "operator"})
    place = f"/{NAME}/settings/people/{ora.pk}/customers/"
    assert "region" in owner.get(place).content.decode()
    assert owner.post(place, {"name": "region", "word": "north"}).status_code == 302
    mine = Membership.objects.get(person=ora)
    assert (mine.scope_name, mine.scope_word, mine.totals) == ("region", "North", False)
    assert Entry.objects.first().detail == {"who": ora.pk, "customers": "region=North", "totals": False}
    assert owner.post(place, {"name": "region", "word": ""}).status_code == 409, "nobody's region is her address"
    assert owner.post(f"/{NAME}/settings/people/{ora.pk}/role/", {"role": "manager"}).status_code == 302
    assert Membership.objects.get(person=ora).scope_name == "", "who brings files sees what is in them"
    assert owner.post(place, {"name": "region", "word": "North"}).status_code == 409


def test_no_route_tells_of_customers_of_others(kept, company):
    ora = kept()
    for path, _one in routes():
        if "<slug:company>" in path:
            address = f"/{filled(path)}".replace("/golden/", f"/{NAME}/")
            assert "Bob" not in text_of(ora.get(address)), address
