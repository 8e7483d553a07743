"""Folders for what does not fit into memory; they go when their owner does."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tenure.facts.lake.lock import DOOR, holding, taken

SCRATCH = "scratch"
_FORMER = "spill"  # where all engines of a lake spilled before
_PATIENCE = 60.0


@contextmanager
def scratch_folder(lake: Path) -> Iterator[Path]:
    """A new folder for one session alone: two DuckDBs that spill into one folder crash each other."""
    with holding(lake / DOOR, _PATIENCE):
        (lake / SCRATCH).mkdir(exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=lake / SCRATCH))
        handle = os.open(folder, os.O_RDONLY)
        taken(handle)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def sweep_scratch(lake: Path) -> None:
    """Remove the folders whose owner was killed: what spilled there may name people."""
    with holding(lake / DOOR, _PATIENCE):
        shutil.rmtree(lake / _FORMER, ignore_errors=True)
        for folder in (lake / SCRATCH).glob("*"):
            with suppress(FileNotFoundError):  # its owner may be on the way out
                _sweep(folder)


def _sweep(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        if taken(handle):
            shutil.rmtree(folder)
    finally:
        os.close(handle)
