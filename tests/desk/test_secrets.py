"""Second factors are encrypted at rest, sessions end, and the trail is checked on from where it was."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.fernet import InvalidToken
from django.conf import settings as told_settings

from tenure.desk.oidc import providers
from tenure.desk.people import history
from tenure.desk.people.models import Entry, Mark
from tenure.desk.people.secrets import Adapter, encrypt_all
from tenure.errors import UsageError

pytestmark = pytest.mark.django_db


def test_a_secret_is_not_readable_in_the_database(person):
    secret = generate_totp_secret()
    TOTP.activate(person("ann"), secret)
    kept = Authenticator.objects.get().data["secret"]
    assert secret not in kept
    assert Adapter().decrypt(kept) == secret
    assert (told_settings.SERVER.folder / "desk.vault").stat().st_mode & 0o77 == 0
    with pytest.raises(InvalidToken):
        Adapter().decrypt(secret)


def test_a_secret_that_was_kept_as_it_is_is_encrypted_once(person):
    made = Authenticator.objects.create(user=person("ann"), type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    for _ in range(2):
        encrypt_all(Authenticator)
        made.refresh_from_db()
        assert Adapter().decrypt(made.data["secret"]) == "JBSWY3DPEHPK3PXP"


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 302)])
def test_a_session_ends_half_an_hour_after_the_last_request(signed_in, monkeypatch, minutes, status):
    client, now = signed_in(corner="viewer"), time.time()
    assert client.get("/account/").status_code == 200
    monkeypatch.setattr("tenure.desk.people.idling.time", lambda: now + minutes * 60)
    assert client.get("/account/").status_code == status


def test_a_session_ends_after_twelve_hours_whatever_is_done(signed_in, monkeypatch):
    client, now = signed_in(corner="viewer"), time.time()
    for minutes in range(0, 12 * 60 + 20, 20):
        monkeypatch.setattr("tenure.desk.people.idling.time", lambda m=minutes: now + m * 60)
        assert (client.get("/account/").status_code == 200) == (minutes <= 12 * 60), minutes


def test_the_trail_is_checked_on_from_where_it_was_and_whole_at_night(person):
    ann = person("ann")
    lines = [Entry.write("signed in", ann) for _ in range(4)]
    assert history.check_on() is None
    assert Mark.objects.get().entry == lines[3].pk
    more = [Entry.write("signed in", None) for _ in range(2)]
    Entry.objects.filter(pk=more[0].pk).update(action="signed out")
    assert history.check_on() == more[0].pk
    Entry.objects.filter(pk=more[0].pk).update(action="signed in")
    assert history.check_whole() is None
    Entry.objects.filter(pk=lines[1].pk).update(action="signed out")
    assert history.check_on() is None, "what was checked is looked at again by night"
    assert history.check_whole() == lines[1].pk == history.check_on()


def test_an_issuer_is_trusted_by_its_own_address_alone():
    told = {"TENURE_OIDC_ISSUER": "https://a.example", "TENURE_OIDC_CLIENT_ID": "x", "TENURE_OIDC_CLIENT_SECRET": "y"}
    app = providers(told | {"TENURE_OIDC_TRUST_EMAIL": "https://a.example/"})["openid_connect"]["APPS"][0]
    assert app["settings"]["trust_email"] is True
    assert providers(told)["openid_connect"]["APPS"][0]["settings"]["trust_email"] is False
    with pytest.raises(UsageError, match="another issuer"):
        providers(told | {"TENURE_OIDC_TRUST_EMAIL": "https://b.example"})
