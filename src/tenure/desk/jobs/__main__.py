"""A worker as a process of its own: `python -m tenure.desk.jobs`, started by `tenure serve` and gone with it."""

from __future__ import annotations

import logging
import os
import signal
import time
from threading import Event, Thread

POLL = 1.0  # seconds between two looks at whether the server still lives


def main() -> None:
    """Work until told to stop, or until the server that started us is gone."""
    parent = os.getppid()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenure.desk.settings")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    stop = Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())
    Thread(target=_leave_with, args=(parent,), daemon=True).start()
    import django

    django.setup()
    from tenure.desk.jobs.worker import run

    run(stop)


def _leave_with(parent: int) -> None:
    """End at once when the server does, however it does: the job is taken up again by those who come after."""
    while os.getppid() == parent:
        time.sleep(POLL)
    os._exit(1)


if __name__ == "__main__":
    main()
