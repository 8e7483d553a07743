"""The table of customers: which columns, whom it lists, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from tenure.catalogue.groups import AMONG, Condition, groups_in, passes
from tenure.catalogue.slices import CHANNEL, FEW, attributes_known, slices_kept
from tenure.errors import unknown
from tenure.pages.asking import Asking
from tenure.pages.blocks import Cell, Column, Filter, Kind
from tenure.pages.personal import contact, is_personal, marked, person
from tenure.pages.sorting import place
from tenure.stages.attributes import SEVERAL
from tenure.stages.standings import standing_rows, without_rates
from tenure.texts import Text
from tenure.words import Language, later, say

STAGES = {  # the words of the panel, as people say them
    "prospect": later("prospect"),
    "new": later("new customer"),
    "mature": later("established"),
    "at_risk": later("at risk"),
    "churned": later("lost"),
}
_TITLES = {
    "stage": later("Stage"),
    "tier": later("Tier"),
    "acq_channel": later("Acquisition channel"),
    "cohort": later("First month"),
    "tag": later("Tags"),
}
_OWN = ("stage", "tier", "acq_channel", "cohort")  # slices that every row has in a column of its own
SUMMED = ("mrr", "year", "lifetime", "part")
_TAKEN = frozenset(
    {
        "customer_id",
        "customer",
        "name",
        "known_as",
        "external",
        "held",
        "stage_word",
        "since",
        "until",
        "due_on",
        "bought_on",
        "purchases",
        "used_on",
        "heard_on",
        *_OWN,
        *SUMMED,
    }
)  # columns of every row: an attribute of that name is told on the customer's own page
_PEOPLE = ("customer", "name")  # columns that may say who somebody is


@dataclass(frozen=True)
class Roster:
    """The customers listed, and the columns they are told in."""

    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Any], ...]

    def cells(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows as a table has them."""
        keys = [column.key for column in self.columns]
        return tuple(tuple(row[key] for key in keys) for row in self.rows)

    def total(self, first: str, second: str) -> tuple[Cell, ...]:
        """The row below: two words, and the sums of what can be summed."""
        sums = [self._sum(column.key) if column.key in SUMMED else None for column in self.columns[2:]]
        return (first, second, *sums)

    def _sum(self, key: str) -> Decimal | None:
        told = [row[key] for row in self.rows if row[key] is not None]
        return sum(told, Decimal(0)) if told else None


def roster(asking: Asking, where: Mapping[str, str], parts: Mapping[int, Decimal] | None, part: Kind) -> Roster:
    """Everybody as of the day, of some slices alone; where parts are told, those who have one, with it.

    Raises: NotFound for a slice that customers do not have.
    """
    shop = asking.shop
    attributes = _attributes(asking)
    own = tuple(name for name in shop.own_slices if name not in _TAKEN)
    known = [*_OWN, *attributes, *own]
    plain = tuple(Condition(name, (word,)) for name, word in where.items() if name != AMONG)
    groups = tuple((*plain, *group) for group in groups_in(where)) or (plain,)
    filtered = dict.fromkeys(one.name for group in groups for one in group)
    for name in filtered:
        if name not in known:
            raise unknown(Text("slice of customers called"), name, known)
    shown = [name for name in slices_kept(shop) if name in attributes and not is_personal("", name)]
    shown += ["tag"] if "tag" in attributes else []
    asked = [name for name in dict.fromkeys([*shown, *filtered]) if name in attributes]
    everybody = (row for row in standing_rows(shop, asked, own) if asking.sees(row["customer_id"]))
    rows = [_told(row, [*asked, *own], asking) for row in everybody]
    asking.filters = _filters(asking, rows, [*_OWN, *shown, *own])
    rows = [row for row in rows if passes(groups, partial(_falls, row))]
    if parts is not None:
        rows = [row | {"part": parts[row["customer_id"]]} for row in rows if row["customer_id"] in parts]
    untold = without_rates(shop)
    for row in rows:
        row |= dict.fromkeys(untold)
    return Roster(_columns(asking, [*shown, *own], part if parts is not None else None), tuple(rows))


def listed_by(asking: Asking) -> list[str]:
    """The slices of the list whose words are those that customers have, beside those with words by definition."""
    return [*_attributes(asking), CHANNEL]


def _attributes(asking: Asking) -> list[str]:
    return [name for name in attributes_known(asking.shop) if name not in _TAKEN]


def stages_said(asking: Asking) -> frozenset[str]:
    """What a stage may be called here: the words of the panel, and those that people say."""
    return frozenset(STAGES) | {asking.say(said) for said in STAGES.values()}


