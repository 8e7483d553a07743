"""Losses by period: were they warned of, why did they happen, did the customer come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period, period_of
from tenure.stages.viewing import Params, View, dated, day_after, decided, in_periods
from tenure.words import later

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

CARE = ("care", "revisit")  # contacts that look after a customer; notices do not


def _warned_until(shop: Workshop) -> ibis.Deferred:
    """The last day on which a loss still counts as warned of."""
    return (_.day + ibis.interval(months=shop.policies.whole("warning_outcome_months"))).cast("date")


def _warning_outcomes(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Warning episodes, and whether the relationship ended within the outcome months."""
    rows = dated("warnings")(shop, periods, params).mutate(until=_warned_until(shop))
    over = _.until < day_after(shop.as_of)
    hit = _.ended_on <= ibis.least(_.until, ibis.literal(shop.as_of))
    return rows.mutate(outcome_mature=over, lost=decided(hit, over))


def _touched_warnings(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Warning episodes in whose rescue window we cared for the customer."""
    rows = dated("warnings")(shop, periods, params)
    cared = shop.table("contacts").filter(_.direction == "out", _.kind.isin(CARE), _.day <= shop.as_of)
    cared = cared.select(cared_for="customer_id", cared_on="day")
    return rows.semi_join(
        cared, [rows.customer_id == cared.cared_for, cared.cared_on > rows.day, cared.cared_on < rows.window_end]
    )


def _losses(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """Relationships by the day they ended, with the days since the last warning of it; null without one.

    A warning is known at the end of a month: `recorded` tells whether a month with use told was over before the loss.
    """
    ended = shop.table("relationships").filter(_.ended_on <= shop.as_of)
    warned = shop.table("warnings").mutate(until=_warned_until(shop))
    warned = warned.select(warned_run="relationship_id", raised="day", until="until")
    pairs = ended.join(
        warned,
        [ended.relationship_id == warned.warned_run, warned.raised < ended.ended_on, warned.until >= ended.ended_on],
    )
    last = pairs.group_by(of_run="relationship_id").agg(raised=_.raised.max())
    rows = ended.left_join(last, ended.relationship_id == last.of_run).drop("of_run")
    first = period_of(shop.first_use or shop.as_of, "month").last
    rows = rows.mutate(warned_days=_.ended_on.delta(_.raised, unit="day"), recorded=_.ended_on > first)
    return in_periods(rows, periods, "ended_on")


def _reasoned_losses(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Relationships by the day they ended, and whether the last notice of a contract of theirs gave the reason asked for.

    Without a notice, or a reason in it, the reason is `unknown`. A renewal cancelled on the day it would have begun holds nobody, but
    its notice says why the relationship it should have carried on has ended.
    """
    ended = shop.table("relationships").filter(_.ended_on <= shop.as_of)
    agreements = shop.table("agreements")
    renewed = agreements.filter(_.next_id.notnull()).select(renewal="next_id", renewed_begun="start_date")
    contracts = agreements.left_join(renewed, agreements.contract_id == renewed.renewal).select(
        "contract_id", "renewed_begun", holder="customer_id", begun="start_date"
    )
    told = shop.facts.table("contract_notices").join(contracts, "contract_id")
    carried_on = (told.begun == ended.ended_on) & told.renewed_begun.between(ended.started_on, ended.ended_on)
    pairs = ended.join(
        told,
        [
            ended.customer_id == told.holder,
            told.begun >= ended.started_on,
            (told.begun < ended.ended_on) | carried_on.fill_null(False),
        ],
    )
    newest = ibis.row_number().over(
        group_by="relationship_id", order_by=[ibis.desc("happened_at"), ibis.desc("notice_id")]
    )
    last = pairs.mutate(age=newest).filter(_.age == 0).select("reason", of_run="relationship_id")
    rows = ended.left_join(last, ended.relationship_id == last.of_run).drop("of_run")
    rows = rows.mutate(reason=_.reason.fill_null("unknown"))
    return in_periods(rows.mutate(has_reason=_.reason == params["reason"]), periods, "ended_on")


def _pool_entries(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """Relationships by the day they ended, and whether the customer signed again inside the pool's window."""
    order = {"group_by": "customer_id", "order_by": "seq"}
    rows = shop.table("relationships").mutate(next_signed_on=_.signed_on.lead().over(**order))
    rows = rows.filter(_.ended_on <= shop.as_of)
    until = (_.ended_on + ibis.interval(days=shop.policies.whole("sea_window_days"))).cast("date")
    rows = rows.mutate(until=until)
    over = _.until < day_after(shop.as_of)
    return in_periods(
        rows.mutate(mature=over, signed_again=decided(_.next_signed_on < _.until, over)), periods, "ended_on"
    )


VIEWS = {
    "warning_outcomes": View(
        _warning_outcomes, "customer_id", counted_by=later("the last day of the month in which the warning begins")
    ),
    "touched_warnings": View(
        _touched_warnings, "customer_id", counted_by=later("the last day of the month in which the warning begins")
    ),
    "losses": View(
        _losses,
        "relationship_id",
        counted_by=later("the first day without cover"),
        edges=later("A warning is known at the end of a month: none could go before a loss in the first month of use."),
    ),
    "reasoned_losses": View(
        _reasoned_losses,
        "relationship_id",
        ("reason",),
        counted_by=later("the first day without cover"),
        edges=later("One reason a loss, that of the latest notice."),
    ),
    "pool_entries": View(
        _pool_entries,
        "relationship_id",
        counted_by=later("the first day without cover"),
        edges=later("Each one that signs again is a new customer too."),
    ),
}
