"""Searching by name: pages and metrics, in both languages, by their ids, and Chinese names by the initials of their pinyin."""

from __future__ import annotations

from collections.abc import Container
from functools import cache

from django.urls import reverse

from tenure.catalogue.registry import measures
from tenure.pages.showing import sheets
from tenure.words import Language, say

_MOST = 12


def found(company: str, query: str, lang: Language, open_to: Container[str]) -> list[dict[str, str]]:
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


def initials(name: str) -> str:
    """The first letters of the pinyin of a name: 续约率 is xyl."""
    from pypinyin import Style, lazy_pinyin  # its dictionary takes 50 MiB: not before somebody searches

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).casefold()


@cache
def _known() -> list[tuple[tuple[str, ...], tuple[str, str]]]:
    """(names, (kind, key)) of all that can be found."""
    known: list[tuple[tuple[str, ...], tuple[str, str]]] = []
    for sheet in sheets().values():
        if not sheet.about:
            zh = say(sheet.title, "zh")
            known.append(((sheet.title.casefold(), zh, initials(zh)), ("page", sheet.name)))
    for one in measures().values():
        if not one.params:
            known.append(((one.en.casefold(), one.id, one.zh.casefold(), initials(one.zh)), ("metric", one.id)))
    return known


def _shown(company: str, one: tuple[str, str], lang: Language) -> dict[str, str]:
    kind, key = one
    if kind == "page":
        href = reverse("company", args=[company]) if key == "home" else reverse("page", args=[company, key])
        return {"title": say(sheets()[key].title, lang), "hint": say("page", lang), "href": href}
    metric = measures()[key]
    name = metric.zh if lang == "zh" else metric.en
    return {"title": name, "hint": key, "href": reverse("subject", args=[company, "metric", key])}
