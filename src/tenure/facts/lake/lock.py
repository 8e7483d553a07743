"""One at a time, whoever starts it: locks on files, which the kernel frees when their holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tenure.errors import Conflict

WRITE = "write.lock"  # held by the one writer
BUILD = "build.lock"  # held by the one who makes or removes what is made of the facts
DOOR = "door.lock"  # held for moments: while a lake is opened, or scratch comes and goes


@contextmanager
def holding(file: Path, patience: float) -> Iterator[None]:
    """Hold the lock on a file, waiting up to `patience` seconds for whoever has it.

    Raises: Conflict when the lock stays taken.
    """
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        end = time.monotonic() + patience
        while not taken(handle):
            if time.monotonic() > end:
                raise Conflict(
                    "Another import or build has been writing to {folder} for {seconds:.0f} seconds.",
                    "Wait for it, then try again.",
                    folder=file.parent,
                    seconds=patience,
                )
            time.sleep(0.02)
        yield
    finally:
        os.close(handle)


def taken(handle: int) -> bool:
    """Take the lock on an open file or folder if it is free, and say whether it is ours now."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
