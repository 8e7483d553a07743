"""What an address asks of a page: the period, the day as of which it speaks. What it does not know, it leaves aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from tenure.book import Book
from tenure.catalogue.groups import AMONG, Condition, Groups, groups_of, text_of
from tenure.pages.arranging import COLUMNS
from tenure.pages.asking import NOTHING
from tenure.pages.sheet import Sheet
from tenure.pages.why import WHY
from tenure.periods import Grain, Period, parse_day, parse_period, parse_periods, period_of
from tenure.words import Language, later, period_text, say

WHERE = "where"
ADD, HOW = "add", "how"  # one more filter, and how it joins the others
HOWS = ("and", "or", "not")
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
        """Options of the page, and the slices that `where=region=North,tier=A` and `among` name."""
        chosen = {key: word for key, word in self.told.items() if key not in ("period", "as_of", WHERE, COLUMNS, NOTES)}
        return chosen | dict(self.slices)

    @property
    def columns(self) -> str:
        """Which columns of its tables it shows: nothing of it has to be computed anew for that."""
        return self.told.get(COLUMNS, "")

    @property
    def slices(self) -> tuple[tuple[str, str], ...]:
        """The slices it is cut to; where these are groups of filters, one of them is `among`."""
        among = {AMONG: self.told[AMONG]} if AMONG in self.told else {}
        return tuple((_slices(self.told.get(WHERE, "")) | among).items())

    @property
    def groups(self) -> Groups:
        """The same as groups of filters.

        Raises: UsageError where they cannot be read.
        """
        return _groups(self.told)

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
    known = dict.fromkeys((*_ALWAYS, *(one.name for one in sheet.options), *([WHERE, AMONG] if sheet.sliced else [])))
    told = {key: query[key] for key in known if query.get(key)}
    day = parse_day(told["as_of"]) if "as_of" in told else book.last_known()
    if sheet.sliced and query.get(ADD):  # a filter out of a form, beside those that are there
        told |= cut_to(_joined(_groups(told), query[ADD], query.get(HOW, "")))
        told = {key: word for key, word in told.items() if word}
    return Wish(_period(told["period"], day) if "period" in told else period_of(day, "month"), day, told)


def cut_to(groups: Groups) -> dict[str, str]:
    """The words of an address that cut a page to groups of filters: `where` as far as that can say it."""
    if len(groups) != 1:
        return {WHERE: "", AMONG: text_of(groups)}
    plain = [one for one in groups[0] if len(one.words) == 1 and not one.outside and "," not in one.words[0]]
    where = {one.name: one.words[0] for one in plain}
    rest = tuple(one for one in groups[0] if one not in plain or where[one.name] != one.words[0])
    return {WHERE: ",".join("=".join(pair) for pair in where.items()), AMONG: text_of((rest,)) if rest else ""}


def _groups(told: Mapping[str, str]) -> Groups:
    plain = tuple(Condition(name, (word,)) for name, word in _slices(told.get(WHERE, "")).items() if word)
    among = groups_of(told[AMONG]) if AMONG in told else ()
    return tuple((*plain, *group) for group in among) or ((plain,) if plain else ())


def _joined(groups: Groups, told: str, how: str) -> Groups:
    """Groups with one more filter: in the last group, where words of one slice are alternatives, or in one of its own."""
    name, _sign, word = (part.strip() for part in told.partition("="))
    if not name or not word:
        return groups
    new = Condition(name, (word,), how == "not")
    if how == "or" or not groups:
        return (*groups, (new,))
    last = groups[-1]
    alike = next((one for one in last if (one.name, one.outside) == (name, new.outside)), None)
    if alike is None:
        return (*groups[:-1], (*last, new))
    wider = replace(alike, words=tuple(dict.fromkeys((*alike.words, word))))
    return (*groups[:-1], tuple(wider if one is alike else one for one in last))


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
