"""`python -m benchmarks import|book|funnel|slices|engines|stages|day|web`: how fast, as ratios to what others need for the same, in one run."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import books, days, engines, funnels, importing, slicing, web
from benchmarks.generating import SIZES


def main() -> None:
    """Read the words, and measure."""
    words = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    words.add_argument("what", choices=("import", "book", "funnel", "slices", "engines", "stages", "day", "web"))
    words.add_argument("--size", choices=tuple(SIZES), help="small when not told, medium for `web`")
    words.add_argument("--rows", type=int, default=1_000_000, help="of the CSV file of `import`")
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument(
        "--data", type=Path, default=Path(tempfile.gettempdir()) / "tenure-benchmarks", help="for generated data"
    )
    words.add_argument("--fresh", action="store_true", help="load the workspace of `book` or `web` anew")
    words.add_argument(
        "--peers",
        default=sys.executable,
        help="a Python with DuckDB 2, Polars and pandas, for the peers of `book` and `funnel`",
    )
    words.add_argument("--alone", action="store_true", help="`book` beside a scan alone, without its peers")
    words.add_argument("--spark", default="sc://127.0.0.1:15002", help="the server of `engines` (docs/scale.md)")
    words.add_argument(
        "--memory", default="", help="of `book`: once more, with an engine that may take so much, as 1GB"
    )
    words.add_argument("--seconds", type=float, default=300.0, help="of load, of `web`")
    told = words.parse_args()
    size = told.size or ("medium" if told.what == "web" else "small")
    folder = told.data.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if told.what == "import":
        importing.compare(folder, told.rows, told.rounds)
    elif told.what == "book":
        books.compare(folder, size, told.rounds, told.fresh, told.peers, told.memory, told.alone)
    elif told.what == "funnel":
        funnels.compare(folder, size, told.rounds, told.peers)
    elif told.what == "slices":
        slicing.measure(folder, size, told.rounds)
    elif told.what == "engines":
        engines.compare(folder, size, told.rounds, told.spark)
    elif told.what == "stages":
        books.stages(folder, size)
    elif told.what == "web":
        web.measure(folder, size, told.seconds, told.fresh)
    else:
        days.compare(folder, size, told.rounds)


if __name__ == "__main__":
    main()
