"""What is done for a company's numbers beside the web."""

from __future__ import annotations

from datetime import date

from tenure.book import Book
from tenure.demo import COMPANIES
from tenure.demo.loading import is_whole, make_company
from tenure.desk.books.subscribing import due, send
from tenure.desk.home import home
from tenure.desk.jobs.models import Job
from tenure.desk.jobs.queue import ask
from tenure.desk.jobs.registry import Outcome, Tell, handles
from tenure.desk.remembering.models import Subscription
from tenure.texts import Text


@handles("build", writes=True, daily="03:30")
def build(job: Job, tell: Tell) -> Outcome:
    """Make the stages ready, so that pages answer at once; nothing where there are no facts yet."""
    book = Book(home().companies[job.company])
    if book.lake.last_known() is None:
        return Outcome({"made": 0})
    tell(0.1, Text("Making the numbers ready"))
    made = book.build(None, full=False)
    return Outcome({"as_of": made.as_of, "made": made.made, "kept": made.kept, "rows": made.rows})


@handles("sample", writes=True)
def sample(job: Job, tell: Tell) -> Outcome:
    """Make a sample company of the demo, while somebody looks at another one."""
    folder, company = home().folder, COMPANIES[job.company]
    tell(0.1, Text("Making a sample company"))
    rows = 0 if is_whole(folder / company.slug) else make_company(company, folder)
    ask("build", company.slug, once=True)
    return Outcome({"rows": rows})


@handles("letter", due=due)
def letter(job: Job, tell: Tell) -> Outcome:
    """Send a page to who subscribed to it; nothing where she has no right to it, or no longer wants it."""
    found = Subscription.objects.filter(pk=job.payload["subscription"], company=job.company)
    one = found.select_related("person", "channel").first()
    tell(0.1, Text("Making the page"))
    return Outcome({"sent": int(one is not None and send(one, date.fromisoformat(job.payload["day"])))})
