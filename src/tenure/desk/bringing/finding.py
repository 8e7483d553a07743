"""What a company has found out once its files are in: how far its facts reach, and what still cannot be computed."""

from __future__ import annotations

from typing import Any

from tenure.book import Book
from tenure.pages.asking import Asking
from tenure.pages.blocks import Table
from tenure.pages.missing import missing
from tenure.periods import period_of
from tenure.stages.reach import reaches
from tenure.words import Language

_CUSTOMERS = "growth.customers_held"


def found(book: Book) -> dict[str, Any]:
    """In plain data, each text in each language; nothing where there are no facts."""
    if book.lake.last_known() is None:
        return {}
    span = book.lake.span()
    known = {one.kind: one.rows for one in reaches(book.at())}
    return {
        "first": span[0].isoformat() if span else None,  # contracts alone tell of terms, not of days
        "last": span[1].isoformat() if span else None,
        "customers": _customers(book),
        "kinds": [[kind, rows] for kind, rows in known.items()],
        "missing": {"en": _missing(book, "en"), "zh": _missing(book, "zh")},
    }


def _customers(book: Book) -> list[Any] | None:
    """What the metric of customers is called, and what it comes to; None where it cannot be computed."""
    metric = book.measure(_CUSTOMERS)
    value = book.one(_CUSTOMERS, period_of(book.last_known(), "day")).value  # the month may be under way
    return None if value is None else [{"en": metric.en, "zh": metric.zh}, int(value)]


def _missing(book: Book, lang: Language) -> list[list[str]]:
    """Each file that would bring numbers, and the numbers that wait for it."""
    day = book.last_known()
    block = missing(Asking(book, period_of(day, "month"), day, lang)).blocks[0]
    return [[str(cell) for cell in row] for row in block.rows] if isinstance(block, Table) else []
