"""What a company has found out once its files are in: how far its facts reach, and what still cannot be computed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tenure.book import Book
from tenure.pages.asking import Asking
from tenure.pages.blocks import Table
from tenure.pages.firsts import firsts
from tenure.pages.missing import missing
from tenure.periods import period_of
from tenure.stages.reach import reaches
from tenure.words import Language


def found(book: Book) -> dict[str, Any]:
    """In plain data, each text in each language; nothing where there are no facts."""
    if book.lake.last_known() is None:
        return {}
    span = book.lake.span()
    known = {one.kind: one.rows for one in reaches(book.at())}
    return {
        "first": span[0].isoformat() if span else None,  # contracts alone tell of terms, not of days
        "last": span[1].isoformat() if span else None,
        "firsts": {"en": _firsts(book, "en"), "zh": _firsts(book, "zh")},
        "kinds": [[kind, rows] for kind, rows in known.items()],
        "missing": {"en": _missing(book, "en"), "zh": _missing(book, "zh")},
    }


def _firsts(book: Book, lang: Language) -> list[dict[str, str]]:
    """What the company finds out first; of the last day, since its month may be under way."""
    return [asdict(one) for one in firsts(Asking(book, period_of(book.last_known(), "day"), None, lang))]


def _missing(book: Book, lang: Language) -> list[list[str]]:
    """Each file that would bring numbers, and the numbers that wait for it."""
    day = book.last_known()
    block = missing(Asking(book, period_of(day, "month"), day, lang)).blocks[0]
    return [[str(cell) for cell in row] for row in block.rows] if isinstance(block, Table) else []
