"""The cube: kept values are the computed ones, and are used only while what they stand on is the same."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tenure.book import Book, open_book
from tenure.catalogue.answer import answer
from tenure.catalogue.question import Question
from tenure.cube import read_stand, ready, stand_now
from tenure.facts.importers.native import read_native_folder
from tenure.periods import Period, parse_period, parse_periods
from tenure.stages.workshop import Workshop
from tenure.verification.folder import load_folder
from tests.cube.changing import NOW, from_facts, from_nothing, kept_of, renewed, some
from tests.golden.cutting import facts_known_before

JUNE, DECEMBER = date(2024, 6, 30), date(2024, 12, 31)


@dataclass(frozen=True)
class Grown:
    """The golden company, its cube made at the end of June and renewed at the end of the year."""

    book: Book
    rows: list[dict[str, Any]]
    computed: int
    shop: Workshop  # from the facts alone
    scratch: Path

    def ready(self, names: tuple[str, ...], *told: Period, by: tuple[str, ...] = (), own: str = "") -> dict[str, Any]:
        """What is kept of a question."""
        asked, stand = [self.book.measure(name) for name in names], stand_now(self.book.at(DECEMBER), own)
        return ready(self.book.cube, stand, asked, Question(told, by))


@pytest.fixture(scope="module")
def grown(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Grown:
    folder = tmp_path_factory.mktemp("grown")
    early = facts_known_before(shared / "golden", folder / "early", datetime(2024, 6, 30, 16))
    book = load_folder(early, folder / "book", NOW)
    renewed(book, JUNE)
    for delivery in read_native_folder(shared / "golden", book.workspace.zone):
        book.lake.store(delivery, NOW)
    rows, computed = renewed(book, DECEMBER)
    kept_of(book).rename(book.cube)
    return Grown(book, rows, computed, from_facts(book, DECEMBER), folder)


def test_a_cube_renewed_is_the_cube_made_from_nothing(grown: Grown) -> None:
    assert grown.computed < len(grown.rows), "the months of early 2023 are untouched by what came after June 2024"
    assert grown.rows == from_nothing(grown.shop, grown.scratch / "nothing")


def test_kept_values_are_the_computed_ones(grown: Grown) -> None:
    """Month by month, by quarter and year too, though the cube asks for all of them at once; whole and by industry."""
    grown.shop.answers.clear()  # what was asked for by the cube at once is asked for singly
    for by, cuts in (((), "2024-Q1..2024-Q4"), ((), "2024"), (("industry",), "2024-01..2024-12")):
        periods = tuple(parse_periods(cuts))
        asked = [one for one in some() if not by or one.id in read_stand(grown.book.cube).sliced]  # type: ignore[union-attr]
        kept = grown.ready(tuple(one.id for one in asked), *periods, by=by)
        computed = answer(grown.shop, asked, Question(periods, by))
        assert [kept[one.id] for one in asked] == computed


def test_a_reader_gets_kept_values(grown: Grown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenure.book.answer", None)  # nothing is computed
    book = open_book(grown.book.workspace.folder)
    assert [value.value for value in book.ask("growth.customers_held", "2024-11..2024-12", DECEMBER)]


def test_a_stretch_is_not_the_calendar_year_whose_name_it_bears(grown: Grown) -> None:
    year = parse_period("2024")
    assert grown.ready(("churn.rate_count",), year)
    assert not grown.ready(("churn.rate_count",), replace(year, start=date(2024, 2, 1), end=date(2025, 2, 1)))


def test_other_definitions_facts_or_days_are_not_answered_from_it(grown: Grown) -> None:
    december, book = parse_period("2024-12"), grown.book
    assert grown.ready(("revenue.mrr",), december)
    assert not grown.ready(("revenue.mrr",), december, own="another")
    asked, question = [book.measure("revenue.mrr")], Question((december,))
    assert not ready(book.cube, stand_now(book.at(JUNE), ""), asked, question)
    stand = stand_now(book.at(DECEMBER), "")
    later = replace(stand, footing=replace(stand.footing, version=stand.footing.version + 1))
    assert not ready(book.cube, later, asked, question)


REASONS = ("no {kinds}", "no usage_events before {day}", "no fx_rates for {currency} before {day}")


def test_why_a_number_is_not_there_is_kept_as_a_text(grown: Grown) -> None:
    rows = [row for row in grown.rows if row["status"] == "unavailable"]
    for row in rows:
        assert row["value"] is None
        assert json.loads(row["reason"])[0] in REASONS
