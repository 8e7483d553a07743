"""A demo company's workspace: made aside, and put in its place once it is whole."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from tenure.demo import Company
from tenure.errors import Conflict

MARK = ".tenure-demo"  # in the folder, and in each company's: what bears it was made here and may be deleted
DRAFTS = ".drafts"  # where a company lies while it is made; a server that looks beside it sees none
WHOLE = "whole\n"  # what the mark of a company says once all of it is there


def is_demo(place: Path) -> bool:
    """Whether the demo made this workspace."""
    return (place / MARK).exists() or (place / "reports" / MARK).exists()


def is_whole(place: Path) -> bool:
    """Whether it has come to its end; the reports' mark tells it of those that an earlier version made."""
    mark = place / MARK
    return (mark.exists() and mark.read_text(encoding="ascii") == WHOLE) or (place / "reports" / MARK).exists()


def claim(place: Path) -> None:
    """See that nothing of anybody else's lies where a company is to be.

    Raises: Conflict.
    """
    if place.exists() and not is_demo(place):
        raise Conflict(
            "{folder} was not made by the demo.",
            "Move it away, or name another folder with --folder.",
            folder=place,
        )


def make_company(company: Company, folder: Path) -> int:
    """Make the workspace of a company in a folder, in the place of one that is half-made; gives the rows imported.

    Raises: Conflict where something else lies in its place.
    """
    place, draft = folder / company.slug, folder / DRAFTS / company.slug
    claim(place)
    for half in (place, draft):
        if half.exists():
            shutil.rmtree(half)
    rows = load_company(company, draft)
    (draft / MARK).write_text(WHOLE, encoding="ascii")
    draft.rename(place)
    with suppress(OSError):  # another company lies there
        draft.parent.rmdir()
    return rows


def load_company(company: Company, place: Path) -> int:
    """Write the company's files, and import them as anybody would theirs."""
    from tenure.book import open_book
    from tenure.facts.importers.plans import plan
    from tenure.facts.importers.settings import settings_for
    from tenure.facts.importers.storing import run_all
    from tenure.workspace import make_workspace

    country = {"zh": "CN", "en": "US"}[company.language]
    make_workspace(
        place, company.zh if company.language == "zh" else company.en, company.zone, company.currency, country
    )
    book, now = open_book(place), datetime.now(UTC).replace(tzinfo=None)
    with tempfile.TemporaryDirectory(prefix="tenure-demo-") as scratch:
        company.write(Path(scratch))
        stored = run_all(plan([Path(scratch)], settings_for(book.workspace, now)), book.lake, now)
        return sum(report.receipt.rows_in for report in stored)
