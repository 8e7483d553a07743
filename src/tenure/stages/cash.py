"""Money that moved, and money that was spent, in the reporting currency at the month-end rate of its month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _
from ibis.expr.types import Table

from tenure.stages.money import at_rate, major, month_end, times

if TYPE_CHECKING:
    from tenure.policies import Policies
    from tenure.stages.workshop import Workshop

PURCHASES = ("invoice", "order")  # each is one purchase


def sold_kinds(policies: Policies) -> tuple[str, ...]:
    """The kinds of transaction that are revenue of their own: none where only contracts make a relationship.

    Where they make one beside purchases, invoices bill what contracts earn by the day.
    """
    bases = set(policies.words("relationship"))
    if not bases & {"purchase", "stored_value"}:
        return ()
    return ("order",) if "contract" in bases else PURCHASES


def meeting(need: str, policies: Policies) -> tuple[str, ...]:
    """The kinds of fact any of which meets a need: `revenue` comes of whatever makes a relationship."""
    if need != "revenue":
        return (need,)
    sold = ("transactions",) if sold_kinds(policies) else ()
    return ("contract_prices", *sold) if "contract" in policies.words("relationship") else sold


def cash(shop: Workshop) -> Table:
    """(txn_id, customer_id, contract_id, kind, day, currency, amount): each transaction; the kind carries the sign."""
    rows = major(shop.facts.table("transactions"), shop)
    rows = at_rate(rows, shop, month_end(rows.happened_on))
    return rows.select(
        "txn_id",
        "customer_id",
        "contract_id",
        "kind",
        "currency",
        day="happened_on",
        amount=times(rows.amount, rows.rate),
    )


def spending(shop: Workshop) -> Table:
    """(cost_id, purpose, customer_id, campaign_id, channel, start, end, currency, amount): costs as told, to be spread by day.

    `channel` is the one told with it, else that of its campaign; `amount` is in major units of its own currency; `days` is how
    long the accrual runs.
    """
    rows = major(shop.facts.table("costs"), shop)
    campaigns = shop.facts.table("campaigns").select(of_campaign="campaign_id", campaign_channel="channel")
    rows = rows.left_join(campaigns, rows.campaign_id == campaigns.of_campaign)
    return rows.select(
        "cost_id",
        "purpose",
        "customer_id",
        "campaign_id",
        "currency",
        "amount",
        channel=_.channel.coalesce(_.campaign_channel),
        start="period_start",
        end="period_end",
    ).mutate(days=_.end.delta(_.start, unit="day"))
