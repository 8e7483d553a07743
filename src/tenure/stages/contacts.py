"""Contacts with customers outside tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _
from ibis.expr.types import Table

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def contacts(shop: Workshop) -> Table:
    """(interaction_id, customer_id, day, direction, channel, kind): interactions with customers."""
    rows = shop.facts.table("interactions").filter(_.subject_type == "customer")
    return rows.select("interaction_id", "customer_id", "direction", "channel", "kind", day="happened_on")
