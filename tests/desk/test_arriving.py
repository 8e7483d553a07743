"""How people come in: the first by a link that works once, others by invitation, and nobody by herself."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tenure.desk.people.models import Entry, Link, Person
from tests.desk.conftest import PASSWORD

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db
ANN = {"name": "Ann", "email": " Ann@Example.com", "password": PASSWORD}


def test_the_first_comer_becomes_the_owner_of_every_company(companies):
    client, word = Client(), Link.make("setup", HOUR)
    assert client.get(f"/setup/{word}/").status_code == 200
    assert client.post(f"/setup/{word}/", ANN).status_code == 302
    ann = Person.objects.get()
    assert (ann.email, ann.name) == ("ann@example.com", "Ann")
    assert dict(ann.memberships.values_list("company", "role")) == {"corner": "owner", "golden": "owner"}
    assert client.get("/").headers["Location"] == "/corner/"


def test_set_up_closes_behind_the_first(companies):
    word, other = Link.make("setup", HOUR), None
    assert Client().post(f"/setup/{word}/", ANN).status_code == 302
    other = Link.make("setup", HOUR)
    assert [Client().get(f"/setup/{one}/").status_code for one in (word, other, "guessed")] == [404, 404, 404]


def test_a_link_can_be_late(companies):
    word = Link.make("setup", HOUR)
    Link.objects.update(expires_at=timezone.now() - HOUR)
    assert Client().get(f"/setup/{word}/").status_code == 404


def test_only_the_hash_of_a_link_is_kept(companies):
    word = Link.make("setup", HOUR)
    assert word not in str(list(Link.objects.values()))


def test_a_second_set_up_link_voids_the_first(companies):
    first, second = Link.make("setup", HOUR), Link.make("setup", HOUR)
    assert [Client().get(f"/setup/{word}/").status_code for word in (first, second)] == [404, 200]


def test_who_is_invited_gets_the_role_of_the_invitation_alone(companies, person):
    person("ann", golden="owner")
    word = Link.make("invite", HOUR, company="golden", role="viewer")
    told = {"name": "Bob", "email": "bob@example.com", "password": PASSWORD}
    assert Client().post(f"/invite/{word}/", told).status_code == 302
    assert dict(Person.objects.get(name="Bob").memberships.values_list("company", "role")) == {"golden": "viewer"}
    assert Client().post(f"/invite/{word}/", {**told, "email": "cid@example.com"}).status_code == 404


@pytest.mark.parametrize(
    ("told", "field"),
    [({"password": "short"}, "password"), ({"password": "password1234"}, "password"), ({"email": "no address"}, "email"), ({"name": ""}, "name")],
)  # fmt: skip
def test_what_does_not_do_is_said_at_its_field_and_nobody_is_made(companies, told, field):
    word = Link.make("setup", HOUR)
    answer = Client().post(f"/setup/{word}/", ANN | told)
    assert list(answer.context["form"].errors) == [field]
    assert not Person.objects.exists()
    assert Client().post(f"/setup/{word}/", ANN).status_code == 302, "the link is not used up"


def test_a_link_signs_in_once(companies, person):
    ann = person("ann", golden="owner")
    word = Link.make("enter", HOUR, person=ann)
    client = Client()
    assert client.get(f"/enter/{word}/").status_code == 302
    assert client.get("/golden/").status_code == 200
    assert Client().get(f"/enter/{word}/").status_code == 404
    assert Entry.objects.get().action == "signed in by link"


def test_who_is_known_joins_one_more_company_by_an_invitation(signed_in):
    client = signed_in("ann", corner="owner")
    word = Link.make("invite", HOUR, company="golden", role="analyst")
    assert "ann@example.com" in client.get(f"/invite/{word}/").content.decode()
    assert client.post(f"/invite/{word}/").headers["Location"] == "/golden/"
    assert Person.objects.get().role_in("golden") == "analyst"
    assert Client().get(f"/invite/{word}/").status_code == 404


def test_who_is_in_the_company_keeps_her_role_and_the_link_its_use(signed_in):
    client = signed_in("ann", golden="owner")
    word = Link.make("invite", HOUR, company="golden", role="viewer")
    assert client.post(f"/invite/{word}/").headers["Location"] == "/golden/"
    assert Person.objects.get().role_in("golden") == "owner"
    assert Client().get(f"/invite/{word}/").status_code == 200


def test_an_invitation_to_a_company_that_is_gone_is_gone(companies):
    word = Link.make("invite", HOUR, company="sold", role="viewer")
    assert Client().get(f"/invite/{word}/").status_code == 404


def test_nobody_signs_up(companies):
    answer = Client().post("/account/signup/", {"email": "eve@example.com", "password1": PASSWORD})
    assert answer.status_code == 404
    assert not Person.objects.exists()


def test_a_password_signs_in_and_a_wrong_one_says_nothing_of_who_is_known(companies, person):
    person("ann", golden="owner")
    right = Client().post("/account/login/", {"login": "Ann@example.com", "password": PASSWORD})
    assert (right.status_code, right.headers["Location"]) == (302, "/")
    told = [
        Client().post("/account/login/", {"login": f"{who}@example.com", "password": "wrong"}).context["form"].errors
        for who in ("ann", "nobody")
    ]
    assert told[0] == told[1] != {}


def test_the_trail_is_a_chain_that_shows_a_change(companies, person):
    ann = person("ann", golden="owner")
    lines = [Entry.write("joined", ann, "golden", {"role": role}) for role in ("owner", "viewer")]
    assert lines[1].before == lines[0].digest
    assert all(Entry.objects.get(pk=line.pk).sealed() == line.digest for line in lines)
    Entry.objects.filter(pk=lines[0].pk).update(detail={"role": "manager"})
    assert Entry.objects.get(pk=lines[0].pk).sealed() != lines[0].digest
