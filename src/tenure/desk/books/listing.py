"""A page that is a long list: which rows are shown, where the others are, what was searched."""

from __future__ import annotations

from dataclasses import dataclass

from tenure.desk.books.wishes import Wish
from tenure.pages.blocks import Page, Shown, Table, blocks_of
from tenure.pages.sheet import Sheet


@dataclass(frozen=True)
class Listing:
    """`first` to `last` of `total` rows; addresses are empty where there are no more."""

    first: int
    last: int
    total: int
    before: str
    after: str
    searched: str
    kept: dict[str, str]  # words of the address that a new search keeps


def listing(page: Page, sheet: Sheet, wish: Wish, path: str) -> Listing | None:
    """What to tell of the list on a page; None where it shows none that can be searched."""
    if "search" not in {one.name for one in sheet.options}:
        return None
    tables = (one for one in blocks_of(page.sections) if isinstance(one, Table))
    shown, total = next(((one.shown, len(one.rows)) for one in tables if one.shown is not None), (Shown(0, 1), 0))
    last = min(shown.first + shown.rows, total)
    before = wish.at(path, skip=str(max(0, shown.first - shown.rows))) if shown.first else ""
    after = wish.at(path, skip=str(last)) if last < total else ""
    kept = {key: word for key, word in wish.told.items() if key not in ("search", "skip")}
    return Listing(shown.first + 1 if total else 0, last, total, before, after, wish.told.get("search", ""), kept)
