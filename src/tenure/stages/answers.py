"""Surveys: whom we asked and what they said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def answers(shop: Workshop) -> Table:
    """(response_id, instrument, dimension, customer_id, respondent_id, person, sent_on, day, happened_at, score): one per invitation.

    `day` is the civil day of the answer, null while there is none. `person` is who is asked: where no respondent is
    told the customer, and where none is told either somebody of whom nothing else is known.
    """
    rows = shop.facts.table("survey_responses")
    person = ibis.coalesce(
        ibis.literal("person ") + rows.respondent_id.cast("string"),
        ibis.literal("customer ") + rows.customer_id.cast("string"),
        ibis.literal("response ") + rows.response_id,
    )
    return rows.select(
        "response_id", "survey_id", "instrument", "dimension", "customer_id", "respondent_id", "ticket_id", "sent_on", "happened_at",
        "score", "scale_max", person=person, day="happened_on",
    ).mutate(answered=_.day.notnull())  # fmt: skip
