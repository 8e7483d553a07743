"""Rows per second of `tenure import` against DuckDB's own CSV reader, on the same file in one run."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.meter import Task, note, own, run_rounds, show

DAYS = 28


def orders_csv(folder: Path, rows: int) -> Path:
    """Orders as a shop would export them, under Tenure's own column names; made once."""
    path = folder / f"orders-{rows}" / "transactions.csv"  # the name tells the kind
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as out:
            out.write("txn_id,customer_id,kind,amount,currency,happened_at\n")
            for number in range(rows):
                cents = number * 7_919 % 99_999 + 1
                day = f"{2022 + number % 3}-{number // 3 % 12 + 1:02}-{number % DAYS + 1:02}T{number % 24:02}:{number % 60:02}:00Z"
                out.write(f"T{number},C{number % 50_000},order,{cents // 100}.{cents % 100:02},USD,{day}\n")
    return path


def compare(folder: Path, rows: int, rounds: int) -> None:
    """Measure both, and print."""
    csv = orders_csv(folder, rows)
    note(f"{csv}: {rows:,} rows, {csv.stat().st_size / 1e6:.0f} MB")
    costs = run_rounds(
        [Task("DuckDB read_csv", own("import_duckdb", csv)), Task("tenure import", own("import_tenure", csv))], rounds
    )
    show(f"import, {rows:,} rows of CSV", costs, "DuckDB read_csv")
    sys.stdout.write("\n")
    for name, cost in costs.items():
        sys.stdout.write(f"- {name}: {rows / cost.wall_s:,.0f} rows/s wall, {rows / cost.cpu_s:,.0f} rows per CPU s\n")
    ours = costs["tenure import"].told
    sys.stdout.write(f"- rows in {ours['rows']:,} = {ours['stored']:,} stored + {ours['quarantined']:,} quarantined\n")
