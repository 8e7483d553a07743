"""Home made before anybody asks: after a server's start, and whenever a company's facts are others and nobody writes them.

What was held in memory for it goes as soon as a build has laid the same on the disk.
"""

from __future__ import annotations

import logging
import time
from threading import Thread

from django.db import DatabaseError, close_old_connections

from tenure.desk.books.holding import opened
from tenure.desk.books.keeping import page_of
from tenure.desk.books.wishes import wish_of
from tenure.desk.home import home
from tenure.desk.jobs.models import OPEN, Job
from tenure.errors import TenureError
from tenure.pages.reader import Reader
from tenure.pages.showing import sheets
from tenure.words import Language

_log = logging.getLogger("tenure.warming")
_LANGUAGES: tuple[Language, ...] = ("en", "zh")
_READER = Reader()  # an owner: whoever sees less finds the numbers ready, not the page
_LOOK = 5.0  # seconds between two looks at whether there is something new


def keep_warm() -> None:
    """Keep the home of each company ready, as long as this process lives."""
    Thread(target=_forever, daemon=True).start()


def _forever() -> None:
    states: dict[str, object] = {}
    while True:
        close_old_connections()
        try:
            for company in home().companies:
                warm(company, states)
        except (TenureError, DatabaseError, OSError) as error:  # whoever opens the page learns what it is
            _log.warning("Home could not be made ready: %s", type(error).__name__)
        time.sleep(_LOOK)


def warm(company: str, states: dict[str, object]) -> bool:
    """Make the home of a company where its facts are others than those in `states`; whether it was made."""
    book, hold = opened(company)
    with hold:
        book.rest()
    if book.lake.last_known() is None:
        return False
    state = (book.state(), book.last_known())
    if states.get(company) == state:
        return False
    if company in states and Job.objects.filter(company=company, state__in=OPEN, writes=True).exists():
        return False
    states[company] = state
    wish = wish_of(book, {}, sheets()["home"])
    for lang in _LANGUAGES:
        page_of(company, "home", "", wish, lang, _READER)
    return True
