"""What winning customers costs, channel by channel and month by month, and when it has paid back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, cast

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period, period_of, span
from tenure.stages.accrual import accrued
from tenure.stages.analyses.earning import earned
from tenure.stages.money import FAR
from tenure.stages.seen.acquisition import VIEWS
from tenure.stages.viewing import BEGINNING
from tenure.stats.marginal import Line, line

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

PURPOSES = ("acquisition_marketing", "acquisition_sales")
Key = tuple[int, str | None]


@dataclass(frozen=True)
class ChannelCost:
    """A channel in a period: cost, new signs, and what they bring.

    `channel` None holds what no channel is told for. `payback` is the number of months, the one of the period's end being 0,
    after which the margin earned with the customers won has covered the cost; None while it has not, or without customers.
    """

    period: Period
    channel: str | None
    cost: Decimal
    signs: int
    start_mrr: Decimal
    earned: Decimal
    payback: int | None


def channel_costs(shop: Workshop, periods: Sequence[Period]) -> list[ChannelCost]:
    """Cost, signs and payback of each channel in each of the periods."""
    spent, signed = _spent(shop, periods), _signed(shop, periods)
    earned = _earned(shop, periods)
    out = []
    keys = sorted({*spent, *signed}, key=lambda key: (key[0], key[1] is None, key[1] or ""))
    for place, channel in keys:
        cost = spent.get((place, channel), Decimal(0))
        signs, mrr = signed.get((place, channel), (0, Decimal(0)))
        months = earned.get((place, channel), {})
        margin = {month: amount * shop.policies.number("gross_margin") for month, amount in months.items()}
        payback = _payback(periods[place], cost, margin) if signs and cost else None
        out.append(ChannelCost(periods[place], channel, cost, signs, mrr, sum(margin.values(), Decimal(0)), payback))
    return out


@dataclass(frozen=True)
class Response:
    """What a channel spent and won, month by month, and the line through it; None where there is none."""

    channel: str
    spent: tuple[float, ...]
    won: tuple[float, ...]
    line: Line | None


def responses(shop: Workshop, months: Sequence[Period], lag: int = 0) -> list[Response]:
    """Every channel that money was spent on; with a lag, what a month spends is held against what later months win."""
    later = [months[-1].shifted(step) for step in range(1, lag + 1)]
    every = [*months, *later]
    spent, signed = _spent(shop, every), _signed(shop, every)
    out = []
    for channel in sorted({str(name) for _place, name in spent if name is not None}):
        told = tuple(float(spent.get((place, channel), 0)) for place in range(len(months)))
        won = tuple(float(signed.get((place + lag, channel), (0, 0))[0]) for place in range(len(months)))
        out.append(Response(channel, told, won, line(told, won)))
    return out


def _spent(shop: Workshop, periods: Sequence[Period]) -> dict[Key, Decimal]:
    """Cost by channel up to the as-of day: the one told with it, else that of its campaign."""
    rows = accrued(shop, [period.so_far(shop.as_of) for period in periods]).filter(_.purpose.isin(PURPOSES))
    told = shop.engine.rows(rows.group_by("period", "channel").agg(amount=_.amount.sum()))
    return {_key(row): Decimal(str(row["amount"])) for row in told}


def _signings(shop: Workshop, periods: Sequence[Period]) -> Table:
    return VIEWS["signed_worth"].make(shop, periods, {})


def _signed(shop: Workshop, periods: Sequence[Period]) -> dict[Key, tuple[int, Decimal]]:
    rows = _signings(shop, periods).group_by("period", "channel").agg(n=_.count(), mrr=_.start_mrr.sum())
    return {_key(row): (int(str(row["n"])), Decimal(str(row["mrr"]))) for row in shop.engine.rows(rows)}


def _earned(shop: Workshop, periods: Sequence[Period]) -> dict[Key, dict[Period, Decimal]]:
    """Revenue of the customers won, month by month since the period, up to the as-of day.

    Who signs again after a break is won twice: the months from that of the later signing on are the later one's.
    """
    months = list(span(period_of(min(p.start for p in periods), "month"), period_of(shop.as_of, "month")))
    revenue = earned(shop, months).rename(month="period", payer="customer_id")
    rows = _signings(shop, periods).join(_turns(shop), "relationship_id")
    rows = rows.join(revenue, rows.customer_id == revenue.payer)
    sums = rows.group_by("period", "channel", "month", "turn_from", "turn_to").agg(amount=_.amount.sum())
    out: dict[Key, dict[Period, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in shop.engine.rows(sums):
        month = months[int(str(row["month"]))]
        begin = max(periods[int(str(row["period"]))].start, cast(date, row["turn_from"]))
        if begin < month.end <= cast(date, row["turn_to"]) and month.last <= shop.as_of:
            out[_key(row)][month] += Decimal(str(row["amount"]))
    return out


def _turns(shop: Workshop) -> Table:
    """(relationship_id, turn_from, turn_to): the months that belong to a signing, from its own to the next one's."""
    signed = shop.table("relationships").filter(_.signed_on <= shop.as_of)
    order = {"group_by": "customer_id", "order_by": ["signed_on", "seq"]}
    signed = signed.mutate(month=_.signed_on.truncate("M"), again=_.signed_on.lag().over(**order).notnull())
    return signed.select(
        "relationship_id",
        turn_from=ibis.ifelse(_.again, _.month, ibis.literal(BEGINNING)),
        turn_to=ibis.coalesce(_.month.lead().over(**order), ibis.literal(FAR)),
    )


def _payback(period: Period, cost: Decimal, margin: dict[Period, Decimal]) -> int | None:
    paid = Decimal(0)
    end = period_of(period.last, "month")
    for month in sorted(margin):
        paid += margin[month]
        if paid >= cost:
            return max(0, (month.start.year - end.start.year) * 12 + month.start.month - end.start.month)
    return None


def _key(row: dict[str, object]) -> Key:
    return int(str(row["period"])), None if row["channel"] is None else str(row["channel"])
