"""Programmes: what became of those treated and of those held out, in goals reached and in days before and after."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period
from tenure.stages.shop import bought_on
from tenure.stages.viewing import of_campaign
from tenure.stats.means import Sample

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

Counted = Literal["used", "bought"]
WINDOWS = ("earlier", "before", "after")


@dataclass(frozen=True)
class Arm:
    """One side of a programme: everybody assigned, reached or not (R-ITT).

    `reached` and `missed` have decided whether the goal was reached, the others are open. The samples are days counted in the
    window before the one before the first day, in the one before, and in the one from it on.
    """

    members: int = 0
    reached: int = 0
    missed: int = 0
    days: dict[str, Sample] = field(default_factory=dict)
    change: Sample = field(default_factory=lambda: Sample(0, 0, 0))
    earlier_change: Sample = field(default_factory=lambda: Sample(0, 0, 0))

    @property
    def open(self) -> int:
        """Of how many it is not known yet."""
        return self.members - self.reached - self.missed


@dataclass(frozen=True)
class Programme:
    """A campaign with its two arms; `over` tells whether the window after its first day is over."""

    campaign: str
    name: str
    kind: str
    begins: date
    over: bool
    treated: Arm
    control: Arm


def programmes(shop: Workshop, period: Period, days: int, counted: Counted | None) -> list[Programme]:
    """The campaigns with members that begin in the period, the earliest first; windows are so many days long."""
    rows = of_campaign(shop.table("members"), shop, [period], {})
    rows = rows.select("member_id", "customer_id", "campaign_id", "begins", "treated", "converted")
    seen = _days(shop, counted)
    for name, (since, until) in zip(WINDOWS, ((-2 * days, -days), (-days, 0), (0, days)), strict=True):
        pairs = rows.join(seen, [rows.customer_id == seen.who])
        place = pairs.day.delta(pairs.begins, unit="day")
        inside = pairs.filter((place >= since) & (place < until))
        counts = inside.group_by(of="member_id").agg(**{name: _.count()})
        rows = rows.left_join(counts, rows.member_id == counts.of).drop("of")
        rows = rows.mutate(**{name: _[name].fill_null(0).cast("float64")})
    rows = rows.mutate(change=_.after - _.before, earlier_change=_.before - _.earlier)
    names = (*WINDOWS, "change", "earlier_change")
    sums = {f"{name}_{kind}": made for name in names for kind, made in (("sum", _[name].sum()), ("squares", (_[name] ** 2).sum()))}  # fmt: skip
    table = rows.group_by("campaign_id", "begins", "treated").agg(
        members=_.count(), reached=_.converted.sum(), missed=(~_.converted).sum(), **sums
    )
    arms: dict[tuple[str, date], dict[bool, Arm]] = {}
    for row in shop.engine.rows(table):
        begins = date.fromisoformat(str(row["begins"]))
        arms.setdefault((str(row["campaign_id"]), begins), {})[bool(row["treated"])] = _arm(row)
    told = {str(row["campaign_id"]): row for row in shop.engine.rows(shop.facts.table("campaigns"))}
    out = []
    for (campaign, begins), sides in arms.items():
        name, kind = str(told[campaign]["name"] or campaign), str(told[campaign]["kind"])
        over = begins + timedelta(days=days - 1) <= shop.as_of
        out.append(Programme(campaign, name, kind, begins, over, sides.get(True, Arm()), sides.get(False, Arm())))
    return sorted(out, key=lambda one: (one.begins, one.campaign))


def _days(shop: Workshop, counted: Counted | None) -> Table:
    """(who, day): the days that are counted of each customer, up to the as-of day."""
    if counted is None:
        return ibis.memtable([], schema={"who": "int64", "day": "date"})
    days = shop.table("customer_days") if counted == "used" else bought_on(shop)
    return days.filter(_.day <= shop.as_of).select("day", who="customer_id")


def _arm(row: dict[str, object]) -> Arm:
    count = int(str(row["members"]))

    def sample(name: str) -> Sample:
        return Sample(count, float(str(row[f"{name}_sum"])), float(str(row[f"{name}_squares"])))

    reached, missed = (int(str(row[name] or 0)) for name in ("reached", "missed"))
    days = {name: sample(name) for name in WINDOWS}
    return Arm(count, reached, missed, days, sample("change"), sample("earlier_change"))
