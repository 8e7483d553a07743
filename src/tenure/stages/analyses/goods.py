"""Cost of goods: what the things cost that a shop sold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period
from tenure.stages.analyses.earning import sold_kinds
from tenure.stages.money import ZERO, at_rate, major, month_end, times
from tenure.stages.viewing import in_periods

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def goods(shop: Workshop, periods: Sequence[Period]) -> Table:
    """(period, customer_id, goods, untold): cost of what was sold, less that of what came back, on the day of the transaction.

    `untold` is the revenue of sales with no items, or with one whose quantity or unit cost is not known. Goods came back where
    a refund has items of its own; of one that has none only money is known to have gone back.
    """
    moved = shop.table("cash").filter(_.kind.isin((*sold_kinds(shop), "refund")), _.day <= shop.as_of)
    costs = _by_transaction(shop, moved)
    rows = in_periods(moved.left_join(costs, moved.txn_id == costs.of_txn), periods)
    back = _.kind == "refund"
    known = _.all_known.fill_null(False)
    cost = _.cost.fill_null(ZERO)
    rows = rows.mutate(
        moved_cost=ibis.ifelse(back, -cost.abs(), cost), untold=ibis.ifelse(back | known, ZERO, _.amount)
    )
    return rows.group_by("period", "customer_id").agg(goods=_.moved_cost.sum(), untold=_.untold.sum())


def _by_transaction(shop: Workshop, moved: Table) -> Table:
    """(of_txn, cost, all_known): what the items of each transaction cost, at the rate of its month."""
    items = major(shop.facts.table("order_items"), shop, "cost_minor")
    items = items.select("quantity", of_txn="txn_id", unit_cost="amount", unit_currency="currency")
    days = moved.select("txn_id", "day")
    rows = items.join(days, items.of_txn == days.txn_id)
    rows = at_rate(rows, shop, month_end(rows.day), currency="unit_currency")
    cost = times(times(rows.unit_cost, rows.quantity), rows.rate)
    return rows.mutate(cost=cost).group_by("of_txn").agg(cost=_.cost.sum(), all_known=_.cost.notnull().all())