def slice_title(asking: Asking, name: str) -> str:
    """What a slice is called."""
    return title_of(name, asking.lang)


def title_of(name: str, lang: Language) -> str:
    """What a slice is called in a language."""
    return say(_TITLES[name], lang) if name in _TITLES else name


def _filters(asking: Asking, rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> tuple[Filter, ...]:
    """The slices that part these customers, with few enough words to choose from."""
    found = []
    for name in names:
        if name == "stage":
            words = {row["stage_word"]: row["stage"] for row in rows}
        else:
            told = (str(row[name]) for row in rows if row[name] is not None)
            cut = (one for text in told for one in (text.split(", ") if name in SEVERAL else [text]))
            words = {word: word for word in cut if "," not in word and not is_personal(word, name)}
        if 1 < len(words) <= FEW:
            found.append(Filter(name, slice_title(asking, name), tuple(sorted(words.items()))))
    return tuple(found)


def _told(row: Mapping[str, Any], slices: Sequence[str], asking: Asking) -> dict[str, Any]:
    made = dict(row) | {name: marked(row[f"dim_{name}"], name) for name in slices}
    made["customer"] = called(row)
    made["name"] = person(row["name"])
    made["stage_word"], made["stage"] = row["stage"], asking.say(STAGES[row["stage"]])
    return made


def called(row: Mapping[str, Any]) -> str | None:
    """How the sources call a customer: personal where that is an address or a telephone number."""
    label: str = row["customer"]
    return label if row["external"] and not is_personal(label) else contact(label)


def _falls(row: Mapping[str, Any], name: str, word: str) -> bool:
    """Whether a customer falls under a word of a slice; a stage may be told as people say it."""
    told = row[name]
    if name == "stage":
        return word in (row["stage_word"], told)
    return told == word or (name in SEVERAL and told is not None and word in told.split(", "))


def _columns(asking: Asking, slices: Sequence[str], part: Kind | None) -> tuple[Column, ...]:
    """What this company tells of its customers."""
    titles: list[tuple[str, str, Kind, bool]] = [
        ("customer", asking.say("Customer"), "text", True),
        ("name", asking.say("Name"), "text", True),
        ("part", asking.say("Part of the number"), part or "count", part is not None),
        ("stage", asking.say("Stage"), "text", True),
        ("tier", asking.say("Tier"), "text", asking.contracts and asking.has("contract_prices")),
        ("mrr", asking.say("MRR"), "money", asking.contracts and asking.has("contract_prices")),
        ("year", asking.say("Bought in 12 months"), "money", asking.has("transactions")),
        ("lifetime", lifetime_title(asking), "money", asking.has("transactions")),
        ("since", asking.say("Customer since"), "day", True),
        ("due_on", asking.say("Next renewal"), "day", asking.contracts and asking.has("contracts")),
        ("bought_on", asking.say("Last purchase"), "day", asking.has("transactions")),
        ("used_on", asking.say("Last use"), "day", asking.has("usage_events")),
        ("heard_on", asking.say("Last contact"), "day", asking.has("interactions") or asking.has("ticket_events")),
        ("acq_channel", asking.say(_TITLES["acq_channel"]), "text", True),
        *((name, asking.say(_TITLES[name]) if name in _TITLES else name, "text", True) for name in slices),
    ]  # fmt: skip
    return tuple(
        Column(key, title, kind, "revenue.mrr" if key == "mrr" else "", personal=key in _PEOPLE)
        for key, title, kind, told in titles
        if told
    )


def lifetime_title(asking: Asking) -> str:
    """What is summed up over all time: what was paid, where payments are told, else what was bought."""
    return asking.say("Realised value") if asking.has("payments") else asking.say("Bought so far")


def ordered(listed: Roster, sort: str) -> tuple[Mapping[str, Any], ...]:
    """The rows by a column, the largest first after a minus sign; who has nothing there comes last, and by name where alike.

    Raises: NotFound for a column that there is none of.
    """
    key = sort.removeprefix("-")
    known = [column.key for column in listed.columns]
    if key not in known:
        raise unknown(Text("column of this table called"), key, known)
    rows = sorted(listed.rows, key=lambda row: (str(row["customer"]), row["customer_id"]))
    having = [row for row in rows if row[key] is not None]
    having.sort(key=lambda row: place(row[key]), reverse=sort.startswith("-"))
    return (*having, *(row for row in rows if row[key] is None))


def first_sort(listed: Roster) -> str:
    """The order where none is asked: the most valuable first."""
    keys = [column.key for column in listed.columns]
    return next((f"-{key}" for key in ("part", "mrr", "year") if key in keys), "customer")
