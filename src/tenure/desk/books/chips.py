"""What a page is cut to, each with the address of the page without it."""

from __future__ import annotations

from dataclasses import dataclass

from tenure.catalogue.groups import Condition, Groups
from tenure.desk.books.wishes import Wish, cut_to
from tenure.pages.blocks import Page
from tenure.pages.grouped import condition_said
from tenure.pages.roster import title_of
from tenure.pages.sheet import Sheet


@dataclass(frozen=True)
class Chip:
    """One filter in words, and where it is not."""

    told: str
    href: str


def chips(page: Page, sheet: Sheet, wish: Wish, path: str) -> list[list[Chip]]:
    """The groups of filters of a wish."""
    groups = wish.groups if sheet.sliced else ()
    return [
        [Chip(_said(page, one), wish.at(path, **cut_to(_without(groups, one, at)), skip="")) for one in group]
        for at, group in enumerate(groups)
    ]


def beside(wish: Wish, path: str) -> list[Chip]:
    """The metric whose people are listed, and what was searched: they hold for every group."""
    found = []
    if wish.told.get("metric"):
        found.append(Chip(wish.told["metric"], wish.at(path, metric="", side="", skip="")))
    if wish.told.get("search"):
        found.append(Chip(f"“{wish.told['search']}”", wish.at(path, search="", skip="")))
    return found


def _said(page: Page, one: Condition) -> str:
    known = next((offered for offered in page.filters if offered.key == one.name), None)
    return condition_said(one, title_of(one.name, page.lang), dict(known.words) if known else {}, page.lang)


def _without(groups: Groups, left: Condition, at: int) -> Groups:
    """The groups without a filter of one of them; a group that has none any more goes too."""
    kept = (tuple(one for one in group if place != at or one != left) for place, group in enumerate(groups))
    return tuple(group for group in kept if group)
