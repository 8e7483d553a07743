"""Pages made once: while neither facts nor definitions change, the same question has the same answer."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Lock

from tenure.book import Book
from tenure.desk.books.holding import held, opened
from tenure.desk.books.remarks import remarks_of
from tenure.desk.books.wishes import Wish
from tenure.pages.annotations import Remark
from tenure.pages.arranging import arranged
from tenure.pages.asking import Asking
from tenure.pages.blocks import Contact, Page
from tenure.pages.reader import Reader
from tenure.pages.showing import page_for
from tenure.render.masking import masked
from tenure.words import Language

_MOST = 400  # pages kept, all companies together; the ones asked for longest ago go first
_WAYS = 4  # in which one page is kept drawn
_PAGES: OrderedDict[tuple[object, ...], Kept] = OrderedDict()
_GUARD = Lock()


@dataclass(frozen=True)
class Kept:
    """A page, the metrics behind whose values there are people, and what the system notes at its days."""

    page: Page
    with_people: frozenset[str]
    remarks: tuple[Remark, ...] = ()
    _drawn: dict[tuple[object, ...], str] = field(default_factory=dict, repr=False, compare=False)
    _drawing: Lock = field(default_factory=Lock, repr=False, compare=False)

    def drawn(self, how: tuple[object, ...], draw: Callable[[], str]) -> str:
        """What was drawn of it in this way, or is now: charts cost more than all the rest of an answer.

        `how` tells apart what is drawn otherwise: under another address, with other columns, with other annotations.
        """
        with held(self._drawing):
            if how not in self._drawn:
                if len(self._drawn) >= _WAYS:
                    self._drawn.clear()
                self._drawn[how] = draw()
            return self._drawn[how]


def page_of(company: str, name: str, subject: str, wish: Wish, lang: Language, reader: Reader) -> Kept:
    """The page of a sheet as a reader may see it, made now or kept from before.

    Raises: what the sheet raises; nothing is kept then.
    """
    book, lock = opened(company)
    key = _key(company, name, subject, wish, lang, reader)
    found = _found(key)
    if found is None:
        with held(lock):
            found = _found(key) or _kept(key, _made(book, name, subject, wish, lang, reader))
    return replace(found, page=arranged(found.page, wish.columns)) if wish.columns else found


def is_ready(company: str, name: str, subject: str, wish: Wish, lang: Language, reader: Reader) -> bool:
    """Whether a page is kept from before: no other is there at once."""
    return _found(_key(company, name, subject, wish, lang, reader)) is not None


def _key(company: str, name: str, subject: str, wish: Wish, lang: Language, reader: Reader) -> tuple[object, ...]:
    book, _lock = opened(company)
    options = tuple(sorted(wish.options.items()))
    state = (book.workspace.name, book.state())
    return (company, name, subject, str(wish.period), wish.as_of, lang, options, reader, state)


def _made(book: Book, name: str, subject: str, wish: Wish, lang: Language, reader: Reader) -> Kept:
    asking = Asking(book, book.period(str(wish.period)), wish.as_of, lang, reader)
    page = page_for(asking, name, subject, wish.options)
    page = page if reader.contacts else masked(page, Contact)
    people = frozenset(metric for metric, one in book.measures().items() if one.sides())
    return Kept(page, people, remarks_of(book, wish.as_of, lang, reader))


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
