"""Removing what is needed no longer: files on their way in, and jobs that have ended long ago."""

from __future__ import annotations

import shutil
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from tenure.desk.bringing.models import FOLDER, Upload
from tenure.desk.home import home
from tenure.desk.jobs.models import DONE, Job

_UPLOADS = timedelta(days=1)  # that nobody imports
_JOBS = timedelta(days=30)


def tidy_company(company: str, own: Job) -> int:
    """Remove it; gives the number of uploads whose files are gone."""
    gone, now = 0, timezone.now()
    for upload in Upload.objects.filter(company=company).select_related("job"):
        if upload.job is not None and upload.job.is_open:
            continue
        if upload.job is not None and upload.job.kind != "look" and upload.job.state == DONE:
            gone += upload.folder.exists()
            upload.drop_files()
        elif upload.created_at < now - _UPLOADS:
            gone += 1
            upload.drop_files()
            upload.delete()
    Job.objects.filter(company=company, finished_at__lt=now - _JOBS).exclude(pk=own.pk).delete()
    _drop_strays(home().companies[company].folder / FOLDER, company)
    _drop_old(Path(settings.FILE_UPLOAD_TEMP_DIR))
    return gone


def _drop_strays(folder: Path, company: str) -> None:
    """Folders of uploads that nobody knows: the server died between making them and noting them."""
    known = {pk.hex for pk in Upload.objects.filter(company=company).values_list("pk", flat=True)}
    for place in folder.glob("*"):
        if place.name not in known and _is_old(place):
            shutil.rmtree(place, ignore_errors=True)


def _drop_old(folder: Path) -> None:
    """Files whose upload was cut short."""
    for place in folder.glob("*"):
        if _is_old(place):
            place.unlink(missing_ok=True)


def _is_old(place: Path) -> bool:
    return place.stat().st_mtime < time.time() - _UPLOADS.total_seconds()
