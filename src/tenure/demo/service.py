"""Tickets: what happens between a customer's question and its solution, and what is said of the service afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tenure.demo.clock import SECONDS, Floats, Ints, OpenHours, moments
from tenure.demo.ledger import Ledger
from tenure.demo.voices import Voice, ask

DIMENSIONS = ("overall", "speed", "professionalism", "friendliness")


@dataclass(frozen=True)
class Ticket:
    """A question or a remark of a customer. `load` is how many times slower than usual the desk is."""

    customer: str
    person: str
    channel: str
    topic: str
    opened: int
    load: float


@dataclass(frozen=True)
class Desk:
    """How a service desk works: its hours, and the usual open minutes to a first reply and from there to a solution."""

    hours: OpenHours
    reply_minutes: float
    solve_minutes: float
    bot: frozenset[str]  # channels where a robot answers first


def open_tickets(ledger: Ledger, random: np.random.Generator, desk: Desk, tickets: list[Ticket], prefix: str) -> None:
    """Tell every event of the tickets, in the order of opening, and survey one solved ticket in four."""
    tickets = sorted(tickets, key=lambda ticket: (ticket.opened, ticket.customer))
    count = len(tickets)
    opened = np.array([ticket.opened for ticket in tickets], dtype=np.int64)
    load = np.array([ticket.load for ticket in tickets])
    minutes = np.exp(random.normal(0.0, 1.0, count)) * desk.reply_minutes * load
    replied = desk.hours.after(opened, _minutes(minutes))
    more = np.exp(random.normal(0.0, 0.9, count)) * desk.solve_minutes * load
    solved = desk.hours.after(replied, _minutes(more))
    never, endless, again, chat = random.random((4, count))
    voices: list[Voice] = []
    for number, ticket in enumerate(tickets):
        story = _Story(ledger, ticket, f"{prefix}{number + 1:05d}", desk)
        story.begin()
        if never[number] < 0.025 * min(ticket.load, 2.5):
            continue
        story.answer(int(replied[number]), chat[number] < 0.35)
        if endless[number] < 0.03:
            continue
        story.solve(int(solved[number]), again[number])
        if number % 4 == 0 and ticket.topic == "support":
            voices += _voices(
                random, story.name, ticket, int(solved[number]), float(minutes[number]) / desk.reply_minutes
            )
    ask(ledger, "SERVICE", "service", voices)


def _minutes(minutes: Floats) -> Ints:
    return np.maximum(np.rint(minutes), 1).astype(np.int64)


@dataclass
class _Story:
    """The events of one ticket."""

    ledger: Ledger
    ticket: Ticket
    name: str
    desk: Desk
    events: int = 0

    def tell(self, kind: str, actor: str, moment: int) -> None:
        self.events += 1
        ticket = self.ticket
        self.ledger.add(
            "ticket_events", f"{self.name}-{self.events}", moment + 5, ticket_id=self.name, customer_id=ticket.customer,
            channel=ticket.channel, topic=ticket.topic, kind=kind, actor=actor, happened_at=moment,
        )  # fmt: skip

    def begin(self) -> None:
        self.tell("opened", "customer", self.ticket.opened)
        if self.ticket.channel in self.desk.bot:
            self.tell("auto_reply", "bot", self.ticket.opened + 40)

    def answer(self, moment: int, chatty: bool) -> None:
        self.tell("public_reply", "agent", moment)
        if chatty:
            self.tell("customer_reply", "customer", moment + 1500)

    def solve(self, moment: int, chance: float) -> None:
        self.tell("solved", "agent", moment)
        if chance < 0.05:
            self.tell("reopened", "customer", moment + SECONDS)
            self.tell("solved", "agent", moment + 2 * SECONDS + 7200)
        elif chance > 0.9:
            self.tell("closed", "agent", moment + 3 * SECONDS)


def _voices(random: np.random.Generator, name: str, ticket: Ticket, solved: int, slowness: float) -> list[Voice]:
    """One invitation per dimension; a slow answer costs stars, most of all for speed."""
    answers = random.random() < 0.42
    answered = int(moments(random, np.array([solved // SECONDS + 1]))[0])
    out = []
    for dimension in DIMENSIONS:
        centre = 4.5 - 0.28 * min(slowness, 6.0) * (1.6 if dimension == "speed" else 0.6)
        score = int(np.clip(np.rint(random.normal(centre, 0.75)), 1, 5))
        out.append(
            Voice(
                f"SV-{name}-{dimension}",
                ticket.customer,
                ticket.person,
                solved + 600,
                answered if answers else None,
                score,
                5,
                dimension,
                name,
            )  # fmt: skip
        )
    return out
