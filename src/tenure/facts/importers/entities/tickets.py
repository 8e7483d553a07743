"""Tickets: what happened to each, event by event, as far as a list of tickets tells it."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.cells import Wrong, constant, holds, joined, null_where, only_where
from tenure.facts.importers.dates import INSTANT
from tenure.facts.importers.entities.entity import Entity, Facts, fact_table
from tenure.facts.importers.entities.who import customers_of, links, own_key
from tenure.facts.importers.headers import normalised
from tenure.facts.importers.rows import Rows, fields
from tenure.facts.importers.troubles import Troubles
from tenure.texts import Text

FIELDS = fields(
    "ticket_id created_at",
    no_less="first_response_minutes resolution_minutes first_resolution_minutes reopens",
    id="ticket_id customer_id",
    name="customer_name",
    text="email phone type channel csat",
    instant="created_at updated_at first_response_at solved_at closed_at",
    number="first_response_minutes resolution_minutes first_resolution_minutes",
    duration="first_response_duration resolution_duration",
    integer="reopens",
)
_FEEDBACK = ("featurerequest", "feedback", "suggestion", "complaint", "praise", "建议", "反馈", "投诉", "表扬", "意见")
_SCORES = {
    "good": 5,
    "goodwithcomment": 5,
    "happy": 5,
    "extremelyhappy": 5,
    "verysatisfied": 5,
    "满意": 5,
    "非常满意": 5,
    "好评": 5,
    "satisfied": 4,
    "neutral": 3,
    "一般": 3,
    "中评": 3,
    "unhappy": 1,
    "extremelyunhappy": 1,
    "bad": 1,
    "badwithcomment": 1,
    "dissatisfied": 2,
    "verydissatisfied": 1,
    "不满意": 1,
    "非常不满意": 1,
    "差评": 1,
    "5": 5,
    "4": 4,
    "3": 3,
    "2": 2,
    "1": 1,
}
_OFFERED = ("offered",)


def _after(start: pa.ChunkedArray, minutes: pa.ChunkedArray) -> pa.ChunkedArray:
    """The instant so many minutes later."""
    micros = pc.round(pc.multiply(minutes.cast(pa.float64()), 60_000_000.0)).cast(pa.int64())
    return pc.add(start.cast(pa.int64()), micros).cast(INSTANT)


def _answered(rows: Rows) -> pa.ChunkedArray:
    minutes = pc.coalesce(rows.get("first_response_minutes"), rows.get("first_response_duration"))
    return pc.coalesce(rows.get("first_response_at"), _after(rows.get("created_at"), minutes))


def _solved(rows: Rows) -> pa.ChunkedArray:
    minutes = pc.coalesce(rows.get("resolution_minutes"), rows.get("resolution_duration"))
    return pc.coalesce(rows.get("solved_at"), _after(rows.get("created_at"), minutes))


def examine(rows: Rows, troubles: Troubles) -> None:
    """Nothing happens to a ticket before it is opened."""
    for name in ("first_response_at", "solved_at", "closed_at"):
        if rows.has(name):
            early = holds(pc.less(rows.get(name), rows.get("created_at")))
            troubles.add(rows.numbers, Wrong(early, Text("lies before the ticket was opened")), name, rows.get(name))


def build(rows: Rows) -> Facts:
    """Opening, first answer, reopenings, solution and closing of each ticket; and what its customer thought of it."""
    who = customers_of(rows)
    key, created, solved = own_key(rows, "ticket", rows.get("ticket_id")), rows.get("created_at"), _solved(rows)
    topic = _topics(rows)

    def events(place: str, kind: str, actor: str, at: pa.ChunkedArray) -> pa.Table:
        event = joined(":", key, constant(f"{place}-{kind}", pa.string(), len(rows)))
        return fact_table(
            "ticket_events",
            rows.numbers,
            ticket_event_id=event,
            ticket_id=key,
            customer_id=who.reference,
            channel=rows.get("channel"),
            topic=topic,
            kind=kind,
            actor=actor,
            happened_at=at,
        ).filter(pc.is_valid(at))

    again = holds(pc.greater(rows.get("reopens"), 0))
    first = _after(created, rows.get("first_resolution_minutes"))
    before = only_where(again, pc.if_else(holds(pc.less_equal(first, solved)), first, solved))
    tables = [
        events("1", "opened", "customer", created),
        events("2", "public_reply", "agent", _answered(rows)),
        events("3", "solved", "agent", before),
        *_reopened(rows, before, events),
        events("5", "solved", "agent", solved),
        events("6", "closed", "agent", rows.get("closed_at")),
    ]
    answers = _satisfaction(rows, key, who.reference, pc.coalesce(solved, rows.get("updated_at"), created))
    notes = (
        [Text("reopened tickets tell no time of reopening: the moment of their first solution stands for it")]
        if bool(pc.any(again).as_py())
        else []
    )
    return Facts(
        {"ticket_events": pa.concat_tables(tables), "survey_responses": answers, "identities": links(rows)}, {}, notes
    )


def _reopened(rows: Rows, at: pa.ChunkedArray, events: Callable[..., pa.Table]) -> list[pa.Table]:
    """One event for each time; a ticket opened again oftener than nine times counts as nine."""
    most = min(int(pc.max(rows.get("reopens")).as_py() or 0), 9)
    often = rows.get("reopens")
    return [
        events(f"4.{time}", "reopened", "customer", only_where(pc.greater_equal(often, time), at))
        for time in range(1, most + 1)
    ]


def _topics(rows: Rows) -> pa.ChunkedArray:
    words = pc.unique(rows.get("type")).drop_null()
    if not len(words):
        return constant("support", pa.string(), len(rows))
    topics = ["feedback" if normalised(word) in _FEEDBACK else "support" for word in words.to_pylist()]
    return pc.fill_null(pc.take(pa.array(topics, pa.string()), pc.index_in(rows.get("type"), words)), "support")


def _satisfaction(rows: Rows, key: pa.ChunkedArray, customer: pa.ChunkedArray, at: pa.ChunkedArray) -> pa.Table:
    """The answer to 'how was it', on a scale of five; asked and not answered is a row without a score."""
    words = pc.unique(rows.get("csat")).drop_null()
    scores = [_SCORES.get(normalised(word)) for word in words.to_pylist()]
    score = (
        pc.take(pa.array(scores, pa.int64()), pc.index_in(rows.get("csat"), words))
        if len(words)
        else constant(None, pa.int64(), len(rows))
    )
    asked = pc.or_(pc.is_valid(score), holds(pc.is_in(pc.utf8_lower(rows.get("csat")), pa.array(_OFFERED))))
    source = rows.recipe.source or "own"
    return fact_table(
        "survey_responses",
        rows.numbers,
        response_id=joined(":", key, constant("csat", pa.string(), len(rows))),
        survey_id=f"{source}:csat",
        instrument="csat",
        customer_id=customer,
        ticket_id=key,
        sent_at=at,
        happened_at=null_where(pc.is_null(score), at),
        score=score,
        scale_max=5,
    ).filter(asked)


TICKET = Entity("ticket", "ticket_id", FIELDS, build, examine, parts="rows", called=("email", "phone", "customer_name"))
