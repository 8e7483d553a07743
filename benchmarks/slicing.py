"""How long one answer takes that is cut by one slice within four others: on one size, and on another."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.generating import generate
from benchmarks.meter import answer_of, own, shared_folder


def measure(folder: Path, size: str, rounds: int) -> None:
    """Build the stages where they are not, ask, and print."""
    data, home = generate(shared_folder(), folder, size), folder / f"workspace-{size}"
    if not home.exists():
        answer_of(own("load_company", data, home))
    answer_of(own("build", home, "2024-12-31", "more"))
    for _round in range(rounds):
        told = answer_of(own("slices", home))
        sys.stdout.write(
            f"slices, {size}: p50 {told['p50_ms']} ms, p95 {told['p95_ms']} ms, peak {told['rss_mb']} MiB\n"
        )
