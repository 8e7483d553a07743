"""A company's own metrics, segments and dimensions, in TOML."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import tenure
from tenure.book import Book, open_book
from tenure.cli import main
from tenure.errors import RejectedData
from tenure.verification.folder import load_folder
from tests.conftest import ROOT, only_in_soak
from tests.properties.comparison import NOW

DOCS = ROOT / "docs"
PAGES = ("definitions.md", "definitions.zh.md")


def example(page: str) -> str:
    """The file that a page shows."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return text.split("```toml\n")[1].split("```")[0]


GOOD = example(PAGES[0])

BAD = """
[metrics.own.typo]
en = "A"
zh = "甲"
numerator = "panel.held_opne"
denominator = "pannel.held_open"

[metrics.own.words]
en = "B"
zh = "乙"
of = "panel.stage_close"
untit = "share"

[metrics.own.two_views]
en = "C"
of = "panel.held_open and terms.renewed"
zh = "丙"

[metrics.renewal.rate_count]
en = "D"
zh = "丁"
of = "panel.due"

[segments.code]
en = "E"
zh = "戊"
rule = "__import__('os').system('true')"

[dimensions.half]
en = "F"
zh = "己"
cases = [["panel.mrr_close >= 3000"]]
"""


@pytest.fixture(scope="module")
def home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own") / "golden"
    load_folder(shared / "golden", folder, NOW)
    (folder / "definitions").mkdir()
    return folder


@pytest.fixture
def book(home: Path) -> Iterator[Book]:
    place = home / "definitions" / "ours.toml"
    place.write_text(GOOD, encoding="utf-8")
    yield open_book(home)
    place.unlink()


def test_an_own_ratio_is_told_like_a_built_in_one(book: Book) -> None:
    value = book.one("own.large_kept", "2024-Q2")
    people = [row for row in book.at().engine.rows(book.at().panel(book.periods("2024-Q2"))) if row["held_open"]]
    large = [row for row in people if row["mrr_open"] >= 1000]
    kept = [row for row in large if row["survived"]]
    assert large
    assert (value.numerator, value.denominator) == (len(kept), len(large))
    assert value.interval is not None


def test_it_opens_to_its_customers_and_prints_its_sql(book: Book) -> None:
    value = book.one("own.large_kept", "2024-Q2")
    assert book.who("own.large_kept", "2024-Q2", "denominator").total == value.denominator
    (quarter,) = book.periods("2024-Q2")
    assert "SELECT" in book.sql("own.large_kept", quarter, book.last_known(), {})


def test_where_narrows_what_is_summed(book: Book) -> None:
    assert book.one("own.grace_money", "2024-06").value == book.one("revenue.mrr_grace", "2024-06").value


def test_a_segment_cuts_any_number_of_customers(book: Book) -> None:
    parts = {value.dims["large"]: value.value for value in book.ask("growth.customers_held", "2024-12", by=("large",))}
    assert parts["yes"] and parts["no"]
    assert sum(value for value in parts.values() if value) == Decimal(10)
    due = book.one("renewal.due_customers.contracts", "2024-06")
    cut = book.ask("renewal.due_customers.contracts", "2024-06", by=("large",))
    assert sum(value.value for value in cut if value.value) == due.value


def test_a_dimension_takes_the_first_case_that_holds(book: Book) -> None:
    found = book.ask("revenue.mrr", "2024-12", by=("size_class",))
    assert {value.dims["size_class"] for value in found} <= {"large", "small", "none"}
    assert sum(value.value for value in found if value.value) == book.one("revenue.mrr", "2024-12").value


def test_a_rate_over_an_opening_base_takes_the_word_of_its_opening(book: Book) -> None:
    people = [row for row in book.at().engine.rows(book.at().panel(book.periods("2024-Q2"))) if row["held_open"]]
    size = {
        row["customer_id"]: "large" if row["mrr_open"] >= 3000 else "small" for row in people if row["mrr_open"] > 0
    }
    told = {value.dims["size_class"]: value for value in book.ask("churn.rate_count", "2024-Q2", by=("size_class",))}
    for word in ("large", "small"):
        mine = [row for row in people if size.get(row["customer_id"]) == word]
        lost = [row for row in mine if not row["survived"]]
        assert (told[word].numerator, told[word].denominator) == (len(lost), len(mine))
    assert any(not row["survived"] for row in people) and set(told) <= {"large", "small", "none"}


def test_every_mistake_is_told_at_once_with_file_line_and_neighbours(home: Path) -> None:
    place = home / "definitions" / "wrong.toml"
    place.write_text(BAD, encoding="utf-8")
    with pytest.raises(RejectedData) as caught:
        open_book(home).one("revenue.mrr", "2024-12")
    place.unlink()
    told = str(caught.value)
    for line in (
        "wrong.toml, line 5: There is no column of panel 'held_opne'. Did you mean held_open",
        "wrong.toml, line 6: There is no view 'pannel'. Did you mean panel",
        "wrong.toml, line 11: stage_close is of the kind string",
        "wrong.toml, line 12: There is no setting of a metric 'untit'. Did you mean unit",
        "wrong.toml, line 16: ",
        "wrong.toml, line 19: 'renewal.rate_count' exists already",
        "wrong.toml, line 27: '__import__('os').system('true')' has no meaning here",
        "wrong.toml, line 32: A case is [condition, word]",
        "wrong.toml, line 29: 'half' says no otherwise",
    ):
        assert line in told, told


@only_in_soak
def test_commands_python_and_the_report_know_them(book: Book, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["metrics", "--list", "--json", "--workspace", str(home)]) == 0
    assert "own.large_kept" in {row["metric"] for row in json.loads(capsys.readouterr().out)}
    assert main(["metrics", "own.large_kept", "--period", "2024-Q2", "--lang", "zh", "--workspace", str(home)]) == 0
    assert "大客户留存率" in capsys.readouterr().out
    assert tenure.open(home, "zh").metrics()["own.large_kept"] == "大客户留存率"
    out = home / "own.html"
    assert main(["report", "--period", "2024-06", "--out", str(out), "--workspace", str(home), "--lang", "en"]) == 0
    text = out.read_text(encoding="utf-8")
    assert "Large customers kept" in text
    assert "Your own numbers" in text


def test_definitions_that_change_are_read_by_a_book_that_is_open(book: Book, home: Path) -> None:
    """The sums and slices of those before must not answer for those that take their place."""
    place = home / "definitions" / "ours.toml"

    def told(bound: int) -> tuple[object, object]:
        place.write_text(
            f"""
[metrics.own.paying]
en = "Paying"
zh = "付费"
of = "panel.mrr_close >= {bound}"

[dimensions.band]
en = "Band"
zh = "档"
otherwise = "below"
cases = [["panel.mrr_close >= {bound}", "from {bound}"]]
""",
            encoding="utf-8",
        )
        bands = book.ask("revenue.mrr", "2024-06", by=("band",))
        return book.one("own.paying", "2024-06").value, {value.dims["band"] for value in bands}

    rows = book.at().engine.rows(book.at().panel(book.periods("2024-06")))
    for bound in (1000, 3000):
        paying = sum(row["mrr_close"] >= bound for row in rows)
        assert told(bound) == (paying, {f"from {bound}", "below"})


def test_both_pages_show_the_same_file() -> None:
    assert example(PAGES[0]) == example(PAGES[1])
