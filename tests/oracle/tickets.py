"""Tickets: when they were opened, answered by a person and solved, on the calendar and the business clock."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tests.oracle.days import Zone, days_from, instant, minutes_between
from tests.oracle.facts import Policies, Row

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Ticket:
    """One ticket with its events in order."""

    name: str
    customer: str
    channel: str
    topic: str
    opened: datetime
    events: tuple[Row, ...]

    @property
    def first_reply(self) -> datetime | None:
        """The first public reply by a person; bots and notes do not count."""
        replies = (row for row in self.events if row["kind"] == "public_reply" and row["actor"] == "agent")
        return next((instant(row["happened_at"]) for row in replies), None)

    @property
    def first_solve(self) -> datetime | None:
        """The first time it was solved."""
        return next((instant(row["happened_at"]) for row in self.events if row["kind"] == "solved"), None)

    @property
    def reopened(self) -> bool:
        """Whether it was ever reopened."""
        return any(row["kind"] == "reopened" for row in self.events)

    def standing_solve(self, before: datetime | None = None) -> datetime | None:
        """The last solve that no reopening took back, seen from a moment."""
        standing = None
        for row in self.events:
            moment = instant(row["happened_at"])
            if before is not None and moment >= before:
                break
            if row["kind"] == "solved":
                standing = moment
            elif row["kind"] == "reopened":
                standing = None
        return standing

    def minutes_to(self, moment: datetime) -> int:
        """Calendar minutes from the opening."""
        return minutes_between(self.opened, moment)


class Tickets:
    """All tickets whose opening is known."""

    def __init__(self, rows: Sequence[Row], zone: Zone) -> None:
        self._zone = zone
        by_ticket: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_ticket[row["ticket_id"]].append(row)
        self.all = [ticket for name in sorted(by_ticket) for ticket in _read_ticket(name, by_ticket[name])]

    def opened(self, first: date, last: date, topic: str = "support", channel: str | None = None) -> list[Ticket]:
        """The tickets opened in the span."""
        return [
            ticket
            for ticket in self.all
            if ticket.topic == topic
            and first <= self._zone.local_day(ticket.opened) <= last
            and channel in (None, ticket.channel)
        ]


def _read_ticket(name: str, rows: Iterable[Row]) -> list[Ticket]:
    ordered = sorted(rows, key=lambda row: (instant(row["happened_at"]), row["ticket_event_id"]))
    start = next((place for place, row in enumerate(ordered) if row["kind"] == "opened"), None)
    if start is None:
        return []
    row = ordered[start]
    events = tuple(ordered[start:])
    return [Ticket(name, row["customer_id"], row["channel"], row["topic"], instant(row["happened_at"]), events)]


class BusinessClock:
    """Counts the minutes of opening hours, holidays left out."""

    def __init__(self, policies: Policies) -> None:
        self._zone = policies.zone
        self._holidays = {date.fromisoformat(word) for word in policies.words("holidays")}
        written = re.fullmatch(r"(\w+)-(\w+) (\d+):(\d+)-(\d+):(\d+)", policies.text("business_hours"))
        if written is None:
            raise ValueError(f"business hours read {policies.text('business_hours')!r}")
        first, last, *clock = written.groups()
        self._weekdays = range(WEEKDAYS.index(first), WEEKDAYS.index(last) + 1)
        hours = [int(word) for word in clock]
        self._opens, self._closes = 60 * hours[0] + hours[1], 60 * hours[2] + hours[3]

    def minutes(self, start: datetime, end: datetime) -> int:
        """Whole business minutes from one instant to another."""
        total = 0
        for day in days_from(self._zone.local_day(start), self._zone.local_day(end)):
            if day.weekday() not in self._weekdays or day in self._holidays:
                continue
            opening = max(start, self._zone.at(day, self._opens))
            closing = min(end, self._zone.at(day, self._closes))
            if closing > opening:
                total += minutes_between(opening, closing)
        return total
