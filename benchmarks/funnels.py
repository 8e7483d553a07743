"""The funnel of five steps over all events, beside the ways in which it is written by hand in DuckDB."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.generating import generate
from benchmarks.meter import Task, answer_of, own, run_rounds, shared_folder, show

WAYS = ("selfjoin", "asof")
OURS = "tenure behaviour"
_SEGMENTS = {"smb": 0, "mid": 1, "enterprise": 2}  # as the peers number them


def compare(folder: Path, size: str, rounds: int, python: str) -> None:
    """Measure both, and print."""
    data, home = generate(shared_folder(), folder, size), folder / f"workspace-{size}"
    if not home.exists():
        answer_of(own("load_company", data, home))
    bench = str(shared_folder() / "perf" / "bench1.py")
    tasks = [Task(way, (python, bench, "duckdb", "e_funnel", way, str(data))) for way in WAYS]
    costs = run_rounds([*tasks, Task(OURS, own("behaviour", home))], rounds)
    show(f"funnel, {size}", costs, OURS)
    told = costs[OURS].told["reached"]
    rows = [[_SEGMENTS[segment], *counts] for segment, counts in told.items()]
    same = {str(costs[way].told["sum"]) for way in WAYS} == {_sum(python, rows)}
    sys.stdout.write(f"\n{told}: {'equal' if same else 'NOT EQUAL'}\n")


def _sum(python: str, rows: list[list[int]]) -> str:
    """The checksum of an answer, by the peers' own way."""
    words = "import json, sys; from common import canon; print(canon(json.loads(sys.argv[1]))[0])"
    place = str(shared_folder() / "perf")
    done = subprocess.run(
        [python, "-c", words, json.dumps(rows)], cwd=place, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
