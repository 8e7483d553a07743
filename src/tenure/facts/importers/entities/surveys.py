"""Answers to surveys."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.cells import Wrong, constant, joined, known_but
from tenure.facts.importers.entities.entity import Entity, Facts, fact_table
from tenure.facts.importers.entities.who import customers_of, links
from tenure.facts.importers.people import prefixed
from tenure.facts.importers.rows import Rows, fields
from tenure.facts.importers.troubles import Troubles
from tenure.texts import Text

FIELDS = fields(
    "response_id",
    id="response_id survey_id customer_id",
    text="email phone comment",
    instant="started_at submitted_at",
    integer="score",
)
_NOT_A_WORD = re.compile(r"[^\w]+")


def examine(rows: Rows, troubles: Troubles) -> None:
    """An answer has a moment, and a score within the scale."""
    at = pc.coalesce(rows.get("submitted_at"), rows.get("started_at"))
    troubles.add(rows.numbers, Wrong(pc.is_null(at), Text("has no day")), "submitted_at", rows.get("response_id"))
    score = rows.get("score")
    top = rows.recipe.scale_max
    outside = known_but(score, pc.and_(pc.greater_equal(score, 0), pc.less_equal(score, top)))
    troubles.add(rows.numbers, Wrong(outside, Text("is not between 0 and {top}", top=top)), "score", score)


def build(rows: Rows) -> Facts:
    """Responses, each by the customer who is named."""
    who = customers_of(rows)
    source = rows.recipe.source or "own"
    name = _NOT_A_WORD.sub("-", rows.name.rsplit(".", 1)[0]).strip("-")
    survey = pc.coalesce(
        prefixed(f"{source}:", rows.get("survey_id")), constant(f"{source}:{name}", pa.string(), len(rows))
    )
    key = joined(":", survey, rows.get("response_id"))
    sent = pc.coalesce(rows.get("started_at"), rows.get("submitted_at"))
    respondent = pc.coalesce(who.reference, key)
    responses = fact_table(
        "survey_responses",
        rows.numbers,
        response_id=key,
        survey_id=survey,
        instrument=rows.recipe.instrument,
        customer_id=who.reference,
        respondent_id=respondent,
        sent_at=sent,
        happened_at=pc.coalesce(rows.get("submitted_at"), sent),
        score=rows.get("score"),
        scale_max=rows.recipe.scale_max or None,
        comment=rows.get("comment"),
    )
    anonymous = who.reference.null_count
    notes = [Text("{count:,} answers name no customer", count=anonymous)] if anonymous else []
    return Facts({"survey_responses": responses, "identities": links(rows)}, {}, notes)


SURVEY = Entity("survey_response", "response_id", FIELDS, build, examine, called=("email", "phone", ""))
