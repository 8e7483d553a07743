"""The companies, made once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tenure.book import Book
from tenure.workspace import make_workspace
from tests.cast import NOW, ZONE, Row, deliver
from tests.pages.company import golden_book, shop_book
from tests.pages.people import people_book


@pytest.fixture(scope="session")
def golden(shared, tmp_path_factory):
    return golden_book(tmp_path_factory.mktemp("golden") / "company", shared / "golden")


@pytest.fixture(scope="session")
def shop(tmp_path_factory):
    return shop_book(tmp_path_factory.mktemp("shop") / "company")


@pytest.fixture
def book_of(tmp_path: Path) -> Callable[..., Book]:
    """The book of acme with these facts, known early."""

    def make(**told: list[Row]) -> Book:
        book = Book(make_workspace(tmp_path / "acme", "acme", ZONE, "CNY", "CN"))
        facts = {kind: [{"known": "2023-01-01", **row} for row in rows] for kind, rows in told.items()}
        book.lake.store(deliver(facts), NOW)
        return book

    return make


@pytest.fixture(scope="session")
def people(tmp_path_factory):
    return people_book(tmp_path_factory.mktemp("people") / "company")
