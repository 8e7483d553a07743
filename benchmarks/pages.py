"""The people and the pages of `web`: fifty with mixed roles, twelve kinds of page by how often they are opened."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMPANY = "benchmark"
ROLES = {"owner": 3, "manager": 7, "analyst": 15, "operator": 10, "viewer": 15}
SEES_NO_CUSTOMERS = "viewer"
CUSTOMERS, METRICS = 8, 5  # different ones that are opened


@dataclass(frozen=True)
class Kind:
    """Pages of one kind: how many of a hundred requests go to it, and whether it shows customers one by one."""

    name: str
    weight: int
    paths: tuple[str, ...]
    people: bool = False


@dataclass(frozen=True)
class Reader:
    """Somebody who is signed in: what her browser sends."""

    role: str
    cookie: str
    language: str

    @property
    def contacts(self) -> bool:
        """Whether she sees e-mail addresses; who does not has a page of her own."""
        return self.role in ("owner", "manager", "operator")


def kinds(metrics: list[str], customers: list[str]) -> tuple[Kind, ...]:
    """The twelve."""
    at = f"/{COMPANY}"
    return (
        Kind("Home", 22, (f"{at}/",)),
        Kind("Home, last quarter", 6, (f"{at}/?period=last-quarter",)),
        Kind("metrics", 8, (f"{at}/metrics/",)),
        Kind("one metric", 14, tuple(f"{at}/metric/{name}/" for name in metrics)),
        Kind("customers", 12, (f"{at}/customers/",), people=True),
        Kind("customers, last month", 4, (f"{at}/customers/?period=last-month",), people=True),
        Kind("one customer", 12, tuple(f"{at}/customer/{name}/" for name in customers), people=True),
        Kind("retention", 6, (f"{at}/retention/",)),
        Kind("revenue", 5, (f"{at}/revenue/",)),
        Kind("acquisition", 3, (f"{at}/acquisition/",)),
        Kind("service", 3, (f"{at}/service/",)),
        Kind("search", 5, (f"{at}/search/?q=ret", f"{at}/search/?q=rev")),
    )


def light(_told: object = None) -> tuple[str, ...]:
    """Pages of which a server should give many a second."""
    return (f"/{COMPANY}/", f"/{COMPANY}/search/?q=ret", "/account/")


def make_people(home: str) -> dict[str, Any]:
    """Fifty people with sessions that are open, made in the database: no password is hashed, no limit is switched off.

    Gives their cookies, some metrics and some customers.
    """
    from tenure.desk.serving import prepare

    prepare(Path(home))
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tenure.desk.people.models import Membership, Person

    told = []
    for number, role in enumerate(role for role, count in ROLES.items() for _ in range(count)):
        email = f"{role}{number}@benchmark.invalid"
        who = Person.objects.filter(email=email).first() or Person.objects.create_user(email, None, f"{role} {number}")
        Membership.objects.get_or_create(person=who, company=COMPANY, defaults={"role": role})
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(who.pk), settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = who.get_session_auth_hash()
        session.create()
        language = "zh-hans" if number % 5 == 4 else "en"
        told.append(
            {"role": role, "cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}", "language": language}
        )
    return {"people": told, **_subjects(Path(home))}


def _subjects(home: Path) -> dict[str, Any]:
    from tenure.book import open_book

    book = open_book(home / COMPANY)
    names = [name for name, one in book.measures().items() if one.priority == 1 and not one.params]
    return {"metrics": names[:: max(1, len(names) // METRICS)][:METRICS], "rows": len(book.lake.batches())}


def count_queries(home: str, *customers: str) -> dict[str, Any]:
    """How often each kind of page asks the desk's database, as an owner: the second time, when the page is there."""
    told = make_people(home)
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost")
    name, _, word = told["people"][0]["cookie"].partition("=")
    client.cookies[name] = word
    queries = {}
    for kind in kinds(told["metrics"], list(customers)):
        client.get(kind.paths[0])
        with CaptureQueriesContext(connection) as seen:
            status = client.get(kind.paths[0]).status_code
        queries[kind.name] = len(seen) if status == 200 else f"status {status}"
    return {"queries": queries, "database": "PostgreSQL" if os.environ.get("TENURE_DATABASE_URL") else "SQLite"}
