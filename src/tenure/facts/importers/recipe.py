"""A recipe says what a file's columns mean; a map that a user saves is one too, in the same form."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, cast

from tenure.errors import NotFound, UsageError, unknown
from tenure.facts.importers.amounts import Mark
from tenure.facts.importers.dates import Order
from tenure.facts.importers.headers import normalised
from tenure.texts import Text

Meaning = Literal["counts", "not_yet", "cancelled", "refunded", "part_refunded"]
MEANINGS: tuple[Meaning, ...] = ("counts", "not_yet", "cancelled", "refunded", "part_refunded")


@dataclass(frozen=True)
class Recipe:
    """How to read one layout of file: what its columns mean, and what it leaves unsaid."""

    entity: str  # what a row is: order, customer, subscription, …
    columns: Mapping[str, tuple[str, ...]]  # canonical column -> headers, the first that is there counts
    id: str = "map"
    title: Mapping[str, str] = field(default_factory=dict)
    source: str = ""  # the system the identifiers belong to; "" is the company's own
    signature: tuple[str, ...] = ()
    key: str = ""  # canonical column that names the row's subject, where it is not the entity's own
    zone: str = ""  # of times without one
    country: str = ""  # of telephone numbers without one
    currency: str = ""  # where the file names none
    minor: bool = False  # amounts are in cents
    decimal: Mark | None = None
    date_order: Order | None = None
    nulls: tuple[str, ...] = ()  # further words for nothing
    dropped: tuple[str, ...] = ()  # headers that are not kept
    fill: tuple[str, ...] = ()  # canonical columns that stand on the first row of an order only
    statuses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # meaning -> words
    refund_words: tuple[str, ...] = ()
    total_is: Literal["order", "line"] = "order"  # what an order's total stands for on each of its rows
    amount_is: Literal["unit", "period", "contract"] = "period"  # what a subscription's amount pays for
    end_is_last_day: bool = False  # an end date is the last day covered, not the first that is not
    link_terms: bool = True  # a contract that follows one of the same customer and product renews it
    exported_on: str = ""  # the day a list of running subscriptions was made
    own_ids: bool = False  # customer ids are the company's own, not the system's
    refer_by_name: bool = False  # names tell customers apart where nothing better does
    unknown_customer: Literal["quarantine", "one"] = "quarantine"  # where orders without a customer go
    instrument: str = ""  # what a survey asks: nps or csat
    scale_max: int = 0  # the top of its scale, where it is not 10 for nps and 5 for csat
    second_header: bool = False
    summary_row: str = ""  # "empty key": a row without a key is a sum
    consent_from: str = ""  # "file name"
    channel: str = ""
    purpose: str = ""  # of consents, campaigns and costs

    def meaning(self, word: str) -> Meaning | None:
        """What a status word means, or None when the recipe does not know it."""
        wanted = normalised(word)
        for meaning in MEANINGS:
            if any(normalised(known) == wanted for known in self.statuses.get(meaning, ())):
                return meaning
        loose = [m for m in MEANINGS for known in self.statuses.get(m, ()) if wanted.startswith(normalised(known))]
        return loose[0] if loose else None


_TUPLES = ("signature", "nulls", "dropped", "fill", "refund_words")


def parse(text: str, name: str) -> Recipe:
    """A recipe from its TOML.

    Raises: UsageError when it is not one.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            "{file} is not TOML: {error}.",
            "Correct it, or write a fresh one with tenure import --save-map.",
            file=name,
            error=error,
        ) from error
    known = {item.name for item in fields(Recipe)}
    for key in found:
        if key not in known:
            raise unknown(Text("setting of a map in {file}", file=name), key, known)
    if not found.get("entity") or not found.get("columns"):
        raise UsageError(
            "{file} says no entity or no columns.", 'A map needs entity = "order" and a table [columns].', file=name
        )
    columns = {str(canonical): _tuple(headers) for canonical, headers in found.pop("columns").items()}
    statuses = {str(meaning): _tuple(words) for meaning, words in found.pop("statuses", {}).items()}
    plain: dict[str, Any] = {key: _tuple(value) if key in _TUPLES else value for key, value in found.items()}
    return Recipe(columns=columns, statuses=statuses, **plain)


def _tuple(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(item) for item in cast(list[object], value))


def load(path: Path) -> Recipe:
    """A map from a file.

    Raises: NotFound, UsageError.
    """
    if not path.is_file():
        raise NotFound("There is no map {path}.", "tenure import FILE --save-map MAP.toml writes one.", path=path)
    return parse(path.read_text(encoding="utf-8"), path.name)


def written(recipe: Recipe) -> str:
    """The recipe as TOML; only what differs from the defaults."""
    lines, tables = [], []
    for item in fields(Recipe):
        value = getattr(recipe, item.name)
        if item.name in ("columns", "statuses", "title"):
            if value:
                tables += [
                    "",
                    f"[{item.name}]",
                    *(f"{json.dumps(str(key), ensure_ascii=False)} = {_toml(inner)}" for key, inner in value.items()),
                ]
        elif item.name == "entity" or value != item.default:
            lines.append(f"{item.name} = {_toml(value)}")
    return "\n".join([*lines, *tables]) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return _toml(value[0]) if len(value) == 1 else "[" + ", ".join(_toml(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


@cache
def packaged() -> Mapping[str, Recipe]:
    """Every recipe of the package by its id: one file each in `recipes/`, a new file is all a new one takes."""
    folder = files("tenure.facts.importers") / "recipes"
    found = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    recipes = [parse(item.read_text(encoding="utf-8"), item.name) for item in found]
    return {recipe.id: recipe for recipe in recipes}
