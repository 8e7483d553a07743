"""The workshop of acme with a few facts."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tenure.book import Book
from tenure.stages.workshop import Workshop
from tenure.workspace import make_workspace
from tests.cast import NOW, ZONE, Row, deliver

DAY = date(2024, 12, 31)


@pytest.fixture
def shop_of(tmp_path: Path) -> Callable[..., Workshop]:
    """The workshop of acme with these facts."""

    def make(day: date = DAY, zone: str = ZONE, **told: list[Row]) -> Workshop:
        book = Book(make_workspace(tmp_path / "acme", "acme", zone, "CNY", "CN"))
        book.lake.store(
            deliver({kind: [{"known": "2023-01-01", **row} for row in rows] for kind, rows in told.items()}), NOW
        )
        return book.at(day)

    return make
