"""A desk that came back from a backup: nobody is signed in, no link works, nothing of then is done now."""

from __future__ import annotations

from pathlib import Path

from tenure.backup import Restored
from tenure.desk.serving import prepare


def settle(folder: Path, restored: Restored) -> None:
    """Put the desk's database of a restored server right, before anybody can read it."""
    prepare(folder)
    from django.contrib.sessions.models import Session
    from django.db import connections
    from django.utils import timezone

    from tenure.desk.bringing.models import Upload
    from tenure.desk.home import home
    from tenure.desk.jobs.models import CANCELLED, OPEN, Job
    from tenure.desk.people.models import Entry, Link
    from tenure.desk.privacy.scrubbing import scrub

    now = timezone.now()
    Session.objects.all().delete()
    Link.objects.filter(used_at=None).update(used_at=now)
    Job.objects.filter(state__in=OPEN).update(state=CANCELLED, finished_at=now, lease_until=None)
    Upload.objects.all().delete()
    places = {workspace.folder: company for company, workspace in home().companies.items()}
    for place, names in restored.names.items():
        scrub(places[(folder / place).resolve()], names)
    Entry.write("restored", None, "", {"made_at": restored.made_at, "erased_again": restored.erased_again})
    connections.close_all()
