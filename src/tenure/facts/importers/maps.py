"""Maps that people make: read from a file, vetted, and remembered for the next file with the same headers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tenure.errors import TenureError, UsageError, unknown
from tenure.facts.importers.entities.all import entity
from tenure.facts.importers.headers import Index, header_set, normalised
from tenure.facts.importers.instruments import INSTRUMENTS
from tenure.facts.importers.mapping import refuse_unknown_rules
from tenure.facts.importers.recipe import MEANINGS, Recipe, load, written
from tenure.facts.importers.recognition import fits
from tenure.facts.importers.sheets import Sheet
from tenure.facts.importers.synonyms import synonyms
from tenure.facts.kinds import KINDS
from tenure.facts.lake.durable import write_durably
from tenure.texts import Text
from tenure.units import exponent
from tenure.workspace import check_country, check_zone

_CHOICES: Mapping[str, tuple[object, ...]] = {
    "total_is": ("order", "line"),
    "amount_is": ("unit", "period", "contract"),
    "unknown_customer": ("quarantine", "one"),
    "instrument": ("", *INSTRUMENTS),
    "summary_row": ("", "empty key"),
    "consent_from": ("", "file name"),
    "scale_max": (0, *range(2, 101)),
    "decimal": (None, ".", ","),
    "date_order": (None, "DMY", "MDY"),
    "minor": (True, False),
    "end_is_last_day": (True, False),
    "link_terms": (True, False),
}
_PURPOSES = {"spend": ("costs", "purpose"), "campaign": ("campaigns", "kind")}  # entity -> kind, column
_SHOWN = 12


def load_map(path: Path) -> Recipe:
    """A map from a file, proven to be one.

    Raises: NotFound, UsageError.
    """
    recipe = load(path)
    what = entity(recipe.entity)
    known = what.names | synonyms().get(recipe.entity, {}).keys()
    for canonical in recipe.columns:
        if canonical not in known and not what.keeps_unmapped:
            raise unknown(Text("column of {entity} for {file}", entity=recipe.entity, file=path.name), canonical, known)
    refuse_unknown_rules(recipe.columns, path.name)
    for canonical in (*([recipe.key] if recipe.key else []), *recipe.fill):
        if canonical not in recipe.columns:
            raise unknown(Text("column in the map {file}", file=path.name), canonical, recipe.columns)
    for setting, choices in _choices(recipe).items():
        if getattr(recipe, setting) not in choices:
            told = [str(choice) for choice in choices if choice not in (None, "")]
            raise UsageError(
                "{file}: {setting} cannot be '{value}'.",
                "It is one of {choices}.",
                file=path.name,
                setting=setting,
                value=getattr(recipe, setting),
                choices=[*told[:_SHOWN], *["…"] * (len(told) > _SHOWN)],
            )
    for meaning in recipe.statuses:
        if meaning not in MEANINGS:
            raise unknown(Text("meaning of a status for {file}", file=path.name), meaning, MEANINGS)
    _check_places(recipe, path)
    return recipe


def _choices(recipe: Recipe) -> Mapping[str, tuple[object, ...]]:
    if recipe.entity not in _PURPOSES:
        return _CHOICES
    kind, column = _PURPOSES[recipe.entity]
    return {**_CHOICES, "purpose": ("", *KINDS[kind].column(column).choices)}


def _check_places(recipe: Recipe, path: Path) -> None:
    """Zone, currency and country are such as exist.

    Raises: UsageError.
    """
    try:
        for value, check in ((recipe.zone, check_zone), (recipe.currency, exponent), (recipe.country, check_country)):
            if value:
                check(value)
    except UsageError as error:
        raise UsageError(
            "{path} says what cannot be:", "Correct that line.", details=[error.problem, error.remedy], path=path.name
        ) from error


def refuse_misfit(given: Recipe, sheets: Sequence[Sheet]) -> None:
    """A map that was given must be of use.

    Raises: UsageError when it fits no table.
    """
    if not sheets or any(fits(given, Index(sheet.columns)) for sheet in sheets):
        return
    index = Index(sheets[0].columns)
    missing = [
        headers[0] for headers in given.columns.values() if not fits(replace(given, columns={"": headers}), index)
    ]
    raise UsageError(
        "The map fits no file: {file} has no column {columns}.",
        "Correct the headers in the map.",
        file=sheets[0].name,
        columns=missing,
    )


def remember(recipe: Recipe, sheet: Sheet, folder: Path) -> Path:
    """Keep a map for the next file with these headers; gives the file it is kept in."""
    words = tuple(sorted({normalised(column) for column in sheet.columns}))
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(header_set(sheet.columns).encode()).hexdigest()[:16]
    place = folder / f"{name}.toml"
    write_durably(place, written(replace(recipe, signature=words)))
    return place


def remembered_maps(folder: Path | None) -> Mapping[str, Recipe]:
    """Confirmed maps of a workspace by the header set they were confirmed for.

    Raises: UsageError that names the one that is none.
    """
    if folder is None or not folder.is_dir():
        return {}
    found = (_remembered(path) for path in sorted(folder.glob("*.toml")))
    return {"|".join(recipe.signature): recipe for recipe in found}


def _remembered(path: Path) -> Recipe:
    try:
        return load_map(path)
    except TenureError as error:
        raise UsageError(
            "A map that was remembered cannot be used: {path}",
            "Correct that file, or delete it and confirm the map again.",
            details=[error.problem],
            path=path,
        ) from error
