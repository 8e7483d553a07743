"""The books of the companies served: each opened once, asked by one reader at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock

from tenure.book import Book
from tenure.desk.door import step_aside
from tenure.desk.home import home

_BOOKS: dict[str, tuple[Book, Lock]] = {}
_OPENING = Lock()


def opened(company: str) -> tuple[Book, Lock]:
    """The book of a company, and what a reader holds while its engine answers; what only reads the catalogue needs no hold."""
    with _OPENING:
        now = home().companies[company]
        if company not in _BOOKS:
            _BOOKS[company] = Book(now), Lock()
        book, lock = _BOOKS[company]
        if book.workspace.name != now.name:  # it may be called otherwise meanwhile
            book.workspace = replace(book.workspace, name=now.name)
        return book, lock


@contextmanager
def book_of(company: str) -> Iterator[Book]:
    """The book of a company, nobody else's while it is held: an engine answers one question at a time."""
    book, lock = opened(company)
    with held(lock):
        yield book


@contextmanager
def held(lock: Lock) -> Iterator[None]:
    """Hold a lock; whoever has to wait for it lets others be served meanwhile."""
    if not lock.acquire(blocking=False):
        step_aside()
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
