"""Settings → People: who is in a company, who is invited, and that every change is told in the trail."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tenure.desk.people import managing
from tenure.desk.people.models import Entry, Link, Membership, Person
from tenure.errors import Conflict, NotFound
from tests.desk.conftest import PASSWORD

pytestmark = pytest.mark.django_db
PEOPLE = "/golden/settings/people/"


def invited(client, **told):
    """The word of the link that an invitation shows."""
    answer = client.post(f"{PEOPLE}invite/", {"role": "analyst", **told})
    assert answer.status_code == 200
    return re.search(r'value="http://localhost:8377/invite/([^/]+)/"', answer.content.decode()).group(1)


def test_the_link_of_an_invitation_is_shown_once_and_lets_in(signed_in):
    owner = signed_in(golden="owner")
    word = invited(owner, email="Bob@Example.com")
    page = owner.get(PEOPLE).content.decode()
    assert word not in page
    assert "bob@example.com" in page
    told = {"name": "Bob", "email": "bob@example.com", "password": PASSWORD}
    assert Client().post(f"/invite/{word}/", told).status_code == 302
    assert Person.objects.get(name="Bob").role_in("golden") == "analyst"
    assert [one.action for one in Entry.objects.all()][:2] == ["joined", "invited"]


def test_an_invitation_lasts_seven_days(signed_in):
    word = invited(signed_in(golden="owner"))
    assert timedelta(days=6.9) < Link.objects.get().expires_at - timezone.now() <= timedelta(days=7)
    Link.objects.update(expires_at=timezone.now())
    assert Client().get(f"/invite/{word}/").status_code == 404


def test_an_invitation_can_be_revoked_but_not_that_of_another_company(signed_in):
    owner, word = signed_in(golden="owner"), None
    word = invited(owner)
    other = Link.objects.create(purpose="invite", digest="x", company="corner", role="owner", expires_at=timezone.now() + timedelta(days=1))  # fmt: skip
    assert owner.post(f"{PEOPLE}invitations/{other.pk}/revoke/").status_code == 409
    assert owner.post(f"{PEOPLE}invitations/{Link.objects.first().pk}/revoke/").status_code == 302
    assert Client().get(f"/invite/{word}/").status_code == 404
    assert list(Link.objects.all()) == [other]
    assert Entry.objects.first().action == "invitation revoked"


@pytest.mark.parametrize("told", [{"role": "king"}, {"role": ""}, {"email": "no address"}])
def test_an_invitation_to_nothing_is_not_made(signed_in, told):
    assert signed_in(golden="owner").post(f"{PEOPLE}invite/", {"role": "viewer", **told}).status_code == 400
    assert not Link.objects.exists()


def test_another_role_holds_at_once_and_is_told(signed_in, person):
    owner, bob = signed_in(golden="owner"), person("bob", golden="viewer")
    browser = Client()
    browser.force_login(bob, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get(PEOPLE).status_code == 403
    assert owner.post(f"{PEOPLE}{bob.pk}/role/", {"role": "owner"}).status_code == 302
    assert browser.get(PEOPLE).status_code == 200
    entry = Entry.objects.first()
    assert (entry.action, entry.company, entry.detail) == ("role changed", "golden", {"who": bob.pk, "from": "viewer", "to": "owner"})  # fmt: skip


def test_the_last_owner_stays_owner(signed_in, person):
    owner, ann = signed_in(golden="owner"), Person.objects.get()
    assert owner.post(f"{PEOPLE}{ann.pk}/role/", {"role": "manager"}).status_code == 409
    assert owner.post(f"{PEOPLE}{ann.pk}/remove/").status_code == 409
    assert ann.role_in("golden") == "owner"
    assert not Entry.objects.exists()
    person("bob", golden="owner")
    assert owner.post(f"{PEOPLE}{ann.pk}/remove/").status_code == 302
    assert ann.role_in("golden") is None


def test_who_is_removed_is_out_at_once_and_of_this_company_alone(signed_in, person):
    owner, bob = signed_in(golden="owner"), person("bob", golden="viewer", corner="viewer")
    browser = Client()
    browser.force_login(bob, backend="allauth.account.auth_backends.AuthenticationBackend")
    owner.post(f"{PEOPLE}{bob.pk}/remove/")
    assert browser.get("/golden/settings/").status_code == 404
    assert browser.get("/corner/settings/").status_code == 302
    assert Entry.objects.first().detail == {"who": bob.pk, "role": "viewer"}


def test_who_is_in_no_company_any_more_is_signed_out(signed_in, person):
    owner, bob = signed_in(golden="owner"), person("bob", golden="viewer")
    browser = Client()
    browser.post("/account/login/", {"login": "bob@example.com", "password": PASSWORD})
    assert browser.get("/account/").status_code == 200
    owner.post(f"{PEOPLE}{bob.pk}/remove/")
    assert browser.get("/account/").headers["Location"].startswith("/account/login/")


def test_people_of_other_companies_are_out_of_reach(signed_in, person):
    owner, bob = signed_in(golden="owner"), person("bob", corner="viewer")
    assert "bob@example.com" not in owner.get(PEOPLE).content.decode()
    for what in ("role", "remove", "reset"):
        assert owner.post(f"{PEOPLE}{bob.pk}/{what}/", {"role": "owner"}).status_code == 409
    assert dict(Membership.objects.filter(person=bob).values_list("company", "role")) == {"corner": "viewer"}


def test_a_change_that_fails_leaves_no_line(signed_in, person, monkeypatch):
    signed_in(golden="owner")
    bob = person("bob", golden="viewer")
    monkeypatch.setattr(Membership, "save", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        managing.change_role(Person.objects.get(name="Ann"), "golden", bob.pk, "owner")
    assert not Entry.objects.exists()


def test_names_are_text(signed_in, person):
    bob = person("bob", golden="viewer")
    Person.objects.filter(pk=bob.pk).update(name="<script>alert(1)</script>")
    page = signed_in(golden="owner").get(PEOPLE).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_settings_open_where_one_may_go(signed_in):
    assert signed_in("ann", golden="owner").get("/golden/settings/").headers["Location"] == PEOPLE
    assert signed_in("bob", golden="viewer").get("/golden/settings/").headers["Location"] == "/golden/settings/kept/"


def test_an_invitation_says_which_customers_somebody_will_see(signed_in):
    owner = signed_in(golden="owner")
    word = invited(owner, role="viewer", email="bob@example.com")
    place = f"{PEOPLE}invitations/{Link.objects.get().pk}/customers/"
    assert owner.post(place, {"name": "region", "word": "MAINLAND"}).status_code == 302
    page = owner.get(PEOPLE).content.decode()
    assert "sees region = mainland" in page and place in page
    told = {"name": "Bob", "email": "bob@example.com", "password": "another sentence of words"}
    assert Client().post(f"/invite/{word}/", told).status_code == 302
    bob = Membership.objects.get(person__email="bob@example.com")
    assert (bob.role, bob.scope_name, bob.scope_word, bob.totals) == ("viewer", "region", "mainland", False)
    assert owner.get(place).status_code == 404, "it was used"


def test_whom_an_invitation_opens_is_said_until_it_is_taken(companies, person):
    ann, bob, cid = person("ann", golden="owner"), person("bob"), person("cid")
    word = managing.invite(ann, "golden", "viewer")
    opened = Link.open("invite", word)  # bob looks at it, and meanwhile it is changed
    managing.invite_for(ann, "golden", opened.pk, ("region", "mainland"), totals=False)
    managing.accept(opened, bob)
    told = Membership.objects.get(person=bob)
    assert (told.scope_name, told.scope_word) == ("region", "mainland")
    with pytest.raises(NotFound, match="no longer open"):
        managing.invite_for(ann, "golden", opened.pk, ("region", "overseas"), totals=False)
    with pytest.raises(Conflict, match="just used"):
        managing.accept(opened, cid)
    assert Membership.objects.get(person=bob).scope_word == "mainland"


def test_who_brings_files_is_not_invited_for_some_customers(signed_in):
    owner = signed_in(golden="owner")
    invited(owner, role="analyst")
    place = f"{PEOPLE}invitations/{Link.objects.get().pk}/customers/"
    assert place not in owner.get(PEOPLE).content.decode()
    assert owner.post(place, {"name": "region", "word": "mainland"}).status_code == 409
    assert Link.objects.get().scope_name == ""
