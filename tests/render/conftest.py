"""A page of each sort of company, made once."""

from datetime import date

import pytest

from tenure.pages.report import report
from tenure.periods import parse_period
from tests.pages.company import golden_book, shop_book


@pytest.fixture(scope="session")
def pages(shared, tmp_path_factory):
    """Pages by company and language."""
    golden = golden_book(tmp_path_factory.mktemp("render") / "golden", shared / "golden")
    shop = shop_book(tmp_path_factory.mktemp("render") / "shop")
    made = {("golden", lang): report(golden, parse_period("2024-07"), date(2024, 8, 20), lang) for lang in ("en", "zh")}
    return made | {
        ("shop", lang): report(shop, parse_period("2024-06"), date(2024, 6, 30), lang) for lang in ("en", "zh")
    }


@pytest.fixture(scope="session")
def shop_page(tmp_path_factory):
    """A page that needs no shared folder."""
    return report(
        shop_book(tmp_path_factory.mktemp("render") / "shop_alone"), parse_period("2024-06"), date(2024, 6, 30)
    )
