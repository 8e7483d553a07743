"""Surveys by period: answers, one vote a person, those that were asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period
from tenure.stages.viewing import Maker, Params, View, dated
from tenure.words import later

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def _answers(instrument: str, dimension: str = "overall") -> Maker:
    def keep(table: Table) -> Table:
        return table.filter(_.instrument == instrument, _.dimension == dimension, _.answered)

    return dated("answers", keep=keep)


def _votes(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """One vote a person and period: the latest answer (R-DEDUP)."""
    rows = _answers("nps")(shop, periods, params)
    newest = ibis.row_number().over(
        group_by=["period", "person"], order_by=[ibis.desc("happened_at"), ibis.desc("response_id")]
    )
    return rows.mutate(age=newest).filter(_.age == 0).drop("age")


def _account_votes(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """One vote a customer and period: the mean of its people's latest scores, unrounded."""
    rows = _votes(shop, periods, params).filter(_.customer_id.notnull())
    grouped = rows.group_by("period", "customer_id").agg(total=_.score.sum(), people=_.count(), dims_on=_.dims_on.max())
    return grouped.mutate(promoter=_.total >= _.people * 9, detractor=_.total <= _.people * 6)


def _invited(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """People asked in the period by one instrument, and whether they answered."""
    keep = dated("answers", "sent_on", keep=lambda t: t.filter(_.instrument == params["instrument"]))
    rows = keep(shop, periods, params)
    return rows.group_by("period", "person").agg(
        answered=_.answered.any(), customer_id=_.customer_id.max(), dims_on=_.sent_on.max()
    )


VIEWS = {
    "csat": View(
        _answers("csat"),
        "response_id",
        counted_by=later("the day of the answer"),
        edges=later("Only answers that were given, about the whole and not one dimension."),
    ),
    "nps_answers": View(
        _answers("nps"),
        "response_id",
        counted_by=later("the day of the answer"),
        edges=later("Every answer of a person counts."),
    ),
    "votes": View(
        _votes,
        "person",
        counted_by=later("the day of the answer; the latest of a person in the period"),
        edges=later(
            "One vote a person and period: the latest answer. Where no person is told, the customer is one, and an answer of nobody known another."
        ),
    ),
    "account_votes": View(
        _account_votes,
        "customer_id",
        counted_by=later("the day of the answer; the latest of each person in the period"),
        edges=later("People who belong to no customer are left out."),
    ),
    "invited": View(
        _invited,
        "person",
        ("instrument",),
        counted_by=later("the day of asking"),
        edges=later(
            "Someone asked twice in a period is one person. Where no person is told, the customer is one, and an answer of nobody known another."
        ),
    ),
}
