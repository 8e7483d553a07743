"""Taking the names of somebody erased out of what the desk keeps: jobs, uploads, and whatever else may quote them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import connection

from tenure.desk.jobs.models import Job
from tenure.desk.jobs.queue import cancel
from tenure.desk.privacy.handouts import handout
from tenure.desk.privacy.registry import with_words
from tenure.facts import quarantine
from tenure.facts.forgetting import forget_files

ERASED = "(erased)"


def scrub(company: str, names: Sequence[str]) -> int:
    """Take names out of a company's rows; gives how many rows are others now."""
    words = sorted({word for name in names for word in quarantine.telling(name)})
    gone = _uploads(company, names, words)
    for label, fields in with_words():
        model = apps.get_model(label)
        rows = model._default_manager.all()
        if any(field.name == "company" for field in model._meta.concrete_fields):
            rows = rows.filter(company=company)
        for row in rows.iterator(500):
            told = {name: getattr(row, name) for name in fields}
            without = {name: without_names(value, words) for name, value in told.items()}
            if without != told:
                gone += model._default_manager.filter(pk=row.pk).update(**without)
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return gone


def without_names(value: Any, words: Sequence[str]) -> Any:
    """The value, at any depth, with a mark in the place of each text that names somebody."""
    match value:
        case str():
            return ERASED if quarantine.quotes(value, words) else value
        case dict():
            return {without_names(key, words): without_names(one, words) for key, one in value.items()}
        case list():
            return [without_names(one, words) for one in value]
    return value


def drop_handouts(company: str, customer: int) -> int:
    """Remove what was put together about a customer, to be handed out."""
    jobs = Job.objects.filter(company=company, kind="person", payload__customer=customer)
    found = [path for path in (handout(company, pk) for pk in jobs.values_list("pk", flat=True)) if path.exists()]
    for path in found:
        path.unlink()
    return len(found)


def _uploads(company: str, names: Sequence[str], words: Sequence[str]) -> int:
    """Drop the files on their way in that name somebody; who brought them is asked to bring them again."""
    gone = 0
    uploads = apps.get_model("bringing.Upload")._default_manager  # by name: what is brought in reads our registry
    for upload in uploads.filter(company=company).select_related("job"):
        told = forget_files(upload.folder.parent, names, [upload.folder.name])
        if told or without_names([upload.files, upload.answers], words) != [upload.files, upload.answers]:
            if upload.job is not None:
                cancel(upload.job)
            upload.drop_files()
            upload.delete()
            gone += 1
    return gone
