"""What storing several files would come to, each after those before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from tenure.facts.importers.plans import Plan
from tenure.facts.importers.storing import Preview, dry_run, run
from tenure.facts.lake import Lake
from tenure.facts.lake.staging import staged


@contextmanager
def trying(lake: Lake, now: datetime, several: bool) -> Iterator[Callable[[Plan], Preview]]:
    """What shows the plans of one command, one after the other; several are really stored, in a lake that is thrown away."""
    if not several:
        yield lambda plan: dry_run(plan, lake, now)
        return
    with staged(lake) as copy:
        first: list[int] = []

        def preview(plan: Plan) -> Preview:
            shown = dry_run(plan, copy, now)
            receipt = run(plan, copy, now, first[0] if first else None).receipt
            first.append(receipt.batch)
            return replace(shown, receipt=replace(receipt, batch=0))

        yield preview
