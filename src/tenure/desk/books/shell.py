"""What surrounds every page: the company, the navigation, the reader's language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from tenure.desk.books.seeing import sheets_of
from tenure.desk.companies import blank
from tenure.desk.home import home
from tenure.desk.people.models import Person
from tenure.desk.people.owning import Standing, standing
from tenure.desk.people.roles import Right, may
from tenure.desk.remembering.rules import views_of
from tenure.desk.sampling import is_sample
from tenure.desk.sayings import language
from tenure.pages.showing import sheets
from tenure.words import html_language, later, say

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
    "analyses": "y",
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
    stand = standing(request.user, companies)
    told["companies"] = [
        {"name": companies[word].name, "href": reverse("company", args=[word])}
        for word in companies
        if word in stand.roles
    ]
    told["new"] = reverse("new") if stand.owns_server and home().holds_several else ""
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
    told |= _bringing(company, stand, bool(told["new"]))
    if may(request.user.role_in(company), Right.BRING_FACTS):
        here = request.path.startswith(data := reverse("data", args=[company]))
        places.append({"name": say("Data", lang), "href": data, "key": "d", "here": here})
    for view in views_of(request.user, company):
        if view.pin == "navigation":
            places.append(
                {"name": view.name, "href": view.href, "key": "", "here": request.get_full_path() == view.href}
            )
    customers = "customer" in sheets_of(request.user, company)
    searches = later("Search pages, numbers and customers") if customers else later("Search pages and numbers")
    return told | {
        "pages": "|".join(sheets()),
        "search": reverse("search", args=[company]),
        "searches": say(searches, lang),
        "searches_customers": customers,
        "company": companies[company].name,
        "places": places,
    }


def _bringing(company: str, stand: Standing, may_found: bool) -> dict[str, Any]:
    """Where a file dropped on the page goes; on a sample company's to one's own, or to a new one with the file."""
    own = [word for word, role in stand.roles.items() if may(role, Right.BRING_FACTS) and not is_sample(word)]
    sample = is_sample(company)
    target = company if company in own else own[0] if sample and own else ""
    told: dict[str, Any] = {"sample": sample, "limit": settings.UPLOAD_LIMIT}
    if target:
        return told | {"own": reverse("data", args=[target]), "drop": reverse("data-upload", args=[target])}
    return told | ({"own": reverse("new"), "founding": blank()} if sample and may_found else {})
