"""Cost of goods: what the things cost that a shop sold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.stages.money import ZERO, at_rate, major, month_end, times
from tenure.stages.sold import sold_kinds

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def with_goods(shop: Workshop, rows: Table) -> Table:
    """Rows of `cash` with `goods`, what the things cost that were sold, less those that came back, and `untold`.

    `untold` is the revenue of sales with no items, or with one whose quantity or unit cost is not known. Goods came back where
    a refund has items of its own; of one that has none only money is known to have gone back.
    """
    kinds = sold_kinds(shop.policies)
    if not kinds:
        return rows.mutate(goods=ZERO, untold=ZERO)
    costs = _by_transaction(shop)
    rows = rows.left_join(costs, rows.txn_id == costs.of_txn).drop("of_txn")
    cost = _.cost.fill_null(ZERO)
    return rows.mutate(
        goods=ibis.cases((_.kind.isin(kinds), cost), (_.kind == "refund", -cost.abs()), else_=ZERO),
        untold=ibis.ifelse(_.kind.isin(kinds) & ~_.all_known.fill_null(False), _.amount, ZERO),
    ).drop("cost", "all_known")


def _by_transaction(shop: Workshop) -> Table:
    """(of_txn, cost, all_known): what the items of each transaction cost, at the rate of its month."""
    items = major(shop.facts.table("order_items"), shop, "cost_minor")
    items = items.select("quantity", of_txn="txn_id", unit_cost="amount", unit_currency="currency")
    days = shop.table("cash").select("txn_id", "day")
    rows = items.join(days, items.of_txn == days.txn_id)
    rows = at_rate(rows, shop, month_end(rows.day), currency="unit_currency")
    cost = times(times(rows.unit_cost, rows.quantity), rows.rate)
    return rows.mutate(cost=cost).group_by("of_txn").agg(cost=_.cost.sum(), all_known=_.cost.notnull().all())
