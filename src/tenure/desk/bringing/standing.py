"""Data → Freshness and Data → Quality: how far the facts reach, and what is wrong with them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tenure.desk.books.holding import book_of
from tenure.desk.bringing.veiling import sees_contacts, veiled
from tenure.desk.guard import person, right_needed
from tenure.desk.jobs.models import DONE, OPEN, Job
from tenure.desk.jobs.queue import ask
from tenure.desk.people.roles import Right
from tenure.desk.sayings import heard, language
from tenure.pages.asking import Asking
from tenure.pages.blocks import Page
from tenure.pages.freshness import freshness as how_fresh
from tenure.pages.missing import missing
from tenure.periods import period_of
from tenure.render.html import main_html


def _last(company: str, kind: str) -> Job | None:
    return Job.objects.filter(company=company, kind=kind, state=DONE).order_by("-finished_at").first()


@right_needed(Right.BRING_FACTS)
@never_cache
@require_safe
def freshness(request: HttpRequest, company: str) -> HttpResponse:
    """Up to which day each kind of fact tells, what is late, and what is missing."""
    main, watched = "", _last(company, "freshness")
    with book_of(company) as book:
        if book.lake.last_known() is not None:
            asking = Asking(book, period_of(book.last_known(), "month"), None, language())
            sections = (how_fresh(asking), missing(asking))
            page = Page("freshness", "", "", language(), asking.currency, (), sections)
            main = main_html(page)
    contacts = sees_contacts(person(request), company)
    late = [
        one | {"name": veiled(one["name"], contacts)} for one in (watched.result.get("late", []) if watched else [])
    ]
    shown = {"tab": "freshness", "main": main, "late": late}
    return render(request, "bringing/freshness.html", shown)


@right_needed(Right.BRING_FACTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def quality(request: HttpRequest, company: str) -> HttpResponse:
    """What was found the last time somebody looked; and look again."""
    if request.method == "POST":
        job = ask("quality", company, person(request), once=True)
        return redirect("data-job", company=company, pk=job.pk)
    last = _last(company, "quality")
    looking = Job.objects.filter(company=company, kind="quality", state__in=OPEN).exists()
    checks = heard(last.result["checks"]) if last else []
    shown = {"tab": "quality", "checks": checks, "last": last, "looking": looking}
    return render(request, "bringing/quality.html", shown)
