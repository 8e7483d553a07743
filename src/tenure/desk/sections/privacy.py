"""Settings → Privacy: what is kept about somebody handed out, or erased; each as a job, each in the audit trail."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tenure.desk.books.holding import book_of
from tenure.desk.framing import Section
from tenure.desk.guard import person
from tenure.desk.home import home
from tenure.desk.jobs.models import DONE, Job
from tenure.desk.jobs.queue import ask
from tenure.desk.people.models import Entry
from tenure.desk.people.roles import Right
from tenure.desk.privacy.handouts import handout
from tenure.desk.sayings import heard, language
from tenure.errors import TenureError
from tenure.facts.lake.ledger import Ledger
from tenure.words import later, say

_SHOWN = 20
_LONGEST = 200


@require_safe
@never_cache
def privacy(request: HttpRequest, company: str) -> HttpResponse:
    """Whom it is about is asked first."""
    return _page(request, company)


@require_POST
@never_cache
def find(request: HttpRequest, company: str) -> HttpResponse:
    """Somebody by what a source calls them; posted, so that no name stands in an address."""
    name = request.POST.get("name", "").strip()[:_LONGEST]
    try:
        return _page(request, company, found=_number(company, name), name=name)
    except TenureError as error:
        return _refused(request, company, error, name)


@require_POST
def put_together(request: HttpRequest, company: str) -> HttpResponse:
    """Put together what is kept, as a job."""
    return _asked(request, company, "person", {"lang": language()})


@require_POST
@never_cache
def erase(request: HttpRequest, company: str) -> HttpResponse:
    """Erase, as a job, once the name was typed again."""
    again = request.POST.get("again", "").strip()[:_LONGEST]
    try:
        if not request.POST.get("customer", "").isdecimal() or _number(company, again) != int(request.POST["customer"]):
            raise TenureError("That is another customer.", "Type the same identifier again.")
    except TenureError as error:
        return _refused(request, company, error, "")
    return _asked(request, company, "erase", {})


@require_safe
@never_cache
def take(request: HttpRequest, company: str, pk: UUID) -> HttpResponseBase:
    """What was put together, as long as it lies there."""
    job = get_object_or_404(Job, pk=pk, company=company, kind="person", state=DONE)
    file = handout(company, pk)
    if not file.exists():
        raise Http404
    Entry.write("person taken", person(request), company, {"customer": job.payload["customer"]})
    return FileResponse(file.open("rb"), as_attachment=True, filename=f"customer-{job.payload['customer']}.zip")


def _number(company: str, name: str) -> int:
    with book_of(company) as book:
        return book.customer(name)


def _asked(request: HttpRequest, company: str, kind: str, more: dict[str, Any]) -> HttpResponse:
    customer = request.POST.get("customer", "")
    if not customer.isdecimal():
        return redirect(SECTION.name, company=company)
    job = ask(kind, company, person(request), {"customer": int(customer), **more})
    return redirect("data-job", company=company, pk=job.pk)


def _page(request: HttpRequest, company: str, status: int = 200, **more: Any) -> HttpResponse:
    jobs = Job.objects.filter(company=company, kind__in=("person", "erase")).select_related("person")
    shown = [
        {"job": job, "error": heard(job.error), "file": job.kind == "person" and handout(company, job.pk).exists()}
        for job in jobs.order_by("-created_at")[:_SHOWN]
    ]
    erased = len(Ledger(home().companies[company].lake).entries())
    return render(request, "settings/privacy.html", {"jobs": shown, "erased": erased, **more}, status=status)


def _refused(request: HttpRequest, company: str, error: TenureError, name: str) -> HttpResponse:
    lang = language()
    refused = " ".join(error.lines(lambda text: say(text, lang)))
    return _page(request, company, status=409, refused=refused, name=name)


SECTION = Section(
    "privacy", later("Privacy"), Right.KEEP_PRIVACY, 60,
    [
        path("", privacy, name="privacy"),
        path("find/", find, name="privacy-find"),
        path("person/", put_together, name="privacy-person"),
        path("erase/", erase, name="privacy-erase"),
        path("person/<uuid:pk>.zip", take, name="privacy-take"),
    ],
)  # fmt: skip
