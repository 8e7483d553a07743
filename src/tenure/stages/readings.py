"""How others read the same contracts: what the policies on churn, discounts, pauses and returns do to the stages.

Under their defaults each of these leaves its table as it is, and costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.stages.money import ZERO

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

SAID = ("cancel", "non_renewal")  # notices by which a customer ends its contract


def carries(shop: Workshop) -> bool:
    """Whether an expired contract keeps its customer through the win-back window."""
    return shop.policies.text("churn_date") == "window"


def cut_short(shop: Workshop) -> bool:
    """Whether a contract in force may have stopped to count."""
    return shop.policies.text("churn_date") == "notice" or shop.policies.text("past_due_days") != "never"


def kept_until(contracts: Table, shop: Workshop) -> Table:
    """Contracts with `kept_until`, the first day on which they hold their customer no longer, and bring no MRR."""
    match shop.policies.text("churn_date"):
        case "window":
            renewed = ibis.greatest(_.ends_on, _.next_start)
            end = ibis.cases((_.cancelled, _.terminated_on), (_.next_id.notnull(), renewed), else_=_.window_ends_on)
        case "period_end":
            end = ibis.ifelse(_.cancelled, _.end_date, _.ends_on)
        case _:
            end = _.ends_on
    contracts = contracts.mutate(kept_until=end)
    if shop.policies.text("churn_date") == "notice":
        contracts = _noticed(contracts, shop)
    if shop.policies.text("past_due_days") != "never":
        contracts = _unpaid(contracts, shop)
    return contracts


def _noticed(contracts: Table, shop: Workshop) -> Table:
    """What was not renewed ends on the day its customer said so."""
    said = shop.facts.table("contract_notices").filter(_.kind.isin(SAID))
    days = said.group_by(noticed=_.contract_id).agg(noticed_on=_.happened_on.min())
    joined = contracts.left_join(days, contracts.contract_id == days.noticed)
    day = ibis.greatest(_.start_date, ibis.coalesce(_.noticed_on, _.kept_until))
    earlier = ibis.least(_.kept_until, day)
    return joined.mutate(kept_until=ibis.ifelse(_.next_id.isnull(), earlier, _.kept_until)).drop(
        "noticed", "noticed_on"
    )


def _unpaid(contracts: Table, shop: Workshop) -> Table:
    """What is not paid ends so many days after the first invoice that was still unpaid by then; the oldest is paid first."""
    money = shop.facts.table("transactions").filter(_.contract_id.notnull())
    bills = money.filter(_.kind == "invoice").select(
        billed="contract_id", txn_id="txn_id", amount_minor="amount_minor", billed_on="happened_on"
    )
    order = {"group_by": "billed", "order_by": ["billed_on", "txn_id"]}
    wait = ibis.interval(days=shop.policies.whole("past_due_days"))
    bills = bills.mutate(
        owed=_.amount_minor.sum().over(ibis.cumulative_window(**order)), late_on=(_.billed_on + wait).cast("date")
    ).filter(_.late_on <= shop.as_of)
    paid = money.filter(_.kind.isin(["payment", "credit"])).select(
        payer="contract_id", paid_minor="amount_minor", paid_on="happened_on"
    )
    pairs = bills.left_join(paid, [bills.billed == paid.payer, paid.paid_on < bills.late_on])
    sums = pairs.group_by("billed", "txn_id", "owed", "late_on").agg(covered=_.paid_minor.sum().fill_null(0))
    days = sums.filter(_.covered < _.owed).group_by("billed").agg(late_on=_.late_on.min())
    joined = contracts.left_join(days, contracts.contract_id == days.billed)
    day = ibis.greatest(_.start_date, ibis.coalesce(_.late_on, _.kept_until))
    return joined.mutate(kept_until=ibis.least(_.kept_until, day)).drop("billed", "late_on")


def counted(prices: Table, shop: Workshop) -> Table:
    """Prices with the MRR that counts: metered use added, limited discounts left out, pauses filled, as the policies say."""
    if shop.policies.text("metered") == "included":
        use = _.metered_mrr.fill_null(ZERO)
        prices = prices.mutate(mrr=_.mrr + use, list_mrr=_.list_mrr + use)
    order = {"group_by": "contract_id", "order_by": ["from_date", "price_id"]}
    paused = (_.mrr == ZERO) & (_.list_mrr.fill_null(ZERO) == ZERO)
    if shop.policies.text("limited_discount") == "ignored":
        off = ibis.greatest(_.list_mrr - _.mrr, ZERO).fill_null(ZERO)
        lasting = _.off.min().over(ibis.window(**order, preceding=0, following=None))
        prices = prices.mutate(off=off).mutate(mrr=_.mrr + _.off - lasting).drop("off")
    if shop.policies.text("on_hold") == "continues":
        stretch = ibis.ifelse(paused, 0, 1).sum().over(ibis.cumulative_window(**order))
        prices = prices.mutate(stretch=stretch)
        whole = ibis.window(group_by=["contract_id", "stretch"])
        prices = prices.mutate(mrr=ibis.ifelse(paused, _.mrr.max().over(whole), _.mrr)).drop("stretch")
    return prices


def flashes(shop: Workshop) -> Table:
    """(customer_id, started_on, ended_on): runs that are known to have begun and ended in one month."""
    runs = shop.table("runs").filter(_.ended_on <= shop.as_of, _.started_on.truncate("M") == _.ended_on.truncate("M"))
    return runs.select("customer_id", "started_on", "ended_on")


def without_flashes(rows: Table, shop: Workshop, start: str, end: str) -> Table:
    """The rows that do not lie within a run that began and ended in one month; all, where such runs are counted."""
    if shop.policies.text("same_month") == "both":
        return rows
    gone = shop.table("flashes")
    inside = [rows.customer_id == gone.customer_id, rows[start] >= gone.started_on, rows[end] <= gone.ended_on]
    return rows.anti_join(gone, inside)


def came_back(valued: Table, shop: Workshop, ever: ibis.Deferred) -> Table:
    """Changes of MRR with `back`: whether one that begins from nothing is a return, not a first time.

    `ever` says whether there was anything before; a policy may ask that it ended not too long ago.
    """
    if shop.policies.text("reactivation_days") == "any":
        return valued.mutate(back=ever)
    ended = ibis.ifelse(_.prev != ZERO, _.day, ibis.null("date"))
    # where the change itself breaks a run, what was before ended on that day
    last = _.ended.max().over(ibis.cumulative_window(group_by="customer_id", order_by="day"))
    gap = _.day.delta(ibis.coalesce(_.last, _.day), unit="day")
    return (
        valued.mutate(ended=ended)
        .mutate(last=last)
        .mutate(back=ever & (gap <= shop.policies.whole("reactivation_days")))
        .drop("ended", "last")
    )
