"""Settings → Policies: what numbers depend on, where each value comes from, and what another would do to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tenure.book import Book
from tenure.desk.books.holding import book_of
from tenure.desk.framing import Section
from tenure.desk.guard import person
from tenure.desk.jobs.queue import ask
from tenure.desk.people.models import Entry
from tenure.desk.people.roles import Right
from tenure.desk.sayings import language
from tenure.errors import TenureError
from tenure.facts.choosing import SOURCE, Told
from tenure.pages.asking import Asking
from tenure.pages.effects import effects
from tenure.periods import parse_day, period_of
from tenure.policies import SETTINGS, check
from tenure.words import Language, later, period_text, say


@require_safe
@never_cache
def policies(request: HttpRequest, company: str) -> HttpResponse:
    """Every policy with its value, its meaning and its origin."""
    with book_of(company) as book:
        told = book.policies_told() if book.lake.last_known() else {}
        listed = [_row(key, told.get(key), _imports(book), language()) for key in SETTINGS]
    return render(request, "settings/policies.html", {"policies": listed})


@require_http_methods(["GET", "POST"])
@never_cache
def policy(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """One policy; with a new value in the address what that does to the numbers, and by post it is stored."""
    if key not in SETTINGS:
        raise Http404
    asked = {name: request.GET.get(name, "").strip() for name in ("value", "since", "note")}
    lang = language()
    more: Mapping[str, Any] = {}
    try:
        if request.method == "POST":
            return _store(request, company, key)
        if asked["value"]:
            more = _looked(company, key, asked["value"], asked["since"], lang)
    except TenureError as error:
        more = {"refused": " ".join(error.lines(lambda text: say(text, lang)))}
    with book_of(company) as book:
        last = book.lake.last_known()
        told, imports = book.policies_told() if last else {}, _imports(book)
        marks = (f"policy {key} = ", SOURCE)
        history = [one for one in reversed(book.lake.batches()) if str(one["name"]).startswith(marks[0]) and one["source"] == marks[1]]  # fmt: skip
    shown = {"policy": _row(key, told.get(key), imports, lang), "asked": asked, "history": history, "last": last}
    return render(request, "settings/policy.html", {**shown, **more}, status=400 if "refused" in more else 200)


def _looked(company: str, key: str, value: str, since: str, lang: Language) -> Mapping[str, Any]:
    """The headline numbers with the value, over the last month that is over: of a running one many are not known."""
    if since:
        parse_day(since)
    with book_of(company) as book:
        day = book.last_known()
        month = period_of(day, "month")
        asking = Asking(book, month if month.last == day else month.shifted(-1), day, lang)
        return {"effects": effects(asking, key, value), "period": period_text(asking.period, lang)}


def _store(request: HttpRequest, company: str, key: str) -> HttpResponse:
    value, since, note = (request.POST.get(name, "").strip() for name in ("value", "since", "note"))
    check(key, value)
    with book_of(company) as book:
        now = timezone.now().replace(tzinfo=None)
        stored = book.set_policy(key, value, parse_day(since) if since else None, now, note[:500])
    detail = {"policy": key, "value": value, "since": since, "batch": stored.batch}
    Entry.write("policy set", person(request), company, detail)
    ask("build", company, once=True)
    messages.success(request, say("{policy} is {value} now.", language(), policy=key, value=value))
    if request.POST.get("then") == "home":
        return redirect("company", company=company)
    return redirect("policy", company=company, key=key)


def _imports(book: Book) -> Mapping[int, str]:
    return {int(str(one["batch"])): str(one["name"]) for one in book.lake.batches()}


def _row(key: str, told: Told | None, imports: Mapping[int, str], lang: Language) -> Mapping[str, Any]:
    """A policy in words; where nobody told it, it has no origin."""
    one = SETTINGS[key]
    batch = told.batch if told else None
    return {
        "key": key,
        "value": told.value if told else one.default,
        "default": one.default,
        "says": one.zh if lang == "zh" else one.en,
        "effect": one.effect_zh if lang == "zh" else one.effect,
        "since": told.since if told else None,
        "origin": say("import {number}: {name}", lang, number=batch, name=imports.get(batch, "–")) if batch else "",
        "note": told.note if told else "",
    }


SECTION = Section(
    "policies", later("Policies"), Right.SET_POLICIES, 20,
    [path("", policies, name="policies"), path("<slug:key>/", policy, name="policy")],
)  # fmt: skip
