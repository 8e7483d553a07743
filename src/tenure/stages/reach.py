"""How far the facts reach: of each kind how many, and up to which day they tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ibis import _

from tenure.facts.kinds import KINDS
from tenure.stages.viewing import BEGINNING

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


@dataclass(frozen=True)
class Reach:
    """Facts of one kind in force as of the day.

    `last_day` is None where the kind has no day of its own, `last_known` where its facts are known since ever.
    """

    kind: str
    rows: int
    last_day: date | None
    last_known: date | None


def reaches(shop: Workshop) -> list[Reach]:
    """Every kind that there are facts of."""
    return [_reach(shop, name) for name in shop.facts.kinds()]


def _reach(shop: Workshop, name: str) -> Reach:
    facts, day = shop.facts.table(name), KINDS[name].day
    sums = {"rows": _.count(), "known": facts.known_on.max()}
    if day is not None:
        sums["last"] = facts[day].max()
    told = shop.engine.rows(facts.agg(**sums))[0]
    last, known = told.get("last"), told["known"]
    return Reach(
        name,
        int(str(told["rows"])),
        last if isinstance(last, date) else None,
        known if isinstance(known, date) and known > BEGINNING else None,
    )
