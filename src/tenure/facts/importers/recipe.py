"""A recipe says what a file's columns mean; a map that a user saves is one too, in the same form."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, cast

from tenure.errors import NotFound, UsageError, unknown
from tenure.facts.importers.amounts import Mark
from tenure.facts.importers.dates import Order
from tenure.facts.importers.headers import normalised
from tenure.periods import parse_day
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
        begun = ((m, normalised(known)) for m in MEANINGS for known in self.statuses.get(m, ()))
        loose = [m for m, known in begun if known and wanted.startswith(known)]
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
    read: dict[str, Any] = {
        item.name: _value(found[item.name], item, f"{name}: {item.name}")
        for item in fields(Recipe)
        if item.name in found
    }
    return Recipe(**read)


def _value(value: object, item: Field[Any], where: str) -> object:
    """A setting as a recipe keeps it.

    Raises: UsageError that names the place when it is of the wrong type.
    """
    if item.name in ("columns", "statuses"):
        return {key: _named(inner, f"{where}.{key}") for key, inner in _table(value, where).items()}
    if item.name == "title":
        return {key: _text(inner, f"{where}.{key}") for key, inner in _table(value, where).items()}
    if item.name in _TUPLES:
        return _words(value, where)
    if isinstance(item.default, bool):
        if not isinstance(value, bool):
            raise _misplaced(where, Text("true or false"))
        return value
    if isinstance(item.default, int):
        if type(value) is not int:
            raise _misplaced(where, Text("a whole number"))
        return value
    if item.name == "exported_on":
        value = value.isoformat() if type(value) is date else value
        try:
            parse_day(_text(value, where))
        except UsageError as error:
            raise _misplaced(where, Text("a day, written as 2024-07-09")) from error
    return _text(value, where)


def _table(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise _misplaced(where, Text("a table"))
    return cast(dict[str, object], value)


def _words(value: object, where: str) -> tuple[str, ...]:
    words = value if isinstance(value, list) else [value]
    if not words or not all(isinstance(word, str) for word in words):
        raise _misplaced(where, Text("a text in quotes, or a list of such texts"))
    return tuple(words)


def _named(value: object, where: str) -> tuple[str, ...]:
    words = _words(value, where)
    if not all(word.strip() for word in words):
        raise UsageError("{where} names nothing.", "Correct it in the map.", where=where)
    return words


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise _misplaced(where, Text("a text in quotes"))
    return value


def _misplaced(where: str, wanted: Text) -> UsageError:
    return UsageError("{where} is not {wanted}.", "Correct it in the map.", where=where, wanted=wanted)


def load(path: Path) -> Recipe:
    """A map from a file.

    Raises: NotFound, UsageError.
    """
    if not path.is_file():
        raise NotFound("There is no map {path}.", "tenure import FILE --save-map MAP.toml writes one.", path=path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("{file} is not text in UTF-8.", "Save it as UTF-8.", file=path) from error
    return parse(text, path.name)


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
