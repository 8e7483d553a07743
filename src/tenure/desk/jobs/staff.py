"""The workers of a server: processes beside it that come when something is to be done and go when nothing is, and with it."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from tenure.desk.databases import between_forks
from tenure.desk.jobs import queue
from tenure.desk.jobs.schedule import put_due

_log = logging.getLogger("tenure.jobs")
WORKERS = 2  # at most, so that a long night's work does not keep people waiting
_LOOK = 0.4  # seconds between two looks at the queue
_SCHEDULE = 30.0  # seconds between two looks at the clock
_BREATH = 5.0  # seconds that a new worker has to take up what waits, before another one is called
_PATIENCE = 10.0  # seconds that a worker has to end what it can

Worker = subprocess.Popen[bytes]


@contextmanager
def staff(count: int = WORKERS) -> Iterator[None]:
    """Workers where there is work, as long as this lasts."""
    stop, workers = Event(), list[Worker]()
    desk = Thread(target=_keep, args=(workers, count, stop), daemon=True)
    desk.start()
    try:
        yield
    finally:
        stop.set()
        desk.join()
        _send_home(workers)


def _keep(workers: list[Worker], count: int, stop: Event) -> None:
    """Call a worker whenever something waits that nobody has taken up."""
    looked = -_SCHEDULE
    while not stop.wait(_LOOK):
        workers[:] = [one for one in workers if one.poll() is None]
        if due := time.monotonic() - looked > _SCHEDULE:
            looked = time.monotonic()
        free = len(workers) < count
        if (free or due) and _is_wanted(due) and free and (worker := _called()):
            workers.append(worker)
            stop.wait(_BREATH)


def _is_wanted(due: bool) -> bool:
    """Whether something waits, with what the clock says now where it is time to look at that."""
    try:
        with between_forks():
            if due:
                put_due()
            return queue.waits()
    except Exception as error:  # noqa: BLE001  busy just now, or a workspace that cannot be read; nobody else looks
        _log.warning("the queue could not be looked at: %s", type(error).__name__)
        return False


def _called() -> Worker | None:
    """A new worker; None where the machine has no room for one just now: it is called again."""
    try:
        return subprocess.Popen([sys.executable, "-m", "tenure.desk.jobs"], stdin=subprocess.DEVNULL)
    except OSError as error:
        _log.error("no worker could be started: %s", type(error).__name__)
        return None


def _send_home(workers: list[Worker]) -> None:
    for one in workers:
        one.terminate()
    until = time.monotonic() + _PATIENCE
    for one in workers:
        try:
            one.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            one.kill()
            one.wait()
