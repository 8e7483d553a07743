"""What an address asks of a page: the period, the day as of which it speaks. What it does not know, it leaves aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from tenure.book import Book
from tenure.pages.sheet import Sheet
from tenure.periods import Grain, Period, parse_day, parse_period, parse_periods, period_of
from tenure.words import Language, later, period_text, say

WHERE = "where"
_PRESETS: tuple[tuple[str, Grain, int], ...] = (
    (later("This week"), "week", 0),
    (later("Last week"), "week", -1),
    (later("This month"), "month", 0),
    (later("Last month"), "month", -1),
    (later("This quarter"), "quarter", 0),
    (later("Last quarter"), "quarter", -1),
    (later("This half-year"), "half", 0),
    (later("This year"), "year", 0),
    (later("Last year"), "year", -1),
)


@dataclass(frozen=True)
class Wish:
    """A page's period and day, and what of its options is chosen; `told` are the words of the address that say so."""

    period: Period
    as_of: date
    told: Mapping[str, str]

    @property
    def options(self) -> dict[str, str]:
        """Options of the page, and the slices that `where=region=North,tier=A` names."""
        chosen = {key: word for key, word in self.told.items() if key not in ("period", "as_of", WHERE)}
        pairs = (pair.partition("=") for pair in self.told.get(WHERE, "").split(","))
        return chosen | {name.strip(): word.strip() for name, _sign, word in pairs if name.strip()}

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


def wish_of(book: Book, query: Mapping[str, str], sheet: Sheet) -> Wish:
    """The wish of an address for a sheet; the last month known, as of the last day known, where it says nothing.

    Raises: UsageError for a day or period that is none; NotFound while there are no facts.
    """
    known = ("period", "as_of", *(one.name for one in sheet.options), *([WHERE] if sheet.sliced else []))
    told = {key: query[key] for key in known if query.get(key)}
    day = parse_day(told["as_of"]) if "as_of" in told else book.last_known()
    return Wish(_period(told["period"]) if "period" in told else period_of(day, "month"), day, told)


def _period(told: str) -> Period:
    parse_period(told)
    return parse_periods(told)[0]


def ranges(wish: Wish, path: str, lang: Language) -> Sequence[Range]:
    """The periods that people choose most, as of the wish's day."""
    found = []
    for name, grain, back in _PRESETS:
        period = period_of(wish.as_of, grain).shifted(back)
        href = wish.at(path, period=str(period))
        found.append(Range(say(name, lang), period_text(period, lang), href, period == wish.period))
    return found


def beside(wish: Wish, path: str) -> tuple[str, str]:
    """The addresses of the period before and of the one after; empty where that has not begun."""
    after = wish.period.shifted(1)
    later_one = wish.at(path, period=str(after)) if after.start <= wish.as_of else ""
    return wish.at(path, period=str(wish.period.shifted(-1))), later_one
