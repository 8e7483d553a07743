"""Pages and values as JSON: keys are stable, numbers are strings of exact decimals, unknown is null."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tenure.catalogue.value import Value
from tenure.pages.blocks import Chart, Definitions, Figures, HeatCell, Heatmap, Note, Page, Table
from tenure.periods import Period

_BLOCKS = (Chart, Definitions, Figures, Heatmap, Note, Table)
_PAIRS = ("details", "standing", "marks", "cut")  # pairs of a name and what is told of it
_POINT = (
    "metric",
    "period",
    "as_of",
    "status",
    "value",
    "numerator",
    "denominator",
    "low",
    "high",
    "dims",
    "reason",
)  # of the value of a point


def page_json(page: Page) -> str:
    """A page as one document."""
    return json.dumps(plain(page), ensure_ascii=False, indent=2) + "\n"


def values_json(values: Iterable[Value]) -> str:
    """Values as one document: a list."""
    return json.dumps([plain(value) for value in values], ensure_ascii=False, indent=2) + "\n"


def plain(thing: Any) -> Any:
    """Anything a page is made of, as JSON knows it."""
    if isinstance(thing, Decimal):
        return f"{thing:f}"
    if isinstance(thing, Period):
        return str(thing)
    if isinstance(thing, date):
        return thing.isoformat()
    if isinstance(thing, HeatCell):
        of = {"of": plain(thing.of)} if thing.of else {}
        return {"part": plain(thing.part), "whole": plain(thing.whole), "share": plain(thing.share)} | of
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        head = {"type": type(thing).__name__.lower()} if isinstance(thing, _BLOCKS) else {}
        return head | {
            field.name: _field(field.name, getattr(thing, field.name)) for field in dataclasses.fields(thing)
        }
    if isinstance(thing, Mapping):
        return {str(key): plain(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [plain(item) for item in thing]
    return thing


def _field(name: str, told: Any) -> Any:
    if name in ("trend", "told"):
        return [_point(one) if isinstance(one, Value) else plain(one) for one in told]
    return [{"name": key, "value": value} for key, value in told] if name in _PAIRS else plain(told)


def _point(value: Value) -> dict[str, Any]:
    return {name: plain(getattr(value, name)) for name in _POINT}
