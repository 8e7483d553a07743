"""A server with two companies, golden and corner, and people of every role in the first."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from playwright.sync_api import Browser, Page

from tenure.book import Book, open_book
from tenure.desk.books import holding
from tenure.desk.books.making import SEEN
from tenure.desk.jobs import worker
from tenure.desk.people.models import Link, Membership, Person
from tenure.workspace import make_workspace
from tests.pages.company import golden_book, shop_book

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright runs a loop in the thread of the tests
PASSWORD = "a sentence of many words"
JUNE = "period=2024-06&as_of=2024-06-30"
Arrive = Callable[..., Page]  # a browser, of a role and a look


@pytest.fixture(scope="session")
def companies(shared: Path) -> Iterator[Path]:
    """The home folder, with the companies in it."""
    folder = settings.SERVER.folder
    golden_book(folder / "golden", shared / "golden")
    shop_book(folder / "corner", "Corner <b>shop</b>")
    yield folder


@pytest.fixture
def fresh(companies: Path) -> Iterator[Book]:
    """A company without facts; gone afterwards."""
    folder = companies / "fresh"
    make_workspace(folder, "Fresh", "Asia/Shanghai", "CNY", "CN")
    yield open_book(folder)
    holding._BOOKS.pop("fresh", None)
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def _no_signs_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker gives none by itself: the database of tests lies in memory, and no two threads can have it."""
    monkeypatch.setattr(worker, "BEAT", 600.0)


@pytest.fixture(autouse=True)
def _light_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes of passwords that take no time; nothing here is secret."""
    for cost, least in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
        monkeypatch.setattr(Argon2PasswordHasher, cost, least)


@pytest.fixture(autouse=True)
def _no_limits_for_browsers(request: pytest.FixtureRequest) -> None:
    """What counts tries is not emptied after a test with a server of its own, and all its tests come from one address."""
    if "live_server" in request.fixturenames:
        told = request.getfixturevalue("settings")
        told.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.fixture
def person(db: None) -> Callable[..., Person]:
    """Make somebody with roles: `person("ann", golden="owner")`."""

    def make(name: str, **roles: str) -> Person:
        made = Person.objects.create_user(f"{name}@example.com", PASSWORD, name.title())
        for company, role in roles.items():
            Membership.objects.create(person=made, company=company, role=role)
        return made

    return make


@pytest.fixture
def signed_in(companies: Path, person: Callable[..., Person]) -> Callable[..., Client]:
    """The browser of somebody with roles, signed in."""

    def make(name: str = "ann", **roles: str) -> Client:
        client = Client()
        client.force_login(person(name, **roles), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


@pytest.fixture
def arrive(
    live_server: Any, companies: object, person: Callable[..., Any], chromium: Browser, settings: Any
) -> Iterator[Arrive]:
    """A browser in which somebody has just come in by a link; what goes wrong in it fails the test."""
    wrong: list[str] = []
    contexts = []

    def make(role: str = "owner", **looks: Any) -> Page:
        word = Link.make("enter", timedelta(hours=1), person=person("ann", corner=role))
        contexts.append(chromium.new_context(**{"viewport": {"width": 1440, "height": 900}, **looks}))
        contexts[-1].add_cookies([{"name": SEEN, "value": "1", "url": live_server.url}])  # addresses are typed here
        contexts[-1].set_default_timeout(
            120_000
        )  # a page that nobody asked for before is computed, on a busy machine too
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
        page.goto(f"{live_server.url}/enter/{word}/")
        return page

    yield make
    for context in contexts:
        context.close()
    assert wrong == []
