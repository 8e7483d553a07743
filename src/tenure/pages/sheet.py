"""A sheet: a page with a place of its own in the navigation, over one period; one file each in `sheets`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tenure.errors import UsageError
from tenure.pages.asking import Asking
from tenure.pages.blocks import Section
from tenure.pages.options import Chosen, Option, check_choices
from tenure.periods import Period, parse_period
from tenure.texts import Text
from tenure.words import later

SINCE = Option("since", later("the period that courses begin with, instead of a year before"), marked=False)


class Wanted(Chosen):
    """What a reader asks of a sheet: of which subject, with which options, of which slices of customers alone."""

    def __init__(self, sheet: Sheet, subject: str = "", told: Mapping[str, str] | None = None) -> None:
        names = {one.name for one in sheet.options}
        options = {name: text for name, text in (told or {}).items() if name in names or not sheet.sliced}
        check_choices(sheet.options, options, Text("option of this page called"))
        super().__init__(sheet.options, options)
        self.subject = subject
        self.told = dict(told or {})
        self.where = {name: text for name, text in self.told.items() if name not in options}


def since_of(wanted: Wanted, period: Period) -> Period | None:
    """The period that courses begin with, where one is asked for.

    Raises: UsageError for what is no period, or one that begins after the page's.
    """
    told = wanted.told.get(SINCE.name, "")
    if not told:
        return None
    since = parse_period(told)
    if since.start > period.start:
        raise UsageError(
            "Courses cannot begin with {since}, after {period}.", "Name an earlier one.", since=told, period=str(period)
        )
    return since


@dataclass(frozen=True)
class Sheet:
    """What is shown under one name. Texts are English, said in the reader's language when they are shown.

    `analyses` are those whose sections follow, where their facts are there; `about` says what a subject is where the sheet
    is of one, such as a metric: then `make` is given its word, and it is empty everywhere else. `sources` are kinds of fact, each of
    which begins to fill the page: without any of them it says so. `sliced` says that beside the
    options any slice of customers may be named: a sheet of customers or of one subject looks it up itself, all others are cut to it.
    """

    name: str
    title: str
    question: str
    make: Callable[[Asking, Wanted], Sequence[Section | None]]
    analyses: tuple[str, ...] = ()
    about: str = ""
    options: tuple[Option, ...] = ()
    sliced: bool = False
    sources: tuple[str, ...] = ()
    people: bool = False  # whether it shows customers one by one, for those who may see them

    @property
    def cut(self) -> bool:
        """Whether the page as a whole is cut to the slices that are named."""
        return self.sliced and not self.people and not self.about

    @property
    def sorts(self) -> bool:
        """Whether it sorts a list by itself; the tables of others are sorted when they are made."""
        return "sort" in {one.name for one in self.options}
