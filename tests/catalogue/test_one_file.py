"""A metric added in one file is there everywhere: in commands, documentation, verification, Python and the report."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

import tenure
from tenure.book import Book
from tenure.catalogue import families as rooms
from tenure.catalogue import registry
from tenure.cli import main
from tenure.pages.report import report
from tenure.periods import parse_period
from tenure.render import write_report
from tenure.verification import verify
from tenure.verification.folder import load_folder
from tools.documentation import plan

NOW = datetime(2025, 1, 1)
LARGE = "zest.large_contracts"
FILE = '''
"""Zest: a family that nobody else knows of."""

from tenure.catalogue.algebra import terms
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Ratio, Running, Unit


class Zest(Family):
    """Contracts worth celebrating."""

    title = ("Zest", "活力")

    large_contracts = Ratio(
        en="Large contracts due",
        zh="大额到期合同占比",
        says="Contracts due of 1000 a month and more, of the contracts due.",
        says_zh="到期合同中月费不低于 1000 的占比。",
        numerator=terms.due_amount >= 1000,
        denominator=terms.each,
        unit=Unit.SHARE,
        running=Running.MEMBERS,
        needs=("contracts", "contract_prices"),
        reported=True,
    )
'''
FACTS = {
    "policies": [
        ("key", "value"),
        ("reporting_zone", "Asia/Shanghai"),
        ("reporting_currency", "CNY"),
    ],
    "contracts": [
        ("contract_id", "customer_id", "signed_at", "start_date", "end_date"),
        ("k1", "ann", "2023-07-01T09:00", "2023-07-10", "2024-07-10"),
        ("k2", "bob", "2023-07-01T09:00", "2023-07-20", "2024-07-20"),
    ],
    "contract_prices": [
        ("price_id", "contract_id", "from_date", "mrr", "currency"),
        ("p1", "k1", "2023-07-10", "1200", "CNY"),
        ("p2", "k2", "2023-07-20", "300", "CNY"),
    ],
    "expected": [
        ("metric_id", "period", "as_of", "dims", "value", "numerator", "denominator", "status", "low", "high"),
        (LARGE, "2024-07", "2024-12-31", "", "0.5", "1", "2", "final", "", ""),
    ],
}


@pytest.fixture(scope="module")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The file, in a folder that the families are looked for in."""
    folder = tmp_path_factory.mktemp("families")
    (folder / "zest.py").write_text(FILE, encoding="utf-8")
    rooms.__path__.append(str(folder))
    _forget()
    yield folder
    rooms.__path__.remove(str(folder))
    sys.modules.pop("tenure.catalogue.families.zest", None)
    vars(rooms).pop("zest", None)
    _forget()


def _forget() -> None:
    registry.families.cache_clear()
    registry.measures.cache_clear()


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("facts")
    for kind, rows in FACTS.items():
        with (folder / f"{kind}.csv").open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows(rows)
    return folder


@pytest.fixture(scope="module")
def book(one_file: Path, facts: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    return load_folder(facts, tmp_path_factory.mktemp("zest") / "book", NOW)


def test_the_command_line_lists_it_and_tells_it(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--workspace", str(book.workspace.folder)]
    assert main(["metrics", "--list", *place]) == 0
    assert LARGE in capsys.readouterr().out
    assert main(["metrics", LARGE, "--period", "2024-07", "--as-of", "2024-12-31", "--lang", "zh", *place]) == 0
    told = capsys.readouterr().out
    assert "大额到期合同占比" in told
    assert "50.0%" in told


@pytest.mark.usefixtures("one_file")
def test_the_documentation_has_its_page_in_both_languages() -> None:
    pages = plan()
    told = pages[f"metrics/zh/{LARGE}.md"]()
    assert "大额到期合同占比" in told
    assert "合同按签约时约定的到期日" in told
    assert 'FROM "terms"' in told
    assert "Contracts due of 1000 a month" in pages[f"metrics/en/{LARGE}.md"]()
    assert f"({LARGE}.md)" in pages["metrics/en/README.md"]()
    assert f"metrics/zh/{LARGE}.md" in pages["catalogue.md"]()


@pytest.mark.usefixtures("one_file")
def test_verification_checks_it(facts: Path) -> None:
    found = verify(facts, NOW)
    assert (found.agree, found.differ, found.missing) == (1, 0, ())


def test_python_answers_it(book: Book) -> None:
    opened = tenure.open(book.workspace.folder, "en")
    assert opened.metrics()[LARGE] == "Large contracts due"
    assert opened.metric(LARGE, "2024-07").scalar() == Decimal("0.5")
    assert opened.who(LARGE, "2024-07").num_rows == 1


def test_the_report_tells_it(book: Book, tmp_path: Path) -> None:
    page = report(book, parse_period("2024-07"), book.last_known(), "en")
    write_report(page, tmp_path / "report.html", "en")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Further numbers" in text
    assert "Large contracts due" in text
    assert "Contracts due of 1000 a month and more" in text
