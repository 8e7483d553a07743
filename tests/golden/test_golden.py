"""The golden case: twelve customers, twelve months, values derived by hand (witness: `golden/expected.csv`)."""

from __future__ import annotations

import csv
import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tenure.book import Book, measures
from tenure.catalogue.measure import Total
from tenure.catalogue.priorities import PRIORITIES
from tenure.catalogue.value import Value
from tenure.periods import parse_day, parse_period
from tenure.verification import verify
from tenure.verification.folder import base_of, differences, load_folder
from tests.conftest import repetitions
from tests.golden.cutting import facts_known_before

NOW = datetime(2026, 1, 1)


def test_every_row_and_the_panel_agree(shared: Path) -> None:
    found = verify(shared / "golden", NOW)
    assert [str(one) for one in found.differences] == []
    assert (found.agree, found.differ, found.missing) == (312, 0, ())
    assert (found.panel_agree, found.panel_differ) == (144, 0)


def test_every_metric_of_the_catalogue_is_declared_with_its_priority() -> None:
    assert len(PRIORITIES) == 149
    declared = {name: one.priority for name, one in measures().items() if name.count(".") == 1}
    assert declared == PRIORITIES


def test_every_variant_of_the_catalogue_is_declared(shared: Path) -> None:
    """The variants that chapter 5 names; the CRM's own pool has no facts to tell it."""
    text = (shared / "design" / "catalogue.md").read_text(encoding="utf-8")
    entries = re.split(r"^#### ", text, flags=re.MULTILINE)[1:]
    wanted = set()
    for entry in entries:
        ids = re.findall(r"`([a-z_]+\.[a-z_]+)`", entry.split("\n")[0])
        told = re.findall(r"^- \*\*Variants\*\*: (.*)$", entry, flags=re.MULTILINE)
        wanted |= {f"{ids[0]}.{name}" for line in told for name in re.findall(r"`\.([a-z_0-9]+)(?:\(k\))?`", line)}
    missing = {name for name in wanted if name not in measures() and not _of_a_sibling(name)}
    assert missing == {"churn.sea_pool_size.crm"}


def _of_a_sibling(name: str) -> bool:
    """Whether the variant is one of another id of the same entry."""
    family, _, variant = name.split(".")
    return any(one.startswith(f"{family}.") and one.endswith(f".{variant}") for one in measures())


def test_the_people_behind_a_number_are_as_many_as_it_says(shared: Path, tmp_path: Path) -> None:
    book = load_folder(shared / "golden", tmp_path / "book", NOW)
    with (shared / "golden" / "expected.csv").open(encoding="utf-8") as handle:
        rows = [row for row in csv.DictReader(handle) if row["as_of"] == "2024-12-31"]
    rows = [row for row in rows if PRIORITIES[base_of(row["metric_id"])] > 1 and row["period"][:4].isdigit()]
    rows = rows[:: repetitions(5, 1)]  # the sides of a number take a query each
    wrong = []
    for row in rows:
        one = measures()[row["metric_id"]]
        for side in one.sides():
            value = _ask(book, row)
            told = value.value if isinstance(one, Total) else getattr(value, side)
            where = dict(part.split("=", 1) for part in row["dims"].split(";")) if row["dims"] else {}
            found = book.who(row["metric_id"], row["period"], side, parse_day(row["as_of"]), (), where)
            if told is not None and abs(found.total - told) > Decimal("0.000001"):
                wrong.append((row["metric_id"], side, found.total, told))
    assert len(rows) > 14
    assert wrong == []


def test_the_people_behind_a_number_so_far_are_those_so_far(shared: Path, tmp_path: Path) -> None:
    book, day = load_folder(shared / "golden", tmp_path / "book", NOW), parse_day("2024-07-10")
    names = [name for name, one in measures().items() if isinstance(one, Total) and not one.params and one.scale == 1]
    so_far = [value for value in book.ask(names, "2024-Q3", day) if value.status == "partial" and value.value]
    so_far = so_far[:: repetitions(4, 1)]
    wrong = [
        (value.metric, found, value.value)
        for value in so_far
        if abs((found := book.who(value.metric, "2024-Q3", "numerator", day).total) - (value.value or 0))
        > Decimal("1e-6")
    ]
    assert len(so_far) > 3
    assert wrong == []


def test_periods_that_hold_the_same_campaign_give_together_what_each_gives_alone(shared: Path, tmp_path: Path) -> None:
    book, day = load_folder(shared / "golden", tmp_path / "book", NOW), parse_day("2024-12-31")
    names, halves = ("campaign.roi.incremental", "programme.crm_roi.experimental"), ("2024", "2024-H1", "2024-H2")
    together = book.ask(names, halves, day)
    alone = [book.one(name, when, day) for name in names for when in halves]
    assert together == alone
    assert [value.numerator for value in together if value.numerator] != []


@pytest.mark.parametrize("as_of", ["2024-06-30", "2024-12-31"][: repetitions(1, 2)])
def test_dropping_what_was_known_later_moves_nothing(shared: Path, tmp_path: Path, as_of: str) -> None:
    cut = datetime.fromisoformat(f"{as_of}T16:00:00")  # midnight after the day in +08:00
    facts_known_before(shared / "golden", tmp_path / "facts", cut)
    book = load_folder(tmp_path / "facts", tmp_path / "book", NOW)
    with (shared / "golden" / "expected.csv").open(encoding="utf-8") as handle:
        rows = [
            row
            for row in csv.DictReader(handle)
            if row["as_of"] == as_of and row["metric_id"] in measures() and row["period"][:4].isdigit()
        ]
    assert len(rows) > 10
    book.at(parse_day(as_of)).prepare([parse_period(row["period"]) for row in rows])
    moved = [str(one) for row in rows for one in differences(row, _ask(book, row))]
    assert moved == []


def _ask(book: Book, row: dict[str, str]) -> Value:
    where = dict(part.split("=", 1) for part in row["dims"].split(";")) if row["dims"] else {}
    return book.ask(row["metric_id"], parse_period(row["period"]), parse_day(row["as_of"]), (), where)[0]
