"""What a page is cut to, each with the address of the page without it."""

from __future__ import annotations

from dataclasses import dataclass

from tenure.desk.books.wishes import WHERE, Wish
from tenure.pages.blocks import Page
from tenure.pages.sheet import Sheet


@dataclass(frozen=True)
class Chip:
    """One filter in words, and where it is not."""

    told: str
    href: str


def chips(page: Page, sheet: Sheet, wish: Wish, path: str) -> list[Chip]:
    """The slices of a wish, the metric whose people are listed, and what was searched."""
    known = {one.key: one for one in page.filters}
    found = []
    for pair in wish.slices if sheet.sliced else ():
        name, word = pair
        rest = ",".join("=".join(one) for one in wish.slices if one != pair)
        title = known[name].title if name in known else name
        told = dict(known[name].words).get(word, word) if name in known else word
        found.append(Chip(f"{title}: {told}", wish.at(path, **{WHERE: rest, "skip": ""})))
    if wish.told.get("metric"):
        found.append(Chip(wish.told["metric"], wish.at(path, metric="", side="", skip="")))
    if wish.told.get("search"):
        found.append(Chip(f"“{wish.told['search']}”", wish.at(path, search="", skip="")))
    return found
