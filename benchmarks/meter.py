"""Measuring: each measurement is a process of its own, rounds are interleaved, and medians are kept."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LIMIT_S = 4 * 3600  # of one process: the large set takes long


@dataclass(frozen=True)
class Task:
    """One thing to measure: the words that run it, and what has to be done before each run, outside the clock."""

    name: str
    words: tuple[str, ...]
    before: Callable[[], None] | None = None


@dataclass
class Cost:
    """What one task cost in each round."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak_mb: list[float] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)  # the last answer in full

    @property
    def wall_s(self) -> float:
        return statistics.median(self.wall)

    @property
    def cpu_s(self) -> float:
        return statistics.median(self.cpu)

    @property
    def peak(self) -> float:
        return max(self.peak_mb)


def own(name: str, *words: object) -> tuple[str, ...]:
    """The words of a task of benchmarks.child."""
    return (sys.executable, "-m", "benchmarks.child", name, *map(str, words))


def run_rounds(tasks: Sequence[Task], rounds: int) -> dict[str, Cost]:
    """Every task once per round, one after the other; a task that fails stops the run."""
    costs = {task.name: Cost() for task in tasks}
    for number in range(rounds):
        for task in tasks:
            if task.before is not None:
                task.before()
            told = answer_of(task.words)
            cost = costs[task.name]
            cost.wall.append(told["wall"])
            cost.cpu.append(told["cpu"])
            cost.peak_mb.append(told["rss_mb"])
            cost.told = told
            note(f"round {number + 1}/{rounds} {task.name}: {told['wall']:.2f} s wall, {told['cpu']:.2f} s CPU")
    return costs


def answer_of(words: Sequence[str]) -> dict[str, Any]:
    """The last JSON line that a process prints."""
    ended = subprocess.run(list(words), capture_output=True, text=True, timeout=LIMIT_S, check=False)
    lines = ended.stdout.strip().splitlines()
    told = json.loads(lines[-1]) if ended.returncode == 0 and lines else {}
    if "wall" not in told:
        raise SystemExit(f"{' '.join(words)} failed: {told.get('error') or ended.stderr[-2000:]}")
    return dict(told)


@contextmanager
def metered(told: dict[str, Any], phase: str = "") -> Iterator[None]:
    """Put wall seconds, CPU seconds (user + sys) and peak memory of this process into a dict."""
    wall, cpu = time.perf_counter(), _cpu()
    yield
    end = "_" + phase if phase else ""
    told["wall" + end] = round(time.perf_counter() - wall, 3)
    told["cpu" + end] = round(_cpu() - cpu, 3)
    told["rss_mb"] = round(
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    )


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def show(title: str, costs: Mapping[str, Cost], unit: str) -> None:
    """A Markdown table of medians, with the ratio of each task to the unit."""
    base = costs[unit]
    load = os.getloadavg()[0]
    sys.stdout.write(f"\n### {title}\n\nload {load:.1f} on {os.cpu_count()} cores, {len(base.cpu)} rounds, medians\n\n")
    sys.stdout.write(
        f"| task | CPU s | wall s | CPU / {unit} | wall / {unit} | peak MiB |\n|---|---|---|---|---|---|\n"
    )
    for name, cost in costs.items():
        ratios = f"{cost.cpu_s / base.cpu_s:.2f} | {cost.wall_s / base.wall_s:.2f}"
        sys.stdout.write(f"| {name} | {cost.cpu_s:.2f} | {cost.wall_s:.2f} | {ratios} | {cost.peak:.0f} |\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """A line for who waits."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def shared_folder() -> Path:
    """The folder shared by all repositories, which holds the generator and the peers."""
    return Path(os.environ.get("TENURE_SHARED") or Path(__file__).parents[2] / "shared").resolve()
