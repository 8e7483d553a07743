"""Funnels: how many leads go how far, in order and inside a window, and how long a step takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.errors import UsageError, unknown
from tenure.periods import Period
from tenure.stages.leads import signatures
from tenure.stages.tickets import end_of
from tenure.texts import Text

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

SIGNED = "signed"
STEPS = ("visit", "signup", "inquiry", "qualified", "trial_start", SIGNED)
CUTS = ("channel", "campaign_id")
SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class FunnelStep:
    """How many leads of a segment reached a step; `open` are those before it whose window is not over yet.

    `decided` are the leads of the step before whose window is over, `made` those of them that reached this one (R-MATURE).
    `half_within` and `nine_in_ten_within` are days from the step before, of those that made it: who has not by the latter
    has most likely dropped off. Both are None at the first step, and where nobody made it.
    """

    segment: str | None
    step: str
    reached: int
    entered: int
    before: int
    open: int
    decided: int
    made: int
    half_within: float | None
    nine_in_ten_within: float | None


def funnel(
    shop: Workshop, period: Period, steps: Sequence[str], window_days: int, by: str | None = None
) -> list[FunnelStep]:
    """Leads whose first step falls into the period, step by step; each step counts only after the one before it.

    All steps must lie inside the window that the first one opens. A lead's segment is that of its first step.

    Raises: NotFound for a step or a cut that does not exist, UsageError for less than two steps or one told twice.
    """
    if len(steps) < 2 or len(set(steps)) < len(steps):
        raise UsageError(
            "A funnel needs two different steps at least.", "Name steps such as {steps}.", steps=["inquiry", SIGNED]
        )
    for step in steps:
        if step not in STEPS:
            raise unknown(Text("step of a funnel"), step, STEPS)
    if by is not None and by not in CUTS:
        raise unknown(Text("cut of a funnel"), by, CUTS)
    rows = _counted(shop, _reached(shop, period, steps, window_days, by), len(steps))
    out = []
    for row in sorted(rows, key=lambda row: (row["segment"] is None, row["segment"] or "")):
        segment = None if row["segment"] is None else str(row["segment"])
        entered = before = int(str(row["reached_0"]))
        for place, step in enumerate(steps):
            reached, waiting, decided, made = (
                int(str(row[f"{name}_{place}"])) for name in ("reached", "open", "decided", "made")
            )
            half, most = (_days(row[f"{name}_{place}"]) for name in ("half", "most"))
            out.append(FunnelStep(segment, step, reached, entered, before, waiting, decided, made, half, most))
            before = reached
    return out


def steps_known(shop: Workshop) -> list[str]:
    """The steps that leads are known to have taken, in the order in which they come; a signature is the last."""
    rows = shop.facts.table("touches").filter(_.lead_id.notnull())
    told = {str(row["kind"]) for row in shop.engine.rows(rows.select("kind").distinct())}
    return [step for step in STEPS if step in told or step == SIGNED]


def _moments(shop: Workshop, step: str) -> Table:
    """(who, at, on, channel, campaign_id): every time a lead took a step."""
    if step == SIGNED:
        # a signature is told by its day: it counts at the day's end, so that it follows what else happened on it
        signed = signatures(shop)
        ends = _ends(shop, signed)
        signed = signed.join(ends, signed.signed_on == ends.day)
        at = signed.end - ibis.interval(seconds=1)
        nothing = ibis.null("string")
        return signed.select(who="lead_id", at=at, on="signed_on", channel=nothing, campaign_id=nothing)
    rows = shop.facts.table("touches").filter(_.kind == step, _.lead_id.notnull())
    return rows.select("channel", "campaign_id", who="lead_id", at="happened_at", on="happened_on")


def _ends(shop: Workshop, signed: Table) -> Table:
    """(day, end): the first instant after each day of a signature, in UTC as all instants are."""
    days = (cast(date, row["signed_on"]) for row in shop.engine.rows(signed.select("signed_on").distinct()))
    rows = [{"day": day, "end": end_of(day, shop.facts.zone)} for day in days]
    return ibis.memtable(rows, schema={"day": "date", "end": "timestamp(6)"})


def _reached(shop: Workshop, period: Period, steps: Sequence[str], window_days: int, by: str | None) -> Table:
    """(who, segment, over, at_0, at_1 …): each lead that entered, and when it took each step; null where it did not."""
    first = _moments(shop, steps[0])
    order = ibis.row_number().over(group_by="who", order_by=["at"])
    entered = first.mutate(place=order).filter(_.place == 0, _.on >= period.start, _.on < period.end)
    segment = ibis.literal("") if by is None else entered[by]
    rows = entered.select("who", segment=segment, at_0="at")
    rows = rows.mutate(until=_.at_0 + ibis.interval(days=window_days))
    rows = rows.mutate(over=_.until <= ibis.literal(end_of(shop.as_of, shop.facts.zone)))
    for place, step in enumerate(steps[1:], start=1):
        before = f"at_{place - 1}"
        taken = _moments(shop, step).select(taker="who", taken="at")
        pairs = rows.join(taken, [rows.who == taken.taker, taken.taken >= rows[before], taken.taken < rows.until])
        soonest = pairs.group_by(taker="who").agg(soonest=_.taken.min())
        rows = rows.left_join(soonest, rows.who == soonest.taker).drop("taker")
        rows = rows.rename({f"at_{place}": "soonest"})
    return rows


def _counted(shop: Workshop, rows: Table, steps: int) -> list[dict[str, object]]:
    """Of each segment, how many reached each step, and how long that took."""
    sums: dict[str, ibis.Value] = {}
    for place in range(steps):
        at, before = rows[f"at_{place}"], rows[f"at_{max(place - 1, 0)}"]
        days = (at.epoch_seconds() - before.epoch_seconds()) / SECONDS_A_DAY
        days = days.nullif(days) if place == 0 else days  # the first step comes after none
        sums[f"reached_{place}"] = at.notnull().sum()
        sums[f"open_{place}"] = (at.isnull() & before.notnull() & ~rows.over).sum()
        sums[f"decided_{place}"] = (before.notnull() & rows.over).sum()
        sums[f"made_{place}"] = (at.notnull() & rows.over).sum()
        sums[f"half_{place}"], sums[f"most_{place}"] = days.quantile(0.5), days.quantile(0.9)
    return shop.engine.rows(rows.group_by("segment").agg(**sums))


def _days(told: object) -> float | None:
    return None if told is None else float(str(told))
