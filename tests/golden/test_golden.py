"""The golden case: twelve customers, twelve months, values derived by hand (witness: `golden/expected.csv`)."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest

from tenure.book import Book, measures
from tenure.catalogue.priorities import PRIORITIES
from tenure.catalogue.value import Value
from tenure.periods import parse_day, parse_period
from tenure.verification import verify
from tenure.verification.folder import differences, load_folder
from tests.golden.cutting import facts_known_before

NOW = datetime(2026, 1, 1)


def test_every_p1_row_and_the_panel_agree(shared: Path) -> None:
    found = verify(shared / "golden", NOW, priority=1)
    assert [str(one) for one in found.differences] == []
    assert (found.agree, found.differ, found.missing) == (217, 0, ())
    assert (found.panel_agree, found.panel_differ) == (144, 0)


def test_every_p1_metric_of_the_catalogue_is_declared() -> None:
    wanted = {name for name, priority in PRIORITIES.items() if priority == 1}
    assert len(wanted) == 67
    assert wanted <= set(measures())


@pytest.mark.parametrize("as_of", ["2024-06-30", "2024-12-31"])
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
