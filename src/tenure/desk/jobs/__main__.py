"""A worker as a process of its own: `python -m tenure.desk.jobs`, called by `tenure serve` when something waits, and gone with it."""

from __future__ import annotations

import logging
import os
import signal
from threading import Event

from tenure.desk.parents import leave_with_parent


def main() -> None:
    """Work until nothing is left, until told to stop, or until the server that started us is gone."""
    leave_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenure.desk.settings")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    stop = Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())
    import django

    django.setup()
    from tenure.desk.jobs.worker import run

    run(stop)


if __name__ == "__main__":
    main()
