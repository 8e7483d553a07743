"""A company whose facts come in parts and change, and its cube beside one made from nothing."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from tenure.book import Book, measures
from tenure.catalogue.margins import has_margins
from tenure.cube import renew
from tenure.cube.kept import read_rows
from tenure.policies import Policies
from tenure.stages.workshop import Workshop

NOW = datetime(2026, 1, 1)
OTHERS = (
    "renewal.rate_amount",
    "renewal.days_to_renew",
    "service.first_response_time",
    "loyalty.nps",
    "campaign.roi.incremental",
)


def some() -> list[Any]:
    """Every number over the panel, and a few that look further."""
    return [one for one in measures().values() if has_margins(one, Policies({})) and not one.params or one.id in OTHERS]


def renewed(book: Book, day: date) -> tuple[list[dict[str, Any]], int]:
    """The rows of the cube after a build as of a day, and how many values were computed again."""
    made = book.build(day, full=False)
    done = renew(kept_of(book), book.at(day), some(), "", made.moves)
    return read_rows(kept_of(book)), done.computed


def kept_of(book: Book) -> Path:
    """Where the cube of a few numbers lies; in the book's own place, builds would make it one of all numbers."""
    return book.workspace.folder / "some"


def from_facts(book: Book, day: date) -> Workshop:
    """The stages as of a day, none of them from the shelf."""
    return Book(book.workspace)._workshop(day, None)


def from_nothing(shop: Workshop, folder: Path) -> list[dict[str, Any]]:
    """The rows of a cube made from the facts alone."""
    renew(folder, shop, some(), "", None)
    return read_rows(folder)
