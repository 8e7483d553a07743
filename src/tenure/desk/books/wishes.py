"""What an address asks of a page: the period, the day as of which it speaks. What it does not know, it leaves aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from tenure.book import Book
from tenure.pages.arranging import COLUMNS
from tenure.pages.asking import NOTHING
from tenure.pages.sheet import Sheet
from tenure.pages.why import WHY
from tenure.periods import Grain, Period, parse_day, parse_period, parse_periods, period_of
from tenure.words import Language, later, period_text, say

WHERE = "where"
ADD = "add"  # one more slice
NOTES = "notes"  # which annotations: those of people alone, or none
_ALWAYS = ("period", "as_of", "sort", "compare", COLUMNS, NOTES)  # what every page takes
# The word in an address, which stays relative; its name; of which grain, how many back from the day; the key that goes there.
_PRESETS: tuple[tuple[str, str, Grain, int, str], ...] = (
    ("this-day", later("Last day known"), "day", 0, "d"),
    ("last-day", later("The day before"), "day", -1, ""),
    ("this-week", later("This week"), "week", 0, "w"),
    ("last-week", later("Last week"), "week", -1, ""),
    ("this-month", later("This month"), "month", 0, "m"),
    ("last-month", later("Last month"), "month", -1, "p"),
    ("this-quarter", later("This quarter"), "quarter", 0, "q"),
    ("last-quarter", later("Last quarter"), "quarter", -1, ""),
    ("this-half", later("This half-year"), "half", 0, ""),
    ("this-year", later("This year"), "year", 0, "y"),
    ("last-year", later("Last year"), "year", -1, "l"),
)
_AGAINST = (
    ("", later("Both")),
    ("previous", later("Period before")),
    ("last_year", later("Same period last year")),
    ("none", later("Nothing")),
)


@dataclass(frozen=True)
class Wish:
    """A page's period and day, and what of its options is chosen; `told` are the words of the address that say so."""

    period: Period
    as_of: date
    told: Mapping[str, str]

    @property
    def fixed(self) -> dict[str, str]:
        """Its words with the days that they mean now, for somebody who reads them later."""
        return {**self.told, "period": str(self.period), "as_of": self.as_of.isoformat()}

    def without(self, *names: str) -> dict[str, str]:
        """Its words but for some, for a form that asks for those."""
        return {key: word for key, word in self.told.items() if key not in names}

    @property
    def options(self) -> dict[str, str]:
        """Options of the page, and the slices that `where=region=North,tier=A` names."""
        chosen = {key: word for key, word in self.told.items() if key not in ("period", "as_of", WHERE, COLUMNS, NOTES)}
        return chosen | dict(self.slices)

    @property
    def columns(self) -> str:
        """Which columns of its tables it shows: nothing of it has to be computed anew for that."""
        return self.told.get(COLUMNS, "")

    @property
    def slices(self) -> tuple[tuple[str, str], ...]:
        """The slices it is cut to."""
        return tuple(_slices(self.told.get(WHERE, "")).items())

    def at(self, path: str, **changes: str) -> str:
        """The address of a page with the same wish, changed; a word that is empty falls away."""
        words = {key: word for key, word in {**self.told, **changes}.items() if word}
        return f"{path}?{urlencode(words)}" if words else path


@dataclass(frozen=True)
class Range:
    """A period to go to."""

    name: str
    period: str
    href: str
    here: bool
    key: str = ""  # that goes there


def wish_of(book: Book, query: Mapping[str, str], sheet: Sheet) -> Wish:
    """The wish of an address for a sheet; the last month known, as of the last day known, where it says nothing.

    Raises: UsageError for a day or period that is none; NotFound while there are no facts.
    """
    known = dict.fromkeys((*_ALWAYS, *(one.name for one in sheet.options), *([WHERE] if sheet.sliced else [])))
    told = {key: query[key] for key in known if query.get(key)}
    day = parse_day(told["as_of"]) if "as_of" in told else book.last_known()
    if sheet.sliced and query.get(ADD):  # a filter out of a form, beside those that are there
        told[WHERE] = ",".join("=".join(one) for one in (_slices(told.get(WHERE, "")) | _slices(query[ADD])).items())
    return Wish(_period(told["period"], day) if "period" in told else period_of(day, "month"), day, told)


def _slices(told: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in told.split(","))
    return {name.strip(): word.strip() for name, _sign, word in pairs if name.strip()}


def _period(told: str, day: date) -> Period:
    for word, _name, grain, back, _key in _PRESETS:
        if told == word:
            return period_of(day, grain).shifted(back)
    parse_period(told)
    return parse_periods(told)[0]


def ranges(wish: Wish, path: str, lang: Language) -> Sequence[Range]:
    """The periods that people choose most, as of the wish's day."""
    found = []
    for word, name, grain, back, key in _PRESETS:
        period = period_of(wish.as_of, grain).shifted(back)
        href = wish.at(path, period=word)
        found.append(Range(say(name, lang), period_text(period, lang), href, period == wish.period, key))
    return found


def against(wish: Wish, path: str, lang: Language) -> Sequence[Range]:
    """What numbers may be compared with."""
    told = wish.told.get("compare", "")
    return [Range(say(name, lang), "", wish.at(path, compare=word), word == told) for word, name in _AGAINST]


def asked_why(wish: Wish, lang: Language) -> Sequence[tuple[str, str, bool]]:
    """Since when a change may be split into its parts: word, name, and whether it is."""
    told = wish.told.get(WHY.name, "")
    names = {word: name for word, name in _AGAINST if word and word != NOTHING}
    if told and told not in names:
        names[told] = told
    return [(word, say(name, lang), word == told) for word, name in names.items()]


def beside(wish: Wish, path: str) -> tuple[str, str]:
    """The addresses of the period before and of the one after; empty where that has not begun."""
    after = wish.period.shifted(1)
    later_one = wish.at(path, period=str(after)) if after.start <= wish.as_of else ""
    return wish.at(path, period=str(wish.period.shifted(-1))), later_one
