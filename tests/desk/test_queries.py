"""What each page asks of the desk's database: at most 15 statements, and as many with many rows as with few."""

import itertools
import shutil
from datetime import timedelta
from time import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tenure.desk.books import holding
from tenure.desk.bringing.models import Upload
from tenure.desk.jobs.models import DONE, Job
from tenure.desk.people.models import Entry, Key, Link, Person
from tenure.desk.remembering.models import Annotation, Share, Subscription, View
from tests.cast import NOW, customer, deliver
from tests.desk.conftest import PASSWORD
from tests.desk.test_account import routes_of_allauth
from tests.desk.test_doors import routes
from tests.pages.company import shop_book

pytestmark = pytest.mark.django_db
MOST = 15
HOUR = timedelta(hours=1)
PERIOD = "?period=2024-06&as_of=2024-06-30"
ELSEWHERE = {"setup", "invite", "enter", "reset", "share", "unsubscribe"}  # without signing in; told below
# Each count of a try costs four statements, for it is taken under a lock that lies in the database.
MORE = {  # and what each may ask
    "POST /setup": 29,  # one limit; a person, her roles, the trail, a session
    "POST /invite": 25,
    "POST /account/login": 48,  # nine times a limit is asked, cleared or given back, which takes two
    "GET /enter": 20,  # a sign-in
}


@pytest.fixture
def busy(companies):
    """A company of its own, gone afterwards."""
    folder = companies / "busy"
    yield shop_book(folder, "Busy")
    holding._BOOKS.pop("busy", None)
    shutil.rmtree(folder)


@pytest.fixture
def always_noted(monkeypatch):
    """Half a minute between two requests: each is one that notes that she is here."""
    clock = itertools.count(time(), 31)
    monkeypatch.setattr("tenure.desk.people.idling.time", lambda: next(clock))


def asked(client, address, form=None):
    """How many statements a page costs, and its status; those that open and close transactions count, the lock of the trail
    on PostgreSQL does not."""
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address) if form is None else client.post(address, form)
        b"".join(answer) if answer.streaming else answer.content
    told = [one["sql"] for one in seen.captured_queries if "pg_advisory_xact_lock" not in one["sql"]]
    return len(told), answer.status_code


def fill(book, person, many):
    """Rows of every kind that a page lists."""
    ann = Person.objects.get(name="Ann")
    for n in range(many):
        browser = Client(headers={"User-Agent": f"browser {n}"})
        browser.force_login(ann, backend="allauth.account.auth_backends.AuthenticationBackend")
        browser.get("/account/")
        other = person(f"other{n}-{many}", busy="viewer")
        place = {"company": "busy", "page": "home", "person": ann if n % 2 else other, "words": {}}
        View.objects.create(name=f"view {n}", shared=True, pin=("navigation", "home")[n % 2], **place)
        Subscription.objects.create(every="day", hour=8, **place | {"person": ann})
        Share.make(ann, HOUR, company="busy", page="home", words={})
        for page in ("home", "customers", "customer"):
            Annotation.objects.create(
                company="busy", page=page, person=other, first="2024-06-03", last="2024-06-04", text="sale"
            )
        Entry.write("signed in", other)
        Entry.write("invited", ann, "busy", {"who": other.pk})
        Link.make("invite", HOUR, company="busy", role="viewer", made_by=ann)
        Key.objects.create(
            name=f"key {n}", company="busy", role="viewer", digest=f"{many}-{n}", made_by=other, expires_at=NOW.astimezone() + 999 * HOUR
        )  # fmt: skip
        stored = book.lake.store(deliver({"customers": [customer(f"new{many}-{n}", "New", known="2024-06-30")]}), NOW)
        for kind in ("import", "quality", "freshness", "undo", "person", "erase", "backup"):
            job = Job.objects.create(
                kind=kind, company="busy", person=other, state=DONE, finished_at=NOW.astimezone(),
                result={"batches": [stored.batch], "batch": stored.batch, "checks": [], "late": []}, payload={"batch": stored.batch, "customer": 1},
            )  # fmt: skip
            Upload.objects.create(company="busy", person=ann, files=[{"name": "a.csv", "size": 1}], job=job)


