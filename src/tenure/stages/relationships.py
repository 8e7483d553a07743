"""Relationships: a customer's unbroken runs of cover, whatever covers it (R-RELATION)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.stages.money import FAR
from tenure.stages.readings import carries, without_flashes

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


RUNS = 1_000_000  # more runs than a customer can have


def called_for(shop: Workshop) -> str:
    """What the policy `relationship` should be, by the facts: somebody buys, contracts there are none, and nobody has said.

    Empty where it is said, where contracts tell, and where nobody buys.
    """
    if "relationship" in shop.policies.values or shop.has("contracts") or not shop.has("transactions"):
        return ""
    kinds = shop.facts.table("transactions").select("kind").distinct()
    found = {row["kind"] for row in shop.engine.rows(kinds)}
    return "|".join(base for base, kind in (("purchase", "order"), ("stored_value", "topup")) if kind in found)


def covers(shop: Workshop) -> Table:
    """Every stretch that holds a customer, from each of the bases that the policy `relationship` names.

    (customer_id, cover_id, signed_on, start, end, follows, channel): `end` is the first day not held; `follows` the cover
    that this one renews.
    """
    makers = {"contract": _contracts, "purchase": _purchases, "stored_value": _cards}
    parts = [makers[base](shop) for base in shop.policies.words("relationship")]
    return parts[0] if len(parts) == 1 else ibis.union(*parts)


def _contracts(shop: Workshop) -> Table:
    contracts = shop.table("agreements")
    renewing = contracts.filter(_.next_id.notnull()).select(renews="next_id", renewed_id="contract_id")
    joined = contracts.left_join(renewing, contracts.contract_id == renewing.renews)
    one = joined.group_by("contract_id").agg(follows=_.renewed_id.min())
    begun = contracts.filter(_.cover_ends_on > _.start_date)  # cancelled before it began, it never held anybody
    return begun.join(one, "contract_id").select(
        "customer_id",
        cover_id="contract_id",
        signed_on="signed_on",
        start="start_date",
        end="cover_ends_on",
        follows="follows",
        channel="acq_channel",
    )


def _purchases(shop: Workshop) -> Table:
    orders = shop.facts.table("transactions").filter(_.kind == "order")
    days = orders.group_by("customer_id", day=_.happened_on).agg(cover_id=_.txn_id.min())
    lapse = ibis.interval(days=shop.policies.whole("lapse_days"))
    return days.select(
        "customer_id", "cover_id", signed_on="day", start="day", end=(_.day + lapse).cast("date"),
        follows=ibis.null("string"), channel=ibis.null("string"),
    )  # fmt: skip


def _cards(shop: Workshop) -> Table:
    """A card holds its customer while money is on it, and for the lapse days after its last use."""
    moves = shop.facts.table("transactions").filter(_.kind.isin(["topup", "redeem"]))
    signed = ibis.ifelse(_.kind == "topup", _.amount_minor, -_.amount_minor)
    days = moves.group_by("customer_id", "currency", day=_.happened_on).agg(
        change=signed.sum(), cover_id=_.txn_id.min()
    )
    card = {"group_by": ["customer_id", "currency"], "order_by": "day"}
    days = days.mutate(balance=_.change.sum().over(ibis.cumulative_window(**card)), following=_.day.lead().over(**card))
    lapse = ibis.interval(days=shop.policies.whole("lapse_days"))
    lapsing = (_.day + lapse).cast("date")
    # money on the card holds until past the next use; after the last one without an end
    holding = ibis.coalesce((_.following + ibis.interval(days=1)).cast("date"), ibis.literal(FAR))
    return days.select(
        "customer_id", "cover_id", signed_on="day", start="day", end=ibis.ifelse(_.balance > 0, ibis.greatest(lapsing, holding), lapsing),
        follows=ibis.null("string"), channel=ibis.null("string"),
    )  # fmt: skip


def relationships(shop: Workshop) -> Table:
    """The runs that count: all of them, or those that did not begin and end in one month."""
    if shop.policies.text("same_month") == "both":
        return runs(shop)
    return without_flashes(shop.table("runs"), shop, "started_on", "ended_on")


def runs(shop: Workshop) -> Table:
    """(relationship_id, customer_id, seq, signed_on, started_on, ended_on, acq_channel): runs of cover joined by overlap or renewal.

    `ended_on` is the first day not held, as known; it may lie ahead of the as-of day. `seq` counts a customer's runs from 0.
    """
    rows = shop.table("covers")
    earlier = rows.select(earlier_id="cover_id", earlier_customer="customer_id", earlier_start="start")
    # what starts with the contract that it renews carries nothing over a gap: that one has to be joined itself
    continued = [("follows", "earlier_id"), ("customer_id", "earlier_customer"), rows.start > earlier.earlier_start]
    linked = rows.left_join(earlier, continued).mutate(is_new=_.earlier_id.isnull())
    # on one day renewals come first, so that a second contract beside them breaks nothing, then what was signed first
    order = {"group_by": "customer_id", "order_by": ["start", "is_new", "signed_on", "cover_id"]}
    linked = linked.mutate(reach=_.end.max().over(ibis.window(**order, preceding=(None, 1))))
    # without a window money alone breaks a run, and touching contracts leave no day without it
    touching = ~_.is_new if carries(shop) else ibis.literal(True)
    joins = (_.start < _.reach) | ((_.start == _.reach) & touching)
    runs = linked.mutate(breaks=ibis.ifelse(joins.fill_null(False), 0, 1))
    runs = runs.mutate(seq=_.breaks.sum().over(ibis.cumulative_window(**order)) - 1)
    first = runs.filter(_.breaks == 1).select(
        "customer_id", "seq", signed_on="signed_on", started_on="start", acq_channel="channel"
    )
    ends = runs.group_by("customer_id", "seq").agg(ended_on=_.end.max(), covers=_.count())
    joined = first.join(ends, ["customer_id", "seq"])
    return joined.mutate(relationship_id=_.customer_id * RUNS + _.seq)  # the same run keeps its number
