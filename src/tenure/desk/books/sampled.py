"""The same page with sample data, for who looks at one that is still empty."""

from __future__ import annotations

from django.urls import reverse

from tenure.book import Book
from tenure.desk.books.holding import book_of, opened
from tenure.desk.books.seeing import sheets_of
from tenure.desk.home import home
from tenure.desk.people.models import Person
from tenure.desk.sampling import is_sample
from tenure.pages.sheet import Sheet


def sampled(who: Person, company: str, sheet: Sheet, subject: str = "") -> str:
    """Its address in a sample company that she may open, one that has its facts before others; empty where there is none.

    Of pages about one thing a metric alone is the same elsewhere.
    """
    if sheet.about and sheet.name != "metric":
        return ""
    mine = {one.company for one in who.memberships.all()}
    ready = [one for one in sorted(home().companies) if one in mine and one != company and is_sample(one)]
    books = {one: opened(one)[0] for one in ready if sheet.name in sheets_of(who, one)}
    needed = {one: _needed(one, sheet, subject) for one in books}
    fit = [one for one, kinds in needed.items() if kinds is not None and books[one].lake.last_known() is not None]
    fit.sort(key=lambda one: not has_kinds(books[one], needed[one] or (), every=bool(subject)))
    if not fit:
        return ""
    return reverse("subject" if subject else "page", args=[fit[0], sheet.name, *([subject] if subject else [])])


def _needed(company: str, sheet: Sheet, subject: str) -> tuple[str, ...] | None:
    """The kinds of fact that fill it there; None for a metric that is none there."""
    if not subject:
        return sheet.sources
    with book_of(company) as book:
        known = book.measures()
    return known[subject].needs if subject in known else None


def has_kinds(book: Book, kinds: tuple[str, ...], every: bool) -> bool:
    """Whether a company was ever told facts of one of the kinds, or of each."""
    known: set[str] = set()
    for row in book.lake.batches():
        known |= set(row["facts"]) if row["undone_at"] is None and isinstance(row["facts"], dict) else set()
    return all(kind in known for kind in kinds) if every else not kinds or any(kind in known for kind in kinds)
