"""The plans of an upload's files, with what their owner said of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tenure.desk.bringing.models import Upload
from tenure.errors import TenureError
from tenure.facts.importers.entities.all import ENTITIES
from tenure.facts.importers.plans import Plan, plan_with
from tenure.facts.importers.proposals import propose_as
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.settings import Answers, Settings
from tenure.facts.importers.synonyms import synonyms
from tenure.texts import Text
from tenure.workspace import check_zone

Said = Mapping[str, Any]  # what somebody said of one table
KINDS = tuple(name for name in ENTITIES if name in synonyms())


@dataclass(frozen=True)
class Read:
    """One table of a file; without a plan where it cannot be read."""

    key: str  # the number of the file, and that of its table
    name: str
    plan: Plan | None = None
    generic: bool = False  # read by a map that a person confirms
    problem: TenureError | None = None
    left: tuple[Text, ...] = ()  # what of the file is left alone


def read(upload: Upload, settings: Settings) -> Iterator[Read]:
    """Each table of each file, in the order in which they are to be imported."""
    for number, path in enumerate(upload.paths, start=1):
        left: list[Text] = []
        said = upload.answers.get(f"{number}.1", {})
        try:
            plans = plan_with([path], settings, Answers(encoding=said.get("encoding") or None), None, left.append)
        except TenureError as error:
            yield Read(f"{number}.1", path.name, problem=error)
            continue
        for place, plan in enumerate(plans, start=1):
            key = f"{number}.{place}"
            told = tuple(left) if place == 1 else ()
            yield _one(key, plan, upload.answers.get(key, {}), told)
        if not plans:
            yield Read(f"{number}.1", path.name, left=tuple(left))


def _one(key: str, plan: Plan, said: Said, left: tuple[Text, ...]) -> Read:
    generic = plan.native is None and (plan.recipe is None or plan.recipe.id == Recipe.id)
    try:
        if said.get("zone"):
            check_zone(said["zone"])
        plan = _answered(plan, said)
        if generic:
            plan = plan.confirmed(_mapped(plan, said))
        if said.get("zone") and plan.recipe is not None:
            plan = replace(plan, recipe=replace(plan.recipe, zone=said["zone"]))
        plan.check_map()
    except TenureError as error:
        return Read(key, plan.name, plan, generic, error, left)
    return Read(key, plan.name, plan, generic, left=left)


def _answered(plan: Plan, said: Said) -> Plan:
    return plan.answered(
        Answers(
            date_order=said.get("date_order") or None,
            decimal=said.get("decimal") or None,
            currency=said.get("currency") or "",
            source=said.get("source") or None,
            encoding=said.get("encoding") or None,
            instrument=said.get("instrument") or None,
        )
    )


def _mapped(plan: Plan, said: Said) -> Recipe | None:
    """The map that somebody made, or the one proposed; None where nothing suggests any."""
    start = plan.recipe or (plan.proposal.recipe if plan.proposal else None)
    kind = said.get("kind")
    if kind and (start is None or kind != start.entity):
        start = propose_as(plan.sheet, kind).recipe
    if start is None:
        return None
    columns = said.get("columns")
    if columns and said.get("columns_of") == start.entity:
        start = replace(start, columns=_headers(columns, plan.sheet.columns))
    chosen = {name: said[name] for name in ("total_is", "amount_is") if said.get(name)}
    return replace(start, **chosen)


def _headers(columns: Mapping[str, str], headers: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """By column the headers that somebody put under it, in their order."""
    out: dict[str, tuple[str, ...]] = {}
    for place, header in enumerate(headers):
        name = columns.get(str(place))
        if name:
            out[name] = (*out.get(name, ()), header)
    return out


def fields_of(kind: str) -> list[str]:
    """The columns that a map of a kind may name."""
    return sorted(ENTITIES[kind].names | synonyms()[kind].keys())
