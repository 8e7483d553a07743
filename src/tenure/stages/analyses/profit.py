"""Profit customer by customer, with a line that reconciles it to the company's total."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period
from tenure.stages.accrual import accrued
from tenure.stages.analyses.earning import earned
from tenure.stages.goods import with_goods
from tenure.stages.money import ZERO
from tenure.stages.seen.money import VIEWS
from tenure.stages.viewing import Cut

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

ITEMS = ("recognised", "refunded", "bad_debt", "goods", "own_cost", "shared_cost")
SUMS = (*ITEMS, "untold")


@dataclass(frozen=True)
class ProfitLine:
    """What is earned and lost; `customer` is None in a line that is of nobody. `segment` is the word it falls under.

    `untold` is the revenue of sales whose cost of goods is not known: `goods` and `profit` know nothing of it.
    """

    customer: str | None
    segment: str | None
    recognised: Decimal
    refunded: Decimal
    bad_debt: Decimal
    goods: Decimal
    own_cost: Decimal
    shared_cost: Decimal
    untold: Decimal

    @property
    def profit(self) -> Decimal:
        """Revenue less all the others."""
        return self.recognised - sum((getattr(self, name) for name in ITEMS[1:]), Decimal(0))


@dataclass(frozen=True)
class ProfitStatement:
    """Every customer's line, the company's own line straight from the facts, and what lies between.

    `remainder` is what no customer carries, such as shared cost of a period without revenue, and the rounding of shares: the
    lines of the customers and the remainder are the company's line, to the last digit.
    """

    customers: tuple[ProfitLine, ...]
    remainder: ProfitLine
    company: ProfitLine


def profit_statement(shop: Workshop, period: Period, cut: Cut | None = None) -> ProfitStatement:
    """The profit of a period under all costs, the most profitable customer first; `cut` gives rows a column `segment`.

    A period that is not over counts up to the as-of day.
    """
    period = period.so_far(shop.as_of)
    rows = _lines(shop, period)
    rows = rows.mutate(segment=ibis.null("string")) if cut is None else cut(rows)
    names = shop.table("customer_slices").select(named="customer_id", customer="customer")
    rows = rows.left_join(names, rows.customer_id == names.named)
    moved = rows.filter(rows.held_any | sum((rows[name].abs() for name in ITEMS[1:]), rows[ITEMS[0]].abs()).__gt__(0))
    lines = [
        ProfitLine(
            str(row["customer"]),
            None if row["segment"] is None else str(row["segment"]),
            *(Decimal(str(row[name])) for name in SUMS),
        )
        for row in shop.engine.rows(moved.select("customer", "segment", *SUMS))
    ]
    company = _company(shop, period)
    rest = {name: getattr(company, name) - sum((getattr(line, name) for line in lines), Decimal(0)) for name in SUMS}
    ordered = sorted(lines, key=lambda line: (-line.profit, line.customer or ""))
    return ProfitStatement(tuple(ordered), ProfitLine(None, None, **rest), company)


def _lines(shop: Workshop, period: Period) -> Table:
    """The customers' lines, with the sales of which nobody knows what the goods cost."""
    rows = VIEWS["full_profit"].make(shop, [period], {}).mutate(recognised=_.earned)
    sold = _moved(shop, period).group_by(seller_to="customer_id").agg(untold=_.untold.sum())
    rows = rows.left_join(sold, rows.customer_id == sold.seller_to).drop("seller_to")
    return rows.mutate(untold=_.untold.fill_null(ZERO))


def _moved(shop: Workshop, period: Period) -> Table:
    cash = shop.table("cash").filter(_.day.between(period.start, period.last), _.day <= shop.as_of)
    return with_goods(shop, cash)


def _company(shop: Workshop, period: Period) -> ProfitLine:
    """The sums of the facts themselves, whoever they belong to."""
    gained = earned(shop, [period]).agg(recognised=_.amount.sum())
    moved = _moved(shop, period).agg(
        refunded=_.amount.sum(where=_.kind == "refund"),
        bad_debt=_.amount.sum(where=_.kind == "bad_debt"),
        goods=_.goods.sum(),
        untold=_.untold.sum(),
    )
    costs = accrued(shop, [period]).agg(
        own_cost=_.amount.sum(where=_.customer_id.notnull()), shared_cost=_.amount.sum(where=_.customer_id.isnull())
    )
    found = {**shop.engine.rows(moved)[0], **shop.engine.rows(costs)[0], **shop.engine.rows(gained)[0]}
    return ProfitLine(None, None, *(Decimal(str(found.get(name) or 0)) for name in SUMS))
