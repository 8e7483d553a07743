"""Lifecycle by period: steps from stage to stage, days in a stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.errors import UsageError
from tenure.periods import Period
from tenure.stages.lifecycle import STAGES
from tenure.stages.viewing import Params, View, dated, day_after, in_periods, one_of
from tenure.words import later

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def _steps(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Those that entered a stage in the period, and whether they reached the next inside the time the policies give them.

    Raises: UsageError for a step that no policy gives a time.
    """
    match (params["from"], params["to"]):
        case ("new", "mature"):
            return _grown(shop, periods, params)
        case ("lead", "new"):
            rows = dated("leads")(shop, periods, params).filter(_.lead_id.notnull())
            return rows.select(
                "period", "dims_on", "channel", "mature", subject=ibis.literal("lead ") + rows.lead_id.cast("string"),
                customer_id=ibis.null("int64"), reached=rows.converted,
            )  # fmt: skip
    raise UsageError(
        "No policy says how long a step from {begin} to {end} may take.",
        "Ask for from=lead to=new or from=new to=mature; activity.rescue_rate and activity.warning_precision tell of those at risk.",
        begin=params["from"],
        end=params["to"],
    )


def _grown(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Relationships by signature, and whether they outlast the stage of the new."""
    rows = dated("relationships", "signed_on")(shop, periods, params)
    rows = rows.mutate(until=(_.started_on + ibis.interval(days=shop.policies.whole("stage_new_days"))).cast("date"))
    over = _.until < day_after(shop.as_of)
    lost = _.ended_on <= ibis.least(_.until, ibis.literal(shop.as_of))
    kept = ibis.cases((lost, False), (over, True), else_=ibis.null("boolean"))
    return rows.select(
        "period", "dims_on", "customer_id", channel="acq_channel", mature=over, subject=_.relationship_id.cast("string"), reached=kept,
    )  # fmt: skip


def _stays(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Stays in a stage by the day they began, with their length in days; null while they last."""
    name = one_of("stage", params, STAGES)
    rows = shop.table("lifecycle_spans").filter(_.stage == name)
    rows = rows.mutate(length=_.left_on.delta(_.entered_on, unit="day"))
    return in_periods(rows, periods, "entered_on")


VIEWS = {
    "steps": View(
        _steps,
        "subject",
        ("from", "to"),
        counted_by=later("the day of the first inquiry, or of the signature"),
        edges=later("Who leaves before the limit has not reached the next stage."),
    ),
    "stays": View(
        _stays,
        "subject",
        ("stage",),
        counted_by=later("the day the stage was entered"),
        edges=later("Stays that are not over are left out, and told beside the number."),
    ),
}
