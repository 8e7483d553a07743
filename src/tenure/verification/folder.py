"""Verify a folder shaped like the golden case: fact CSVs, expected.csv, maybe expected_panel.csv."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from tenure.book import Book, measures
from tenure.catalogue.priorities import PRIORITIES
from tenure.catalogue.value import Value
from tenure.errors import NotFound, RejectedData, TenureError
from tenure.facts.importers.native import read_native_folder
from tenure.periods import parse_day, parse_period
from tenure.stages.panel import prospects
from tenure.texts import Text
from tenure.units import exponent
from tenure.workspace import Workspace, make_workspace

TOLERANCE = Decimal("0.0000005")  # expected values are written to six decimals
Row = Mapping[str, str]


@dataclass(frozen=True)
class Difference:
    """Where an answer is not what was expected."""

    metric: str
    period: str
    as_of: str
    dims: str
    what: str
    expected: str
    got: str

    @property
    def text(self) -> Text:
        """The difference in words."""
        asked = " ".join(part for part in (self.metric, self.period, self.dims) if part)
        expected, got = self.expected or Text("(none)"), self.got or Text("(none)")
        told = Text("{what} expected {expected}, got {got}", what=self.what, expected=expected, got=got)
        if not self.as_of:
            return Text("{asked}: {difference}", asked=asked, difference=told)
        return Text("{asked} as of {day}: {difference}", asked=asked, day=self.as_of, difference=told)

    def __str__(self) -> str:
        return str(self.text)


@dataclass(frozen=True)
class Outcome:
    """What a verification found; the panel's counts are of rows."""

    differences: tuple[Difference, ...]
    agree: int
    differ: int
    missing: tuple[str, ...]  # a metric id for each expected row that is not implemented
    panel_agree: int = 0
    panel_differ: int = 0


def verify(folder: Path, now: datetime, priority: int | None = None, engine: str = "duckdb") -> Outcome:
    """Load the facts into a scratch workspace and compare every expected row.

    Raises: NotFound when the folder has no expected.csv, RejectedData when a fact file cannot be read.
    """
    if not (folder / "expected.csv").is_file():
        raise NotFound(
            "{folder} has no expected.csv.",
            "Name a folder shaped like the golden case: fact CSVs and expected.csv.",
            folder=folder,
        )
    with tempfile.TemporaryDirectory(prefix="tenure-verify-") as scratch:
        book = load_folder(folder, Path(scratch) / "book", now, engine)
        wanted = [row for row in _read(folder / "expected.csv") if _is_wanted(row["metric_id"], priority)]
        outcome = _compare(book, wanted)
        if (folder / "expected_panel.csv").is_file():
            same, other = compare_panel(book, _read(folder / "expected_panel.csv"))
            return Outcome(
                outcome.differences + tuple(other),
                outcome.agree,
                outcome.differ,
                outcome.missing,
                same,
                len({d.dims + d.period for d in other}),
            )
        return outcome


def load_folder(folder: Path, workspace: Path, now: datetime, engine: str = "duckdb") -> Book:
    """A scratch Book with the native fact files of a folder; zone and currency are told by its policies.csv."""
    told = (
        {row["key"]: row["value"] for row in _read(folder / "policies.csv")}
        if (folder / "policies.csv").is_file()
        else {}
    )
    zone = told.get("reporting_zone") or _zone_of_offset(told.get("reporting_utc_offset", "+00:00"))
    currency = told.get("reporting_currency", "CNY")
    exponent(currency)
    made: Workspace = make_workspace(workspace, folder.name, zone, currency, "CN")
    book = Book(replace(made, engine=engine))
    for delivery in read_native_folder(folder, zone, currency):
        book.lake.store(delivery, now)
    return book


def _zone_of_offset(offset: str) -> str:
    try:
        hours = int(offset[:3])
    except ValueError as error:
        raise RejectedData(
            "reporting_utc_offset is '{offset}'.", "Write it like +08:00, or name reporting_zone.", offset=offset
        ) from error
    return "UTC" if not hours else f"Etc/GMT{-hours:+d}"  # POSIX signs: Etc/GMT-8 is eight hours ahead


