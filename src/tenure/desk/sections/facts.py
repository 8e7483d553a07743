"""Settings → Company: what the workspace is called, and how it cuts days, weeks and money."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tenure.desk.books.holding import book_of
from tenure.desk.companies import CompanyName
from tenure.desk.framing import Section
from tenure.desk.guard import person, right_needed
from tenure.desk.home import home
from tenure.desk.people.models import Entry
from tenure.desk.people.roles import Right, may
from tenure.desk.sayings import language
from tenure.errors import TenureError
from tenure.policies import SETTINGS
from tenure.words import later, say
from tenure.workspace import rename

_WEEK = "week_start"


@require_safe
def facts(request: HttpRequest, company: str) -> HttpResponse:
    """Told once, when the workspace was made; the first day of a week is a policy, and an owner may change the name."""
    return _page(request, company)


@right_needed(Right.MANAGE_PEOPLE)
@require_POST
def name(request: HttpRequest, company: str) -> HttpResponse:
    """Call the company otherwise; its addresses stay, so that links and keys do."""
    form, known = CompanyName(request.POST), home().companies[company]
    if not form.is_valid():
        return _page(request, company, form)
    told = form.cleaned_data["name"]
    if told != known.name:
        try:
            with transaction.atomic():
                Entry.write("company renamed", person(request), company, {"from": known.name, "to": told})
                rename(known, told)
        except TenureError as error:
            lang = language()
            form.add_error(None, " ".join(error.lines(lambda text: say(text, lang))))
            return _page(request, company, form)
    messages.success(request, say("Saved.", language()))
    return redirect(SECTION.name, company=company)


def _page(request: HttpRequest, company: str, form: CompanyName | None = None) -> HttpResponse:
    if form is None and may(person(request).role_in(company), Right.MANAGE_PEOPLE):
        form = CompanyName({"name": home().companies[company].name})
    with book_of(company) as book:
        known = book.lake.last_known() is not None
        week = book.policies().text(_WEEK) if known else SETTINGS[_WEEK].default
        told = {"workspace": book.workspace, "week": week, "known": known, "policy": _WEEK, "form": form}
    return render(request, "settings/facts.html", told, status=400 if form and form.errors else 200)


SECTION = Section(
    "facts", later("Company"), Right.SET_POLICIES, 15,
    [path("", facts, name="facts"), path("name/", name, name="company-name")],
)  # fmt: skip
