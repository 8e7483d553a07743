"""Monthly recurring revenue: who pays how much on which days, and how it moves (R-FX, R-SIGN, R-MULTI)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.stages.money import FAR, ZERO, at_rate, before_month, times
from tenure.stages.readings import came_back, carries, cut_short, without_flashes
from tenure.stages.terms import priced

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def spans(shop: Workshop) -> Table:
    """(customer_id, contract_id, currency, mrr, start, end, in_force, counted): stretches of one price.

    Those not in force are carried: by the win-back window the contract expired, and the window is open or the signed
    renewal has not begun; by the end of the period paid for it was cancelled before. What is in force and not counted
    was given notice of, or is not paid, where a policy says that this ends it.
    """
    contracts = shop.table("agreements")
    prices = shop.table("price_spans").select(
        price_contract="contract_id", mrr="mrr", currency="currency", valid_from="valid_from", valid_to="valid_to"
    )
    running = contracts.join(prices, contracts.contract_id == prices.price_contract).select(
        "customer_id", "contract_id", "currency", "mrr",
        start=ibis.greatest(_.start_date, _.valid_from),
        end=ibis.ifelse(_.valid_to >= _.ends_on, _.ends_on, (_.valid_to + ibis.interval(days=1)).cast("date")),
        kept_until="cover_ends_on", in_force=True,
    )  # fmt: skip
    parts = [running.mutate(counted=True).drop("kept_until"), _carried(shop, contracts)]
    if cut_short(shop):
        within = running.mutate(end=ibis.least(_.end, _.kept_until), counted=True)
        beyond = running.mutate(start=ibis.greatest(_.start, _.kept_until), counted=False)
        parts[:1] = [part.drop("kept_until") for part in (within, beyond)]
    return ibis.union(*parts).filter(_.start < _.end, _.mrr.notnull())


def _carried(shop: Workshop, contracts: Table) -> Table:
    """What counts of contracts that are over."""
    if carries(shop):
        over = contracts.filter(_.termination_kind.isnull()).mutate(
            begin=_.end_date, finish=ibis.coalesce(_.next_start, _.window_ends_on)
        )
        if cut_short(shop):
            over = over.mutate(finish=ibis.least(_.finish, _.cover_ends_on))
    else:
        over = contracts.filter(_.ends_on > _.start_date).mutate(begin=_.ends_on, finish=_.cover_ends_on)
    over = over.mutate(last_day=(_.begin - ibis.interval(days=1)).cast("date"))
    return priced(over, shop, "contract_id", "last_day", "").select(
        "customer_id", "contract_id", "currency", "mrr", start="begin", end="finish", in_force=False, counted=True
    )  # fmt: skip


def _levels(shop: Workshop, rows: Table) -> Table:
    """(customer_id, currency, start, end, mrr): what a customer pays in a currency, from one change to the next."""
    rises = rows.select("customer_id", "currency", day="start", change="mrr")
    falls = rows.select("customer_id", "currency", day="end", change=-_.mrr)
    changes = (
        rises.union(falls)
        .group_by("customer_id", "currency", "day")
        .agg(change=_.change.sum())
        .filter(_.change != ZERO)
    )
    order = {"group_by": ["customer_id", "currency"], "order_by": "day"}
    return changes.mutate(
        mrr=_.change.sum().over(ibis.cumulative_window(**order)),
        end=ibis.coalesce(_.day.lead().over(**order), ibis.literal(FAR)),
    ).select("customer_id", "currency", start="day", end="end", mrr="mrr")


def levels(shop: Workshop) -> Table:
    """What each customer pays per currency, expired contracts carried through their window."""
    rows = shop.table("mrr_spans").filter(_.counted)
    return _levels(shop, without_flashes(rows, shop, "start", "end"))


def levels_strict(shop: Workshop) -> Table:
    """What each customer pays per currency, contracts in force only."""
    return _levels(shop, shop.table("mrr_spans").filter(_.in_force))


def movements(shop: Workshop) -> Table:
    """(customer_id, day, kind, amount) on the carried basis: new, reactivation, expansion, contraction, churn.

    A run that ends on the day another begins is a churn and a reactivation, even when nothing changes in money.
    """
    runs = shop.table("relationships").select("customer_id", day="started_on", run="relationship_id", until="ended_on")
    return _movements(shop, shop.table("mrr_levels"), runs)


def movements_strict(shop: Workshop) -> Table:
    """The same on contracts in force only; there is no break but in money."""
    return _movements(shop, shop.table("mrr_levels_strict"), None)


def _movements(shop: Workshop, paid: Table, runs: Table | None) -> Table:
    days = paid.select("customer_id", day="start")
    if runs is not None:
        days = days.union(runs.select("customer_id", "day"))
    days = days.distinct()
    valued = _valued(shop, days, paid)
    starts = (
        shop.table("agreements")
        .filter(_.ends_on > _.start_date)
        .group_by("customer_id")
        .agg(first_start=_.start_date.min())
    )
    valued = valued.left_join(starts, "customer_id").drop("customer_id_right")
    if runs is not None:
        opened = runs.group_by("customer_id", "day").agg(begun=_.run.max())
        valued = valued.left_join(opened, ["customer_id", "day"]).drop("customer_id_right", "day_right")
        broken = _.begun.notnull() & (_.prev != ZERO) & (_.cur != ZERO)
    else:
        broken = ibis.literal(False)
    valued = valued.mutate(broken=broken)
    ever = (_.first_start < _.day).fill_null(False)
    valued = valued.mutate(back=ever) if runs is None else came_back(valued, shop, ever)
    back = ibis.ifelse(_.back, "reactivation", "new")
    kind = ibis.cases(
        (_.prev == ZERO, ibis.ifelse(_.cur == ZERO, ibis.null("string"), back)),
        ((_.cur == ZERO) | _.broken, "churn"),
        (_.cur > _.prev, "expansion"),
        (_.cur < _.prev, "contraction"),
        else_=ibis.null("string"),
    )
    amount = ibis.cases(
        (_.kind.isin(["new", "reactivation"]), _.cur), (_.kind == "churn", _.prev), else_=(_.cur - _.prev).abs()
    )
    main = valued.mutate(kind=kind).filter(_.kind.notnull()).mutate(amount=amount)
    again = valued.filter(_.broken).mutate(kind=ibis.literal("reactivation"), amount=_.cur)
    columns = ("customer_id", "day", "kind", "amount")
    return main.select(*columns).union(again.select(*columns))


def _valued(shop: Workshop, days: Table, paid: Table) -> Table:
    """(customer_id, day, prev, cur): MRR of the day before and of the day, both at the opening rate of the month."""
    spans = paid.rename(payer="customer_id")
    pairs = days.join(spans, [days.customer_id == spans.payer, spans.start <= days.day, spans.end >= days.day])
    pairs = at_rate(pairs, shop, before_month(pairs.day))
    worth = times(_.mrr, _.rate)
    sums = pairs.group_by("customer_id", "day").agg(
        prev=worth.sum(where=_.start < _.day), cur=worth.sum(where=_.end > _.day)
    )
    return sums.mutate(prev=_.prev.fill_null(ZERO), cur=_.cur.fill_null(ZERO))
