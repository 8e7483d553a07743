"""What was built holds for the code that built it: code that makes stages or values, not code that shows them."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from tenure.stages.shelf import code_of, code_version

PACKAGE = Path(str(files("tenure")))


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package in another place, as another checkout has it."""
    folder = tmp_path_factory.mktemp("other") / "tenure"
    shutil.copytree(PACKAGE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def after_a_change(package: Path, name: str) -> str:
    path = package / name
    before = path.read_text(encoding="utf-8")
    path.write_text(before + "# other\n", encoding="utf-8")
    try:
        return code_of(package)
    finally:
        path.write_text(before, encoding="utf-8")


def test_the_same_code_in_another_place_is_the_same(copied: Path) -> None:
    assert code_of(copied) == code_version() == code_of(PACKAGE)


@pytest.mark.parametrize(
    "name",
    [
        "periods.py", "policies/settings.py", "facts/asof.py", "facts/lake/stock.py", "engine/duckdb.py", "stages/mrr.py", "stages/seen/money.py",
        "catalogue/measure.py", "cube/kept.py", "stats/means.py", "units.py", "book.py",
    ],
)  # fmt: skip
def test_code_that_makes_numbers_is_other_code(copied: Path, name: str) -> None:
    assert after_a_change(copied, name) != code_version()


@pytest.mark.parametrize(
    "name", ["cli/main.py", "render/html.py", "pages/report.py", "words/times.py", "demo/clock.py"]
)
def test_code_that_shows_them_is_not(copied: Path, name: str) -> None:
    assert after_a_change(copied, name) == code_version()


def test_a_file_under_another_name_is_other_code(copied: Path) -> None:
    (copied / "stages" / "mrr.py").rename(copied / "stages" / "mrr2.py")
    assert code_of(copied) != code_version()
    (copied / "stages" / "mrr2.py").rename(copied / "stages" / "mrr.py")
