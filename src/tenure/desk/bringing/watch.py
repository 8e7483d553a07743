"""What used to come regularly and has stopped coming."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

_ENOUGH = 3  # gaps between imports, before they say how often a file comes
_PATIENCE = 2  # times the usual gap


@dataclass(frozen=True)
class Late:
    """A file of one layout that should have come by now."""

    name: str  # of the last one that came
    known_as: str
    last: str
    days: int  # since then
    usual: int  # days between two


def late(batches: Sequence[Mapping[str, Any]], now: datetime) -> list[Late]:
    """Of files that have come several times, those that have not come for twice as long as they used to."""
    came: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in batches:
        if row["undone_at"] is None and row["stored"]:
            came.setdefault((row["source"], row["recipe"]), []).append(row)
    out = []
    for (_source, recipe), rows in came.items():
        days = sorted({row["at"].date() for row in rows})
        gaps = [(after - before).days for before, after in zip(days, days[1:], strict=False)]
        since = (now.date() - days[-1]).days
        if len(gaps) >= _ENOUGH and since > _PATIENCE * median(gaps):
            out.append(Late(rows[-1]["name"], recipe, days[-1].isoformat(), since, round(median(gaps))))
    return sorted(out, key=lambda one: -one.days)
