"""Settings → Keys: a script reads pages in the name of who made its key, never more, and nothing else."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tenure.desk.people.models import Entry, Key, Membership, Person

pytestmark = pytest.mark.django_db
KEYS = "/corner/settings/keys/"
PAGE = "/corner/revenue/?period=2024-06&as_of=2024-06-30"


@pytest.fixture
def made(signed_in):
    """Make a key as an owner: `(owner, script)`."""

    def make(role="viewer"):
        owner = signed_in(corner="owner", golden="owner")
        answer = owner.post(f"{KEYS}make/", {"name": "nightly", "role": role, "days": "30"})
        word = re.search(r'value="(tenure_[^"]+)"', answer.content.decode())[1]
        return owner, Client(headers={"Authorization": f"Bearer {word}"})

    return make


def test_a_key_is_shown_once_and_reads_pages_as_json_and_csv(made):
    owner, script = made()
    assert "tenure_" not in owner.get(KEYS).content.decode()
    assert script.get(PAGE).json()["key"] == "revenue"
    assert script.get(f"{PAGE}&form=csv").headers["Content-Type"].startswith("text/csv")
    assert script.get("/corner/?period=no").json()["error"]
    assert Key.objects.get().used_at is not None
    assert [one.action for one in Entry.objects.all()] == ["took", "took", "key made"]
    assert Entry.objects.first().detail["key"] == "nightly"


def test_a_key_opens_pages_of_its_company_with_its_role_alone(made):
    _owner, script = made()
    assert script.get("/corner/customers/").status_code == 403
    assert script.get("/golden/").status_code == 404
    for place in ("/", "/account/", KEYS, "/corner/settings/people/", "/corner/data/", "/corner/search/?q=home"):
        assert script.get(place).status_code == 403, place
    assert Client(headers={"Authorization": "Bearer tenure_no"}).get(PAGE).status_code == 401
    assert "sessionid" not in str(script.cookies)
    assert "tenure=" not in str(script.cookies)


def test_a_key_may_no_more_than_its_maker_may_now(made):
    _owner, script = made("operator")
    assert script.get("/corner/customers/?period=2024-06&as_of=2024-06-30").status_code == 200
    Membership.objects.filter(company="corner").update(role="viewer")
    assert script.get(PAGE).status_code == 404
    Membership.objects.filter(company="corner").delete()
    assert script.get(PAGE).status_code == 404


@pytest.mark.parametrize(
    "change", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now() - timedelta(days=1)}]
)  # fmt: skip
def test_a_key_that_is_void_opens_nothing(made, change):
    _owner, script = made()
    Key.objects.update(**change)
    assert script.get(PAGE).status_code == 401


def test_an_owner_revokes_a_key_of_this_company(made):
    owner, script = made()
    key = Key.objects.get().pk
    assert owner.post(f"/golden/settings/keys/{key}/revoke/").status_code == 409
    assert owner.post(f"{KEYS}{key}/revoke/").status_code == 302
    assert script.get(PAGE).status_code == 401
    assert Entry.objects.first().action == "key revoked"


def test_a_key_never_changes_anything(made):
    owner, _script = made()
    assert owner.post(f"{KEYS}make/", {"name": "x", "role": "owner", "days": "30"}).status_code == 400
    assert Key.objects.count() == 1


def test_a_script_that_asks_too_often_waits(made, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"key": "2/h/key"}
    _owner, script = made()
    assert [script.get(PAGE).status_code for _ in range(3)] == [200, 200, 429]


def test_who_may_not_manage_people_makes_no_key(signed_in):
    manager = signed_in(corner="manager")
    assert manager.post(f"{KEYS}make/", {"name": "x", "role": "viewer", "days": "30"}).status_code == 403
    assert Person.objects.get().keys.count() == 0
