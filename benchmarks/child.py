"""What is measured, one task per process: `python -m benchmarks.child TASK ARGUMENT…` prints one JSON line."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import duckdb
import pyarrow.parquet as pq

from benchmarks.company import NOW, last_day, load
from benchmarks.meter import metered
from benchmarks.pages import count_queries as counted
from benchmarks.pages import make_people as made_people
from tenure.book import Book, measures, open_book
from tenure.catalogue.slices import segments
from tenure.catalogue.value import Value
from tenure.facts.importers.plans import plan
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import run
from tenure.facts.lake import Lake
from tenure.periods import ONE_DAY, Period, parse_periods
from tenure.stages.analyses.course import course_of
from tenure.stages.analyses.deeds import Deeds
from tenure.stages.analyses.funnel import funnel
from tenure.stages.shelf import Shelf
from tenure.stages.viewing import BEGINNING
from tenure.workspace import make_workspace, read_workspace

MONTHS = "2022-01..2024-12"
AS_OF = date(2024, 12, 31)
FUNNEL = ("view_item", "add_to_cart", "begin_checkout", "add_payment", "purchase")
_SUMS = ("growth.customers_held", "revenue.mrr")
Told = dict[str, Any]


def import_tenure(csv: str) -> Told:
    """What `tenure import` does with a file, into a fresh workspace."""
    told: Told = {}
    with tempfile.TemporaryDirectory(prefix="tenure-bench-") as folder:
        home = make_workspace(Path(folder) / "company", "benchmark", "UTC", "USD", "US")
        lake = Lake(home.lake, home.zone)
        with metered(told):
            (ready,) = plan([Path(csv)], Settings(home.zone, home.currency, home.country, maps=home.folder / "maps"))
            receipt = run(ready, lake, NOW).receipt
    return told | {"rows": receipt.rows_in, "stored": receipt.stored, "quarantined": receipt.quarantined}


def import_duckdb(csv: str) -> Told:
    """DuckDB's own reader, the same file into a table of a database file."""
    told: Told = {}
    with tempfile.TemporaryDirectory(prefix="tenure-bench-") as folder, metered(told):
        con = duckdb.connect(f"{folder}/orders.duckdb")
        con.execute("CREATE TABLE orders AS SELECT * FROM read_csv(?)", [csv])
        rows = con.sql("SELECT count(*) FROM orders").fetchall()[0][0]
        con.close()
    return told | {"rows": rows}


def load_company(data: str, folder: str, until: str = "") -> Told:
    """The generator's tables into a lake; `until` holds back the events and orders from that day on."""
    told: Told = {}
    with metered(told):
        home = load(Path(data), Path(folder), until=date.fromisoformat(until) if until else None)
    told["lake_bytes"] = _size(home.lake)
    told["event_bytes"] = _size(home.lake / "facts" / "usage_events")
    return told


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*.parquet"))


def book_cold(folder: str) -> Told:
    """Panel of 36 months, then every P1 metric, then the same by one dimension; nothing prepared."""
    shutil.rmtree(read_workspace(Path(folder)).lake / "stages", ignore_errors=True)
    return _ask(open_book(folder))


def book_built(folder: str) -> Told:
    """The same questions to stages that a build made ready."""
    return _ask(open_book(folder))


def book_limited(folder: str, memory: str) -> Told:
    """The same, nothing prepared, with an engine that may take so much memory, as `1GB`."""
    home = read_workspace(Path(folder))
    shutil.rmtree(home.lake / "stages", ignore_errors=True)
    return _ask(Book(home, memory))


def book_on(folder: str, address: str = "") -> Told:
    """Panel of 36 months and every P1 metric, nothing prepared: on a Spark server, or on DuckDB where none is named."""
    home = read_workspace(Path(folder))
    shutil.rmtree(home.lake / "stages", ignore_errors=True)
    book = Book(replace(home, engine="spark", spark=address) if address else home)
    told: Told = {}
    with metered(told):
        with metered(told, "panel"):
            rows = book.engine.rows(book.at(AS_OF).panel(parse_periods(MONTHS)).count().name("rows").as_table())
        with metered(told, "all"):
            values = book.ask(_names(), MONTHS, AS_OF)
    return told | {"rows": rows[0]["rows"], "values": len(values), "digest": _digest(values)}


def _names() -> list[str]:
    return [name for name, one in measures().items() if one.priority == 1 and not one.params]


def _digest(values: Iterable[Value]) -> str:
    """One word for all of what was answered: equal where every value, part and status is."""
    told = sorted(
        repr(
            (
                one.metric,
                str(one.period),
                sorted(one.dims.items()),
                one.value,
                one.numerator,
                one.denominator,
                one.status,
            )
        )
        for one in values
    )
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def behaviour(folder: str) -> Told:
    """Five steps in order within a week, of all customers and all their attempts, by segment; nothing prepared."""
    book = open_book(folder)
    told: Told = {}
    with metered(told):
        shop, course = book.at(AS_OF), course_of(FUNNEL, known=FUNNEL)
        ever = Period(BEGINNING, AS_OF + ONE_DAY, "year")
        found = funnel(shop, ever, course, 7, Deeds("customer", segments(shop, "segment")))
    reached: dict[str, list[int]] = {}
    for one in found:
        reached.setdefault(str(one.segment), []).append(one.reached)
    return told | {"reached": reached}


