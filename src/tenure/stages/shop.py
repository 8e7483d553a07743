"""The trade of a shop: who bought on which day, for the first time or again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period
from tenure.stages.money import ZERO
from tenure.stages.sold import PURCHASES
from tenure.stages.workshop import period_table

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

CARD = ("topup", "redeem")  # moves of a stored-value card


@dataclass(frozen=True)
class Trade:
    """What a shop sold in a period, in the reporting currency. New: on a customer's first day of buying; repeat: later."""

    revenue: Decimal
    new_revenue: Decimal
    purchases: int
    buyers: int
    new_buyers: int
    repeat_buyers: int
    refunded: Decimal
    refunds: int
    topped_up: Decimal
    redeemed: Decimal


@dataclass(frozen=True)
class Fifth:
    """A fifth of the buyers of a period, the largest spenders first."""

    place: int
    customers: int
    amount: Decimal
    purchases: int
    least: Decimal
    most: Decimal


@dataclass(frozen=True)
class Buyers:
    """Buyers up to a day, how many of them bought on two days or more, and the shares of the largest spenders of a period."""

    ever: int
    twice: int
    spenders: int
    spent: Decimal
    top_hundredth: Decimal
    top_tenth: Decimal


@dataclass(frozen=True)
class Pause:
    """Two days of selling between which nothing was sold, and how many days lie between them."""

    first: date
    last: date
    days: int


def bought_on(shop: Workshop) -> Table:
    """(customer_id, day): days on which a customer bought, or moved money on its stored-value card where cards count."""
    kinds = [*PURCHASES, *(CARD if "stored_value" in shop.policies.words("relationship") else ())]
    return shop.table("cash").filter(_.kind.isin(kinds)).select("customer_id", "day").distinct()


def buyer_days(shop: Workshop) -> Table:
    """(customer_id, day, amount, purchases, place, gap): each day a customer bought.

    `place` counts its days of buying from 0; `gap` is how many days lie since the one before, null for the first.
    """
    rows = shop.table("cash").filter(_.kind.isin(PURCHASES))
    days = rows.group_by("customer_id", "day").agg(amount=_.amount.sum(), purchases=_.count())
    order = {"group_by": "customer_id", "order_by": "day"}
    days = days.mutate(place=ibis.row_number().over(**order), before=_.day.lag().over(**order))
    return days.mutate(gap=_.day.delta(_.before, unit="day")).drop("before")


def trade(shop: Workshop, periods: Sequence[Period]) -> list[Trade]:
    """What was sold in each of the periods."""
    cut = period_table(periods)
    days = shop.table("buyer_days")
    sold = days.join(cut, [days.day >= cut.p0, days.day <= cut.p1]).group_by("period").agg(
        revenue=_.amount.sum(),
        new_revenue=_.amount.sum(where=_.place == 0),
        purchases=_.purchases.sum(),
        buyers=_.customer_id.nunique(),
        new_buyers=(_.place == 0).sum(),
        repeat_buyers=_.customer_id.nunique(where=_.place > 0),
    )  # fmt: skip
    cash = shop.table("cash")
    moved = cash.join(cut, [cash.day >= cut.p0, cash.day <= cut.p1]).group_by("period").agg(
        refunded=_.amount.sum(where=_.kind == "refund"),
        refunds=(_.kind == "refund").sum(),
        topped_up=_.amount.sum(where=_.kind == "topup"),
        redeemed=_.amount.sum(where=_.kind == "redeem"),
    )  # fmt: skip
    found: dict[int, dict[str, object]] = {}
    for row in (*shop.engine.rows(sold), *shop.engine.rows(moved)):
        found.setdefault(int(str(row["period"])), {}).update(row)
    return [_trade(found.get(place, {})) for place in range(len(periods))]


def _trade(row: dict[str, object]) -> Trade:
    def money(name: str) -> Decimal:
        return Decimal(str(row.get(name) or 0))

    def count(name: str) -> int:
        return int(str(row.get(name) or 0))

    return Trade(
        money("revenue"), money("new_revenue"), count("purchases"), count("buyers"), count("new_buyers"), count("repeat_buyers"),
        money("refunded"), count("refunds"), money("topped_up"), money("redeemed"),
    )  # fmt: skip


def intervals(shop: Workshop, period: Period) -> dict[int, int]:
    """How many purchases of a period came so many days after the customer's last day of buying."""
    days = shop.table("buyer_days").filter(_.day.between(period.start, period.last), _.gap.notnull())
    rows = shop.engine.rows(days.group_by("gap").agg(n=_.count()).order_by("gap"))
    return {int(str(row["gap"])): int(str(row["n"])) for row in rows}


def longest_pause(shop: Workshop) -> Pause | None:
    """The longest time without a sale between two days with one, the latest where several are as long; None where there is none."""
    days = shop.table("buyer_days").select("day").distinct()
    days = days.mutate(before=_.day.lag().over(order_by="day")).filter(_.before.notnull())
    days = days.mutate(between=_.day.delta(_.before, unit="day") - 1)
    rows = shop.engine.rows(days.order_by([ibis.desc("between"), ibis.desc("day")]).limit(1))
    found = [Pause(row["before"], row["day"], int(str(row["between"]))) for row in rows]
    return found[0] if found and found[0].days else None


def _spent(shop: Workshop, period: Period) -> Table:
    days = shop.table("buyer_days").filter(_.day.between(period.start, period.last))
    people = days.group_by("customer_id").agg(amount=_.amount.sum().fill_null(ZERO), purchases=_.purchases.sum())
    order = {"order_by": [ibis.desc("amount"), "customer_id"]}
    return people.mutate(place=ibis.row_number().over(**order), fifth=ibis.ntile(5).over(**order))


def fifths(shop: Workshop, period: Period) -> list[Fifth]:
    """The buyers of a period in five groups of one size, by what they spent."""
    groups = _spent(shop, period).group_by("fifth").agg(
        customers=_.count(), amount=_.amount.sum(), purchases=_.purchases.sum(), least=_.amount.min(), most=_.amount.max()
    )  # fmt: skip
    names = ("customers", "amount", "purchases", "least", "most")
    rows = shop.engine.rows(groups.order_by("fifth"))
    return [Fifth(int(str(row["fifth"])) + 1, *(row[name] for name in names)) for row in rows]


def buyers(shop: Workshop, period: Period) -> Buyers:
    """Who bought up to the end of a period, and how much the largest spenders of the period bring."""
    known = shop.table("buyer_days").filter(_.day <= period.last).group_by("customer_id").agg(days=_.count())
    ever = shop.engine.rows(known.agg(ever=_.count(), twice=(_.days >= 2).sum()))[0]
    people = _spent(shop, period)
    total = people.count().as_scalar()
    spent = shop.engine.rows(
        people.agg(
            spenders=_.count(),
            spent=_.amount.sum(),
            top_hundredth=_.amount.sum(where=_.place * 100 < total),
            top_tenth=_.amount.sum(where=_.place * 10 < total),
        )
    )[0]
    money = [Decimal(str(spent[name] or 0)) for name in ("spent", "top_hundredth", "top_tenth")]
    return Buyers(int(str(ever["ever"])), int(str(ever["twice"] or 0)), int(str(spent["spenders"])), *money)
