"""What is done by itself: once a day in each company, at its own hour."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from tenure.desk.home import home
from tenure.desk.jobs.models import Job
from tenure.desk.jobs.registry import HANDLERS


def put_due(now: datetime | None = None) -> list[Job]:
    """Put into the queue what is due today and has not been; gives the new jobs."""
    now = now or timezone.now()
    made = []
    for company, workspace in home().companies.items():
        local = now.astimezone(ZoneInfo(workspace.zone))
        for handler in HANDLERS.values():
            if handler.daily is not None and local.time() >= handler.daily:
                made.append(_once(handler.kind, handler.writes, company, f"{local:%Y-%m-%d}"))
    return [job for job in made if job is not None]


def _once(kind: str, writes: bool, company: str, day: str) -> Job | None:
    """The job of that day; None where there is one."""
    if Job.objects.filter(company=company, kind=kind, occurrence=day).exists():
        return None
    try:
        with transaction.atomic():
            return Job.objects.create(kind=kind, company=company, writes=writes, occurrence=day)
    except IntegrityError:  # another worker looked at the same moment
        return None
