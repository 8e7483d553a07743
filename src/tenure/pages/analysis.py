"""An analysis: a named question that tables answer, with the options a reader may choose; one file each in `analyses`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, get_args

from tenure.catalogue.slices import segments
from tenure.catalogue.value import Value, divided
from tenure.catalogue.without_rate import reason
from tenure.errors import UsageError, unknown
from tenure.pages.asking import Asking
from tenure.pages.blocks import Block, Note
from tenure.pages.options import Chosen, Option, check_choices
from tenure.pages.reasons import why_none
from tenure.periods import ONE_DAY, Grain, Period, period_of, span
from tenure.stages.rated import Money
from tenure.stages.viewing import BEGINNING, Cut
from tenure.stages.workshop import Workshop
from tenure.texts import Text
from tenure.words import Language, period_text

MONTHS = 12


@dataclass(frozen=True)
class Analysis:
    """A question and how it is answered. Texts are English, said in the reader's language when they are shown.

    `needs` are kinds of facts it cannot do without, `money` is what it values; `cut` names what `--by` may be, where it is not any slice of customers.
    """

    name: str
    title: str
    question: str
    method: tuple[str, ...]
    make: Callable[[Asked], Sequence[Block]]
    needs: tuple[str, ...] = ()
    money: tuple[Money, ...] = ()
    options: tuple[Option, ...] = ()
    cut: tuple[str, ...] | None = ()
    all_time: bool = False  # over everything known, where no period is named
    reported: bool = True  # whether the report has a section of it
    scoped: bool = False  # whether it tells the same of some customers alone: what is shared by all customers does not


@dataclass(frozen=True)
class Wish:
    """What a reader asks of an analysis: periods, a cut, options."""

    periods: tuple[Period, ...] = ()
    by: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


class Asked(Chosen):
    """One analysis, asked on one page."""

    def __init__(self, analysis: Analysis, asking: Asking, wish: Wish, brief: bool = False) -> None:
        _check(analysis, wish)
        self.analysis, self.asking, self.by, self.brief = analysis, asking, wish.by, brief
        self.told = bool(wish.periods)
        self.periods = wish.periods or months_before(asking)
        super().__init__(analysis.options, wish.options)

    @property
    def shop(self) -> Workshop:
        """The stages as of the day, of the customers that the page is cut to."""
        return self.asking.some

    @property
    def lang(self) -> Language:
        """The reader's language."""
        return self.asking.lang

    def say(self, text: str, **values: object) -> str:
        """A text in the reader's language."""
        return self.asking.say(text, **values)

    @cached_property
    def stretch(self) -> Period:
        """All periods as one; everything known where an analysis of all time names none."""
        if self.analysis.all_time and not self.told:
            return Period(BEGINNING, self.asking.as_of + ONE_DAY, "year")
        first, last = self.periods[0], self.periods[-1]
        return first if first == last else Period(first.start, last.end, "year")

    @cached_property
    def months(self) -> tuple[Period, ...]:
        """The calendar months that begin in the stretch and by the as-of day."""
        first, last = period_of(self.stretch.start, "month"), period_of(self.stretch.last, "month")
        every = (month for month in span(first, last) if month.start >= self.stretch.start)
        return tuple(month for month in every if month.start <= self.asking.as_of) or (first,)

    @cached_property
    def cut(self) -> Cut | None:
        """What gives customers the word they fall under; None where nothing is cut."""
        return segments(self.shop, self.by) if self.by else None

    def grain(self, name: str) -> Grain:
        """A grain that was chosen; the month where it was left open."""
        return next((grain for grain in get_args(Grain) if grain == self._options[name]), "month")

    def value(self, name: str, number: Decimal | float | None, **more: Any) -> Value:
        """A number of this analysis; final unless told otherwise."""
        exact = None if number is None else Decimal(repr(number)) if isinstance(number, float) else number
        status = more.pop("status", "final" if exact is not None else "undefined")
        return Value(f"{self.analysis.name}.{name}", self.stretch, self.asking.as_of, status, exact, **more)

    def so_far(self, name: str, number: Decimal | int | None, period: Period) -> Value | Decimal | int | None:
        """A number of a period: marked as so far while that is running."""
        if number is None or period.last <= self.asking.as_of:
            return number
        return self.value(name, Decimal(number), status="partial")

    def share(self, name: str, part: Decimal | int, whole: Decimal | int) -> Value:
        """A share that knows what it is made of; unknown over nothing."""
        sides = Decimal(part), Decimal(whole)
        return self.value(name, divided(*sides), numerator=sides[0], denominator=sides[1])

    def without_rate(self, money: Sequence[Money]) -> str:
        """Which exchange rate is missing for money of the stretch, in a sentence; empty where none is."""
        stretch = self.stretch.so_far(self.asking.as_of)
        stretch = Period(max(stretch.start, min(self.asking.begun, stretch.last)), stretch.end, stretch.grain)
        for gap in self.shop.gaps:
            if any(one.lacks(gap, self.shop, stretch, {}) for one in money):
                untold = self.value("money", None, status="unavailable", reason=reason(gap))
                return why_none(self.asking, untold)
        return ""

    def note(self, key: str, text: str, items: Sequence[str] = ()) -> Note:
        """A note under the analysis' own title, where there is nothing else to show."""
        return Note(f"{self.analysis.name}_{key}", self.say(self.analysis.title), text, tuple(items))


def months_before(asking: Asking) -> tuple[Period, ...]:
    """The last twelve whole months known, none from before there were customers."""
    last = period_of(asking.as_of, "month")
    last = last if last.last <= asking.as_of else last.shifted(-1)
    found = tuple(month for step in range(1 - MONTHS, 1) if (month := last.shifted(step)).last >= asking.begun)
    return found or (last,)


def span_text(periods: Sequence[Period], lang: Language) -> str:
    """Periods as one: Jan 2024 – Dec 2024."""
    ends = [period_text(period, lang) for period in (periods[0], periods[-1])]
    return ends[0] if periods[0] == periods[-1] else " – ".join(ends)


def segment_text(asked: Asked, segment: str | None) -> str:
    """A segment's name; what has none is said so."""
    return asked.say("(none)") if segment is None else segment


def _check(analysis: Analysis, wish: Wish) -> None:
    """Whether the analysis has what is asked of it.

    Raises: NotFound for an unknown option, choice or cut; UsageError where it cannot be cut.
    """
    check_choices(analysis.options, wish.options, Text("option of this analysis called"))
    if wish.by and analysis.cut == ():
        raise UsageError("'{name}' cannot be cut.", "Leave --by out.", name=analysis.name)
    if wish.by and analysis.cut is not None and wish.by not in analysis.cut:
        raise unknown(Text("cut of this analysis called"), wish.by, analysis.cut)
