"""Signing in with the company's own provider: for whom we know or have invited, and by nothing that is not signed."""

import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from tenure.desk.oidc import providers
from tenure.desk.people.models import Entry, Link, Person
from tenure.errors import UsageError
from tests.desk.oidc import CLIENT, KEY, OTHER_KEY, SECRET, running, signed

pytestmark = pytest.mark.django_db
START = "/account/oidc/company/login/"


def environment(issuer):
    return {"TENURE_OIDC_ISSUER": issuer, "TENURE_OIDC_CLIENT_ID": CLIENT, "TENURE_OIDC_CLIENT_SECRET": SECRET, "TENURE_OIDC_NAME": "Acme"}  # fmt: skip


@pytest.fixture
def provider(settings):
    with running() as found:
        settings.SOCIALACCOUNT_PROVIDERS = providers(environment(found.issuer))
        yield found


def back_from(provider, client):
    """The address by which the provider sends a browser back."""
    there = client.get(START).headers["Location"]
    assert there.startswith(f"{provider.issuer}/authorize?")
    assert parse_qs(urlsplit(there).query)["code_challenge_method"] == ["S256"]
    parts = urlsplit(requests.get(there, allow_redirects=False, timeout=10).headers["Location"])
    return f"{parts.path}?{parts.query}"


def come_in(provider, client=None):
    client = client or Client()
    return client, client.get(back_from(provider, client))


def test_who_is_known_comes_in_by_a_verified_address(companies, person, provider):
    person("ann", golden="owner")
    client, answer = come_in(provider)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/account/").status_code == 200
    account = SocialAccount.objects.get()
    assert (account.user.email, account.extra_data) == ("ann@example.com", {})
    assert Entry.objects.first().action == "signed in"


def test_afterwards_she_is_known_by_issuer_and_subject_not_by_her_address(companies, person, provider):
    person("ann", golden="owner")
    come_in(provider)
    provider.userinfo |= {"email": "married@example.com", "email_verified": False}
    client, _answer = come_in(provider)
    assert client.get("/account/").status_code == 200
    assert SocialAccount.objects.count() == 1


def test_who_is_invited_by_address_comes_in_with_the_role_of_the_invitation(companies, provider):
    Link.make("invite", timedelta(days=7), company="golden", role="analyst", email="ann@example.com")
    client, _answer = come_in(provider)
    ann = Person.objects.get()
    assert (ann.name, ann.role_in("golden"), ann.has_usable_password()) == ("Ann", "analyst", False)
    assert client.get("/account/").status_code == 200
    assert [one.action for one in Entry.objects.order_by("id")] == ["joined", "signed in"]
    assert not Link.usable("invite").exists()


@pytest.mark.parametrize(
    "told",
    [{"email": "eve@example.com"}, {"email_verified": False}, {"email_verified": "true"}, {"email_verified": None}, {"email": ""}],
)  # fmt: skip
def test_who_is_not_invited_or_not_verified_stays_out(companies, person, provider, told):
    person("ann", golden="owner")
    provider.userinfo |= told
    client, answer = come_in(provider)
    assert answer.status_code == 403
    assert "You are not invited" in answer.content.decode()
    assert client.get("/account/").status_code == 302
    assert not SocialAccount.objects.exists()
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "status"), [({}, 302), ({"email_verified": False}, 403), ({"email_verified": "no"}, 403)]
)
def test_an_issuer_that_is_trusted_need_not_say_that_it_verified(companies, person, provider, settings, told, status):
    person("ann", golden="owner")
    trusted = environment(provider.issuer) | {"TENURE_OIDC_TRUST_EMAIL": provider.issuer}
    settings.SOCIALACCOUNT_PROVIDERS = providers(trusted)
    del provider.userinfo["email_verified"]
    provider.userinfo |= told
    _client, answer = come_in(provider)
    assert answer.status_code == status


LIES = {
    "signed by somebody else": lambda claims: signed(claims, OTHER_KEY),
    "not signed": lambda claims: jwt.encode(claims, None, "none", headers={"kid": "one"}),
    "signed with a shared word": lambda claims: signed(claims, SECRET * 2, "HS256"),
    "for another client": lambda claims: signed(claims | {"aud": "other"}, KEY),
    "of another issuer": lambda claims: signed(claims | {"iss": "https://evil.example"}, KEY),
    "too old": lambda claims: signed(claims | {"exp": int(time.time()) - 60}, KEY),
    "of another person": lambda claims: signed(claims | {"sub": "2"}, KEY),
    "of nobody": lambda claims: signed({name: one for name, one in claims.items() if name != "sub"}, KEY),
    "under an unknown key": lambda claims: jwt.encode(claims, KEY, "RS256", headers={"kid": "two"}),
    "under no key": lambda claims: jwt.encode(claims, KEY, "RS256"),
    "no token": lambda _claims: "",
    "noise": lambda _claims: "a.b.c",
}


@pytest.mark.parametrize("lie", list(LIES))
def test_a_token_that_is_not_right_lets_nobody_in(companies, person, provider, lie):
    person("ann", golden="owner")
    provider.sign = LIES[lie]
    client, answer = come_in(provider)
    assert answer.status_code in {200, 401, 502}
    assert "You cannot sign in" in answer.content.decode()
    assert client.get("/account/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_an_answer_belongs_to_the_browser_that_asked(companies, person, provider):
    person("ann", golden="owner")
    stolen = back_from(provider, Client())
    client = Client()
    assert "You cannot sign in" in client.get(stolen).content.decode()
    assert client.get("/account/").status_code == 302


def test_an_answer_works_once(companies, person, provider):
    person("ann", golden="owner")
    client = Client()
    back = back_from(provider, client)
    client.get(back)
    client.post("/account/logout/")
    assert "You cannot sign in" in client.get(back).content.decode()
    assert client.get("/account/").status_code == 302


def test_nobody_ties_a_stranger_to_the_own_account(provider, signed_in):
    client = signed_in(golden="owner")
    there = client.get(f"{START}?process=connect").headers["Location"]
    parts = urlsplit(requests.get(there, allow_redirects=False, timeout=10).headers["Location"])
    assert client.get(f"{parts.path}?{parts.query}").status_code == 404
    assert not SocialAccount.objects.exists()


def test_the_way_is_shown_where_there_is_one(companies, provider):
    assert "Sign in with Acme" in Client().get("/account/login/").content.decode()


def test_without_a_provider_there_is_no_way(companies):
    assert "oidc" not in Client().get("/account/login/").content.decode()
    assert [Client().get(f"/account/oidc/{name}/login/").status_code for name in ("company", "x")] == [404, 404]
    assert Client().get("/account/oidc/company/login/callback/?code=x&state=y").status_code == 404


def test_a_provider_out_of_reach_is_said(companies, settings):
    settings.SOCIALACCOUNT_PROVIDERS = providers(environment("http://127.0.0.1:9"))
    assert Client().get(START).status_code == 502


@pytest.mark.parametrize(
    "told",
    [
        {"TENURE_OIDC_ISSUER": "http://id.example.com"},
        {"TENURE_OIDC_CLIENT_SECRET": ""},
        {"TENURE_OIDC_CLIENT_ID": ""},
    ],
)
def test_a_provider_named_by_halves_or_without_https_is_refused(told):
    with pytest.raises(UsageError, match="TENURE_OIDC_ISSUER"):
        providers(environment("https://id.example.com") | told)
