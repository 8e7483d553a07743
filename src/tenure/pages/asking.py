"""One reader's question: a book, a period, a day and a language, and the numbers it needs asked together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from tenure.book import Book
from tenure.catalogue.groups import every_condition
from tenure.catalogue.measure import Measure
from tenure.catalogue.registry import find
from tenure.catalogue.slices import customers_cut
from tenure.catalogue.value import Value
from tenure.errors import NotFound, UsageError
from tenure.pages.blocks import Against, Filter
from tenure.pages.reader import EVERYTHING, Reader
from tenure.periods import Grain, Period, period_of
from tenure.stages.attributes import customers_with
from tenure.stages.cohorts import first_day, first_fact
from tenure.stages.some import some
from tenure.stages.workshop import Workshop
from tenure.texts import Text
from tenure.words import Language, later, say

_YEAR: Mapping[Grain, int] = {"day": 365, "week": 52, "month": 12, "quarter": 4, "half": 2, "year": 1}
_BACK: Mapping[Grain, int] = {"day": 14, "week": 13, "month": 12, "quarter": 8, "half": 4, "year": 4}
MONTHS = 12
NOTHING = "none"  # as what is compared with
_MOST = 60  # periods of a course: more can neither be told apart nor be waited for
_VARIANTS: Mapping[str, str] = {  # a variant bears the name of its metric; beside it, it needs one of its own
    "activity.warning_rate.low": later("Hardly used"),
    "activity.warning_rate.drop": later("Sharp drop"),
    "loyalty.nps.account": later("NPS, one vote per customer"),
    "renewal.due_customers.contracts": later("Contracts due"),
    "renewal.rate_count.contract": later("Renewal rate by contract"),
    "satisfaction.csat.mean": later("Mean score"),
}


class Asking:
    """Numbers for one page; what was asked once is not asked again."""

    def __init__(
        self, book: Book, period: Period, as_of: date | None, lang: Language, reader: Reader = EVERYTHING
    ) -> None:
        self.book, self.period, self.lang, self.reader = book, period, lang, reader
        self.since: Period | None = None  # where courses begin, if not as far back as is usual
        self.compare = ""  # what headline numbers are compared with: a word, or a period
        self.as_of = as_of or book.last_known()
        self.currency = book.workspace.currency
        self.known = book.measures()
        self.where: Mapping[str, str] = {}  # the slices that numbers are cut to
        self.filters: tuple[Filter, ...] = ()  # what the page could be cut to
        self.follows = False  # whether it tells courses of who falls under these slices at the end of the period
        self.used: dict[str, None] = {}  # metrics that the page shows, in order
        self._known: dict[tuple[str, Period], Value] = {}
        self._first: dict[str, date | None] = {}

    @property
    def shop(self) -> Workshop:
        """The stages as of the day."""
        return self.book.at(self.as_of)

    @property
    def some(self) -> Workshop:
        """The stages of the customers that the page is cut to: everybody's where it is cut to none.

        Who is meant is told once, whatever the months shown: by the end of the period, and for a reader's own by the last day
        known.
        """
        self.follows = bool(self.cut)
        return self._cut_to()

    def _cut_to(self) -> Workshop:
        own = self.reader.where
        return self._among(own, {name: word for name, word in self.cut.items() if name not in own})

    def own(self, slices: Mapping[str, str]) -> Workshop:
        """The stages of a reader's own customers, by what tells them from others; everybody's where nothing does."""
        return self._among(slices, {})

    def _among(self, own: Mapping[str, str], asked: Mapping[str, str]) -> Workshop:
        whole = self.shop
        if not own and not asked:
            return whole
        key = (self.period, tuple(sorted(own.items())), tuple(sorted(asked.items())))
        return some(whole, key, lambda: customers_cut(whole, asked, self.period, self.book.at(), own))

    def check_cut(self) -> None:
        """Whether customers can be cut as the page is.

        Raises: NotFound where they cannot, with what they can be cut by.
        """
        self._cut_to()

    @property
    def bases(self) -> frozenset[str]:
        """What makes a relationship here."""
        return frozenset(self.shop.policies.words("relationship"))

    @property
    def trades(self) -> bool:
        """Whether this is a shop: relationships come from buying."""
        return bool(self.bases & {"purchase", "stored_value"}) or (
            self.has("transactions") and not self.has("contracts")
        )

    @property
    def contracts(self) -> bool:
        """Whether relationships come from contracts."""
        return "contract" in self.bases and not (self.trades and not self.has("contracts"))

    def has(self, kind: str) -> bool:
        """Whether there is any fact of a kind."""
        return self.shop.has(kind)

    def say(self, text: str, **values: object) -> str:
        """A text in the reader's language."""
        return say(text, self.lang, **values)

    @cached_property
    def _seen(self) -> frozenset[int]:
        """Who falls under the reader's slice on the last day known: by the day of a page nobody sees whom she saw once."""
        ((name, word),) = self.reader.own.items()
        shop = self.book.at()
        return frozenset(int(str(row["customer_id"])) for row in shop.engine.rows(customers_with(shop, name, word)))

    def sees(self, customer: int) -> bool:
        """Whether the reader may see a customer."""
        return self.reader.scope is None or customer in self._seen

    @cached_property
    def begun(self) -> date:
        """The first day anybody was a customer; the period's first day when nobody ever was."""
        return first_day(self.shop) or self.period.start

    def begun_for(self, metric: str) -> date:
        """The first day from which on a metric can be told: facts it needs may begin later than the company."""
        days = [self.begun]
        for kind in self.known[metric].needs if metric in self.known else ():
            if kind not in self._first:
                self._first[kind] = first_fact(self.shop, kind)
            days.append(self._first[kind] or self.begun)
        return max(days)

    @property
    def earlier(self) -> Period:
        """The same period a year before."""
        if self.period.is_stretch:
            return self.period.year_earlier()
        return self.period.shifted(-_YEAR[self.period.grain])

    @cached_property
    def against(self) -> tuple[tuple[Against, Period], ...]:
        """What headline numbers are compared with: the period before and that of last year, one of these, none, or one named.

        Raises: UsageError for a period of another length, or for what is none.
        """
        if self.compare in ("", NOTHING):
            told = () if self.compare else tuple(self._usual.values())
            return told[:1] if len({period for _key, period in told}) == 1 else told
        return (self.compared(self.compare),)

    @property
    def _usual(self) -> Mapping[str, tuple[Against, Period]]:
        return {"previous": ("previous", self.period.previous()), "last_year": ("last_year", self.earlier)}

    def compared(self, word: str) -> tuple[Against, Period]:
        """The period that a word compares with: previous, last_year, or a period.

        Raises: UsageError for a period of another length, or for what is none.
        """
        if word in self._usual:
            return self._usual[word]
        chosen = self.book.period(word)
        if chosen.grain != self.period.grain or (chosen.grain == "day" and chosen.days != self.period.days):
            raise UsageError(
                "{period} cannot be compared with {other}: one is longer than the other.",
                "Compare with previous, last_year, none, or a period of the same length.",
                period=str(self.period), other=str(chosen),
            )  # fmt: skip
        return "chosen", chosen

    @cached_property
    def trail(self) -> tuple[Period, ...]:
        """The period with those before it, the oldest first; none from before there were customers."""
        back = self._back(self.period) if self.since else _BACK[self.period.grain]
        steps = range(-back, 1)
        return tuple(period for n in steps if (period := self.period.shifted(n)).last >= self.begun) or (self.period,)

    @cached_property
    def months(self) -> tuple[Period, ...]:
        """The months of courses, and the one before them where it is known."""
        last = period_of(self.period.last, "month")
        found = tuple(month for n in range(-self._width, 1) if (month := last.shifted(n)).last >= self.begun)
        return found or (last,)

    @property
    def year(self) -> tuple[Period, ...]:
        """The months of courses: the twelve that end with the period, where no others are asked for."""
        return self.months[-self._width :]

    @property
    def _width(self) -> int:
        return self._back(period_of(self.period.last, "month")) + 1 if self.since else MONTHS

    def _back(self, last: Period) -> int:
        """How many periods before the last one the first that is asked for lies; at most so many as can be shown."""
        assumed, back = self.since or last, 0
        while back < _MOST - 1 and last.shifted(-back).start > assumed.start:
            back += 1
        return back

    @property
    def twelve_months(self) -> Period:
        """The twelve months that end with the period, as one stretch."""
        last = period_of(self.period.last, "month")
        return Period(last.shifted(1 - MONTHS).start, last.end, "year")

    def measure(self, name: str) -> Measure:
        """A metric by id, noted as shown."""
        self.used.setdefault(name)
        return self.known[name]

    def plain(self, name: str) -> Measure:
        """The metric of that id, which has to be one that needs no further word.

        Raises: NotFound with its neighbours; UsageError for one that needs more.
        """
        one = find(name, self.known)
        if one.params:
            raise UsageError(
                "{metric} needs {word}.", "Ask for it with tenure metrics, and say --where.", metric=one.id, word=one.params[0]
            )  # fmt: skip
        return one

    def fits(self, name: str) -> bool:
        """Whether a metric needs no further word and can be told of periods like the page's."""
        one = self.known[name]
        return not one.params and (not one.grains or self.period.grain in one.grains)

    def name(self, metric: str) -> str:
        """The metric's name in the reader's language."""
        one = self.measure(metric)
        if metric in _VARIANTS:
            return self.say(_VARIANTS[metric])
        return one.zh if self.lang == "zh" else one.en

    def ask(self, names: Sequence[str], periods: Sequence[Period]) -> None:
        """Ask for numbers together, so that they share their stages."""
        wanted = [name for name in names if any((name, period) not in self._known for period in periods)]
        if wanted:
            for value in self._told(wanted, periods):
                self._known[value.metric, value.period] = value

    @property
    def cut(self) -> Mapping[str, str]:
        """What numbers are cut to: the slices that were asked for, of the reader's customers alone."""
        return {**self.where, **self.reader.where}

    def _told(self, names: Sequence[str], periods: Sequence[Period]) -> Sequence[Value]:
        """Numbers over the customers that the reader's numbers are cut to; unknown where they name no customers."""
        where = self.cut
        try:
            return self.book.ask(names, periods, self.as_of, (), where)
        except NotFound:
            if not where:
                raise
        if len(names) == 1:
            why = Text("no cut by {slice}", slice=every_condition(where)[0].name)
            return [Value(names[0], period, self.as_of, "unavailable", reason=why) for period in periods]
        half = len(names) // 2
        return [*self._told(names[:half], periods), *self._told(names[half:], periods)]

    def value(self, name: str, period: Period | None = None) -> Value:
        """One number, of the page's period when none is named."""
        when = period or self.period
        if (name, when) not in self._known:
            self.ask([name], [when])
        return self._known[name, when]

    def over(self, name: str, periods: Sequence[Period]) -> list[Value]:
        """One number over several periods."""
        self.ask([name], periods)
        return [self._known[name, period] for period in periods]
