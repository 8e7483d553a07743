"""Spreading by day: what of a yearly cost or a monthly fee falls into a period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period
from tenure.stages.money import at_rate, share, times

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

ACQUISITION = ("acquisition_marketing", "acquisition_sales")  # what is spent to win customers


def pieces(periods: Sequence[Period]) -> Table:
    """(period, from_day, to_day, month_last, month_days): each period cut at month ends; `to_day` is not included."""
    rows: list[tuple[int, date, date, date, int]] = []
    for place, period in enumerate(periods):
        for month in period.months():
            start, end = max(period.start, month.start), min(period.end, month.end)
            if start < end:
                rows.append((place, start, end, month.last, month.days))
    names = ("period", "from_day", "to_day", "month_last", "month_days")
    types = (pa.int64(), pa.date32(), pa.date32(), pa.date32(), pa.int64())
    columns = zip(*rows, strict=True) if rows else ((),) * 5
    return ibis.memtable(pa.table({n: pa.array(c, t) for n, c, t in zip(names, columns, types, strict=True)}))


def accrued(shop: Workshop, periods: Sequence[Period]) -> Table:
    """Costs by period: each row of `spending` with the part that falls into it, at month-end rates."""
    costs, cuts = shop.table("spending"), pieces(periods)
    rows = costs.join(cuts, [costs.start < cuts.to_day, costs.end > cuts.from_day])
    days = ibis.least(rows.end, rows.to_day).delta(ibis.greatest(rows.start, rows.from_day), unit="day")
    rows = at_rate(rows.mutate(within=days), shop, rows.month_last)
    # divided last: a rate would multiply what rounding leaves of each piece
    return rows.mutate(amount=share(times(rows.amount, rows.rate), rows.within, rows.days)).drop(
        "from_day", "to_day", "month_last", "month_days", "within", "rate", "days"
    )


def spent(shop: Workshop, periods: Sequence[Period]) -> Table:
    """Costs by period as rows to be cut: `acq_channel` is that of their customer, else where acquisition was spent."""
    rows = accrued(shop, periods).mutate(dims_on=_.start)
    channels = shop.table("customer_slices").select(payer="customer_id", won_by="acq_channel")
    joined = rows.left_join(channels, rows.customer_id == channels.payer).drop("payer")
    spent_on = ibis.ifelse(_.purpose.isin(ACQUISITION), _.channel, ibis.null("string"))
    return joined.mutate(acq_channel=_.won_by.coalesce(spent_on)).drop("won_by")


def recognised(shop: Workshop, periods: Sequence[Period]) -> Table:
    """(period, customer_id, amount): MRR of contracts in force, earned by day, at month-end rates."""
    paid, cuts = shop.table("mrr_levels_strict"), pieces(periods)
    rows = paid.join(cuts, [paid.start < cuts.to_day, paid.end > cuts.from_day])
    days = ibis.least(rows.end, rows.to_day).delta(ibis.greatest(rows.start, rows.from_day), unit="day")
    rows = at_rate(rows.mutate(days=days), shop, rows.month_last)
    amount = share(times(_.mrr, _.rate), _.days, _.month_days)
    return rows.group_by("period", "customer_id").agg(amount=amount.sum())
