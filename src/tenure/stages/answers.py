"""Surveys: whom we asked and what they said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _
from ibis.expr.types import Table

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def answers(shop: Workshop) -> Table:
    """(response_id, instrument, dimension, customer_id, respondent_id, sent_on, day, happened_at, score): one per invitation.

    `day` is the civil day of the answer, null while there is none.
    """
    rows = shop.facts.table("survey_responses")
    return rows.select(
        "response_id", "survey_id", "instrument", "dimension", "customer_id", "respondent_id", "ticket_id", "sent_on", "happened_at",
        "score", "scale_max", day="happened_on",
    ).mutate(answered=_.day.notnull())  # fmt: skip
