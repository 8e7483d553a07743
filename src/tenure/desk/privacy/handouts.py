"""What was put together about somebody, to be handed out: a file of its owner alone, gone after a week."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from tenure.desk.home import home

FOLDER = "handouts"
LASTS = timedelta(days=7)


def handout(company: str, job: UUID) -> Path:
    """The file that a job makes."""
    folder = home().companies[company].folder / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{job.hex}.zip"


def drop_old(company: str) -> int:
    """Remove those of more than a week ago; gives their number."""
    old = [path for path in (home().companies[company].folder / FOLDER).glob("*") if _age(path) > LASTS.total_seconds()]
    for path in old:
        path.unlink()
    return len(old)


def _age(path: Path) -> float:
    return time.time() - path.stat().st_mtime
