"""What is done for privacy beside the web: putting together, erasing, backing up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import connection

from tenure.backup import backup
from tenure.backup.making import FOLDER, SEAL, prune
from tenure.book import Book
from tenure.desk.home import home
from tenure.desk.jobs.models import Job
from tenure.desk.jobs.queue import ask
from tenure.desk.jobs.registry import Outcome, Tell, handles
from tenure.desk.people.models import Entry
from tenure.desk.privacy.handouts import drop_old, handout
from tenure.desk.privacy.moving import to_file
from tenure.desk.privacy.scrubbing import drop_handouts, scrub
from tenure.exports.person import write_person
from tenure.texts import Text


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


@handles("person")
def person(job: Job, tell: Tell) -> Outcome:
    """Put together what is kept about a customer."""
    customer = int(job.payload["customer"])
    tell(0.1, Text("Putting together what is kept"))
    entries = Entry.objects.filter(company=job.company, detail__customer=customer).order_by("id")
    desk = [{"at": one.at, "action": one.action} for one in entries]
    book = Book(home().companies[job.company])
    kept = write_person(book, customer, handout(job.company, job.pk), _now(), job.payload["lang"], desk)
    counts = {"rows": sum(len(rows) for rows in kept.facts.values()), "waiting": len(kept.waiting)}
    return Outcome(counts, "person put together", {"customer": customer})


@handles("erase", writes=True)
def erase(job: Job, tell: Tell) -> Outcome:
    """Erase a customer: from the desk first, as long as the facts tell the names to look for; cut short, it begins again."""
    customer = int(job.payload["customer"])
    book = Book(home().companies[job.company])
    tell(0.1, Text("Looking where the customer is named"))
    names = book.lake.names_of(customer)
    told: dict[str, Any] = {
        "customer": customer,
        "handouts": drop_handouts(job.company, customer),
        "desk": scrub(job.company, names),
    }
    tell(0.4, Text("Erasing"))
    gone = book.erase(customer, _now())
    told |= {"facts": gone.facts, "waiting": gone.waiting, "files": gone.files}
    ask("build", job.company, once=True)
    return Outcome(told, "erased", told)


@handles("backup", daily="02:30")
def make_backup(job: Job, tell: Tell) -> Outcome:
    """Back the whole server up, once a night however many companies there are; nothing while there is no passphrase."""
    folder = home().folder
    if job.occurrence and (job.company != next(iter(home().companies)) or not (folder / SEAL).exists()):
        return Outcome()
    tell(0.1, Text("Writing the backup"))
    file = backup(folder, folder / FOLDER, _now(), to_file if connection.vendor == "postgresql" else None)
    prune(folder / FOLDER, _now())
    return Outcome({"file": file.name, "bytes": file.stat().st_size}, "backup made", {"file": file.name})


@handles("handouts", daily="04:50")
def tidy_handouts(job: Job, tell: Tell) -> Outcome:
    """Remove what was put together more than a week ago."""
    return Outcome({"removed": drop_old(job.company)})
