"""What is done by itself: once a day in each company, at its own hour, or when a kind of job says so."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from tenure.desk.home import home
from tenure.desk.jobs.models import Job
from tenure.desk.jobs.registry import HANDLERS, Handler, Task


def put_due(now: datetime | None = None) -> list[Job]:
    """Put into the queue what is due today and has not been; gives the new jobs."""
    now = now or timezone.now()
    made = []
    for company, workspace in home().companies.items():
        local = now.astimezone(ZoneInfo(workspace.zone))
        for handler in HANDLERS.values():
            if handler.daily is not None and local.time() >= handler.daily:
                made.append(_once(handler, Task(company, None, f"{local:%Y-%m-%d}", {})))
    for handler in HANDLERS.values():
        made += [_once(handler, task) for task in (handler.due(now) if handler.due else ())]
    return [job for job in made if job is not None]


def _once(handler: Handler, task: Task) -> Job | None:
    """The job of that occurrence; None where there is one."""
    place = {"kind": handler.kind, "company": task.company, "occurrence": task.occurrence}
    if Job.objects.filter(**place).exists():
        return None
    try:
        with transaction.atomic():
            return Job.objects.create(writes=handler.writes, person_id=task.person, payload=dict(task.payload), **place)
    except IntegrityError:  # another worker looked at the same moment
        return None
