"""A Book that holds what a test tells."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from tenure.book import Book
from tenure.workspace import make_workspace
from tests.cast import NOW, ZONE, Row, deliver

Told = Mapping[str, Iterable[Row]]


@pytest.fixture
def book_of(tmp_path: Path) -> Callable[[Told], Book]:
    """The Book of acme with these facts, kind by kind."""

    def make(told: Told) -> Book:
        book = Book(make_workspace(tmp_path / "acme", "acme", ZONE, "CNY", "CN"))
        book.lake.store(deliver(told), NOW)
        return book

    return make
