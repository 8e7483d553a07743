"""What surrounds every page: the company, the navigation, the reader's language."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tenure.desk.books.seeing import sheets_of
from tenure.desk.home import home
from tenure.desk.people.models import Person
from tenure.desk.people.roles import Right, may
from tenure.desk.remembering.rules import views_of
from tenure.desk.sayings import language
from tenure.words import html_language, say

_OF_PAGES = ("company", "page", "subject")
# g and this letter goes there
KEYS = {
    "home": "h",
    "metrics": "m",
    "retention": "r",
    "revenue": "v",
    "customers": "c",
    "acquisition": "a",
    "service": "s",
}


def shell(request: HttpRequest) -> dict[str, Any]:
    """For every template."""
    lang = language()
    match = request.resolver_match
    company = match.kwargs.get("company") if match else None
    told: dict[str, Any] = {"lang": html_language(lang), "other_language": "en" if lang == "zh" else "zh-hans"}
    if not isinstance(request.user, Person):
        return told
    companies = home().companies
    mine = request.user.memberships.values_list("company", flat=True)
    told["companies"] = [
        {"name": companies[word].name, "href": reverse("company", args=[word])} for word in companies if word in mine
    ]
    if match is None or company is None:
        return told
    places = [
        {
            "name": say(one.title, lang),
            "href": reverse("page", args=[company, one.name])
            if one.name != "home"
            else reverse("company", args=[company]),
            "key": KEYS.get(one.name, ""),
            "here": match.url_name in _OF_PAGES and match.kwargs.get("name", "home") == one.name,
        }
        for one in sheets_of(request.user, company).values()
        if not one.about
    ]
    if may(request.user.role_in(company), Right.BRING_FACTS):
        here = request.path.startswith(data := reverse("data", args=[company]))
        places.append({"name": say("Data", lang), "href": data, "key": "d", "here": here})
    for view in views_of(request.user, company):
        if view.pin == "navigation":
            places.append(
                {"name": view.name, "href": view.href, "key": "", "here": request.get_full_path() == view.href}
            )
    return told | {
        "search": reverse("search", args=[company]),
        "company": companies[company].name,
        "places": places,
    }
