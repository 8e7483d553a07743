"""A lake to try things in: it reads the files of another, and what is written to it is gone at the end."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tenure.facts.lake.catalogue import BATCHES, COMMITS, FILES, NUMBERS, changing, reading
from tenure.facts.lake.lake import Lake
from tenure.facts.lake.ledger import KEY, LEDGER


@contextmanager
def staged(lake: Lake) -> Iterator[Lake]:
    """A lake that holds what this one holds, for storing only: its list names the other's files where they lie."""
    with tempfile.TemporaryDirectory(prefix="tenure-staged-") as folder:
        copy = Lake(Path(folder), lake.zone)
        with reading(lake.catalogue) as source, changing(copy.catalogue) as target:
            for table in (FILES, COMMITS, BATCHES, NUMBERS):
                target.execute(sa.delete(table))
                rows = [dict(row) for row in source.execute(sa.select(table)).mappings()]
                if table is FILES:
                    live = [row for row in rows if row["removed_in"] is None]
                    rows = [row | {"path": str((lake.folder / row["path"]).absolute())} for row in live]
                if rows:
                    target.execute(sa.insert(table), rows)
        for name in (LEDGER, KEY):  # who was erased is refused here too
            if (lake.folder / name).exists():
                shutil.copy2(lake.folder / name, copy.folder / name)
        try:
            yield copy
        finally:
            copy.catalogue.dispose()
