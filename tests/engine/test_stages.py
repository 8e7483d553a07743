"""The stages and numbers of the golden company on Spark: equal to DuckDB's, made here and made there."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tenure.book import Book
from tenure.catalogue.priorities import PRIORITIES
from tenure.periods import parse_periods
from tenure.stages.building import panel_months
from tenure.stages.workshop import MAKERS
from tenure.verification import verify
from tenure.verification.folder import base_of, differences, load_folder
from tests.conftest import only_in_soak

NOW = datetime(2026, 1, 1)
DECEMBER = date(2024, 12, 31)
ASKED = ("renewal.rate_count", "revenue.mrr", "churn.rate_count", "service.first_response_time", "loyalty.nps")
MONTHS = "2024-01..2024-12"


@pytest.fixture
def here(shared: Path, tmp_path: Path) -> Book:
    """The golden company on DuckDB."""
    return load_folder(shared / "golden", tmp_path / "book", NOW)


@pytest.fixture
def there(spark: str, here: Book) -> Book:
    """The same workspace on Spark."""
    return Book(replace(here.workspace, engine="spark"))


def _rows(book: Book, table: Any) -> tuple[object, ...]:
    """Names and rows in one order, with values in one form: days for the midnights and whole numbers that DuckDB gives as others."""
    rows = [tuple(map(_plain, row.values())) for row in book.engine.rows(table)]
    return (*table.columns, *sorted(rows, key=str))


def _plain(value: object) -> object:
    if isinstance(value, datetime) and value == datetime(value.year, value.month, value.day):
        return value.date()
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return value
    return Decimal(str(value)).normalize()


def test_stages_the_panel_and_the_p1_rows_of_a_month_agree(here: Book, there: Book, shared: Path) -> None:
    """One test, so that the stages are made once."""
    pair, months = (here, there), parse_periods("2024-01..2024-12")
    other = [stage for stage in MAKERS if len({_rows(one, one.at(DECEMBER).table(stage)) for one in pair}) > 1]
    assert other == []
    assert len({_rows(one, one.at(DECEMBER).panel(months)) for one in pair}) == 1
    with (shared / "golden" / "expected.csv").open(encoding="utf-8") as handle:
        rows = [row for row in csv.DictReader(handle) if PRIORITIES[base_of(row["metric_id"])] == 1]
    april = [row for row in rows if (row["period"], row["as_of"], row["dims"]) == ("2024-04", "2024-12-31", "")]
    told = there.ask([row["metric_id"] for row in april], "2024-04", DECEMBER)
    wrong = [str(one) for row, value in zip(april, told, strict=True) for one in differences(row, value)]
    assert (len(april), wrong) == (27, [])


@only_in_soak
def test_every_row_and_the_panel_agree(spark: str, shared: Path) -> None:
    found = verify(shared / "golden", NOW, engine="spark")
    assert [str(one) for one in found.differences] == []
    assert (found.agree, found.differ, found.missing) == (312, 0, ())
    assert (found.panel_agree, found.panel_differ) == (144, 0)


@only_in_soak
def test_what_spark_builds_duckdb_reads(here: Book, there: Book) -> None:
    before = here.ask(ASKED, MONTHS, DECEMBER)
    made = there.build(DECEMBER, full=True)
    assert made.rows == here.engine.arrow(here.at(DECEMBER).panel(panel_months(here.at(DECEMBER)))).num_rows
    assert Book(here.workspace).ask(ASKED, MONTHS, DECEMBER) == before
    assert not [path for path in (here.workspace.lake / "scratch").glob("*/*") if "agreements" in path.name], (
        "read, not made"
    )


@only_in_soak
def test_what_duckdb_builds_spark_reads(here: Book, there: Book) -> None:
    before = here.ask(ASKED, MONTHS, DECEMBER)
    here.build(DECEMBER, full=True)
    assert there.ask(ASKED, MONTHS, DECEMBER) == before
