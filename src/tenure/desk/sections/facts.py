"""Settings → Company: what the workspace is called, and how it cuts days, weeks and money."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from tenure.desk.books.holding import book_of
from tenure.desk.framing import Section
from tenure.desk.people.roles import Right
from tenure.policies import SETTINGS
from tenure.words import later

_WEEK = "week_start"


@require_safe
def facts(request: HttpRequest, company: str) -> HttpResponse:
    """Told once, when the workspace was made; the first day of a week is a policy."""
    with book_of(company) as book:
        known = book.lake.last_known() is not None
        week = book.policies().text(_WEEK) if known else SETTINGS[_WEEK].default
        told = {"workspace": book.workspace, "week": week, "known": known, "policy": _WEEK}
    return render(request, "settings/facts.html", told)


SECTION = Section("facts", later("Company"), Right.SET_POLICIES, 15, [path("", facts, name="facts")])