def filled(path):
    """The addresses behind a route, with what there is in each of its places."""
    job = Job.objects.create(kind="look", company="busy")
    upload = Upload.objects.create(company="busy", person=Person.objects.get(name="Ann"), job=job)
    other = Person.objects.filter(memberships__company="busy").latest("pk")
    places = {
        "<slug:company>": "busy", "<slug:name>": "home", "<str:subject>": "ann", "<slug:key>": "relationship", "<str:key>": "relationship",
        "<int:batch>": "1", "<int:who>": str(other.pk), "import/<uuid:pk>": f"import/{upload.pk}", "<uuid:pk>": str(job.pk), "<str:name>": "none",
    }  # fmt: skip
    path = path.replace("<slug:name>/<str:subject>", "customer/<str:subject>")
    for place, value in places.items():
        path = path.replace(place, value)
    return f"/{path}" + (PERIOD if path.startswith(("busy/home", "busy/customer")) else "")


def addresses():
    """Whatever the owner of a company can look at."""
    ours = [filled(path) for path, one in routes() if one.name not in ELSEWHERE]
    allauth = [
        f"/account/{path}" for path, one in routes_of_allauth(own_routes()) if "<" not in path and "(" not in path
    ]
    return [one for one in ours if "<" not in one] + ["/account/", *allauth, f"/busy/customers/{PERIOD}"]


def own_routes():
    from tenure.desk.people.allauth_routes import opened

    return opened()


def test_no_page_asks_more_than_15_however_much_there_is(busy, signed_in, person, always_noted):
    client = signed_in(busy="owner")
    fill(busy, person, 2)
    few = {address.partition("?")[0]: asked(client, address) for address in addresses()}
    shown = {address for address, (_, status) in few.items() if status in (200, 302)}
    assert len(shown) >= 35, shown
    assert {
        "/busy/home/",
        "/busy/customer/ann/",
        "/busy/settings/audit/",
        "/busy/data/history/1/",
        "/account/sessions/",
    } <= shown
    assert {address: told for address, (told, _) in few.items() if told > MOST} == {}
    fill(busy, person, 20)
    many = {address.partition("?")[0]: asked(client, address) for address in addresses()}
    kept = shown & many.keys()
    assert len(kept) >= len(shown) - 5, "some have another number in their address now"
    assert {one: (few[one], many[one]) for one in kept if many[one] != few[one]} == {}


def test_those_who_come_in_ask_as_much_as_is_told(companies, person):
    new, login = (
        {"name": "New", "email": "new@example.com", "password": PASSWORD},
        {"login": "ann@example.com", "password": PASSWORD},
    )
    told = {"GET /account/login": asked(Client(), "/account/login/"), "GET /": asked(Client(), "/")}
    word = Link.make("setup", HOUR)
    told["GET /setup"] = asked(Client(), f"/setup/{word}/")
    told["POST /setup"] = asked(Client(), f"/setup/{word}/", new)
    ann, client = person("ann", corner="owner"), Client()
    word = Link.make("invite", HOUR, company="corner", role="viewer", made_by=ann)
    told["GET /invite"] = asked(Client(), f"/invite/{word}/")
    told["POST /invite"] = asked(Client(), f"/invite/{word}/", new | {"email": "newer@example.com"})
    word = Link.make("reset", HOUR, person=ann)
    told["GET /reset"] = asked(Client(), f"/reset/{word}/")
    told["POST /reset"] = asked(Client(), f"/reset/{word}/", {"password": PASSWORD})
    told["POST /account/login"] = asked(client, "/account/login/", login)
    told["GET /invite, signed in"] = asked(
        client, f"/invite/{Link.make('invite', HOUR, company='golden', role='viewer')}/"
    )
    told["GET /enter"] = asked(Client(), f"/enter/{Link.make('enter', HOUR, person=ann)}/")
    _made, word = Share.make(ann, HOUR, company="corner", page="home", words={})
    asked(Client(), f"/share/{word}/")
    told["GET /share"] = asked(Client(), f"/share/{word}/")
    assert {name: status for name, (_, status) in told.items() if status >= 400} == {}
    assert {name: count for name, (count, _) in told.items() if count > MOST} == MORE
