"""A desk that came back from a backup: nobody is signed in, no link works, nothing of then is done now."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tenure.backup import Restored
from tenure.backup.making import DESK
from tenure.desk.serving import prepare


def scrub_beside(workspace: Path, names: Sequence[str]) -> int:
    """Take names out of the desk that serves a workspace, where its database is a file; gives how many rows are others now."""
    server = next((place for place in (workspace, workspace.parent) if (place / DESK).exists()), None)
    if server is None:
        return 0
    prepare(server)
    from django.db import connections

    from tenure.desk.home import home
    from tenure.desk.privacy.scrubbing import scrub

    companies = [company for company, one in home().companies.items() if one.folder == workspace]
    changed = sum(scrub(company, names) for company in companies)
    connections.close_all()
    return changed


def settle(folder: Path, restored: Restored) -> None:
    """Put the desk's database of a restored server right, before anybody can read it; into PostgreSQL where one is named.

    Raises: Conflict where that is not empty.
    """
    prepare(folder)
    from django.db import connections, transaction

    from tenure.desk.databases import is_postgresql
    from tenure.desk.privacy.moving import from_file

    with transaction.atomic():
        if is_postgresql():
            from_file(folder / DESK)
        _void(folder, restored)
    connections.close_all()
    if is_postgresql():
        (folder / DESK).unlink()


def _void(folder: Path, restored: Restored) -> None:
    """Nobody is signed in, no link works, no job goes on; names of those erased since go."""
    from django.apps import apps
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from tenure.desk.home import home
    from tenure.desk.jobs.models import CANCELLED, OPEN, Job
    from tenure.desk.people.models import Entry, Link
    from tenure.desk.privacy.scrubbing import scrub

    now = timezone.now()
    Session.objects.all().delete()
    Link.objects.filter(used_at=None).update(used_at=now)
    Job.objects.filter(state__in=OPEN).update(state=CANCELLED, finished_at=now, lease_until=None)
    apps.get_model("bringing.Upload")._default_manager.all().delete()
    places = {workspace.folder: company for company, workspace in home().companies.items()}
    for place, names in restored.names.items():
        scrub(places[(folder / place).resolve()], names)
    Entry.write("restored", None, "", {"made_at": restored.made_at, "erased_again": restored.erased_again})