def slices(folder: str, questions: str = "60") -> Told:
    """Questions as a reader with filters asks them: two numbers of one month by one slice, within four others; of a build."""
    book, random = open_book(folder), Random(7)
    words = {name: _words(book, name) for name in ("segment", "plan", "region", "device", "acq_channel")}
    months = parse_periods(MONTHS)
    book.ask(_SUMS, months[-1], AS_OF)  # a server has answered before
    told: Told = {}
    took = []
    with metered(told):
        for _number in range(int(questions)):
            by, *others = random.sample(list(words), len(words))
            where = {name: random.choice(words[name]) for name in others}
            began = perf_counter()
            book.ask(_SUMS, random.choice(months), AS_OF, by=(by,), where=where)
            took.append(perf_counter() - began)
    took.sort()
    return told | {"p50_ms": round(1000 * took[len(took) // 2]), "p95_ms": round(1000 * took[int(len(took) * 0.95)])}


def _words(book: Book, name: str) -> list[str]:
    told = book.ask("growth.customers_held", parse_periods(MONTHS)[-1], AS_OF, by=(name,))
    return [word for one in told if (word := one.dims[name]) is not None]


def _ask(book: Book) -> Told:
    told: Told = {}
    names = _names()
    with metered(told):
        with metered(told, "panel"):
            book.at(AS_OF).panel(parse_periods(MONTHS))
        with metered(told, "all"):
            values = book.ask(names, MONTHS, AS_OF)
        with metered(told, "by"):
            sliced = book.ask(names, MONTHS, AS_OF, by=("segment",))
    known = [value for value in (*values, *sliced) if value.value is not None]
    found = {"metrics": len(names), "values": len(values) + len(sliced), "known": len(known)}
    return told | found | {"digest": _digest((*values, *sliced))}


def stages(folder: str) -> Told:
    """CPU seconds of every stage that the panel of 36 months stands on, each in the form the product computes it."""
    shutil.rmtree(read_workspace(Path(folder)).lake / "stages", ignore_errors=True)
    told: Told = {"stages": {}}
    shop = open_book(folder).at(AS_OF)
    keep = shop.engine.keep

    def kept(name: str, table: Any, large: bool = False) -> Any:
        cost: Told = {}
        with metered(cost):
            made = keep(name, table, large)
        told["stages"][name] = round(told["stages"].get(name, 0.0) + cost["cpu"], 3)
        return made

    shop.engine.keep = kept  # type: ignore[method-assign]
    with metered(told):
        shop.panel(parse_periods(MONTHS))
    return told


def build(folder: str, as_of: str, how: str) -> Told:
    """`tenure build`, full or incremental."""
    told: Told = {}
    book = open_book(folder)
    with metered(told):
        built = book.build(date.fromisoformat(as_of), how == "full")
    return told | {"made": built.made, "kept": built.kept, "rows": built.rows}


def store_day(data: str, folder: str, day: str) -> Told:
    """One day of events and orders, delivered to the lake."""
    told: Told = {}
    home = read_workspace(Path(folder))
    lake = Lake(home.lake, home.zone)
    events = 0
    with metered(told):
        for delivery in last_day(Path(data), date.fromisoformat(day)):
            events += lake.store(delivery, NOW).stored
    return told | {"rows": events}


def same_panel(folder: str, other: str) -> Told:
    """Whether the panels of two builds are equal, month by month and row by row."""
    told: Told = {}
    one, two = Shelf(read_workspace(Path(folder)).lake / "stages"), Shelf(Path(other))
    ours, theirs = _months(one), _months(two)
    with metered(told):
        differ = [
            month
            for month in {*ours, *theirs}
            if month not in ours
            or month not in theirs
            or not pq.read_table(one.path(ours[month])).equals(pq.read_table(two.path(theirs[month])))
        ]
    return told | {"months": len(theirs), "differ": sorted(differ)}


def make_people(home: str) -> Told:
    """Fifty people of `web`, signed in."""
    told: Told = {}
    with metered(told):
        told |= made_people(home)
    return told


def count_queries(home: str, *customers: str) -> Told:
    """Queries of each page of `web`."""
    told: Told = {}
    with metered(told):
        told |= counted(home, *customers)
    return told


def _months(shelf: Shelf) -> dict[str, str]:
    manifest = shelf.manifest()
    return dict(manifest.months) if manifest else {}


TASKS: dict[str, Callable[..., Told]] = {
    made.__name__: made
    for made in (
        import_tenure,
        import_duckdb,
        load_company,
        book_cold,
        book_built,
        book_limited,
        book_on,
        behaviour,
        slices,
        stages,
        build,
        store_day,
        same_panel,
        make_people,
        count_queries,
    )
}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])) + "\n")
