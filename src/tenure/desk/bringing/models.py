"""An upload: files that somebody brought together, and what she said of them. They lie in a folder until they are imported."""

from __future__ import annotations

import json
import shutil
import uuid
from pathlib import Path
from typing import Any

from django.db import models
from django.utils import timezone

from tenure.desk.home import home
from tenure.desk.jobs.models import Job

FOLDER = "uploads"  # in the company's folder; of its owner alone
_PLAN = "plan.json"


class Upload(models.Model):
    """Files on their way in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.SlugField(max_length=100)
    person = models.ForeignKey("people.Person", models.CASCADE)
    created_at = models.DateTimeField(default=timezone.now)
    files = models.JSONField(default=list)  # names as their owner knows them, and sizes
    answers = models.JSONField(default=dict)  # what she said of each
    job = models.ForeignKey(Job, models.CASCADE, null=True, related_name="uploads")

    def __str__(self) -> str:
        return f"upload {self.pk}"

    @property
    def folder(self) -> Path:
        """Where the files lie, and what is known of them."""
        return home().companies[self.company].folder / FOLDER / self.pk.hex

    @property
    def paths(self) -> list[Path]:
        """The files, in the order in which they came."""
        return [self.folder / str(number) / one["name"] for number, one in enumerate(self.files, start=1)]

    def keep_plan(self, plan: Any) -> None:
        """Keep what was found out of the files, beside them: it goes when they go."""
        part = self.folder / f"{_PLAN}.part"
        part.touch(0o600)
        part.write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")
        part.replace(self.folder / _PLAN)

    def plan(self) -> Any:
        """What was found out; None where nothing was yet, or where the files are gone."""
        place = self.folder / _PLAN
        return json.loads(place.read_text(encoding="utf-8")) if place.exists() else None

    def drop_files(self) -> None:
        """Remove the files, and what is known of them."""
        shutil.rmtree(self.folder, ignore_errors=True)
