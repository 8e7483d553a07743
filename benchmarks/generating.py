"""The shared generator's tables; run, never copied. Light, so that what starts the measurements weighs nothing itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SIZES = {
    "small": (10_000, 1_000_000),
    "middle": (50_000, 5_000_000),
    "medium": (200_000, 20_000_000),
    "large": (2_000_000, 200_000_000),
}


def generate(shared: Path, data: Path, size: str) -> Path:
    """The generator's tables of one size, made once."""
    out = data / size
    if not (out / "customers.parquet").exists():
        customers, events = SIZES[size]
        words = [
            sys.executable,
            str(shared / "perf" / "gen.py"),
            "--out",
            str(out),
            "--customers",
            str(customers),
            "--events",
            str(events),
        ]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return out
