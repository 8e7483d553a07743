"""Acquisition by period: touches, trials, answers to leads, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period
from tenure.stages.leads import signatures
from tenure.stages.money import ZERO, at_rate, times
from tenure.stages.rated import PRICES, Money
from tenure.stages.spans import starts
from tenure.stages.tickets import minutes
from tenure.stages.viewing import Params, View, dated, day_after, decided, in_periods
from tenure.words import later

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def _touches(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """Visits, sign-ups and the like; a row may stand for many."""
    rows = shop.facts.table("touches").filter(_.happened_on <= shop.as_of)
    return in_periods(rows.select("touch_id", "kind", "channel", "campaign_id", "quantity", day="happened_on"), periods)


def _trials(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """Trials by their first day, and whether the lead signed first inside the trial window."""
    rows = shop.facts.table("touches").filter(_.kind == "trial_start", _.happened_on <= shop.as_of)
    rows = rows.select("touch_id", "lead_id", "channel", "campaign_id", day="happened_on")
    rows = rows.left_join(signatures(shop), "lead_id").drop("lead_id_right")
    rows = rows.mutate(until=(_.day + ibis.interval(days=shop.policies.whole("trial_window_days"))).cast("date"))
    rows = rows.mutate(mature=_.until < day_after(shop.as_of))
    return in_periods(
        rows.mutate(converted=decided((_.signed_on >= _.day) & (_.signed_on < _.until), _.mature)), periods
    )


def _answered_leads(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Leads by their first inquiry, with the minutes to the first outbound contact; null while there is none."""
    rows = dated("leads")(shop, periods, params)
    asked = shop.facts.table("touches").select(asking="touch_id", asked_at="happened_at")
    rows = rows.join(asked, rows.touch_id == asked.asking)
    contacts = shop.facts.table("interactions").filter(_.direction == "out", _.lead_id.notnull())
    contacts = contacts.select(contacted="lead_id", contact_at="happened_at")
    pairs = rows.join(contacts, [rows.lead_id == contacts.contacted, contacts.contact_at >= rows.asked_at])
    first = pairs.group_by(answering="touch_id").agg(answered_at=_.contact_at.min())
    joined = rows.left_join(first, rows.touch_id == first.answering)
    return joined.mutate(reply_minutes=minutes(_.asked_at, _.answered_at)).drop("asking", "answering")


def _signings(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Relationships by signature.

    `channel` is that of the contract; a first relationship without one takes the customer's first channel.
    """
    rows = dated("relationships", "signed_on")(shop, periods, params)
    people = shop.facts.table("customers")
    people = people.select(
        person="customer_id", first_channel="first_channel", referred=_.referrer_customer_id.notnull()
    )
    rows = rows.left_join(people, rows.customer_id == people.person).drop("person")
    first = _.seq == 0
    return rows.mutate(
        first=first,
        referred=first & _.referred.fill_null(False),
        channel=ibis.coalesce(_.acq_channel, ibis.ifelse(first, _.first_channel, ibis.null("string"))),
    ).drop("first_channel")


def _channel_signings(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """All relationships by signature, and whether they came by the channel that the question names."""
    rows = _signings(shop, periods, params)
    return rows.mutate(by_channel=(rows.channel == params["channel"]).fill_null(False))


def _signed_worth(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Relationships by signature, with the MRR of their first day at that day's rate."""
    rows = _signings(shop, periods, params)
    paid = shop.table("mrr_levels").select("currency", "mrr", payer="customer_id", paid_from="start", paid_to="end")
    pairs = rows.join(
        paid, [rows.customer_id == paid.payer, paid.paid_from <= rows.started_on, paid.paid_to > rows.started_on]
    )
    pairs = at_rate(pairs, shop, pairs.started_on)
    worth = pairs.group_by(worth_of="relationship_id", worth_in="period").agg(start_mrr=times(_.mrr, _.rate).sum())
    joined = rows.left_join(worth, [rows.relationship_id == worth.worth_of, rows.period == worth.worth_in])
    return joined.mutate(start_mrr=_.start_mrr.fill_null(ZERO)).drop("worth_of", "worth_in")


VIEWS = {
    "touches": View(_touches, "touch_id", counted_by=later("the day of the touch")),
    "trials": View(_trials, "touch_id", counted_by=later("the day the trial began")),
    "answered_leads": View(
        _answered_leads,
        "lead_id",
        counted_by=later("the day of a lead's first inquiry"),
        edges=later("Leads not contacted yet are left out."),
    ),
    "signings": View(_signings, "relationship_id", counted_by=later("the day the relationship was signed")),
    "channel_signings": View(
        _channel_signings,
        "relationship_id",
        ("channel",),
        counted_by=later("the day the relationship was signed"),
        edges=later("A first relationship without a channel takes the first one of its customer."),
    ),
    "signed_worth": View(
        _signed_worth,
        "relationship_id",
        counted_by=later("the day the relationship was signed"),
        money={"start_mrr": (Money(PRICES, "own_day", starts),)},
    ),
}
