"""Every metric, found by looking into the folder of families."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from tenure.catalogue import families as rooms
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Measure
from tenure.discovery import modules_in
from tenure.errors import unknown
from tenure.texts import Text


@cache
def families() -> tuple[type[Family], ...]:
    """Every family, in the order of the catalogue; those that it does not name come last."""
    found = []
    for module in modules_in(rooms):
        names = vars(module)
        found += [
            item
            for item in names.values()
            if isinstance(item, type) and issubclass(item, Family) and item is not Family
        ]
    order = (
        "acq", "activity", "retention", "renewal", "churn", "revenue", "value", "engagement", "satisfaction", "loyalty", "service",
        "social", "campaign", "growth", "cost", "profit", "programme",
    )  # fmt: skip
    places = {name: place for place, name in enumerate(order)}
    named = {family: family.__name__.lower() for family in found}
    return tuple(sorted(found, key=lambda family: (places.get(named[family], len(order)), named[family])))


@cache
def measures() -> Mapping[str, Measure]:
    """Every metric by id, variants included."""
    out = {}
    for family in families():
        for name, measure in family.measures.items():
            out[name] = measure
            for suffix in measure.variants:
                out[f"{name}.{suffix}"] = replace(measure.variant(suffix), id=f"{name}.{suffix}")
    return out


def measure(name: str) -> Measure:
    """The metric of that id.

    Raises: NotFound with its neighbours.
    """
    return find(name, measures())


def find(name: str, known: Mapping[str, Measure]) -> Measure:
    """The metric of that id, of those known.

    Raises: NotFound with its neighbours.
    """
    if name not in known:
        raise unknown(Text("metric"), name, known)
    return known[name]
