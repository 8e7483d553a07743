"""Who takes the steps of a funnel, and when; of leads here, by their touches and deals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol, cast

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.errors import unknown
from tenure.periods import Period
from tenure.stages.analyses.course import LOST, SIGNED, STEPS, Course
from tenure.stages.leads import signatures
from tenure.stages.tickets import end_of
from tenure.texts import Text

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

CUTS = ("channel", "campaign_id")


class Walk(Protocol):
    """Who walks, where she sets out, and how she falls under a segment."""

    def moments(self, shop: Workshop, event: str) -> Table:
        """(who, at, …): every time that somebody took a step, or met with another event."""

    def starts(self, shop: Workshop, period: Period, course: Course, window_days: int) -> Table:
        """(who, segment, at): the first step in the period of each who is counted, one each.

        Raises: NotFound for a cut that does not exist.
        """


@dataclass(frozen=True)
class Leads:
    """Leads: by touches, deals that were lost, and signatures; each falls under the channel or campaign of its first step."""

    by: str = ""

    def moments(self, shop: Workshop, event: str) -> Table:
        """(who, at, key, on, channel, campaign_id)."""
        if event in (SIGNED, LOST):
            days = signatures(shop).select(who="lead_id", on="signed_on") if event == SIGNED else _lost(shop)
            return _at_day_end(shop, days)
        rows = shop.facts.table("touches").filter(_.kind == event, _.lead_id.notnull())
        return rows.select("channel", "campaign_id", who="lead_id", at="happened_at", key="touch_id", on="happened_on")

    def starts(self, shop: Workshop, period: Period, course: Course, _window_days: int) -> Table:
        """(who, segment, at): a lead sets out once, by the first of all its first steps."""
        if self.by and self.by not in CUTS:
            raise unknown(Text("cut of a funnel"), self.by, CUTS)
        moments = self.moments(shop, course.steps[0])
        order = ibis.row_number().over(group_by="who", order_by=["at", "key"])
        first = moments.mutate(place=order).filter(_.place == 0, _.on >= period.start, _.on < period.end)
        return first.select("who", "at", segment=first[self.by] if self.by else ibis.literal(""))


def steps_known(shop: Workshop) -> list[str]:
    """The steps that leads are known to have taken, in the order in which they come; a signature is the last."""
    rows = shop.facts.table("touches").filter(_.lead_id.notnull())
    told = {str(row["kind"]) for row in shop.engine.rows(rows.select("kind").distinct())}
    return [step for step in STEPS if step in told or step == SIGNED]


def _lost(shop: Workshop) -> Table:
    """(who, on): the deals that were lost with a lead, or with the customer that it became."""
    deals = shop.facts.table("deals").filter(_.outcome == "lost", _.closed <= shop.as_of)
    people = shop.facts.table("customers").filter(_.lead_id.notnull()).select(buyer="customer_id", was="lead_id")
    rows = deals.left_join(people, [deals.lead_id.isnull(), deals.customer_id == people.buyer])
    return rows.select(who=ibis.coalesce(_.lead_id, _.was), on="closed").filter(_.who.notnull())


def _at_day_end(shop: Workshop, rows: Table) -> Table:
    """Moments of what is told by its day: it counts at the day's end, so that it follows what else happened on it."""
    days = (cast(date, row["on"]) for row in shop.engine.rows(rows.select("on").distinct()))
    told = [{"day": day, "end": end_of(day, shop.facts.zone)} for day in days]  # in UTC, as all instants are
    ends = ibis.memtable(told, schema={"day": "date", "end": "timestamp(6)"})
    nothing = ibis.null("string")
    return rows.join(ends, rows.on == ends.day).select(
        "who", "on", at=_.end - ibis.interval(seconds=1), key=nothing, channel=nothing, campaign_id=nothing
    )
