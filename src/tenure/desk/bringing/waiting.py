"""Waiting for a job: a page that looks again by itself, with or without its script."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tenure.desk.bringing import showing
from tenure.desk.bringing.veiling import sees_contacts
from tenure.desk.guard import person, right_needed
from tenure.desk.jobs.models import DONE, Job
from tenure.desk.people.roles import Right


@right_needed(Right.BRING_FACTS)
@never_cache
@require_safe
def job(request: HttpRequest, company: str, pk: UUID) -> HttpResponse:
    """How far a job is; where it has ended well, what came of it."""
    found = get_object_or_404(Job, pk=pk, company=company)
    if found.state == DONE and found.kind in ("undo", "replay"):
        return redirect("data-import", company=company, batch=found.result["batch"])
    if found.state == DONE and found.kind in ("erase", "person", "backup"):
        return redirect("backup" if found.kind == "backup" else "privacy", company=company)
    if found.state == DONE:
        return redirect("data-quality" if found.kind == "quality" else "data-history", company=company)
    return render(request, "bringing/working.html", {"tab": "history", "job": found} | _told(request, found))


@right_needed(Right.BRING_FACTS)
@never_cache
@require_safe
def state(request: HttpRequest, company: str, pk: UUID) -> HttpResponse:
    """The same for the script."""
    found = get_object_or_404(Job, pk=pk, company=company)
    told = _told(request, found)
    return JsonResponse({"open": found.is_open, "percent": told["percent"], "message": told["message"]})


def _told(request: HttpRequest, found: Job) -> dict[str, Any]:
    """How it stands; who it belongs to knows the names of its files."""
    who = person(request)
    return showing.working(found, found.person_id == who.pk or sees_contacts(who, found.company))
