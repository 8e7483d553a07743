"""Who tries too often waits: before a password is hashed, and before a link is looked up."""

import json

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tenure.desk.people.models import Entry

pytestmark = pytest.mark.django_db
TRIES = 10


@pytest.fixture
def hashed(monkeypatch):
    """Every password that was hashed or compared, quickly."""
    calls = []
    monkeypatch.setattr(Argon2PasswordHasher, "verify", lambda _self, password, _hash: calls.append(password) or False)
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda _self, password, _salt: calls.append(password) or "argon2$x")  # fmt: skip
    monkeypatch.setattr(Argon2PasswordHasher, "must_update", lambda *_: False)
    return calls


def attempt(email="ann@example.com", address="198.51.100.1"):
    return Client(REMOTE_ADDR=address).post("/account/login/", {"login": email, "password": "wrong"})


@pytest.mark.parametrize("email", ["ann@example.com", "nobody@example.com"])
def test_the_eleventh_wrong_password_is_not_hashed(person, hashed, email):
    person("ann", golden="owner")
    hashed.clear()
    assert {attempt(email).status_code for _ in range(TRIES)} == {200}
    assert len(hashed) == TRIES
    answer = attempt(email)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "Too many tries" in answer.content.decode()
    assert len(hashed) == TRIES, "no hash was made"
    assert Entry.objects.filter(action="sign-in failed").count() == TRIES


def test_tries_from_many_places_on_one_account_count_together(person, hashed):
    person("ann", golden="owner")
    told = [attempt(address=f"198.51.100.{n}").status_code for n in range(1, TRIES + 2)]
    assert told == [200] * TRIES + [429]
    assert attempt("Ann@Example.com ", "203.0.113.9").status_code == 429, "however it is written"
    assert attempt("bob@example.com", "203.0.113.9").status_code == 200


def test_tries_from_one_place_on_many_accounts_count_together(hashed):
    told = [attempt(f"p{n}@example.com").status_code for n in range(TRIES + 1)]
    assert told == [200] * TRIES + [429]
    assert attempt("ann@example.com", "203.0.113.9").status_code == 200


def test_what_a_browser_says_of_its_address_counts_for_nothing(hashed):
    told = [
        Client(REMOTE_ADDR="198.51.100.1", headers={"X-Forwarded-For": f"203.0.113.{n}"})
        .post("/account/login/", {"login": f"p{n}@example.com", "password": "wrong"})
        .status_code
        for n in range(TRIES + 1)
    ]
    assert told[-1] == 429


def rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM desk_cache ORDER BY cache_key")
        return cursor.fetchall()


def test_the_count_is_in_the_database_and_outlives_the_process(hashed):
    attempt()
    told = {key: value for key, value in rows() if ":login_failed:" in key}
    assert len(told) == 2, "of the address typed in, and of where it came from"
    assert all(len(json.loads(value)) == 1 for value in told.values())


def test_of_several_who_take_a_lock_one_has_it_until_it_is_let_go_or_over():
    assert [cache.add("lock", 1, 60), cache.add("lock", 2, 60), cache.get("lock")] == [True, False, 1]
    assert [cache.delete("lock"), cache.delete("lock"), cache.get("lock", "none")] == [True, False, "none"]
    assert [cache.add("lock", 3, -1), cache.add("lock", 4, None), cache.get("lock")] == [True, True, 4]


def test_what_is_over_is_not_kept():
    for n in range(30):
        cache.set(f"try {n}", [n], -1 if n else 60)
    assert len(rows()) == 30
    assert cache.get("try 1") is None
    cache.delete("another")
    assert [value for _, value in rows()] == ["[0]"]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="in SQLite one writes at a time")
@pytest.mark.django_db(transaction=True)
def test_who_takes_away_what_is_over_waits_for_nobody():
    for n in range(3):
        cache.set(f"try {n}", [n], -1)
    cache.set("mine", 1, 60)
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM desk_cache WHERE value = '[1]' FOR UPDATE")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        assert cache.delete("mine")
        assert [value for _, value in rows()] == ["[1]"], "somebody else holds it"
        other.rollback()
    finally:
        other.close()
    assert not cache.delete("mine")
    assert rows() == []


def test_a_password_asked_for_once_more_is_limited_too(signed_in, hashed):
    client = signed_in(golden="owner")
    hashed.clear()
    told = [client.post("/account/reauthenticate/", {"password": "wrong"}).status_code for _ in range(TRIES + 1)]
    assert told == [200] * TRIES + [429]
    assert len(hashed) == TRIES


@pytest.mark.parametrize("purpose", ["setup", "invite", "enter", "reset"])
def test_links_cannot_be_tried_at_will(companies, purpose):
    told = [Client().get(f"/{purpose}/guess-{n}/").status_code for n in range(21)]
    assert told == [404] * 20 + [429]
