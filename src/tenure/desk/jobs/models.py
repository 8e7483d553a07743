"""A job: what is to be done for a company, who asked for it, how far it is, and what came of it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
OPEN = (WAITING, RUNNING)


class Job(models.Model):
    """One piece of work. `attempts` tells who holds it: whoever took it up for the last time, and nobody before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    company = models.SlugField(max_length=100)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True)
    payload = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    writes = models.BooleanField(default=False)  # of jobs that write to a company's lake one runs at a time
    occurrence = models.CharField(max_length=20, null=True)  # of what is due by itself; its kind says it
    state = models.CharField(
        max_length=10, default=WAITING, choices=[(one, one) for one in (*OPEN, DONE, FAILED, CANCELLED)]
    )
    progress = models.FloatField(default=0)  # a share
    message = models.JSONField(default=dict)  # in each language
    error = models.JSONField(default=dict)  # in each language
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    run_after = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """The database itself sees to it that there are never two writers, nor two runs for one occurrence."""

        indexes: ClassVar = [models.Index(fields=["state", "run_after"], name="what_is_next")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company"], condition=models.Q(state=RUNNING, writes=True), name="one_writer_a_company"
            ),
            models.UniqueConstraint(
                fields=["company", "kind", "occurrence"],
                condition=models.Q(occurrence__isnull=False),
                name="one_run_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"job {self.pk} to {self.kind}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of it."""
        return self.state in OPEN
