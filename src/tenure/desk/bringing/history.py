"""Data → History: every import, who brought it, what waits of it; its undoing, and its corrected rows again."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenure.book import Book
from tenure.desk.bringing.receiving import receive
from tenure.desk.bringing.veiling import sees_contacts, veiled
from tenure.desk.guard import person, right_needed
from tenure.desk.home import home
from tenure.desk.jobs.models import DONE, Job
from tenure.desk.jobs.queue import ask
from tenure.desk.people.models import Entry
from tenure.desk.people.roles import Right
from tenure.desk.sayings import heard, language, late
from tenure.errors import NotFound
from tenure.facts import quarantine, undoing
from tenure.facts.lake import Lake

_SHOWN = 50


def _lake(company: str) -> Lake:
    return Book(home().companies[company]).lake


def _who(company: str) -> dict[int, str]:
    """Who brought each import that came through the web."""
    out: dict[int, str] = {}
    for job in Job.objects.filter(company=company, state=DONE, kind__in=("import", "replay")).select_related("person"):
        name = (job.person.name or job.person.email) if job.person else ""
        for batch in job.result.get("batches", [job.result.get("batch")]):
            out[batch] = name
    return out


def _row(lake: Lake, batch: int, contacts: bool) -> dict[str, Any]:
    row = next((row for row in lake.batches() if row["batch"] == batch), None)
    if row is None:
        raise Http404
    return row | {"name": veiled(str(row["name"]), contacts)}


@right_needed(Right.BRING_FACTS)
@never_cache
@require_safe
def listing(request: HttpRequest, company: str) -> HttpResponse:
    """Every import, the latest first."""
    lake, who, contacts = _lake(company), _who(company), sees_contacts(person(request), company)
    waiting = set(quarantine.batches(lake.folder)).intersection(lake.in_force())
    rows = [
        row
        | {
            "name": veiled(str(row["name"]), contacts),
            "who": who.get(int(str(row["batch"])), ""),
            "waits": row["batch"] in waiting,
        }  # fmt: skip
        for row in reversed(lake.batches())
    ]
    return render(request, "bringing/history.html", {"tab": "history", "rows": rows})


@right_needed(Right.BRING_FACTS)
@never_cache
@require_safe
def one(request: HttpRequest, company: str, batch: int) -> HttpResponse:
    """One import: its counts, and what waits of it."""
    lake, contacts = _lake(company), sees_contacts(person(request), company)
    row = _row(lake, batch, contacts)
    waits, count = _waiting(lake, batch, contacts)
    facts = [{"kind": kind, **told} for kind, told in row["facts"].items()]
    told = Job.objects.filter(company=company, state=DONE, kind="undo", payload__batch=batch).first()
    shown = {
        "tab": "history", "row": row, "facts": facts, "who": _who(company).get(batch, ""), "waits": waits, "count": count,
        "contacts": contacts, "gone": heard(told.result) if told else None,
    }  # fmt: skip
    return render(request, "bringing/import.html", shown)


def _waiting(lake: Lake, batch: int, contacts: bool) -> tuple[list[dict[str, Any]], int]:
    """The first rows that wait, and how many there are; their cells for those alone who may see whom they name."""
    try:
        _, rows, _ = quarantine.read(lake.folder, batch, lake.in_force())
    except NotFound:
        return [], 0
    told: list[dict[str, Any]] = [
        {
            "row": row.row,
            "column": row.column,
            "reason": veiled(row.reason, contacts),
            "value": row.value if contacts else "",
        }
        for row in islice(rows, _SHOWN)
    ]
    return told, len(rows)


@right_needed(Right.BRING_FACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, company: str, batch: int) -> HttpResponse:
    """Say what would go; and take the import back."""
    try:
        going = undoing.foreseen(_lake(company), batch)
    except NotFound as error:
        raise Http404 from error
    if request.method == "POST":
        job = ask("undo", company, person(request), {"batch": batch})
        return redirect("data-job", company=company, pk=job.pk)
    row = _row(_lake(company), batch, sees_contacts(person(request), company))
    return render(request, "bringing/undo.html", {"tab": "history", "row": row, "going": going})


class _Echo:
    """Gives back what is written to it."""

    def write(self, line: str) -> str:
        """The line."""
        return line


@right_needed(Right.BRING_FACTS, Right.SEE_CONTACTS)
@never_cache
@require_safe
def waiting(request: HttpRequest, company: str, batch: int) -> HttpResponse | StreamingHttpResponse:
    """The rows that wait, to be corrected elsewhere."""
    lake = _lake(company)
    if batch not in quarantine.batches(lake.folder) or batch not in lake.in_force():
        raise Http404
    Entry.write("quarantine taken away", person(request), company, {"batch": batch})
    lines = quarantine.taken_away(lake.folder, batch, lake.in_force())
    answer = StreamingHttpResponse(_csv(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{batch}-waiting.csv"'
    return answer


def _csv(lines: Iterable[list[str]]) -> Iterator[str]:
    yield "\ufeff"
    writer = csv.writer(_Echo())
    for line in lines:
        yield writer.writerow(line)


@right_needed(Right.BRING_FACTS)
@require_POST
def replay(request: HttpRequest, company: str, batch: int) -> HttpResponse:
    """Read the corrected rows."""
    files = request.FILES.getlist("files")
    if len(files) != 1:
        messages.error(request, late("Choose the corrected file first."))
        return redirect("data-import", company=company, batch=batch)
    upload = receive(company, person(request), files)
    upload.job = ask("replay", company, person(request), {"batch": batch, "upload": str(upload.pk), "lang": language()})
    upload.save()
    return redirect("data-job", company=company, pk=upload.job.pk)
