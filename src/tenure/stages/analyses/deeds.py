"""Who takes the steps of a funnel of behaviour: users and customers, by what they use and buy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period
from tenure.stages.analyses.course import Course
from tenure.stages.sold import PURCHASES
from tenure.stages.viewing import Cut

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

ORDER = "order"  # a purchase, where no feature is called so
Doer = Literal["user", "customer"]


@dataclass(frozen=True)
class Deeds:
    """Users or customers: what they use, by feature, and of customers what they buy; segments are those of the customer on the day of
    the first step.

    Who takes the first step again and again sets out each time. The attempt that goes furthest counts, by the steps that cannot be
    skipped; of several that go as far the latest.
    """

    doer: Doer
    cut: Cut | None = None

    def moments(self, shop: Workshop, event: str) -> Table:
        """(who, at, key, on, customer_id)."""
        if event == ORDER and self.doer == "customer" and not _is_feature(shop, event):
            rows = shop.facts.table("transactions").filter(_.kind.isin(PURCHASES))
            return rows.select("customer_id", who="customer_id", at="happened_at", key="txn_id", on="happened_on")
        rows = shop.facts.table("usage_events").filter(_.feature == event)
        rows = rows.select("customer_id", who=f"{self.doer}_id", at="happened_at", key="event_id", on="happened_on")
        return rows.filter(_.who.notnull())

    def starts(self, shop: Workshop, period: Period, course: Course, window_days: int) -> Table:
        """(who, segment, at): where the attempt that counts begins."""
        first = self.moments(shop, course.steps[0]).filter(_.on >= period.start, _.on < period.end)
        reached = [first.select("who", began="at", place=0, at="at")]
        for place in course.required[1:]:
            step = self.moments(shop, course.steps[place])
            reached.append(_onward(reached[-1], step, place, window_days))
        every = ibis.union(*[one.select("who", "began", "place") for one in reached])
        order = {"group_by": "who", "order_by": [ibis.desc("place"), ibis.desc("began")]}
        best = (
            every.mutate(rank=ibis.row_number().over(**order)).filter(_.rank == 0).select(walker="who", began="began")
        )
        rows = first.join(best, [first.who == best.walker, first["at"] == best.began])
        told = ibis.row_number().over(group_by="who", order_by="key")  # of two first steps at one moment one
        rows = rows.mutate(rank=told).filter(_.rank == 0).select("who", "at", "on", "customer_id")
        if self.cut is None:
            return rows.select("who", "at", segment=ibis.literal(""))
        return self.cut(rows.mutate(dims_on=rows["on"])).select("who", "at", "segment")


def every_deed(shop: Workshop, doer: Doer) -> Table:
    """(who, at, key, on, what): all that users or customers do, in no order; what has no name is left out."""
    rows = shop.facts.table("usage_events").filter(_.feature.notnull())
    rows = rows.select(who=f"{doer}_id", at="happened_at", key="event_id", on="happened_on", what="feature")
    if doer == "customer" and shop.facts.has("transactions"):
        bought = shop.facts.table("transactions").filter(_.kind.isin(PURCHASES))
        bought = bought.select(who="customer_id", at="happened_at", key="txn_id", on="happened_on")
        rows = rows.union(bought.mutate(what=ibis.literal(ORDER)))
    return rows.filter(_.who.notnull())


def deeds_known(shop: Workshop, doer: Doer, period: Period | None = None) -> list[str]:
    """What is done, in a period or ever: that by the most first; a purchase of customers comes last."""
    rows = shop.facts.table("usage_events").filter(_.feature.notnull())
    if period is not None:
        rows = rows.filter(_.happened_on >= period.start, _.happened_on < period.end)
    counts = rows.group_by("feature").agg(many=rows[f"{doer}_id"].nunique())
    told = [str(row["feature"]) for row in shop.engine.rows(counts.order_by([ibis.desc("many"), "feature"]))]
    buys = doer == "customer" and shop.facts.has("transactions")
    return [*told, *([ORDER] if buys and ORDER not in told else [])]


def _onward(last: Table, step: Table, place: int, window_days: int) -> Table:
    """(who, began, place, at): the moments of a step that follow on some of the last one; each with the latest beginning of those
    before it, which leaves it the most of its window.

    They are laid in the order of time and looked through once, so that nobody's moments are joined with one another.
    """
    before = last.select("who", "at", begun="began", turn=0)
    now = step.select("who", "at", begun=step["at"].nullif(step["at"]), turn=1)  # nothing, of the same type
    rows = before.union(now)
    so_far = rows.begun.max().over(ibis.window(group_by="who", order_by=["at", "turn"], preceding=None, following=0))
    rows = rows.mutate(began=so_far).filter(_.turn == 1, _.began.notnull())
    rows = rows.filter(_["at"] < _.began + ibis.interval(days=window_days))
    return rows.select("who", "began", place=place, at="at")


def _is_feature(shop: Workshop, event: str) -> bool:
    rows = shop.facts.table("usage_events").filter(_.feature == event).limit(1).select("feature")
    return bool(shop.engine.rows(rows))
