"""Panel and metric book of a lake, against hand-written DuckDB, Polars and pandas, in units of one scan of the columns."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.generating import generate
from benchmarks.meter import Cost, Task, answer_of, note, own, run_rounds, shared_folder, show

# the fastest formulation of each, as the measurements behind the goals found them
PEERS = {
    "duckdb": ("a_cohort bitmap36", "b_nday bitmap", "c_panel bits_fulljoin", "f_mrr delta", "h_resp closed", "d_rfm ntile", "e_funnel asof"),
    "polars": ("a_cohort unique", "b_nday join", "c_panel groupby", "f_mrr delta", "h_resp closed", "d_rfm sort", "e_funnel over"),
    "pandas": ("a_cohort dedup", "b_nday merge", "c_panel groupby", "f_mrr unstack", "h_resp closed", "d_rfm sort", "e_funnel cummax"),
}  # fmt: skip
NOT_OURS = ("d_rfm", "e_funnel")  # RFM scores and funnels are no P1 metrics: the book does not answer them yet
EVENT_STAGES = ("customer_days", "user_days")  # the only ones that read every event
OURS = ("tenure book", "tenure build", "tenure book, built")


def compare(folder: Path, size: str, rounds: int, fresh: bool, python: str, memory: str, alone: bool) -> None:
    """Measure the book and its peers, and print."""
    data, home = generate(shared_folder(), folder, size), folder / f"workspace-{size}"
    once: dict[str, Cost] = {}
    if fresh or not home.exists():
        once = run_rounds([Task("tenure load", own("load_company", data, home))], 1)
    perf = shared_folder() / "perf"
    tasks = [Task("scan", (python, str(perf / "book.py"), "scan", str(data)))]
    peers = {} if alone else PEERS
    for engine, wanted in peers.items():
        for words in wanted:
            tasks.append(
                Task(f"{engine} {words}", (python, str(perf / "bench1.py"), engine, *words.split(), str(data)))
            )
    if not alone:  # thirty metrics by three dimensions, each from the raw tables on its own
        tasks.append(
            Task("duckdb metric by metric", (python, str(perf / "g_metrics.py"), str(data), os.devnull, "raw90"))
        )
    tasks += [
        Task(OURS[0], own("book_cold", home)),
        *([Task(f"tenure book, {memory}", own("book_limited", home, memory))] if memory else []),
        Task(OURS[1], own("build", home, "2024-12-31", "full")),
        Task(OURS[2], own("book_built", home)),
    ]
    costs = run_rounds(tasks, rounds)
    show(f"book, {size}", {**costs, **_sums(costs, peers), **once}, "scan")
    _phases(costs)
    _agreement(costs)
    _same(costs)
    if once:
        note(f"load: {once['tenure load'].told}")


def _sums(costs: Mapping[str, Cost], peers: Mapping[str, Sequence[str]]) -> dict[str, Cost]:
    """Per engine, the sum of the tasks that the book answers too, and of all."""
    out = {}
    for engine, wanted in peers.items():
        for label, skipped in (("a b c f h", NOT_OURS), ("a-f h", ())):
            parts = [costs[f"{engine} {words}"] for words in wanted if not words.startswith(skipped or ("-",))]
            out[f"{engine}: sum {label}"] = Cost(
                [sum(part.wall_s for part in parts)],
                [sum(part.cpu_s for part in parts)],
                [max(part.peak for part in parts)],
            )
    return out


def _phases(costs: Mapping[str, Cost]) -> None:
    """Where the book's time goes."""
    sys.stdout.write(
        "\n| CPU s (wall s), last round | panel | P1 metrics | the same by segment | values |\n|---|---|---|---|---|\n"
    )
    for name in (OURS[0], OURS[2]):
        told = costs[name].told
        cells = " | ".join(f"{told['cpu_' + part]:.2f} ({told['wall_' + part]:.2f})" for part in ("panel", "all", "by"))
        sys.stdout.write(f"| {name} | {cells} | {told['known']:,} of {told['values']:,} |\n")


def _agreement(costs: Mapping[str, Cost]) -> None:
    """The peers must agree with one another, or a ratio says nothing."""
    sums: dict[str, set[str]] = {}
    for name, cost in costs.items():
        if "sum" in cost.told:
            sums.setdefault(name.split()[1], set()).add(cost.told["sum"])
    differ = sorted(task for task, found in sums.items() if len(found) > 1)
    sys.stdout.write(
        f"\npeers agree: {len(sums) - len(differ)} of {len(sums)} tasks{'; differ: ' + ', '.join(differ) if differ else ''}\n"
    )


def _same(costs: Mapping[str, Cost]) -> None:
    """Every book of ours must give the same values, however it was made."""
    words = {cost.told["digest"] for cost in costs.values() if "digest" in cost.told}
    sys.stdout.write(f"our books: {'equal, value by value' if len(words) == 1 else 'NOT EQUAL'}\n")


def stages(folder: Path, size: str) -> None:
    """What each stage under the panel costs, and what share of it the events are: what a fold kernel could save at most."""
    data, home = generate(shared_folder(), folder, size), folder / f"workspace-{size}"
    if not home.exists():
        answer_of(own("load_company", data, home))
    told = answer_of(own("stages", home))
    sys.stdout.write(
        f"\n### stages under the panel, {size}: {told['cpu']:.2f} CPU s, {told['wall']:.2f} s wall\n\n| stage | CPU s | share |\n|---|---|---|\n"
    )
    rest = {"building and compiling the expressions": told["cpu"] - sum(told["stages"].values())}
    for name, cpu in sorted({**told["stages"], **rest}.items(), key=lambda one: -one[1]):
        sys.stdout.write(f"| {name} | {cpu:.2f} | {cpu / told['cpu']:.0%} |\n")
    events = sum(told["stages"].get(name, 0.0) for name in EVENT_STAGES)
    sys.stdout.write(f"\nover events: {events:.2f} CPU s, {events / told['cpu']:.0%}\n")
