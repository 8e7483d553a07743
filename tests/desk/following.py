"""Where the numbers of a page lead: the lists of people that there have to be, those that there are, and what is on them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from itertools import zip_longest
from urllib.parse import parse_qsl, urlsplit

from tenure.catalogue.measure import Measure, Median, Summary
from tenure.words import number_text
from tests.desk.crawling import Answer, Doc, Number, side

_UNKNOWN = ("unavailable", "undefined")


@dataclass(frozen=True)
class Lead:
    """A list of people that a number leads to."""

    metric: str
    period: str
    as_of: str
    side: str
    where: tuple[tuple[str, str], ...]


def leads_of(numbers: Iterable[Number], known: Mapping[str, Measure]) -> dict[Lead, str]:
    """The lists that the numbers of a page have to lead to, each with the sort of a mark that does."""
    found: dict[Lead, str] = {}
    for one in numbers:
        asked, name = one.asked, "numerator"
        if one.answer is not None and one.answer["status"] in _UNKNOWN:
            continue
        if len(one.terms) == 1 and one.number is not None:
            asked, name = one.terms[0].asked, one.terms[0].side.replace("value", "numerator")
        if not one.leads or asked is None or asked.metric not in known or not known[asked.metric].sides():
            continue
        where = (*asked.cut, *asked.dims)
        if all(word is not None and "," not in word for _name, word in where):
            words = tuple(sorted((key, str(word)) for key, word in where))
            found.setdefault(Lead(asked.metric, asked.period, asked.as_of, name, words), one.sort)
    return found


def linked(page: str) -> dict[Lead, str]:
    """The lists that the HTML of a page leads to, with their addresses."""
    found = {}
    for href in re.findall(r'<a href="([^"]*)" class="people"', page):
        address = unescape(href)
        told = dict(parse_qsl(urlsplit(address).query))
        where = tuple(sorted(_pair(pair) for pair in told["where"].split(","))) if "where" in told else ()
        lead = Lead(told["metric"], told["period"], told["as_of"], told.get("side", "numerator"), where)
        found[lead] = address
    return found


def _pair(text: str) -> tuple[str, str]:
    name, _sign, word = text.partition("=")
    return name, word


def counted(lead: Lead, answer: Answer, one: Measure) -> Decimal | None:
    """What the parts of those listed come to."""
    if lead.side != "numerator":
        return side(answer, lead.side)
    if isinstance(one, Median | Summary):
        return side(answer, "denominator")
    return side(answer, "numerator" if answer["numerator"] is not None else "value")


def mislisted(doc: Doc, number: Decimal | None) -> str:
    """What is wrong with the list behind a number; empty where it has as many rows, or says why not."""
    section = doc["sections"][0]
    lead, table = section["lead"], section["blocks"][0]
    rows = table["rows"] if table["type"] == "table" else []
    place = [column["key"] for column in table["columns"]].index("part") if rows else 0
    parts = sum((Decimal(str(row[place])) for row in rows), Decimal(0))
    if number is None and rows:
        return f"lists {len(rows)} of a number that is not known: {lead}"
    if number is None:
        return (
            ""
            if re.search(r"Not known|Nothing of the kind|Needs|told from", lead)
            else f"says not why it is unknown: {lead}"
        )
    if f": {number_text(number, 'text', 'en')}. " not in f"{lead} ":
        return f"says another number than {number}: {lead}"
    stated = _people(lead)
    if stated is not None and stated != len(rows):
        return f"{len(rows)} rows, but says: {lead}"
    if "It counts customers" in lead:
        return "" if number == len(rows) == parts else f"{len(rows)} rows for {number}: {lead}"
    if "not customers" in lead or "no count of customers" in lead:
        return "" if parts == number or "of no customer" in lead else f"parts sum to {parts}, not {number}: {lead}"
    return "" if number == 0 and not rows else f"{len(rows)} rows for {number}, and no reason: {lead}"


def _people(lead: str) -> int | None:
    """How many customers a list says it has."""
    found = re.search(r"the ([\d,]+) listed here|([\d,]+) have a part|of ([\d,]+) customers", lead)
    return int(next(text for text in found.groups() if text).replace(",", "")) if found else None


def spread(leads: Mapping[Lead, str], most: int) -> list[Lead]:
    """Some of the lists, the same ones each time: each sort of mark with each side first, then families in turn."""
    ordered = sorted(leads, key=lambda one: (one.metric, one.period, one.side, one.where))
    firsts = {(leads[one], one.side, bool(one.where)): one for one in reversed(ordered)}
    turns: dict[str, list[Lead]] = defaultdict(list)
    for one in ordered:
        turns[one.metric.partition(".")[0]].append(one)
    rest = [one for several in zip_longest(*turns.values()) for one in several if one is not None]
    return list(dict.fromkeys([*firsts.values(), *rest, *ordered]))[:most]
