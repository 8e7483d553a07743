"""Families of metrics, found by looking into their folder."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import ClassVar

from tenure.catalogue.measure import Measure
from tenure.errors import unknown


class Family:
    """A group of metrics: each class attribute is one, named by what it is bound to."""

    title: ClassVar[tuple[str, str]]
    measures: ClassVar[dict[str, Measure]]

    def __init_subclass__(cls) -> None:
        family = cls.__name__.lower()
        cls.measures = {
            f"{family}.{name}": replace(value, id=f"{family}.{name}", family=family)
            for name, value in vars(cls).items()
            if isinstance(value, Measure)
        }


@cache
def families() -> tuple[type[Family], ...]:
    """Every family, in the order of the catalogue."""
    from tenure.catalogue import families as rooms

    found = []
    for module in pkgutil.iter_modules(rooms.__path__):
        names = vars(importlib.import_module(f"{rooms.__name__}.{module.name}"))
        found += [item for item in names.values() if isinstance(item, type) and issubclass(item, Family) and item is not Family]
    order = (
        "acq", "activity", "retention", "renewal", "churn", "revenue", "value", "engagement", "satisfaction", "loyalty", "service",
        "social", "campaign", "growth", "cost", "profit", "programme",
    )  # fmt: skip
    return tuple(sorted(found, key=lambda family: order.index(family.__name__.lower())))


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
    known = measures()
    if name not in known:
        raise unknown("metric", name, known)
    return known[name]
