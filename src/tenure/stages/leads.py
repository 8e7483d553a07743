"""Leads: who asked, and when they signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def leads(shop: Workshop) -> Table:
    """(touch_id, lead_id, day, channel, campaign_id, signed_on, converted, mature): the first inquiry of each lead and its first signature.

    `converted` is null while the window is open; the window is `inquiry_window_days` long and over when its last day is.
    """
    window = ibis.interval(days=shop.policies.whole("inquiry_window_days"))
    asked = shop.facts.table("touches").filter(_.kind == "inquiry")
    first = ibis.row_number().over(group_by="lead_id", order_by=["happened_at", "touch_id"])
    asked = asked.mutate(place=first).filter(
        _.lead_id.isnull() | (_.place == 0)
    )  # a lead that asks twice counts once (R-DEDUP)
    asked = asked.select("touch_id", "lead_id", "channel", "campaign_id", day="happened_on")
    signed = signatures(shop)
    rows = asked.left_join(signed, "lead_id").drop("lead_id_right")
    rows = rows.mutate(window_end=(_.day + window).cast("date"))
    hit = ((_.signed_on >= _.day) & (_.signed_on < _.window_end)).fill_null(False)
    over = _.window_end <= shop.as_of
    return rows.mutate(mature=over, converted=ibis.cases((hit, True), (over, False), else_=ibis.null("boolean")))


def signatures(shop: Workshop) -> Table:
    """(lead_id, customer_id, signed_on): the first signature of each lead that became a customer.

    A contract that was cancelled before it began was signed all the same.
    """
    customers = shop.facts.table("customers").filter(_.lead_id.notnull()).select("customer_id", "lead_id")
    covers = shop.table("covers").select(buyer="customer_id", signed="signed_on")
    if "contract" in shop.policies.words("relationship"):
        covers = covers.union(shop.table("agreements").select(buyer="customer_id", signed="signed_on"))
    joined = customers.join(covers, customers.customer_id == covers.buyer)
    return joined.group_by("lead_id").agg(signed_on=_.signed.min(), customer_id=_.customer_id.argmin(_.signed))
