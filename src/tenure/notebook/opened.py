"""A workspace opened in Python."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa

from tenure.book import Book, Members, open_book
from tenure.catalogue.groups import every_pair
from tenure.catalogue.measure import Measure
from tenure.catalogue.slices import check_words
from tenure.notebook.analysed import Analysed
from tenure.notebook.result import Result
from tenure.pages.analysing import analyses, analysis_page
from tenure.pages.analysis import Wish
from tenure.periods import Period, period_of, span
from tenure.words import Language, language_of, say

_BACK = 11  # whole months before the last one, where no periods are named


class Opened:
    """The numbers of one workspace. Everything is as of a day; with no day named, the last on which anything became known."""

    def __init__(self, book: Book, lang: Language) -> None:
        self.book = book
        self.lang = lang

    def __repr__(self) -> str:
        home = self.book.workspace
        return f"<Tenure workspace {home.name}: {home.currency}, {home.zone}>"

    def metrics(self) -> dict[str, str]:
        """Every metric by its id, with its name."""
        return {name: self._name(one) for name, one in self.book.measures().items()}

    def describe(self, metric: str) -> str:
        """What a metric says, in words.

        Raises: NotFound for an unknown metric.
        """
        one = self.book.measure(metric)
        return f"{self._name(one)}: {one.says_zh if self.lang == 'zh' else one.says}"

    def metric(
        self,
        metrics: str | Sequence[str],
        periods: str | Period | Iterable[Period | str] | None = None,
        by: str | Sequence[str] = (),
        where: Mapping[str, str] | None = None,
        as_of: date | None = None,
    ) -> Result:
        """Values of metrics, period by period and slice by slice; of the last twelve whole months when no period is named.

        Raises: NotFound for an unknown metric, slice or value of one, UsageError for a question that has no meaning.
        """
        day = as_of or self.book.last_known()
        cuts = self._last_months(day) if periods is None else self.book.periods(periods)
        slices = (by,) if isinstance(by, str) else tuple(by)
        self._check(where)
        values = self.book.ask(metrics, cuts, day, slices, where)
        return Result(
            tuple(values),
            slices,
            self.book.measures(),
            self.book.workspace.currency,
            self.book.workspace.zone,
            self.lang,
        )

    def who(
        self,
        metric: str,
        period: str | Period,
        side: str = "numerator",
        as_of: date | None = None,
        where: Mapping[str, str] | None = None,
    ) -> pa.Table:
        """The customers or cases behind one side of a number, one row each.

        Raises: NotFound for an unknown metric or value of a slice, UsageError when it does not open to members.
        """
        self._check(where)
        found: Members = self.book.who(metric, period, side, as_of, (), where)
        return pa.Table.from_pylist([dict(zip(found.columns, row, strict=True)) for row in found.rows])

    def analyses(self) -> dict[str, str]:
        """Every analysis by its name, with the question it answers."""
        return {name: say(one.question, self.lang) for name, one in analyses().items()}

    def analyse(
        self,
        name: str,
        periods: str | Period | Iterable[Period | str] | None = None,
        by: str = "",
        as_of: date | None = None,
        **options: object,
    ) -> Analysed:
        """The answer of an analysis; `options` are its own, such as window=60 or steps="inquiry,signed".

        Raises: NotFound for an unknown analysis, option or slice; UsageError for an option that cannot be.
        """
        cuts = () if periods is None else self.book.periods(periods)
        wish = Wish(cuts, by, {option: str(told) for option, told in options.items()})
        return Analysed(analysis_page(self.book, name, wish, as_of, self.lang))

    def sql(self, metric: str, period: str, as_of: date | None = None) -> str:
        """The statements that compute a number, from the facts up."""
        (cut,) = self.book.periods(period)
        return self.book.sql(metric, cut, as_of or self.book.last_known(), {})

    def _check(self, where: Mapping[str, str] | None) -> None:
        """Whether slices can be called so, as commands check it."""
        if where:
            check_words(self.book.at(), every_pair(where))

    def _name(self, one: Measure) -> str:
        return one.zh if self.lang == "zh" else one.en

    @staticmethod
    def _last_months(day: date) -> tuple[Period, ...]:
        month = period_of(day, "month")
        last = month if month.last <= day else month.shifted(-1)
        return tuple(span(last.shifted(-_BACK), last))


def open_workspace(folder: Path | str, lang: str | None = None) -> Opened:
    """The workspace in a folder, ready to be asked; `lang` is en or zh, else that of the system.

    Raises: NotFound when there is no workspace, UsageError for a language that Tenure does not speak.
    """
    return Opened(open_book(folder), language_of(os.environ, lang))
