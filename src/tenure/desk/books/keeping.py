"""Pages made once: while neither facts nor definitions change, the same question has the same answer."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from tenure.book import Book
from tenure.desk.books.holding import opened
from tenure.desk.books.wishes import Wish
from tenure.pages.blocks import Page
from tenure.pages.showing import sheet_page
from tenure.words import Language

_MOST = 400  # pages kept, all companies together; the ones asked for longest ago go first
_PAGES: OrderedDict[tuple[object, ...], Kept] = OrderedDict()
_GUARD = Lock()


@dataclass(frozen=True)
class Kept:
    """A page, and the metrics behind whose values there are people."""

    page: Page
    with_people: frozenset[str]


def page_of(company: str, name: str, subject: str, wish: Wish, lang: Language) -> Kept:
    """The page of a sheet, made now or kept from before.

    Raises: what the sheet raises; nothing is kept then.
    """
    book, lock = opened(company)
    options = tuple(sorted(wish.options.items()))
    key = (company, name, subject, str(wish.period), wish.as_of, lang, options, book.state())
    found = _found(key)
    if found is None:
        with lock:
            found = _found(key) or _kept(key, _made(book, name, subject, wish, lang))
    return found


def _made(book: Book, name: str, subject: str, wish: Wish, lang: Language) -> Kept:
    page = sheet_page(book, name, book.period(str(wish.period)), wish.as_of, lang, subject, wish.options)
    return Kept(page, frozenset(metric for metric, one in book.measures().items() if one.sides()))


def _found(key: tuple[object, ...]) -> Kept | None:
    with _GUARD:
        found = _PAGES.get(key)
        if found is not None:
            _PAGES.move_to_end(key)
        return found


def _kept(key: tuple[object, ...], made: Kept) -> Kept:
    with _GUARD:
        for old in [one for one in _PAGES if one[0] == key[0] and one[-1] != key[-1]]:
            del _PAGES[old]  # of a state that is past: it may speak of somebody who was erased since
        _PAGES[key] = made
        while len(_PAGES) > _MOST:
            _PAGES.popitem(last=False)
    return made
