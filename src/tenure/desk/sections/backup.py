"""Settings → Backup: the passphrase, a backup now, those there are. A backup holds every company of the server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tenure.backup.making import FOLDER, SEAL, keep_seal, made
from tenure.backup.sealing import make_seal
from tenure.desk.framing import Section
from tenure.desk.guard import person
from tenure.desk.home import home
from tenure.desk.jobs.queue import ask
from tenure.desk.people.models import Entry
from tenure.desk.people.roles import Right, may
from tenure.desk.sayings import language, late
from tenure.errors import TenureError
from tenure.words import later, say

_LATE = timedelta(days=2)


@require_safe
@never_cache
def backups(request: HttpRequest, company: str) -> HttpResponse:
    """The backups there are, and whether there should be a newer one."""
    return _page(request, company)


@require_POST
@never_cache
def passphrase(request: HttpRequest, company: str) -> HttpResponse:
    """Choose what opens the backups from now on; it is kept nowhere."""
    words, again = request.POST.get("words", ""), request.POST.get("again", "")
    try:
        if not _keeps_all(request):
            return _page(request, company, status=409)
        if words != again:
            raise TenureError("The two passphrases are not the same.", "Type it twice.")
        keep_seal(home().folder, make_seal(words))
    except TenureError as error:
        return _page(request, company, status=409, refused=" ".join(error.lines(lambda text: say(text, language()))))
    Entry.write("backup passphrase set", person(request), company)
    messages.success(request, late("Saved. Keep the passphrase elsewhere: without it nobody can open a backup."))
    return redirect(SECTION.name, company=company)


@require_POST
def make(request: HttpRequest, company: str) -> HttpResponse:
    """A backup now, as a job."""
    if not _keeps_all(request) or not (home().folder / SEAL).exists():
        return _page(request, company, status=409)
    job = ask("backup", company, person(request))
    return redirect("data-job", company=company, pk=job.pk)


@require_safe
@never_cache
def take(request: HttpRequest, company: str, name: str) -> HttpResponseBase:
    """One backup, to be kept elsewhere."""
    file = next((one for one in made(home().folder / FOLDER) if one.name == name), None)
    if file is None or not _keeps_all(request):
        raise Http404
    Entry.write("backup taken", person(request), company, {"file": name})
    return FileResponse(file.open("rb"), as_attachment=True, filename=name)


def _keeps_all(request: HttpRequest) -> bool:
    """Whether somebody may do this in every company of the server: each backup holds all of them."""
    return all(may(person(request).role_in(company), SECTION.right) for company in home().companies)


def _page(request: HttpRequest, company: str, status: int = 200, **more: Any) -> HttpResponse:
    zone, now = ZoneInfo(home().companies[company].zone), datetime.now(UTC)
    mine = _keeps_all(request)
    found = [(one.name, one.stat().st_size, _at(one.name)) for one in made(home().folder / FOLDER)] if mine else []
    told = {
        "keeps_all": mine,
        "sealed": (home().folder / SEAL).exists(),
        "backups": [
            {"name": name, "size": f"{size / 1e6:,.1f}", "at": f"{at.astimezone(zone):%Y-%m-%d %H:%M}"}
            for name, size, at in found
        ],
        "late": not found or now - found[0][2] > _LATE,
        "zone": zone.key,
    }
    return render(request, "settings/backup.html", {**told, **more}, status=status)


def _at(name: str) -> datetime:
    return datetime.strptime(name[7:22], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)


SECTION = Section(
    "backup", later("Backup"), Right.KEEP_PRIVACY, 70,
    [
        path("", backups, name="backup"),
        path("passphrase/", passphrase, name="backup-passphrase"),
        path("make/", make, name="backup-make"),
        path("<str:name>/", take, name="backup-take"),
    ],
)  # fmt: skip
