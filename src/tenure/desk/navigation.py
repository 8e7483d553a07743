"""The settings of a company: addresses and side navigation, from what lies in `sections`."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.functional import SimpleLazyObject

from tenure.desk import sections as package
from tenure.desk.framing import Section
from tenure.desk.guard import person, right_needed
from tenure.desk.people.models import Person
from tenure.desk.people.roles import Right, may
from tenure.desk.sayings import language
from tenure.discovery import modules_in
from tenure.words import say


@cache
def sections() -> tuple[Section, ...]:
    """All sections in the order of the side navigation."""
    return tuple(sorted((one.SECTION for one in modules_in(package)), key=lambda section: section.order))


def addresses() -> list[URLResolver | URLPattern]:
    """Every address of the settings, each behind the right of its section."""
    found: list[URLResolver | URLPattern] = [path("", settings, name="settings")]
    for section in sections():
        guarded = [
            URLPattern(one.pattern, right_needed(section.right)(one.callback), one.default_args, one.name)
            for one in section.routes
        ]
        found.append(path(f"{section.name}/", include(guarded)))
    return found


@right_needed(Right.SEE_NUMBERS)
def settings(request: HttpRequest, company: str) -> HttpResponse:
    """To the first section that this person may open; to her own account where there is none."""
    role = person(request).role_in(company)
    first = next((one for one in sections() if may(role, one.right)), None)
    return redirect(first.name, company=company) if first else redirect("account")


def side(request: HttpRequest) -> dict[str, Any]:
    """For every template: the sections that this person may open, looked up where a page shows them."""

    def links() -> list[dict[str, Any]]:
        company = request.resolver_match.kwargs["company"] if request.resolver_match else ""
        role = request.user.role_in(company) if isinstance(request.user, Person) else None
        hrefs = [(one.title, reverse(one.name, args=[company])) for one in sections() if may(role, one.right)]
        return [
            {"title": say(title, language()), "href": href, "here": request.path.startswith(href)}
            for title, href in hrefs
        ]

    return {"sections": SimpleLazyObject(links)}
