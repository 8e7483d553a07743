"""Pages of the desk under the load of fifty people, against the limits of the shared `design/reliability.md` section 6."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.generating import generate
from benchmarks.loading import Answer, may_see, one_by_one, when_due, without_pause
from benchmarks.meter import answer_of, note, own, shared_folder
from benchmarks.pages import COMPANY, CUSTOMERS, Kind, Reader, kinds, light
from benchmarks.serving import Server, started

RATE = 16.0  # requests a second: fifty people who think for three seconds
FLAT_OUT_S = 60.0  # at most, without a pause
QUIET = 0.5  # load average above which a run is void
BUSY, FINE = 503, (200,)


@dataclass(frozen=True)
class Spent:
    """What a phase took: seconds, and processor seconds of the server and of the browsers."""

    wall: float
    server: float
    browsers: float


def measure(folder: Path, size: str, seconds: float, fresh: bool) -> None:
    """Prepare, serve, ask, and print."""
    home = prepared(folder, size, fresh)
    load = os.getloadavg()[0]
    customers = [f"c{number}" for number in range(1, CUSTOMERS * 97, 97)]
    told = answer_of(own("make_people", home))
    everybody = [Reader(**one) for one in told["people"]]
    asked = kinds(told["metrics"], customers)
    _conditions(size, load)
    with started(home) as server:
        note(f"answers after {server.started_s:.1f} s; waiting until it rests")
        rest, idle = server.settle(), server.memory()
        note("the first request for each page")
        first, cold = _spent(server, lambda: one_by_one(server.port, _each(asked, everybody)))
        server.settle()
        note(f"{RATE:.0f} requests a second for {seconds:.0f} s")
        answers, loaded = _spent(server, lambda: when_due(server.port, asked, everybody, RATE, seconds))
        after = server.memory()
        note("without a pause")
        flat, full = _spent(server, lambda: without_pause(server.port, light(), everybody, min(seconds, FLAT_OUT_S)))
    queries = answer_of(own("count_queries", home, *customers))
    _pages(asked, first, answers, queries)
    _load(answers, loaded, seconds, first, cold)
    _flat_out(flat, full)
    _at_rest(server, rest, idle, after)


def prepared(folder: Path, size: str, fresh: bool) -> Path:
    """A home folder with one company of that size, its numbers made ready as by night."""
    home, done = folder / f"web-{size}", folder / f"web-{size}.done"
    if fresh or not done.exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        data, began = generate(shared_folder(), folder, size), time.monotonic()
        loaded = answer_of(own("load_company", data, home / COMPANY))
        built = answer_of(own("build", home / COMPANY, "2024-12-31", "full"))
        done.touch()
        note(
            f"prepared in {time.monotonic() - began:.0f} s: load {loaded['cpu']:.0f} CPU s, build {built['cpu']:.0f} CPU s"
        )
    return home


def _each(asked: Sequence[Kind], everybody: Sequence[Reader]) -> list[tuple[str, str, Reader]]:
    """Every page for one of each sort of reader: those who see contacts and those who do not, in either language."""
    sorts: dict[tuple[bool, bool, str], Reader] = {}
    for one in everybody:
        sorts.setdefault((one.contacts, one.role == "viewer", one.language), one)
    chosen: dict[tuple[str, bool, str], tuple[str, str, Reader]] = {}
    for kind in asked:
        for path in kind.paths:
            for one in sorts.values():
                if may_see(kind, one):
                    chosen.setdefault((path, one.contacts, one.language), (kind.name, path, one))
    return list(chosen.values())


def _spent(server: Server, ask: Any) -> tuple[list[Answer], Spent]:
    wall, busy, own_cpu = time.monotonic(), server.cpu(), _own()
    answers = ask()
    return answers, Spent(time.monotonic() - wall, server.cpu() - busy, _own() - own_cpu)


def _own() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _conditions(size: str, load: float) -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False, cwd=Path(__file__).parent
    ).stdout.strip()
    void = "" if load < QUIET else f" — **void as a measurement**: it must be below {QUIET}"
    database = "PostgreSQL" if os.environ.get("TENURE_DATABASE_URL") else "SQLite"
    _say(f"\n### web, {size}\n")
    _say(f"{time.strftime('%Y-%m-%d %H:%M')}, commit {commit}, Python {platform.python_version()}, {os.cpu_count()} cores, {database}; "
         f"load before {load:.2f}{void}\n")  # fmt: skip


def _pages(asked: Sequence[Kind], first: list[Answer], answers: list[Answer], told: Mapping[str, Any]) -> None:
    _say(
        "| page | of 100 | requests | p50 ms | p95 ms | p99 ms | longest | not answered well | first request p50, longest ms | queries |"
    )
    _say("|---|---|---|---|---|---|---|---|---|---|")
    for kind in asked:
        mine = [one for one in answers if one.kind == kind.name]
        cold = [one.seconds for one in first if one.kind == kind.name]
        times = " | ".join(_ms(mine, share) for share in (0.5, 0.95, 0.99, 1))
        queries = told["queries"][kind.name]
        _say(
            f"| {kind.name} | {kind.weight} | {len(mine)} | {times} | {_wrong(mine)} "
            f"| {_part(cold, 0.5)}, {_part(cold, 1)} | {queries} |"
        )


def _load(answers: list[Answer], spent: Spent, seconds: float, first: list[Answer], cold: Spent) -> None:
    p95, p99 = _ms(answers, 0.95), _ms(answers, 0.99)
    _say(f"\n- **L04**: {len(answers)} requests in {seconds:.0f} s: p50 {_ms(answers, 0.5)}, **p95 {p95}** (gate 500), p99 {p99} (gate 1,500) ms; "
         f"not answered well {_wrong(answers)} (gate 0)")  # fmt: skip
    _say(
        f"- processor: server {spent.server:.1f} s, browsers {spent.browsers:.1f} s of {os.cpu_count()} x {spent.wall:.0f} s"
    )
    _say(
        f"- the first request for each of {len(first)} pages, alone: {cold.wall:.0f} s, server {cold.server:.0f} CPU s; "
        f"not answered well {_wrong(first)}"
    )


def _flat_out(answers: list[Answer], spent: Spent) -> None:
    fine, busy = [one for one in answers if one.status in FINE], [one for one in answers if one.status == BUSY]
    lost = [one for one in answers if one.status not in (*FINE, BUSY)]
    _say(f"- **L05**: 50 connections without a pause, {spent.wall:.0f} s: {len(fine) / spent.wall:.0f} pages a second (gate 60), p95 {_ms(fine, 0.95)} ms; "
         f"{len(busy)} told to come back (503), the slowest after {_ms(busy, 1)} ms (gate 1,000); {len(lost)} neither (gate 0); "
         f"server {spent.server:.0f} CPU s, browsers {spent.browsers:.0f}")  # fmt: skip


def _at_rest(server: Server, rest: float, idle: float, after: float) -> None:
    _say(f"- **L12**: answers {server.started_s:.1f} s after its start (gate 10), at rest {rest:.0f} s later; memory of all its processes at rest "
         f"{idle:.0f} MiB (gate 600), after the load {after:.0f} MiB\n")  # fmt: skip


def _wrong(answers: Iterable[Answer]) -> int:
    return sum(one.status not in FINE for one in answers)


def _ms(answers: Sequence[Answer], share: float) -> str:
    return _part([one.seconds for one in answers], share)


def _part(seconds: Sequence[float], share: float) -> str:
    """A quantile in milliseconds: the least value that so many do not exceed."""
    if not seconds:
        return "–"
    place = max(0, -(-len(seconds) * share // 1) - 1)
    return f"{sorted(seconds)[int(place)] * 1000:,.0f}"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
