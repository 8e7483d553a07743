"""What a job that was cut short has stored already: the lake knows, whatever became of the job."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from tenure.desk.jobs.models import Job
from tenure.desk.sayings import both
from tenure.facts.lake import Lake


def stored_by(job: Job, digest: str, name: str, lake: Lake) -> dict[str, Any] | None:
    """The import of that file which an earlier attempt at the job has brought to its end."""
    if job.attempts == 1 or job.started_at is None:
        return None
    began = job.started_at.astimezone(UTC).replace(tzinfo=None)
    for row in reversed(lake.batches()):
        if row["digest"] == digest and row["name"] == name and row["undone_at"] is None and row["at"] >= began:  # type: ignore[operator]
            counts = {key: row[key] for key in ("batch", "rows_in", "stored", "known", "quarantined", "facts", "name")}
            return counts | {"known_as": both(str(row["recipe"])), "causes": [], "left_out": [], "notes": []}
    return None
