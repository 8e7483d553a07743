"""A worker: takes up one job after the other, says that it lives, and tells what came of each."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.db import DatabaseError, close_old_connections, connection

from tenure.desk.jobs import queue
from tenure.desk.jobs.models import Job
from tenure.desk.jobs.registry import HANDLERS
from tenure.desk.sayings import both_of
from tenure.errors import Conflict, RemoteFailure, TenureError

_log = logging.getLogger("tenure.jobs")
BEAT = 10.0  # seconds between two signs of life
_PAUSE = 0.4  # seconds between two looks at an empty queue
_IDLE = 20.0  # seconds without work after which it goes: what it has loaded takes memory, and it is called again
_PASSING = (Conflict, RemoteFailure)  # what may be over by the next try


def run(stop: Event) -> None:
    """Work until stopped, or until nothing has been left to do for a while."""
    worked = time.monotonic()
    while not stop.is_set():
        close_old_connections()
        if work_once():
            worked = time.monotonic()
        elif time.monotonic() - worked > _IDLE:
            return
        else:
            stop.wait(_PAUSE)


def work_once() -> bool:
    """Do the next job; False where there is none."""
    job = queue.claim()
    if job is None:
        return False
    began = time.monotonic()
    with _living(job):
        _carry_out(job)
    _log.info("job %s: %s, attempt %d, %.1f s", job.pk, job.kind, job.attempts, time.monotonic() - began)
    return True


def _carry_out(job: Job) -> None:
    """Do it, and write down what came of it."""
    try:
        outcome = HANDLERS[job.kind].handle(job, lambda share, message: queue.tell(job, share, message))
    except queue.LostLease:
        _log.warning("job %s: somebody else has taken it up", job.pk)
    except TenureError as error:
        queue.fail(job, both_of(error), again=isinstance(error, _PASSING))
    except Exception as error:  # noqa: BLE001  the last resort: the reader learns in words what it was
        cause = type(error).__name__  # its own words may hold a customer's data, and stay out
        _log.error("job %s: %s\n%s", job.pk, cause, "".join(traceback.format_tb(error.__traceback__)))
        queue.fail(job, both_of(TenureError("This is a mistake of Tenure itself: {cause}", cause=cause)), again=True)
    else:
        queue.finish(job, outcome)


@contextmanager
def _living(job: Job) -> Iterator[None]:
    """Say that we live, as long as this lasts."""
    done = Event()

    def beat() -> None:
        ours = True
        while ours and not done.wait(BEAT):
            try:
                ours = queue.beat(job)
            except DatabaseError:  # busy just now: the lease is longer than several beats
                _log.warning("job %s: no sign of life could be given", job.pk)
        connection.close()

    heart = Thread(target=beat, daemon=True)
    heart.start()
    try:
        yield
    finally:
        done.set()
        heart.join()
