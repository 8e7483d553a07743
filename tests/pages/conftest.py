"""The companies, made once."""

import pytest

from tests.pages.company import golden_book, shop_book


@pytest.fixture(scope="session")
def golden(shared, tmp_path_factory):
    return golden_book(tmp_path_factory.mktemp("golden") / "company", shared / "golden")


@pytest.fixture(scope="session")
def shop(tmp_path_factory):
    return shop_book(tmp_path_factory.mktemp("shop") / "company")
