"""Tickets that were opened again, and that cannot be."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tenure.facts.importers.plans import Delivered
from tests.facts.importers.moments import at

Deliver = Callable[..., Delivered]
Told = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]

HEADER = (
    "Id,Requester external id,Requester email,Ticket type,Satisfaction Score,Created at,Solved at,Reopens,"
    "First reply time in minutes,First resolution time in minutes\n"
)


def test_a_ticket_opened_again_was_solved_twice(write: Write, deliver: Deliver, told: Told) -> None:
    row = "7,u1,a@b.cn,Feature Request,Bad,2026-09-01 10:00,2026-09-03 10:00,2,30,300\n"
    found = deliver(write("tickets.csv", HEADER + row))
    events = told(found, "ticket_events", "ticket_event_id", "kind", "happened_at")
    assert sorted(events, key=lambda event: event[0]) == [
        ("zendesk:7:1-opened", "opened", at(2026, 9, 1, 2)),
        ("zendesk:7:2-public_reply", "public_reply", at(2026, 9, 1, 2, 30)),
        ("zendesk:7:3-solved", "solved", at(2026, 9, 1, 7)),
        ("zendesk:7:4.1-reopened", "reopened", at(2026, 9, 1, 7)),
        ("zendesk:7:4.2-reopened", "reopened", at(2026, 9, 1, 7)),
        ("zendesk:7:5-solved", "solved", at(2026, 9, 3, 2)),
    ]
    assert {topic for (topic,) in told(found, "ticket_events", "topic")} == {"feedback"}
    assert told(found, "survey_responses", "score", "happened_at") == [(1, at(2026, 9, 3, 2))]
    assert any("time of reopening" in note for note in found.notes)


def test_satisfaction_that_was_asked_for_and_not_given_is_an_unanswered_question(
    write: Write, deliver: Deliver, told: Told
) -> None:
    found = deliver(write("tickets.csv", HEADER + "7,u1,,Problem,Offered,2026-09-01 10:00,2026-09-03 10:00,0,,\n"))
    assert told(found, "survey_responses", "score", "happened_at", "sent_at") == [(None, None, at(2026, 9, 3, 2))]


def test_nothing_happens_to_a_ticket_before_it_is_opened(write: Write, deliver: Deliver) -> None:
    found = deliver(write("tickets.csv", HEADER + "7,u1,,Problem,,2026-09-03 10:00,2026-09-01 10:00,0,,\n"))
    assert [cause.reason for cause in found.rejected.causes] == ["lies before the ticket was opened"]
