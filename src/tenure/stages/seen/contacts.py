"""Contacts and what is known of customers by period: depth, care, referrals, attributes, profile, roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period
from tenure.stages.rated import PANEL
from tenure.stages.seen.losses import CARE
from tenure.stages.viewing import Params, View, beside_panel, dated, in_periods
from tenure.stages.workshop import period_table
from tenure.words import later

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def _weighted_contacts(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Interactions with customers, with the weight of their channel; null for a channel without one."""
    rows = dated("contacts")(shop, periods, params)
    weights = shop.policies.weights("depth_weights")
    branches = [(_.channel == channel, ibis.literal(weight, "int64")) for channel, weight in weights.items()]
    weight = ibis.cases(*branches, else_=ibis.null("int64")) if branches else ibis.null("int64")
    return rows.mutate(weight=weight)


def _panel_contacts(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """The panel, whether we cared for the customer in the period, and whether the customer referred somebody."""
    rows = dated("contacts")(shop, periods, params)
    cared = rows.filter(_.direction == "out", _.kind.isin(CARE))
    cared = cared.group_by("customer_id", "period").agg(contacts=_.count())
    named = shop.facts.table("touches").filter(_.referrer_customer_id.notnull(), _.happened_on <= shop.as_of)
    named = in_periods(named.select(customer_id="referrer_customer_id", day="happened_on"), periods)
    named = named.group_by("customer_id", "period").agg(referrals=_.count())
    return beside_panel(shop, periods, cared, named).mutate(
        cared=(_.contacts > 0).fill_null(False), referred=(_.referrals > 0).fill_null(False)
    )


def _valid(shop: Workshop, periods: Sequence[Period]) -> Table:
    """(customer_id, period, attr, value): attributes valid on the last day of the period."""
    values, cut = shop.table("attributes"), period_table(periods)
    return values.join(cut, [values.valid_from <= cut.p1, values.valid_to >= cut.p1])


def _panel_attributes(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """The panel, and whether the customer carries a tag, or a live subscription to our messages, on the last day.

    `reach_told` says whether the facts tell of anybody's subscription at all.
    """
    told = _valid(shop, periods).group_by("customer_id", "period").agg(
        tags=(_.attr == "tag").sum(), subscriptions=(_.attr == "subscription").sum()
    )  # fmt: skip
    subscribing = shop.table("attributes").filter(_.attr == "subscription")
    reach_told = bool(shop.engine.rows(subscribing.agg(n=_.count()))[0]["n"])
    return beside_panel(shop, periods, told).mutate(
        tagged=(_.tags > 0).fill_null(False),
        subscribed=(_.subscriptions > 0).fill_null(False),
        reach_told=ibis.literal(reach_told),
    )


def _profile(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """Each field that a full profile has, of every customer held on the last day, filled or not."""
    wanted = ibis.memtable(
        [{"field": name} for name in shop.policies.words("profile_required")], schema={"field": "string"}
    )
    held = beside_panel(shop, periods).filter(_.held_close).cross_join(wanted)
    told = _valid(shop, periods).select(told_of="customer_id", told_in="period", told="attr").distinct()
    joined = held.left_join(
        told, [held.customer_id == told.told_of, held.period == told.told_in, held.field == told.told]
    )
    return joined.mutate(filled=_.told.notnull()).drop("told_of", "told_in", "told")


def _roles(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """Each role of every customer held on the last day."""
    held = beside_panel(shop, periods).filter(_.held_close)
    told = _valid(shop, periods).filter(_.attr == "role").select(told_of="customer_id", told_in="period", role="value")
    joined = held.join(told.distinct(), [held.customer_id == told.told_of, held.period == told.told_in])
    return joined.drop("told_of", "told_in")


VIEWS = {
    "weighted_contacts": View(
        _weighted_contacts,
        "interaction_id",
        counted_by=later("the day of the contact"),
        edges=later("Contacts by a channel without a weight are left out."),
    ),
    "panel_contacts": View(
        _panel_contacts, "customer_id", counted_by=later("the day of the contact or touch"), money=PANEL
    ),
    "panel_attributes": View(
        _panel_attributes, "customer_id", counted_by=later("the last day of the period"), money=PANEL
    ),
    "profile": View(_profile, "field", counted_by=later("the last day of the period"), money=PANEL),
    "roles": View(
        _roles,
        "customer_id",
        counted_by=later("the last day of the period"),
        edges=later("A customer with several roles counts in each."),
        money=PANEL,
    ),
}
