"""A map for a file that no recipe knows: proposed by its words and cells, and never used before somebody agrees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.cells import holds, matches
from tenure.facts.importers.headers import normalised, without_hint
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.sheets import Sheet, trimmed
from tenure.facts.importers.synonyms import synonyms
from tenure.texts import Text

_SAMPLE = 200
_NEAR = 90  # of 100, below which a word is another word
_NEEDS: Mapping[str, tuple[tuple[str, ...], ...]] = {  # of each group, one column must be there
    "order": (("order_id", "order_number"), ("ordered_at", "paid_at"), ("total", "unit_price", "item_amount")),
    "customer": (
        ("customer_id", "email", "phone", "open_id"),
        ("name", "email", "phone", "created_at", "first_name", "segment", "acquisition_channel"),
    ),
    "company": (("company_id", "company_name"), ("owner", "industry", "segment", "created_at", "domain")),
    "subscription": (
        ("subscription_id",),
        ("started_at",),
        ("ended_at", "renewal_date", "interval", "interval_count", "current_period_end"),
    ),
    "invoice": (("invoice_id", "invoice_number"), ("issued_at",), ("total",)),
    "payment": (("payment_id",), ("created_at",), ("amount",)),
    "spend": (("date",), ("cost",), ("campaign", "campaign_id", "channel", "impressions", "clicks")),
    "campaign": (("campaign", "campaign_id"), ("sent_at",), ("recipients", "delivered", "opens")),
    "ticket": (("ticket_id",), ("created_at",), ("subject", "status", "solved_at", "first_response_at")),
    "survey_response": (("response_id",), ("score",), ("submitted_at", "started_at")),
    "deal": (("deal_id",), ("stage",), ("amount", "close_date")),
    "event": (("event",), ("timestamp",), ("user_id", "customer_id", "anonymous_id")),
    "social_post": (("post_id",), ("posted_at",), ("likes", "comments", "shares", "views")),
}
_SHAPES: tuple[tuple[str, str], ...] = (  # canonical columns and the shape that half of their cells must have
    (
        r"(_at|_date|date|timestamp|current_period_.*|trial_.*|birthday|opened|closed)$",
        r"\d{1,4}[-/.年]\d{1,2}|^\d{8,16}(\.\d+)?$|^\d{5}(\.\d+)?$|[A-Za-z]{3,9} \d",
    ),
    (r"(email)$", r"@"),
    (r"(total|amount|price|cost|mrr|arr|refunded|discount|fee|net|balance)$", r"\d"),
    (
        r"(quantity|clicks|impressions|likes|comments|shares|views|reopens|score|opens|recipients|delivered)$",
        r"^[^A-Za-z]*\d",
    ),
    (r"(phone)$", r"\d.*\d.*\d.*\d.*\d|\*"),
)


@dataclass(frozen=True)
class Guess:
    """One column of a proposal."""

    canonical: str
    header: str
    sure: bool  # an exact synonym; else only near, please check

    @property
    def text(self) -> Text:
        """The guess in words."""
        told = Text("{canonical} <- {header}", canonical=self.canonical, header=self.header)
        return told if self.sure else Text("{guess}   (please check)", guess=told)


@dataclass(frozen=True)
class Proposal:
    """What a file could be."""

    recipe: Recipe
    guesses: tuple[Guess, ...]
    unmapped: tuple[str, ...]

    @property
    def entity(self) -> str:
        """What its rows could be."""
        return self.recipe.entity

    def lines(self) -> list[Text]:
        """The proposal in words, a line per column."""
        out = [guess.text for guess in self.guesses]
        if self.entity == "order":
            out.append(_TOTALS[self.recipe.total_is] if "total" in self.recipe.columns else _NO_TOTAL)
        if self.entity == "subscription":
            out.append(_AMOUNTS[self.recipe.amount_is])
        return out + [Text("not used: {columns}", columns=self.unmapped)] * bool(self.unmapped)


_TOTALS = {
    "order": Text("total_is = order: the amount of a row is that of the whole order"),
    "line": Text("total_is = line: the amount of a row is that of the row alone"),
}
_NO_TOTAL = Text("an order comes to the sum of its lines")
_AMOUNTS = {
    "unit": Text("amount_is = unit: an amount pays for one unit and interval"),
    "period": Text("amount_is = period: an amount pays for one interval"),
    "contract": Text("amount_is = contract: an amount pays for the whole contract"),
}


def propose(sheet: Sheet) -> Proposal | None:
    """The entity that most columns speak for, and what each column would be; None when nothing fits."""
    best: tuple[float, str, tuple[Guess, ...]] | None = None
    for entity, columns in synonyms().items():
        guesses = tuple(_guesses(sheet, columns))
        found = {guess.canonical for guess in guesses}
        if not all(found & set(group) for group in _NEEDS[entity]):
            continue
        weight = sum(1.0 if guess.sure else 0.4 for guess in guesses) + 0.5 * sum(
            len(found & set(group)) > 0 for group in _NEEDS[entity]
        )
        if best is None or weight > best[0]:
            best = (weight, entity, guesses)
    if best is None:
        return None
    return propose_as(sheet, best[1])


def propose_as(sheet: Sheet, entity: str) -> Proposal:
    """What each column would be, were a row of that kind."""
    guesses = tuple(_guesses(sheet, synonyms()[entity]))
    used = {guess.header for guess in guesses}
    unmapped = tuple(column for column in sheet.columns if column not in used)
    return Proposal(_recipe(sheet, entity, guesses), guesses, unmapped)


def _recipe(sheet: Sheet, entity: str, guesses: Sequence[Guess]) -> Recipe:
    columns = {guess.canonical: (guess.header,) for guess in guesses}
    headers = {guess.canonical: guess.header for guess in guesses}
    return Recipe(entity, columns, total_is=_total_is(sheet, headers), amount_is=_amount_is(headers))


def _total_is(sheet: Sheet, headers: Mapping[str, str]) -> Literal["order", "line"]:
    """Whether the rows of one order repeat its amount or each have their own."""
    key, total = headers.get("order_id") or headers.get("order_number"), headers.get("total")
    if not key or not total:
        return "order"
    table = pa.table({"key": sheet.column(key), "total": sheet.column(total)}).filter(
        pc.not_equal(trimmed(sheet.column(total)), "")
    )
    grouped = table.group_by("key").aggregate([("total", "count_distinct")])
    return "line" if bool(pc.any(pc.greater(grouped["total_count_distinct"], 1)).as_py()) else "order"


def _amount_is(headers: Mapping[str, str]) -> Literal["unit", "period", "contract"]:
    word = normalised(headers.get("amount", ""))
    if re.search(r"contractvalue|tcv|合同金额|合同总额", word):
        return "contract"
    return "unit" if re.search(r"unit|price|单价", word) else "period"


def _guesses(sheet: Sheet, columns: Mapping[str, tuple[str, ...]]) -> Iterator[Guess]:
    """Exact hits, the likeliest synonym first, then near ones; a header serves once, and its cells may object."""
    exact = sorted(
        (words.index(word), place, canonical, header)
        for place, (canonical, words) in enumerate(columns.items())
        for header in sheet.columns
        for word in dict.fromkeys((normalised(header), without_hint(header)))
        if word in words
    )
    taken: dict[str, str] = {}
    for _, _, canonical, header in exact:
        if canonical not in taken and header not in taken.values() and _agrees(sheet, canonical, header):
            taken[canonical] = header
            yield Guess(canonical, header, True)
    for canonical, words in columns.items():
        free = [header for header in sheet.columns if header not in taken.values()]
        near = None if canonical in taken else _nearest(words, free)
        if near and _agrees(sheet, canonical, near):
            taken[canonical] = near
            yield Guess(canonical, near, False)


def _nearest(words: Sequence[str], free: Sequence[str]) -> str | None:
    from rapidfuzz import fuzz

    scored = [(fuzz.ratio(_spaced(header), word), header) for header in free for word in words if len(word) > 3]
    score, header = max(scored, default=(0.0, ""))
    return header if score >= _NEAR else None


def _spaced(header: str) -> str:
    return normalised(unicodedata.normalize("NFKC", header))


def _agrees(sheet: Sheet, canonical: str, header: str) -> bool:
    """Whether the first cells have the shape of what the column would be."""
    shape = next((shape for names, shape in _SHAPES if re.search(names, canonical)), None)
    cells = trimmed(sheet.column(header).slice(0, _SAMPLE)).drop_null()
    if shape is None or not len(cells):
        return True
    return 2 * int(pc.sum(holds(matches(cells, shape))).as_py()) >= len(cells)
