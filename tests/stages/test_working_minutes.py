"""Working minutes are exact: of parts of a minute that are equal at both ends nothing is left over, and nothing missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ibis import _

from tenure.book import Book
from tenure.workspace import make_workspace
from tests.cast import NOW, Row, ann, deliver


def event(ticket: str, kind: str, at: str) -> Row:
    actor = "customer" if kind == "opened" else "agent"
    told = {"ticket_event_id": f"{ticket}{kind}", "ticket_id": ticket, "customer_id": ann, "channel": "email"}
    return {**told, "kind": kind, "actor": actor, "happened_at": at, "known": at[:10]}


def test_equal_seconds_leave_whole_minutes(tmp_path: Path) -> None:
    """Opened at 9:00 and so many seconds, answered at 17:04 and as many: on that day, and on the next one."""
    rows = []
    for second in range(60):
        for number, day in ((1, "05"), (2, "06")):
            ticket = f"t{number}-{second}"
            rows.append(event(ticket, "opened", f"2024-03-05T09:00:{second:02}"))
            rows.append(event(ticket, "public_reply", f"2024-03-{day}T17:04:{second:02}"))
    book = Book(make_workspace(tmp_path / "acme", "acme", "UTC", "CNY", "CN"))
    book.lake.store(deliver("ticket_events", rows), NOW)
    shop = book.at(date(2024, 3, 31))
    cases = shop.table("tickets").select("ticket_id", "reply_business").order_by(_.ticket_id)
    told = {str(row["ticket_id"]): row["reply_business"] for row in shop.engine.rows(cases)}
    for second in range(60):
        assert told[f"t1-{second}"] == 8 * 60 + 4
        parts = (
            0 if second == 0 else 1
        )  # the first day loses its part of a minute; the second holds as much beyond whole ones
        assert told[f"t2-{second}"] == 9 * 60 + 8 * 60 + 4 - parts
