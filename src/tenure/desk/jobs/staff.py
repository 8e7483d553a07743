"""The workers of a server: processes beside it, started anew when they die, gone when it goes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

WORKERS = 2  # so that a long night's work does not keep people waiting
_BREATH = 2.0  # seconds before a worker that died is replaced
_PATIENCE = 10.0  # seconds that a worker has to end what it can


@contextmanager
def staff(count: int = WORKERS) -> Iterator[None]:
    """Workers, as long as this lasts."""
    stop = Event()
    desks = [Thread(target=_keep_one, args=(stop,), daemon=True) for _ in range(count)]
    for desk in desks:
        desk.start()
    try:
        yield
    finally:
        stop.set()
        for desk in desks:
            desk.join()


def _keep_one(stop: Event) -> None:
    """Keep one worker at work."""
    while not stop.is_set():
        worker = subprocess.Popen([sys.executable, "-m", "tenure.desk.jobs"], stdin=subprocess.DEVNULL)
        while worker.poll() is None and not stop.wait(_BREATH):
            pass
        if worker.poll() is None:
            worker.terminate()
            try:
                worker.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
