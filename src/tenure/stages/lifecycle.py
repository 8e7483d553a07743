"""Lifecycle stages as stretches of days: since when a lead or customer stands in one, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

STAGES = ("lead", "new", "mature", "at_risk", "churned")


def lifecycle_spans(shop: Workshop) -> Table:
    """(subject, customer_id, lead_id, stage, entered_on, left_on): each unbroken stay in a stage, begun by the as-of day.

    `left_on` is the first day outside of it, null while it lasts. A customer's stage is that of the panel: at risk inside
    the window or while the last flag holds, new for the first days of a relationship, mature after them, churned between
    relationships. A lead is one from its first inquiry to its first signature.
    """
    parts = [_leads(shop), _held(shop), _churned(shop)]
    columns = ("subject", "customer_id", "lead_id", "stage", "entered_on", "left_on")
    rows = ibis.union(*(part.select(*columns) for part in parts)).filter(_.entered_on <= shop.as_of)
    return rows.mutate(left_on=ibis.ifelse(_.left_on <= shop.as_of, _.left_on, ibis.null("date")))


def _leads(shop: Workshop) -> Table:
    asked = shop.table("leads").filter(_.lead_id.notnull())
    asked = asked.filter(_.signed_on.isnull() | (_.signed_on > _.day))
    return asked.mutate(
        subject=ibis.literal("lead ") + asked.lead_id.cast("string"), customer_id=ibis.null("int64"),
        stage=ibis.literal("lead"), entered_on=asked.day, left_on=asked.signed_on,
    )  # fmt: skip


def _runs(shop: Workshop) -> Table:
    return shop.table("relationships").filter(_.started_on <= shop.as_of, _.signed_on <= shop.as_of)


def _churned(shop: Workshop) -> Table:
    order = {"group_by": "customer_id", "order_by": "seq"}
    every = shop.table("relationships").filter(_.signed_on <= shop.as_of)
    rows = every.mutate(back_on=_.started_on.lead().over(**order))
    gone = rows.filter(_.ended_on <= shop.as_of, _.back_on.isnull() | (_.back_on > _.ended_on))
    return gone.mutate(
        subject=_.customer_id.cast("string"), lead_id=ibis.null("int64"), stage=ibis.literal("churned"),
        entered_on=_.ended_on, left_on=_.back_on,
    )  # fmt: skip


def _held(shop: Workshop) -> Table:
    """Stays inside relationships: the stage at each day on which it may change, equal neighbours joined."""
    runs = _runs(shop).select("relationship_id", "customer_id", "started_on", "ended_on")
    days = _turning_days(shop, runs)
    stages = _stages_on(shop, days)
    order = {"group_by": "customer_id", "order_by": "day"}
    # two relationships that touch are two stays
    before = stages.mutate(was=_.stage.lag().over(**order), ran=_.relationship_id.lag().over(**order))
    changes = before.filter(_.was.isnull() | (_.was != _.stage) | (_.ran != _.relationship_id))
    within = {"group_by": "relationship_id", "order_by": "day"}
    rows = changes.mutate(following=_.day.lead().over(**within))
    return rows.mutate(
        subject=_.customer_id.cast("string"), lead_id=ibis.null("int64"), entered_on=_.day,
        left_on=ibis.coalesce(_.following, _.ended_on),
    )  # fmt: skip


def _turning_days(shop: Workshop, runs: Table) -> Table:
    """Every day of a relationship on which its stage may change."""
    new_days = shop.policies.whole("stage_new_days")
    own = runs.mutate(day=_.started_on)
    grown = runs.mutate(day=(_.started_on + ibis.interval(days=new_days)).cast("date"))
    flags = shop.table("month_flags").select("day", flagged_run="relationship_id")
    flagged = runs.join(flags, runs.relationship_id == flags.flagged_run).drop("flagged_run")
    covers = _covering(shop)
    edges = covers.select("holder", day="begins").union(covers.select("holder", day="finishes")).distinct()
    edged = runs.join(edges, runs.customer_id == edges.holder).drop("holder")
    rows = ibis.union(own, grown, flagged, edged, distinct=True)
    return rows.filter(_.day >= _.started_on, _.day < _.ended_on, _.day <= shop.as_of)


def _covering(shop: Workshop) -> Table:
    """Contracts, purchases and cards themselves, without windows."""
    contracts = shop.table("agreements")
    own = contracts.select(holder="customer_id", begins="start_date", finishes="ends_on")
    other = shop.table("covers").anti_join(contracts, [_.cover_id == contracts.contract_id])
    return own.union(other.select(holder="customer_id", begins="start", finishes="end")).filter(_.begins < _.finishes)


def _stages_on(shop: Workshop, days: Table) -> Table:
    """The days with the stage of that day."""
    covers = _covering(shop)
    forced = days.join(
        covers, [days.customer_id == covers.holder, covers.begins <= days.day, covers.finishes > days.day]
    )
    forced = forced.select(forced_run="relationship_id", forced_on="day").distinct()
    flags = shop.table("month_flags").select("flagged", told_of="relationship_id", told_on="day")
    told = days.join(flags, [days.relationship_id == flags.told_of, flags.told_on <= days.day])
    last = told.group_by(last_of="relationship_id", last_on="day").agg(flagged=_.flagged.argmax(_.told_on))
    rows = days.left_join(forced, [days.relationship_id == forced.forced_run, days.day == forced.forced_on])
    rows = rows.left_join(last, [rows.relationship_id == last.last_of, rows.day == last.last_on])
    new = _.day.delta(_.started_on, unit="day") < shop.policies.whole("stage_new_days")
    return rows.mutate(
        stage=ibis.cases((_.forced_run.isnull() | _.flagged.fill_null(False), "at_risk"), (new, "new"), else_="mature")
    ).drop("forced_run", "forced_on", "last_of", "last_on", "flagged")
