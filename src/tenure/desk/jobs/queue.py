"""The queue: jobs are put in, taken up by one worker each, and come to an end once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from tenure.desk.jobs.models import CANCELLED, DONE, FAILED, OPEN, RUNNING, WAITING, Job
from tenure.desk.jobs.registry import HANDLERS, Outcome
from tenure.desk.people.models import Entry, Person
from tenure.desk.sayings import both
from tenure.texts import Text

LEASE = timedelta(seconds=45)  # whoever has not been heard of for so long is dead
TRIES = 3
BACKOFF = timedelta(seconds=20)  # before the second try; four times as long before each further one
_CUT_SHORT = Text("It was cut short {count} times, and is not tried again. Nothing of it is half stored.", count=TRIES)


class LostLease(Exception):
    """Somebody else has taken the job up, for we were thought dead."""


def ask(
    kind: str, company: str, person: Person | None = None, payload: Mapping[str, Any] | None = None, once: bool = False
) -> Job:
    """Put a job into the queue; with `once`, one that waits already is enough."""
    if once:
        waiting = Job.objects.filter(kind=kind, company=company, state=WAITING).first()
        if waiting is not None:
            return waiting
    return Job.objects.create(
        kind=kind, company=company, person=person, payload=dict(payload or {}), writes=HANDLERS[kind].writes
    )


def claim() -> Job | None:
    """Take up the next job; None where nothing is to be done. Of those that ask at once one gets it."""
    now = timezone.now()
    if not _ready(now).exists():
        return None
    _give_up(now)
    try:
        with transaction.atomic():
            job = _free(_ready(now)).first()
            if job is None or not _hold(job, now):
                return None
    except IntegrityError:  # somebody else began to write for this company between our look and our step
        return None
    job.refresh_from_db()
    return job


def waits() -> bool:
    """Whether there is something that could be taken up."""
    return _ready(timezone.now()).exists()


def _ready(now: datetime) -> QuerySet[Job]:
    """Jobs that can be taken up, the oldest first: those that wait, and those whose worker died."""
    writing = Job.objects.filter(company=OuterRef("company"), state=RUNNING, writes=True).exclude(pk=OuterRef("pk"))
    due = Q(state=WAITING, run_after__lte=now) | Q(state=RUNNING, lease_until__lt=now)
    return Job.objects.filter(due).filter(Q(writes=False) | ~Exists(writing)).order_by("created_at")


def _free(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Those that nobody else looks at just now, where the database knows; SQLite lets one write at a time anyway."""
    skips = connection.features.has_select_for_update_skip_locked
    return jobs.select_for_update(skip_locked=True, of=("self",)) if skips else jobs


def _hold(job: Job, now: datetime) -> bool:
    """Whether it is ours now: nobody took it up since we looked."""
    return bool(
        Job.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts).update(
            state=RUNNING,
            attempts=F("attempts") + 1,
            lease_until=now + LEASE,
            started_at=Coalesce("started_at", now),
            progress=0,
            error={},
        )
    )


def _give_up(now: datetime) -> None:
    """End what has been cut short too often."""
    lapsed = Job.objects.filter(state=RUNNING, lease_until__lt=now, attempts__gte=TRIES)
    lapsed.update(state=FAILED, finished_at=now, lease_until=None, error=both(_CUT_SHORT))


def held(job: Job) -> QuerySet[Job]:
    """The job while it is ours; nothing once somebody else has it."""
    return Job.objects.filter(pk=job.pk, state=RUNNING, attempts=job.attempts)


def beat(job: Job) -> bool:
    """Say that we live; False where the job is no longer ours."""
    return bool(held(job).update(lease_until=timezone.now() + LEASE))


def tell(job: Job, share: float, message: Text) -> None:
    """Say how far the job is.

    Raises: LostLease where it is no longer ours.
    """
    if not held(job).update(progress=share, message=both(message), lease_until=timezone.now() + LEASE):
        raise LostLease


def finish(job: Job, outcome: Outcome) -> bool:
    """End a job with what came of it and its line of the audit trail, in one; False where it is no longer ours."""
    with transaction.atomic():
        ours = held(job).update(
            state=DONE, result=outcome.result, progress=1, lease_until=None, finished_at=timezone.now()
        )
        if ours and outcome.action:
            Entry.write(outcome.action, job.person, job.company, outcome.detail)
    return bool(ours)


def fail(job: Job, error: Mapping[str, str], again: bool) -> None:
    """Note what went wrong; with `again` the job is tried later, unless it has been often enough."""
    now = timezone.now()
    if again and job.attempts < TRIES:
        later = now + BACKOFF * 4 ** (job.attempts - 1)
        held(job).update(state=WAITING, run_after=later, lease_until=None, error=error)
    else:
        held(job).update(state=FAILED, finished_at=now, lease_until=None, error=error)


def cancel(job: Job) -> bool:
    """Take back a job that nobody has begun; False where somebody has."""
    return bool(
        Job.objects.filter(pk=job.pk, state=WAITING).update(state=CANCELLED, finished_at=timezone.now())
        or Job.objects.filter(pk=job.pk).exclude(state__in=OPEN).exists()
    )
