"""Data → Import: files come, their plan is shown, and one button stores them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tenure.desk.books.holding import book_of
from tenure.desk.bringing import answers, showing
from tenure.desk.bringing.models import Upload
from tenure.desk.bringing.receiving import receive
from tenure.desk.bringing.veiling import sees_contacts
from tenure.desk.guard import person, right_needed
from tenure.desk.jobs.models import DONE, FAILED
from tenure.desk.jobs.queue import ask
from tenure.desk.jobs.queue import cancel as cancel_job
from tenure.desk.people.roles import Right, may
from tenure.desk.sayings import heard, language, late
from tenure.stages.relationships import called_for


@right_needed(Right.BRING_FACTS)
@require_safe
def start(request: HttpRequest, company: str) -> HttpResponse:
    """The drop zone, and what of one's own is under way."""
    mine = Upload.objects.filter(company=company, person=person(request)).select_related("job").order_by("-created_at")
    shown = {"tab": "import", "uploads": showing.uploads(mine), "limit": settings.UPLOAD_LIMIT}
    return render(request, "bringing/start.html", shown)


@right_needed(Right.BRING_FACTS)
@require_POST
def upload(request: HttpRequest, company: str) -> HttpResponse:
    """Take files, and look at them."""
    return take_up(request, company)


def take_up(request: HttpRequest, company: str) -> HttpResponse:
    """Where files that came lead to: their plan; back to the page where they are none, or too many."""
    files = request.FILES.getlist("files")
    if request.META.get("tenure.too_large"):
        text = late(
            "That is more than can be brought at once: {limit} MB. Bring fewer files, or pack them.",
            limit=settings.UPLOAD_LIMIT >> 20,
        )
        messages.error(request, text)
        return redirect("data", company=company)
    if not files:
        messages.error(request, late("Choose a file first."))
        return redirect("data", company=company)
    made = receive(company, person(request), files)
    _look(made)
    return redirect("data-plan", company=company, pk=made.pk)


def _look(upload: Upload) -> None:
    upload.job = ask("look", upload.company, upload.person, {"upload": str(upload.pk)})
    upload.save()


def _mine(request: HttpRequest, company: str, pk: UUID) -> Upload:
    """One's own upload; nobody else's files are shown."""
    return get_object_or_404(Upload.objects.select_related("job"), pk=pk, company=company, person=person(request))


@right_needed(Right.BRING_FACTS)
@never_cache
@require_safe
def plan(request: HttpRequest, company: str, pk: UUID) -> HttpResponse:
    """Where an upload stands: being looked at, to be agreed to, being stored, stored."""
    upload = _mine(request, company, pk)
    job = upload.job
    if job is None:
        raise Http404
    shown = {"tab": "import", "upload": upload, "job": job}
    if job.is_open or job.state == FAILED:
        return render(request, "bringing/working.html", shown | showing.working(job))
    if job.kind == "look":
        told = upload.plan()
        if told is None:
            raise Http404
        contacts = sees_contacts(person(request), company)
        return render(request, "bringing/plan.html", shown | {"plan": showing.plan(told, contacts)})
    return render(
        request, "bringing/result.html", shown | {"result": heard(job.result)} | _asked_back(request, company)
    )


def _asked_back(request: HttpRequest, company: str) -> dict[str, Any]:
    """What a company is to say before anybody counts as its customer; nothing where that is clear."""
    with book_of(company) as book:
        if book.lake.last_known() is None:
            return {}
        shop = book.at()
        told = {"relationship": called_for(shop), "lapse_days": shop.policies.text("lapse_days")}
    return told | {"may_set": may(person(request).role_in(company), Right.SET_POLICIES)}


@right_needed(Right.BRING_FACTS)
@require_POST
def go(request: HttpRequest, company: str, pk: UUID) -> HttpResponse:
    """Store what was shown; where something else is said now, look again first."""
    upload = _mine(request, company, pk)
    told = upload.plan()
    if (
        upload.job is None
        or upload.job.is_open
        or told is None
        or (upload.job.kind == "import" and upload.job.state == DONE)
    ):
        return redirect("data-plan", company=company, pk=pk)
    said = answers.said(request.POST, told)
    changed = said != answers.as_shown(told)
    if changed or "look" in request.POST or not told["ready"]:
        upload.answers = said if changed else upload.answers
        _look(upload)
        return redirect("data-plan", company=company, pk=pk)
    upload.job = ask("import", company, person(request), {"upload": str(pk), "lang": language()})
    upload.save()
    return redirect("data-plan", company=company, pk=pk)


@right_needed(Right.BRING_FACTS)
@require_POST
def cancel(request: HttpRequest, company: str, pk: UUID) -> HttpResponse:
    """Keep nothing of an upload that is not being stored."""
    upload = _mine(request, company, pk)
    job = upload.job
    if job is not None and job.kind != "look" and job.is_open and not cancel_job(job):
        messages.error(request, late("It is being stored already. You can take it back afterwards."))
        return redirect("data-plan", company=company, pk=pk)
    if job is not None:
        cancel_job(job)
    upload.drop_files()
    upload.delete()
    messages.success(request, late("Nothing was kept."))
    return redirect("data", company=company)
