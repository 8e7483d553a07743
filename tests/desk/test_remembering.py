"""What people leave at a page: views, links to read, annotations; who may, who sees them, and that nothing leaks by them."""

import hashlib
import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from tenure.desk.people.models import Entry, Membership
from tenure.desk.remembering.models import Annotation, Share, View

pytestmark = pytest.mark.django_db
JUNE = "period=2024-06&as_of=2024-06-30"
REVENUE = {"page": "revenue", "subject": "", "words": JUNE}


def told(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def link_of(client, **place):
    made = client.post("/corner/links/make/", {**REVENUE, "days": 7, **place})
    assert made.status_code == 200
    return re.search(r"/share/[\w-]{43}/", made.content.decode())[0]


def actions():
    return [one.action for one in Entry.objects.order_by("id")]


def test_a_view_keeps_what_is_relative_and_stands_where_it_is_pinned(signed_in):
    client = signed_in(corner="analyst")
    place = {"page": "revenue", "words": "period=last-month&compare=previous&utm=x"}
    made = client.post("/corner/views/keep/", {**place, "name": "Every month", "pin": "navigation"})
    assert made.headers["Location"] == "/corner/revenue/?period=last-month&compare=previous"
    assert '<a href="/corner/revenue/?period=last-month&compare=previous"' in told(client, f"/corner/?{JUNE}")
    client.post("/corner/views/keep/", {**place, "name": "At home", "pin": "home"})
    assert ">At home</a>" in told(client, f"/corner/?{JUNE}")
    assert ">At home</a>" not in told(client, f"/corner/revenue/?{JUNE}")


def test_a_view_is_its_makers_until_it_is_shared(signed_in):
    ann, bob = signed_in(corner="analyst"), signed_in("bob", corner="operator")
    ann.post("/corner/views/keep/", {**REVENUE, "name": "Mine"})
    one = View.objects.get()
    assert "Mine" not in told(bob, "/corner/settings/kept/")
    assert bob.post(f"/corner/settings/kept/views/{one.pk}/remove/").status_code == 404
    ann.post(f"/corner/settings/kept/views/{one.pk}/change/", {"name": "Ours", "shared": "on"})
    assert "Ours" in told(bob, "/corner/settings/kept/")
    assert bob.post(f"/corner/settings/kept/views/{one.pk}/remove/").status_code == 403
    assert ann.post(f"/corner/settings/kept/views/{one.pk}/remove/").status_code == 302
    assert not View.objects.exists()
    assert actions() == ["view shared", "view removed"]


def test_a_view_of_customers_is_none_for_who_may_not_see_them(signed_in):
    signed_in(corner="analyst").post(
        "/corner/views/keep/", {"page": "customers", "words": "search=ann", "name": "Anns", "shared": "on", "pin": "navigation"}
    )  # fmt: skip
    viewer = signed_in("bob", corner="viewer")
    assert "Anns" not in told(viewer, f"/corner/?{JUNE}") + told(viewer, "/corner/settings/kept/")
    assert viewer.post("/corner/views/keep/", {"page": "customers", "name": "x"}).status_code == 404
    assert viewer.post("/corner/views/keep/", {**REVENUE, "name": "x", "shared": "on"}).status_code == 403


def test_a_link_opens_one_page_of_that_day_for_anybody_and_tells_nothing_more(signed_in):
    client = signed_in(corner="analyst")
    link = link_of(client, words="period=this-month")
    share = Share.objects.get()
    assert share.words == {"period": "2024-06", "as_of": "2024-06-29"}, "whoever reads it later reads of the same days"
    assert share.digest == hashlib.sha256(link.split("/")[2].encode()).hexdigest()
    answer = Client().get(link)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "2024-06" in shown
    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "<nav" not in shown
    assert 'href="/corner' not in shown
    assert not any(name in shown.casefold() for name in (">ann<", ">bob<", ">cid<", ">eve<"))
    assert actions() == ["share link made", "share link opened"]
    assert Entry.objects.first().person is None
    assert link.split("/")[2] not in json.dumps(list(Entry.objects.values_list("detail", flat=True)))
    assert Client().post(link).status_code == 405


def test_a_link_is_void_when_it_is_revoked_too_old_or_its_maker_is_gone(signed_in):
    client, opens = signed_in(corner="analyst"), Client()
    revoked, old, left = link_of(client), link_of(client), link_of(client)
    assert "opened 0 times" in told(client, "/corner/settings/kept/")
    shares = list(Share.objects.order_by("id"))
    client.post(f"/corner/settings/kept/links/{shares[0].pk}/revoke/")
    Share.objects.filter(pk=shares[1].pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert [opens.get(one).status_code for one in (revoked, old, left)] == [410, 410, 200]
    Membership.objects.update(role="viewer")
    assert opens.get(left).status_code == 404
    assert opens.get(f"/share/{'x' * 43}/").status_code == 404
    assert "share link revoked" in actions()


def test_who_shares_what(signed_in):
    client = signed_in(corner="analyst")
    client.post("/corner/links/make/", {"page": "customers", "words": "", "days": 7})
    client.post("/corner/links/make/", {**REVENUE, "days": 3650})
    for number, role in enumerate(("operator", "viewer")):
        other = signed_in(f"other{number}", corner=role)
        assert other.post("/corner/links/make/", {**REVENUE, "days": 7}).status_code == 403
        assert other.post("/corner/settings/kept/links/1/revoke/").status_code == 403
    assert not Share.objects.exists()


def test_too_many_tries_at_links_are_turned_away(companies, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "shared": "3/m/ip"}
    client = Client()
    assert [client.get(f"/share/{'x' * 43}/").status_code for _n in range(4)] == [404, 404, 404, 429]


def test_an_annotation_stands_on_charts_and_in_words_in_every_form(signed_in):
    client = signed_in(corner="analyst")
    note = {**REVENUE, "first": "2024-03-03", "last": "2024-04-02", "text": "New <b>shop</b>", "shared": "on"}
    assert client.post("/corner/annotations/add/", note).headers["Location"] == f"/corner/revenue/?{JUNE}"
    shown = client.get(f"/corner/revenue/?{JUNE}").content.decode()
    assert "New &lt;b&gt;shop" in shown
    assert "Annotated: 2024-03 (1), 2024-04 (1)." in shown
    made = json.loads(client.get(f"/corner/revenue/?{JUNE}&form=json").content)
    blocks = [block for one in made["sections"] for block in one["blocks"]]
    charts = [block for block in blocks if block["type"] == "chart" and "2024-03" in block["places"]]
    assert charts
    assert all(block["notes"] == [["2024-03", "1"], ["2024-04", "1"]] for block in charts)
    (listed,) = [block for block in blocks if block["key"] == "annotations"]
    assert listed["rows"] == [["1", "2024-03-03", "2024-04-02", "New <b>shop</b>", "Ann"]]
    assert "annotations" not in told(client, f"/corner/revenue/?{JUNE}&notes=none&form=json")
    assert "New <b>shop" not in told(client, f"/corner/service/?{JUNE}"), "it is of one page"
    assert "New <b>shop" not in told(Client(), link_of(client)), "nor does a link tell what is said inside"


def test_an_annotation_is_seen_by_whom_it_is_for_and_taken_away_by_its_maker(signed_in):
    ann, bob = signed_in(corner="analyst"), signed_in("bob", corner="viewer")
    ann.post("/corner/annotations/add/", {**REVENUE, "first": "2024-05-01", "text": "Mine alone"})
    ann.post(
        "/corner/annotations/add/",
        {**REVENUE, "first": "2024-05-02", "text": "Of all", "shared": "on", "everywhere": "on"},
    )
    shown = told(bob, f"/corner/metric/value.aov/?{JUNE}")
    assert ("Of all" in shown, "Mine alone" in shown) == (True, False)
    own, all_ = Annotation.objects.order_by("id")
    assert [bob.post(f"/corner/annotations/{one.pk}/remove/", REVENUE).status_code for one in (own, all_)] == [404, 403]
    assert [ann.post(f"/corner/annotations/{one.pk}/remove/", REVENUE).status_code for one in (own, all_)] == [302, 302]
    assert (
        bob.post(
            "/corner/annotations/add/", {**REVENUE, "first": "2024-05-01", "text": "x", "shared": "on"}
        ).status_code
        == 403
    )
    assert not Annotation.objects.exists()
    assert actions() == ["annotated", "annotation removed"]


@pytest.mark.parametrize("wrong", [{"text": ""}, {"first": "tomorrow"}, {"first": "2024-06-02", "last": "2024-06-01"}])
def test_an_annotation_that_says_nothing_is_not_kept(signed_in, wrong):
    client = signed_in(corner="analyst")
    client.post("/corner/annotations/add/", {**REVENUE, "first": "2024-06-01", "text": "x", **wrong})
    assert not Annotation.objects.exists()


def test_the_system_notes_imports_and_policies_and_can_be_silent(signed_in):
    client = signed_in(corner="analyst")
    shown = told(client, "/corner/revenue/?period=2025-01&as_of=2025-01-31")
    assert "Imported: " in shown
    assert "Imported: " not in told(client, "/corner/revenue/?period=2025-01&as_of=2025-01-31&notes=own")
