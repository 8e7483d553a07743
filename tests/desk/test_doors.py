"""Who passes where: each route, each role, other companies, nobody."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tenure.desk.people.roles import ROLES, may

pytestmark = pytest.mark.django_db
OPEN = {"setup", "invite", "enter", "reset", "share", "unsubscribe"}  # by a link that nobody can guess


def routes(resolver: URLResolver | None = None, before: str = "") -> list[tuple[str, URLPattern]]:
    """Every route of our own, with its address."""
    found = []
    for one in (resolver or get_resolver()).url_patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            found += [] if path in ("account/", "i18n/") else routes(one, path)
        else:
            found.append((path, one))
    return found


def filled(path: str) -> str:
    """The address with something in each of its places."""
    values = {"company": "golden", "name": "nothing", "subject": "x"}
    kinds = {"uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "int": "4711", "slug": "nothing", "str": "x"}
    return re.sub(r"<(\w+):(\w+)>", lambda place: values.get(place[2], kinds[place[1]]), path)


def test_each_route_of_a_company_names_the_right_it_asks_for():
    assert [path for path, one in routes() if "<slug:company>" in path and not hasattr(one.callback, "rights")] == []


def test_nothing_else_opens_without_signing_in():
    login_required = {one.name for path, one in routes() if getattr(one.callback, "login_required", True)}
    assert {one.name for path, one in routes()} - login_required == OPEN


@pytest.mark.parametrize("role", [*ROLES, None])
def test_every_route_for_every_role(signed_in, role):
    client = signed_in(**({"golden": role} if role else {"corner": "owner"}))
    for path, one in routes():
        if "<slug:company>" not in path:
            continue
        address = "/" + filled(path)
        told = {client.get(address).status_code, client.post(address).status_code}
        if role is None:
            assert told == {404}, address
        elif not all(may(role, right) for right in one.callback.rights):
            assert told == {403}, address
        else:
            assert told <= {200, 302, 400, 404, 405, 409}, address


def test_another_company_is_not_there(signed_in):
    client = signed_in(golden="owner")
    told = [client.get(path) for path in ("/corner/", "/never-heard-of/")]
    assert [one.status_code for one in told] == [404, 404]
    assert told[0].content == told[1].content, "whether it is there is not told"


def test_nobody_sees_anything(companies):
    for path in ("/", "/golden/", "/golden/metrics/", "/golden/search/", "/corner/"):
        answer = Client().get(path)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/account/login/"), path
