"""Attributes of customers and the days they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.stages.money import FAR

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

SEVERAL = ("role", "tag")  # attributes of which a customer may carry several at a time


def attributes(shop: Workshop) -> Table:
    """(customer_id, attr, value, valid_from, valid_to): both days inclusive; of one attribute the later value ends the earlier."""
    rows = shop.facts.table("customer_attrs")
    following = _.valid_from.lead().over(group_by=["customer_id", "attr"], order_by=["valid_from", "attr_id"])
    told = ibis.coalesce((_.valid_to - ibis.interval(days=1)).cast("date"), ibis.literal(FAR))
    ended = ibis.coalesce((_.following - ibis.interval(days=1)).cast("date"), ibis.literal(FAR))
    return rows.mutate(following=following).select(
        "customer_id", "attr", "value", "valid_from",
        valid_to=ibis.ifelse(_.attr.isin(SEVERAL), told, ibis.least(told, ended)),
    )  # fmt: skip


def customer_slices(shop: Workshop) -> Table:
    """(customer_id, customer, cohort, acq_channel): what never changes of a customer."""
    runs = shop.table("relationships").filter(_.seq == 0)
    runs = runs.select("customer_id", "acq_channel", cohort=_.started_on.strftime("%Y-%m"))
    labels = shop.facts.table("identities").filter(_.subject == "customer", _.customer_id.notnull())
    named = labels.mutate(rank=ibis.cases((_.kind == "external", 0), else_=1))
    first = ibis.row_number().over(group_by="customer_id", order_by=["rank", "scope", "value"])
    named = named.mutate(place=first).filter(_.place == 0).select("customer_id", customer="value")
    channels = shop.facts.table("customers").select("customer_id", "first_channel")
    joined = (
        named.left_join(runs, "customer_id")
        .drop("customer_id_right")
        .left_join(channels, "customer_id")
        .drop("customer_id_right")
    )
    return joined.mutate(acq_channel=ibis.coalesce(_.acq_channel, _.first_channel)).drop("first_channel")


def customers_with(shop: Workshop, name: str, word: str) -> Table:
    """(customer_id): the customers whose attribute has that value on the as-of day."""
    rows = shop.table("attributes").filter(_.attr == name, _.value == word)
    return rows.filter(_.valid_from <= shop.as_of, _.valid_to >= shop.as_of).select("customer_id").distinct()


def customers_called(shop: Workshop, name: str) -> Table:
    """(customer_id): the customers that some source knows by an identifier."""
    labels = shop.facts.table("identities")
    return (
        labels.filter(_.subject == "customer", _.value == name, _.customer_id.notnull())
        .select("customer_id")
        .distinct()
    )
