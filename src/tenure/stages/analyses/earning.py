"""Revenue as it is earned: contracts by the day, and what a shop sells on the day it is sold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period
from tenure.stages.accrual import recognised
from tenure.stages.sold import sold_kinds
from tenure.stages.viewing import in_periods

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def earned(shop: Workshop, periods: Sequence[Period]) -> Table:
    """(period, customer_id, amount): revenue by customer."""
    rows, kinds = recognised(shop, periods), sold_kinds(shop.policies)
    if not kinds:
        return rows
    sold = in_periods(shop.table("cash").filter(_.kind.isin(kinds), _.day <= shop.as_of), periods)
    both = rows.union(sold.select("period", "customer_id", "amount"))
    return both.group_by("period", "customer_id").agg(amount=_.amount.sum())
