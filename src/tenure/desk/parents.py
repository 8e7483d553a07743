"""Processes of a server that end with it, however it ends."""

from __future__ import annotations

import os
import time
from threading import Thread

POLL = 1.0  # seconds between two looks at whether it still lives


def leave_with_parent() -> None:
    """End this process at once when the one that started it is gone: what was under way is taken up by who comes after."""
    Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(POLL)
    os._exit(1)
