"""One more day of events: an incremental build against a full one, and whether both give the same panel."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks.generating import generate
from benchmarks.meter import Task, answer_of, note, own, run_rounds, shared_folder, show

BEFORE, DAY = "2024-12-30", "2024-12-31"


def compare(folder: Path, size: str, rounds: int) -> None:
    """Load all but the last day, build; then bring the day and build twice."""
    data, start = generate(shared_folder(), folder, size), folder / f"workspace-{size}-before"
    home = folder / f"workspace-{size}-day"
    if not start.exists():
        answer_of(own("load_company", data, start, DAY))
    note("building the day before")
    answer_of(own("build", start, BEFORE, "full"))
    kept = folder / f"stages-{size}-incremental"

    def again() -> None:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(start, home)

    def put_aside() -> None:  # a full build that found these would take from them
        shutil.rmtree(kept, ignore_errors=True)
        shutil.move(home / "lake" / "stages", kept)

    tasks = [
        Task("store the day", own("store_day", data, home, DAY), again),
        Task("build, incremental", own("build", home, DAY, "incremental")),
        Task("build, full", own("build", home, DAY, "full"), put_aside),
        Task("compare panels", own("same_panel", home, kept)),
    ]
    costs = run_rounds(tasks, rounds)
    differ = costs["compare panels"].told["differ"]
    show(
        f"one more day, {size}", {name: cost for name, cost in costs.items() if name != "compare panels"}, "build, full"
    )
    one, full = costs["build, incremental"].told, costs["build, full"].told
    sys.stdout.write(f"\n- the day: {costs['store the day'].told['rows']:,} events and orders\n")
    sys.stdout.write(
        f"- made and kept: {one['made']} and {one['kept']} incrementally, {full['made']} and {full['kept']} in full\n"
    )
    sys.stdout.write(
        f"- panel, {full['rows']:,} rows: {'differs in ' + ', '.join(differ) if differ else 'equal, row by row'}\n"
    )
