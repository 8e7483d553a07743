"""My account: profile, second factors, sessions; and that nothing else of allauth is open."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import URLResolver, get_resolver

from tenure.desk.people import allauth_routes, urls
from tenure.desk.people.models import Entry, Person
from tests.desk.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def come_in(email="ann@example.com", password=PASSWORD, **headers):
    """A browser that signed in by password."""
    client = Client(headers=headers)
    client.post("/account/login/", {"login": email, "password": password})
    return client


def code(secret):
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def sure(client):
    """The browser after its person has typed the password once more."""
    assert client.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def with_app(client):
    """The browser after its person has set up an app; and the app's secret."""
    secret = sure(client).get("/account/2fa/totp/activate/").context["form"].secret
    answer = client.post("/account/2fa/totp/activate/", {"code": code(secret)})
    assert answer.headers["Location"] == "/account/2fa/recovery-codes/"
    return secret


def routes_of_allauth(resolver, before=""):
    for one in resolver:
        if isinstance(one, URLResolver):
            yield from routes_of_allauth(one.url_patterns, before + str(one.pattern))
        else:
            yield before + str(one.pattern).lstrip("^").rstrip("$"), one


def test_of_allauth_only_what_is_named_is_open(signed_in):
    people = next(one for one in get_resolver().url_patterns if getattr(one, "urlconf_name", None) is urls)
    (ours,) = [one for one in people.url_patterns if isinstance(one, URLResolver)]
    closed = {path for path, one in routes_of_allauth(ours.url_patterns) if one.callback is allauth_routes.closed}
    assert {"signup/", "email/", "confirm-email/", "password/set/", "3rdparty/", "3rdparty/signup/"} <= closed
    clients = (Client(), signed_in(golden="owner"))
    plain = [path for path in closed if "<" not in path and "(" not in path]
    assert len(plain) >= 8
    for path in [*plain, "confirm-email/abc/", "social/connections/", "2fa/trust/", "2fa/webauthn/signup/"]:
        told = [getattr(client, how)(f"/account/{path}").status_code for client in clients for how in ("get", "post")]
        assert told == [404] * 4, path


def test_every_page_of_the_account_opens_in_both_languages(signed_in, person):
    client = signed_in(golden="owner")
    sure(client)
    paths = ("", "password/change/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/", "sessions/")
    for language, title in (("en", "My account"), ("zh-hans", "我的账户")):
        for path in paths:
            answer = client.get(f"/account/{path}", headers={"Accept-Language": language})
            assert answer.status_code == 200, path
            told = answer.content.decode()
            assert title in told
            assert " style=" not in told
            assert " onclick=" not in told


def test_a_profile_is_changed_and_told_but_not_the_address(signed_in):
    client = signed_in(golden="owner")
    told = {"name": "Ann B", "language": "zh-hans", "email": "eve@example.com", "is_active": "", "password": "x"}
    assert client.post("/account/", told).status_code == 302
    ann = Person.objects.get()
    assert (ann.name, ann.email, ann.language, ann.shortcuts) == ("Ann B", "ann@example.com", "zh-hans", False)
    assert ann.is_active and ann.check_password(PASSWORD)
    assert Entry.objects.first().detail == {"fields": ["language", "name", "shortcuts"]}
    page = client.get("/account/", headers={"Accept-Language": "en"}).content.decode()
    assert 'lang="zh-Hans"' in page
    assert 'data-shortcuts="off"' in page


def test_the_language_of_a_person_holds_in_a_new_browser_until_one_is_chosen_there(person):
    person("ann", golden="viewer")
    Person.objects.update(language="zh-hans")
    client = come_in()
    assert 'lang="zh-Hans"' in client.get("/account/", headers={"Accept-Language": "en"}).content.decode()
    client.post("/i18n/setlang/", {"language": "en", "next": "/account/"})
    assert 'lang="en"' in client.get("/account/").content.decode()


def test_a_new_password_ends_every_session(companies, person):
    person("ann", golden="owner")
    here, there = come_in(), come_in()
    new = "another sentence of many words"
    told = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password/change/", told).status_code == 302
    assert [one.get("/account/").status_code for one in (here, there)] == [302, 302]
    assert come_in(password=new).get("/account/").status_code == 200
    assert "password changed" in [one.action for one in Entry.objects.all()]


def test_an_app_is_asked_for_from_then_on(companies, person):
    person("ann", golden="owner")
    secret = with_app(come_in())
    added = Entry.objects.filter(action="second factor added").order_by("id")
    assert [one.detail["type"] for one in added] == ["totp", "recovery_codes"]
    client = come_in()
    assert client.get("/account/").status_code == 302
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.get("/account/").status_code == 302
    used = code(secret)
    assert client.post("/account/2fa/authenticate/", {"code": used}).status_code == 302
    assert client.get("/account/").status_code == 200
    client = come_in()
    assert client.post("/account/2fa/authenticate/", {"code": used}).status_code == 200, "a code works once"
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert client.post("/account/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    assert client.get("/account/").status_code == 200
    again = come_in()
    assert again.post("/account/2fa/authenticate/", {"code": codes[0]}).status_code == 200, "a recovery code works once"


def test_recovery_codes_are_shown_and_renewed(companies, person):
    person("ann", golden="owner")
    client = come_in()
    with_app(client)
    shown = client.get("/account/2fa/recovery-codes/").context["unused_codes"]
    assert len(shown) == 10
    assert client.get("/account/2fa/recovery-codes/download/").status_code == 200
    client.post("/account/2fa/recovery-codes/generate/")
    assert not set(shown) & set(client.get("/account/2fa/recovery-codes/").context["unused_codes"])


@pytest.mark.parametrize("path", ["totp/activate/", "webauthn/add/", "recovery-codes/generate/"])
def test_a_second_factor_asks_for_the_password_once_more(signed_in, path):
    answer = signed_in(golden="owner").get(f"/account/2fa/{path}")
    assert answer.headers["Location"].startswith("/account/reauthenticate/")


def test_a_session_is_ended_from_another_and_only_by_its_person(companies, person):
    person("ann", golden="owner"), person("eve", golden="owner")
    here, there, eve = come_in(), come_in(User_Agent="Lost phone"), come_in("eve@example.com")
    assert "Lost phone" in here.get("/account/sessions/").content.decode()
    assert "Lost phone" not in eve.get("/account/sessions/").content.decode()
    lost = UserSession.objects.get(user_agent="Lost phone")
    assert eve.post(f"/account/sessions/{lost.pk}/end/").status_code == 404
    assert there.get("/account/").status_code == 200
    assert here.post(f"/account/sessions/{lost.pk}/end/").status_code == 302
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
    told = here.get("/account/sessions/")
    assert (len(told.context["sessions"]), "Lost phone" in told.content.decode()) == (1, False)


def test_a_session_that_an_old_password_opened_is_not_told_as_open(companies, person):
    ann, there = person("ann", golden="owner"), come_in(User_Agent="Lost phone")
    ann.set_password(f"{PASSWORD} more")
    ann.save()
    again = come_in(password=f"{PASSWORD} more")
    lost = UserSession.objects.create(user=ann, ip="198.51.100.1", user_agent="Lost phone", session_key=there.session.session_key)  # fmt: skip
    assert "Lost phone" not in again.get("/account/sessions/").content.decode()
    assert not UserSession.objects.filter(pk=lost.pk).exists()
    assert again.get("/account/").status_code == 200
