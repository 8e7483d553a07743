"""The golden company exported with a few numbers, made once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tenure.book import Book, measures
from tenure.exports import export
from tenure.verification.folder import load_folder
from tests.cube.changing import NOW

DECEMBER = date(2024, 12, 31)
SOME = (
    "growth.customers_held", "revenue.mrr", "churn.rate_count", "renewal.rate_count", "renewal.rate_count.contract", "retention.customer_rate",
    "revenue.nrr", "cost.cac", "service.first_response_time", "loyalty.nps",
)  # fmt: skip


@pytest.fixture(scope="package")
def book(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The golden company, with a few numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Book, "measures", lambda _self: {name: measures()[name] for name in SOME})
        yield load_folder(shared / "golden", tmp_path_factory.mktemp("exports") / "book", NOW)


@pytest.fixture(scope="package")
def out(book: Book, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the export."""
    folder = tmp_path_factory.mktemp("exports") / "out"
    export(book, folder, (), DECEMBER)
    return folder
