"""Searching by name: pages and metrics, in both languages, by their ids, and by initials of pinyin; customers by what they are called."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from threading import Lock
from urllib.parse import urlencode

from django.urls import reverse

from tenure.catalogue.registry import measures
from tenure.desk.books.holding import held, opened
from tenure.pages.asking import Asking
from tenure.pages.finding import Names, names_of
from tenure.pages.reader import Reader
from tenure.pages.showing import sheets
from tenure.periods import period_of
from tenure.words import Language, say, say_many
from tenure.words.pinyin import initials

_MOST = 12
_CUSTOMERS = 8
_KEPT = 8  # sets of names, all companies and readers together
_NAMES: OrderedDict[tuple[object, ...], Names] = OrderedDict()
_GUARD = Lock()


@dataclass(frozen=True)
class Found:
    """Something that is called so: its name, what it is or goes by, and its page."""

    title: str
    hint: str
    href: str


def places_found(company: str, query: str, lang: Language, open_to: Container[str]) -> list[Found]:
    """What is called like that, the best first: names that begin so, then those that hold it; of pages those that one may open."""
    wanted = query.strip().casefold()
    if not wanted:
        return []
    ranked = sorted(
        (place, number)
        for number, (names, (kind, key)) in enumerate(_known())
        if (kind != "page" or key in open_to)
        and (place := min((name.find(wanted) for name in names if wanted in name), default=-1)) >= 0
    )
    return [_shown(company, _known()[number][1], lang) for _place, number in ranked[:_MOST]]


def customers_found(company: str, query: str, lang: Language, reader: Reader) -> list[Found]:
    """The customers whom a reader may see and who are called like that, the best first; then the list of all, if there are more."""
    names = _names(company, reader) if query.strip() else None
    if names is None:
        return []
    hits, many = names.best(query, _CUSTOMERS)
    found = [
        Found(hit.title, hit.hint or say("customer", lang), reverse("subject", args=[company, "customer", f"#{hit.number}"]))
        for hit in hits
    ]  # fmt: skip
    if many > len(hits):
        every = f"{reverse('page', args=[company, 'customers'])}?{urlencode({'search': query.strip()})}"
        found.append(Found(say_many("All {n} customer", "All {n} customers", lang, many), "", every))
    return found


def _names(company: str, reader: Reader) -> Names | None:
    """What a company's customers are called, made once for a state of its facts; None while there are none.

    Searching holds no engine: who types is not to wait until somebody's page is made.
    """
    book, lock = opened(company)
    if book.lake.last_known() is None:
        return None
    day = book.last_known()
    key = (company, reader.scope, reader.contacts, (day, book.state()))
    found = _kept(key)
    if found is None:
        with held(lock):
            found = _kept(key) or names_of(Asking(book, period_of(day, "day"), day, "en", reader))
        _keep(key, found)
    return found


def _kept(key: tuple[object, ...]) -> Names | None:
    with _GUARD:
        if key in _NAMES:
            _NAMES.move_to_end(key)
        return _NAMES.get(key)


def _keep(key: tuple[object, ...], names: Names) -> None:
    with _GUARD:
        for old in [one for one in _NAMES if one[0] == key[0] and one[-1] != key[-1]]:
            del _NAMES[old]  # of a state that is past: somebody may have been erased since
        _NAMES[key] = names
        while len(_NAMES) > _KEPT:
            _NAMES.popitem(last=False)


@cache
def _known() -> list[tuple[tuple[str, ...], tuple[str, str]]]:
    """(names, (kind, key)) of all pages and metrics."""
    known: list[tuple[tuple[str, ...], tuple[str, str]]] = []
    for sheet in sheets().values():
        if not sheet.about:
            zh = say(sheet.title, "zh")
            known.append(((sheet.title.casefold(), zh, initials(zh)), ("page", sheet.name)))
    for one in measures().values():
        if not one.params:
            known.append(((one.en.casefold(), one.id, one.zh.casefold(), initials(one.zh)), ("metric", one.id)))
    return known


def _shown(company: str, one: tuple[str, str], lang: Language) -> Found:
    kind, key = one
    if kind == "page":
        href = reverse("company", args=[company]) if key == "home" else reverse("page", args=[company, key])
        return Found(say(sheets()[key].title, lang), say("page", lang), href)
    metric = measures()[key]
    return Found(metric.zh if lang == "zh" else metric.en, key, reverse("subject", args=[company, "metric", key]))
