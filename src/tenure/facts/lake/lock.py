"""One writer at a time, whoever starts it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tenure.errors import Conflict


@contextmanager
def writing(folder: Path, patience: float) -> Iterator[None]:
    """Hold the lake's write lock, waiting up to `patience` seconds for whoever has it. The kernel frees it when we die.

    Raises: Conflict when the lock stays taken.
    """
    handle = os.open(folder / "write.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        end = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > end:
                    raise Conflict(
                        f"Another import or build has been writing to {folder} for {patience:.0f} seconds.", "Wait for it, then try again."
                    ) from error
                time.sleep(0.05)
        yield
    finally:
        os.close(handle)