def _read(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8-sig") as handle:
        return list(csv.DictReader(handle))


def base_of(metric: str) -> str:
    """The id without its variant."""
    return ".".join(metric.split(".")[:2])


def _is_wanted(metric: str, priority: int | None) -> bool:
    return priority is None or PRIORITIES.get(base_of(metric), priority) <= priority


def _compare(book: Book, rows: list[Row]) -> Outcome:
    known = measures()
    missing = tuple(row["metric_id"] for row in rows if row["metric_id"] not in known)
    asked: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        if row["metric_id"] in known:
            asked.setdefault((row["as_of"], row["period"], row["dims"]), []).append(row)
    found: list[Difference] = []
    agree = 0
    for as_of in sorted({as_of for as_of, _period, _dims in asked}):
        book.at(parse_day(as_of)).prepare(
            [parse_period(p) for day, p, _dims in asked if day == as_of and p[:4].isdigit()]
        )
    for (as_of, period, dims), group in asked.items():
        for row, value in zip(group, _ask(book, group, as_of, period, dims), strict=True):
            wrong = (
                list(differences(row, value))
                if isinstance(value, Value)
                else [_different(row, "answer", Text("a value"), value.problem)]
            )
            found += wrong
            agree += not wrong
    total = sum(len(group) for group in asked.values())
    return Outcome(tuple(found), agree, total - agree, missing)


def _ask(book: Book, group: list[Row], as_of: str, period: str, dims: str) -> list[Value | TenureError]:
    where = dict(part.split("=", 1) for part in dims.split(";")) if dims else {}
    when = period
    if not period[:4].isdigit():  # a campaign by its id, whatever the period
        where, when = {**where, "campaign_id": period}, as_of[:4]
    try:
        return list(book.ask([row["metric_id"] for row in group], parse_period(when), parse_day(as_of), (), where))
    except TenureError as error:
        return [error for _row in group]


def differences(row: Row, value: Value) -> Iterator[Difference]:
    """What of an expected row the value does not meet; an empty numerator or denominator expects nothing."""
    if row["status"] != value.status:
        yield _different(row, "status", row["status"], value.status)
    for name in ("value", "low", "high", "numerator", "denominator"):
        told, got = row[name], getattr(value, name)
        if not told and name in ("numerator", "denominator"):
            continue
        if (not told) != (got is None) or (told and abs(Decimal(told) - got) >= TOLERANCE):
            yield _different(row, name, told, "" if got is None else f"{got:f}")


def _different(row: Row, what: str, expected: str, got: str) -> Difference:
    return Difference(row["metric_id"], row["period"], row["as_of"], row["dims"], what, expected, got)


def compare_panel(book: Book, rows: list[Row], as_of: date | None = None) -> tuple[int, list[Difference]]:
    """Compare the panel of the months told, as known at the end of the last of them."""
    periods = sorted({parse_period(row["period"]) for row in rows})
    shop = book.at(as_of or periods[-1].last)
    names = {row["customer_id"]: row["customer"] for row in shop.engine.rows(shop.table("customer_slices"))}
    rows_made = (*shop.engine.rows(shop.panel(periods)), *shop.engine.rows(prospects(shop, periods)))
    panel = {(str(periods[int(str(row["period"]))]), str(names[row["customer_id"]])): row for row in rows_made}
    found: list[Difference] = []
    same = 0
    for row in rows:
        got = panel.get((row["period"], row["customer_id"]), {})
        wrong = [
            Difference(f"panel.{name}", row["period"], "", row["customer_id"], name, told, _shown(got.get(name)))
            for name, told in row.items()
            if name not in ("period", "customer_id") and not _same(told, got.get(name))
        ]
        same += not wrong
        found += wrong
    return same, found


def _shown(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)


def _same(told: str, got: object) -> bool:
    if got is None or isinstance(got, str):
        return told == (got or "")
    return bool(told) and abs(Decimal(told) - Decimal(_shown(got))) < TOLERANCE
