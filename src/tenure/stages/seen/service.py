"""Service and surveys by period: first tickets, feedback, the backlog, answers about service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period
from tenure.stages.viewing import Params, View, dated
from tenure.stages.workshop import period_table
from tenure.words import later

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def _first(table: Table) -> Table:
    """The first support ticket of each customer."""
    own = table.filter(_.topic == "support", _.customer_id.notnull())
    order = {"group_by": "customer_id", "order_by": ["opened_at", "ticket_id"]}
    return own.mutate(place=ibis.row_number().over(**order)).filter(_.place == 0).drop("place")


def _service_answers(table: Table) -> Table:
    return table.filter(_.instrument == "service", _.answered)


def _backlog(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """Support tickets opened by the last day of the period, and whether a solve stood at its end."""
    cut = period_table(periods)
    tickets = shop.table("tickets").filter(_.topic == "support", _.day <= shop.as_of)
    tickets = tickets.select("ticket_id", "customer_id", "channel", "topic", "opened_at", "day")
    opened = tickets.join(cut, [tickets.day <= cut.p1]).mutate(dims_on=_.p1)
    events = shop.facts.table("ticket_events").filter(_.kind.isin(["solved", "reopened"]))
    seen = events.join(cut, [events.happened_on <= cut.p1])
    states = seen.group_by(state_of="ticket_id", state_in="period").agg(
        solved_at=_.happened_at.max(where=_.kind == "solved"), reopened_at=_.happened_at.max(where=_.kind == "reopened")
    )
    joined = opened.left_join(states, [opened.ticket_id == states.state_of, opened.period == states.state_in])
    standing = _.solved_at.notnull() & (_.reopened_at.isnull() | (_.reopened_at < _.solved_at))
    return joined.mutate(solved=standing.fill_null(False)).drop("state_of", "state_in")


VIEWS = {
    "first_tickets": View(
        dated("tickets", keep=_first),
        "ticket_id",
        counted_by=later("the day the ticket was opened"),
        edges=later("Only the first support ticket of each customer; tickets of nobody are left out."),
    ),
    "feedback": View(
        dated("tickets", keep=lambda table: table.filter(_.topic == "feedback")),
        "ticket_id",
        counted_by=later("the day the ticket was opened"),
        edges=later("Only tickets of topic feedback; reopening takes the closing back."),
    ),
    "backlog": View(
        _backlog,
        "ticket_id",
        counted_by=later("the last day of the period"),
        edges=later("A reopened ticket is open again."),
    ),
    "service_answers": View(
        dated("answers", keep=_service_answers),
        "response_id",
        counted_by=later("the day of the answer"),
        edges=later("Only answers that were given."),
    ),
}
