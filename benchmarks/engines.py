"""The same questions to DuckDB and to a Spark server, over the same files: what a statement costs there, and what data do."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.generating import generate
from benchmarks.meter import Task, answer_of, own, run_rounds, shared_folder, show

OURS = "DuckDB"


def compare(folder: Path, size: str, rounds: int, address: str) -> None:
    """Measure both, and print. The CPU seconds are those of our process alone: of a server only the wall time tells."""
    data, home = generate(shared_folder(), folder, size), folder / f"workspace-{size}"
    if not home.exists():
        answer_of(own("load_company", data, home))
    tasks = [Task(OURS, own("book_on", home)), Task("Spark", own("book_on", home, address))]
    costs = run_rounds(tasks, rounds)
    show(f"engines, {size}", costs, OURS)
    sys.stdout.write("\n| wall s, last round | panel | P1 metrics |\n|---|---|---|\n")
    for name, cost in costs.items():
        sys.stdout.write(f"| {name} | {cost.told['wall_panel']:.1f} | {cost.told['wall_all']:.1f} |\n")
    same = len({(cost.told["rows"], cost.told["digest"]) for cost in costs.values()}) == 1
    told = costs[OURS].told
    sys.stdout.write(
        f"\npanel of {told['rows']:,} rows; {told['values']:,} values: {'equal' if same else 'NOT EQUAL'}\n"
    )
