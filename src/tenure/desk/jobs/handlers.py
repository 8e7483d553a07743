"""What is done beside the web for the desk itself."""

from __future__ import annotations

from tenure.desk.jobs.models import Job
from tenure.desk.jobs.registry import Outcome, Tell, handles
from tenure.desk.people import history


@handles("trail", daily="04:30")
def trail(job: Job, tell: Tell) -> Outcome:
    """Check the audit trail from its first line on; pages check what was written since."""
    return Outcome({"broken": history.check_whole()})
