"""What is done with uploads and imports beside the web."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from tenure.book import Book
from tenure.desk.bringing.finding import found
from tenure.desk.bringing.looking import file_told, report_told
from tenure.desk.bringing.models import Upload
from tenure.desk.bringing.reading import Read, read
from tenure.desk.bringing.stored import stored_by
from tenure.desk.home import home
from tenure.desk.jobs.models import Job
from tenure.desk.jobs.queue import ask
from tenure.desk.jobs.registry import Outcome, Tell, handles
from tenure.desk.sayings import both, both_of
from tenure.errors import TenureError, UsageError
from tenure.facts import quarantine, undoing
from tenure.facts.importers.plans import Plan
from tenure.facts.importers.settings import settings_for
from tenure.facts.importers.storing import refuse_open, run_all
from tenure.facts.importers.storing import replay as replay_import
from tenure.facts.importers.trying import trying
from tenure.texts import Text
from tenure.words import Language


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


@handles("look")
def look(job: Job, tell: Tell) -> Outcome:
    """Find out what the files of an upload are, and what storing them would come to; nothing is stored."""
    upload = Upload.objects.get(pk=job.payload["upload"])
    book = Book(home().companies[job.company])
    tell(0.1, Text("Reading"))
    tables = list(read(upload, settings_for(book.workspace, _now())))
    told = []
    with trying(book.lake, _now(), several=len(tables) > 1) as preview:
        for number, one in enumerate(tables):
            tell(0.2 + 0.7 * number / len(tables), Text("Looking at {name}", name=one.name))
            told.append(_shown(one, preview) | {"said": upload.answers.get(one.key, {})})
    ready = bool(told) and all(one.get("ready") for one in told)
    problem = _together([one.plan for one in tables if one.plan is not None]) if ready else None
    ready = ready and problem is None
    upload.keep_plan({"files": told, "ready": ready, "problem": problem})
    return Outcome({"ready": ready})


def _shown(one: Read, preview: Any) -> dict[str, Any]:
    """One table with what would come of it, as far as that can be said."""
    if one.plan is None or one.problem is not None or one.plan.questions:
        return file_told(one, None) | {"ready": False}
    try:
        return file_told(one, preview(one.plan)) | {"ready": True}
    except TenureError as error:
        return file_told(Read(one.key, one.name, one.plan, one.generic, error, one.left), None) | {"ready": False}


def _together(plans: Sequence[Plan]) -> dict[str, str] | None:
    """What forbids that these files are stored together, each being well alone."""
    try:
        refuse_open(plans)
    except TenureError as error:
        return both_of(error)
    return None


@handles("import", writes=True)
def bring(job: Job, tell: Tell) -> Outcome:
    """Store the files of an upload. Cut short, it goes on where it was: what it has stored it does not store again."""
    upload = Upload.objects.get(pk=job.payload["upload"])
    book = Book(home().companies[job.company])
    lang: Language = job.payload["lang"]
    tell(0.05, Text("Reading"))
    tables = list(read(upload, settings_for(book.workspace, _now())))
    done = {
        one.key: row
        for one in tables
        if one.plan and (row := stored_by(job, one.plan.sheet.digest, one.name, book.lake))
    }
    plans = [_agreed(one) for one in tables if one.key not in done]
    reports = list(done.values())
    first = min((row["batch"] for row in reports), default=None)

    def reading(plan: Plan) -> None:
        share = 0.1 + 0.4 * plans.index(plan) / len(plans) if plan in plans else 0.1
        tell(share, Text("{name}: {rows:,} rows", name=plan.name, rows=plan.rows_in))

    for number, report in enumerate(run_all(plans, book.lake, _now(), lang, reading, first), start=1):
        reports.append(report_told(report))
        tell(0.5 + 0.4 * number / len(plans), Text("{name} is stored", name=report.name))
    tell(0.92, Text("Looking at what came"))
    result = {"files": reports, "found": found(book), "batches": [one["batch"] for one in reports]}
    ask("build", job.company, once=True)
    ask("tidy", job.company, once=True)
    return Outcome(result, "imported", {"batches": result["batches"], "rows": sum(one["rows_in"] for one in reports)})


def _agreed(one: Read) -> Plan:
    """The plan, its map remembered for the next file with these headers.

    Raises: the problem of a table that cannot be read.
    """
    if one.problem is not None:
        raise one.problem
    if one.plan is None:
        raise UsageError(
            "{name} holds no table that Tenure knows.", "Take it away, and import the others.", name=one.name
        )
    if one.generic:
        one.plan.remember()
    return one.plan


@handles("replay", writes=True)
def replay(job: Job, tell: Tell) -> Outcome:
    """Read the rows that wait of an import again, as somebody has corrected them."""
    book, batch = Book(home().companies[job.company]), int(job.payload["batch"])
    tell(0.1, Text("Reading"))
    corrected = None
    if job.payload.get("upload"):
        upload = Upload.objects.get(pk=job.payload["upload"])
        corrected = upload.paths[0]
    again = _replayed(job, book, batch)
    if again is None:
        home_ = settings_for(book.workspace, _now())
        again = report_told(replay_import(batch, book.lake, home_, _now(), job.payload["lang"], corrected=corrected))
    ask("build", job.company, once=True)
    ask("tidy", job.company, once=True)
    return Outcome({"file": again, "batch": again["batch"]}, "replayed", {"of": batch, "batch": again["batch"]})


def _replayed(job: Job, book: Book, batch: int) -> dict[str, Any] | None:
    """What an earlier attempt at this job has stored; the rows are off the list then."""
    if job.attempts == 1:
        return None
    _, _, reading = quarantine.read(book.lake.folder, batch, book.lake.in_force())
    told = quarantine.settings(reading)
    row = stored_by(job, str(told["digest"]), str(told["name"]), book.lake)
    if row is not None:
        quarantine.close(book.lake.folder, batch, row["batch"])
    return row


@handles("undo", writes=True)
def undo(job: Job, tell: Tell) -> Outcome:
    """Take an import back."""
    book, batch = Book(home().companies[job.company]), int(job.payload["batch"])
    tell(0.2, Text("Taking import {batch} back", batch=batch))
    if job.attempts > 1 and batch not in book.lake.in_force():  # an earlier attempt came to its end
        gone: dict[str, Any] = {"batch": batch}
    else:
        taken = undoing.undo(book.lake, batch, _now())
        gone = {"batch": batch, "facts": taken.facts, "waiting": taken.waiting}
        gone |= {"import_again": list(taken.import_again), "replay_again": list(taken.replay_again)}
    ask("build", job.company, once=True)
    return Outcome(gone, "import undone", gone)


@handles("quality", daily="04:10")
def quality(job: Job, tell: Tell) -> Outcome:
    """Look for what is wrong: the machine, the files, the facts."""
    from tenure.verification.health import examine

    tell(0.1, Text("Looking for what is wrong"))
    checks = [
        {
            "check": both(one.check),
            "ok": one.ok,
            "found": both(one.found),
            "remedy": both(one.remedy) if one.remedy and not one.ok else None,
        }
        for one in examine(lambda: Book(home().companies[job.company]))
    ]
    return Outcome({"checks": checks})


@handles("freshness", daily="08:00")
def freshness(job: Job, tell: Tell) -> Outcome:
    """Look whether what used to come regularly has stopped coming."""
    from tenure.desk.bringing.watch import late

    lake = Book(home().companies[job.company]).lake
    return Outcome({"late": [vars(one) for one in late(lake.batches(), _now())]})


@handles("tidy", daily="04:40")
def tidy(job: Job, tell: Tell) -> Outcome:
    """Remove files that are stored, or that nobody came back for; and jobs that nobody asks about any more."""
    from tenure.desk.bringing.tidying import tidy_company

    return Outcome({"removed": tidy_company(job.company, job)})
