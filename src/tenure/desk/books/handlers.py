"""What is done for a company's numbers beside the web."""

from __future__ import annotations

from tenure.book import Book
from tenure.desk.home import home
from tenure.desk.jobs.models import Job
from tenure.desk.jobs.registry import Outcome, Tell, handles
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
