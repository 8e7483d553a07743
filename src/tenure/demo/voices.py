"""Surveys: an invitation is a fact, and the answer a later version of the same fact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tenure.demo.ledger import Ledger


@dataclass(frozen=True)
class Voice:
    """One person asked once; `answered` is None when nobody answered."""

    name: str
    customer: str
    person: str
    sent: int
    answered: int | None
    score: int
    scale: int = 10
    dimension: str = "overall"
    ticket: str | None = None
    comment: str | None = None
    delay: int = 0  # seconds until an answer is typed in


def ask(ledger: Ledger, survey: str, instrument: str, voices: Iterable[Voice]) -> None:
    """Tell the invitations of a survey and the answers to them."""
    for voice in voices:
        asked = {
            "survey_id": survey, "instrument": instrument, "dimension": voice.dimension, "customer_id": voice.customer,
            "respondent_id": voice.person, "ticket_id": voice.ticket, "sent_at": voice.sent, "scale_max": voice.scale,
        }  # fmt: skip
        ledger.add("survey_responses", voice.name, voice.sent, **asked)
        if voice.answered is not None:
            answer = {"happened_at": voice.answered, "score": voice.score, "comment": voice.comment}
            ledger.add("survey_responses", voice.name, voice.answered + voice.delay + 5, **asked, **answer)
