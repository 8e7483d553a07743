"""Random tickets: the minutes that each waited, by the calendar and in working hours, are those of the plain derivation."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from hypothesis import strategies as st

from tests.conftest import repetitions
from tests.oracle.facts import DEFAULTS
from tests.oracle.random_draft import FIRST, LAST, Draft
from tests.oracle.random_facts import Company
from tests.oracle.world import World
from tests.properties.comparison import load
from tests.properties.drawing import draw, parts

TICKETS = 60
SECONDS = 24 * 60 * 60  # of a day: a ticket may be opened at any
HOURS = ("Mon-Fri 09:00-18:00", "Mon-Sat 08:30-17:15", "Mon-Sun 10:00-22:00")
OFF = ("", "2024-01-01|2024-02-29")
COLUMNS = ("reply_minutes", "reply_business", "solved_minutes", "solved_business", "open_minutes", "open_business")


@st.composite
def tickets(draw: st.DrawFn) -> Company:
    """Tickets opened at any second; most waits are whole minutes, so that both ends bear the same second."""
    draft = Draft(draw)
    changed = {"business_hours": draft.one_of(HOURS), "holidays": draft.one_of(OFF)}
    policies = {**DEFAULTS, "reporting_zone": draft.zone.name, **changed}
    start = draft.zone.at(FIRST)
    draft.add("customers", start, customer_id="C01", name="C01", home_currency="CNY")
    for _ in range(TICKETS):
        ticket = draft.name("T")
        moment = draft.zone.at(draft.day(), 0) + timedelta(seconds=draft.place(SECONDS))
        for number, kind in enumerate(("opened", "public_reply", "solved")):
            if number:
                most = draft.one_of((9 * 60, 9 * 60, 24 * 60, 5 * 24 * 60))
                moment += timedelta(minutes=draft.place(most), seconds=draft.one_of((0, 0, 0, 1, 59)))
            draft.add(
                "ticket_events",
                moment,
                ticket_event_id=f"{ticket}-{number}",
                ticket_id=ticket,
                customer_id="C01",
                channel="email",
                topic="support",
                kind=kind,
                actor="agent" if number else "customer",
                happened_at=moment,
            )
    return Company(draft.facts, policies, draft.zone.name, LAST + timedelta(days=60), ())


def waited(company: Company) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each ticket's minutes as the derivation counts them, in the order of the columns."""
    world = World(company.facts, company.policies, company.as_of)
    for ticket in world.tickets.all:
        reply, solve = ticket.first_reply, ticket.standing_solve()
        assert reply and solve
        ends = (reply, solve, world.cut)
        yield (
            ticket.name,
            tuple(
                minutes
                for end in ends
                for minutes in (ticket.minutes_to(end), world.business.minutes(ticket.opened, end))
            ),
        )


def _agrees(company: Company) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shop = load(company, Path(folder)).at(company.as_of)
        rows = shop.engine.rows(shop.table("tickets").select("ticket_id", *COLUMNS))
    told = {str(row["ticket_id"]): tuple(row[column] for column in COLUMNS) for row in rows}
    wanted = dict(waited(company))
    assert wanted
    wrong = [f"{name}: {told.get(name)}, expected {want}" for name, want in wanted.items() if told.get(name) != want]
    assert not wrong, f"{company.zone}, {company.policies['business_hours']}; {COLUMNS}:\n" + "\n".join(wrong)


@parts(10)
def test_each_ticket_waits_as_long_as_the_plain_derivation_says(part: int) -> None:
    draw(_agrees, repetitions(4, 20), 8, part, tickets())
