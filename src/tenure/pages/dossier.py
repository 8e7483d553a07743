"""What there is of one customer, as tables: contracts, prices, purchases, tickets, answers, contacts, use by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tenure.pages.asking import Asking
from tenure.pages.blocks import Block, Cell, Chart, Column, Kind, Series, Shown, Table
from tenure.pages.happened import CODES, details, what
from tenure.pages.personal import contact
from tenure.stages import dossier
from tenure.stages.happenings import Happening
from tenure.words import later

FEW = Shown(0, 20)  # rows of a table that are read at a time
LINES = Shown(0, 60)  # and of the time line
_CONTACTS = ("interactions", "touches", "campaign_members", "campaign_events")
_STATES = {
    "ahead": later("to begin"),
    "running": later("running"),
    "renewed": later("renewed"),
    "cancelled": later("cancelled"),
    "open": later("open to renew"),
    "over": later("not renewed"),
}
Columns = Sequence[tuple[str, str, Kind]]


def _table(key: str, title: str, columns: Columns, rows: Sequence[Sequence[Cell]], shown: Shown = FEW) -> list[Block]:
    """A table; none where there is nothing to tell."""
    if not rows:
        return []
    made = tuple(Column(*column) for column in columns)
    return [Table(key, title, made, tuple(tuple(row) for row in rows), shown=shown if len(rows) > shown.rows else None)]


def contracts(asking: Asking, customer: int) -> list[Block]:
    """Its contracts with their prices and what became of them."""
    columns: Columns = (
        ("contract", asking.say("Contract"), "text"), ("product", asking.say("Product"), "text"),
        ("state", asking.say("State"), "text"), ("signed", asking.say("Signed"), "day"), ("begins", asking.say("Begins"), "day"),
        ("due_on", asking.say("Ends"), "day"), ("mrr", asking.say("Price a month"), "amount"),
        ("currency", asking.say("Currency"), "text"), ("seats", asking.say("Seats"), "count"),
        ("renewed_by", asking.say("Renewed by"), "text"),
    )  # fmt: skip
    rows = [
        (
            row["contract_id"], row["product"], asking.say(_STATES[_state(asking, row)]), row["signed_on"], row["start_date"],
            row["end_date"], row["mrr"], row["currency"], row["seats"], row["next_id"],
        )
        for row in dossier.contracts(asking.shop, customer)
    ]  # fmt: skip
    return [*_table("contracts", asking.say("Contracts"), columns, rows), *_prices(asking, customer)]


def _state(asking: Asking, row: Mapping[str, Any]) -> str:
    """What became of a contract by the as-of day."""
    day = asking.as_of
    if row["termination_kind"] == "cancelled":
        return "cancelled"
    if row["next_id"] is not None:
        return "renewed"
    if row["start_date"] > day:
        return "ahead"
    return "running" if row["ends_on"] > day else "open" if row["renewed"] is None else "over"


def _prices(asking: Asking, customer: int) -> list[Block]:
    """Every price that was agreed; nothing where each contract had but one."""
    rows = dossier.prices(asking.shop, customer)
    if len({row["contract_id"] for row in rows}) == len(rows):
        return []
    columns: Columns = (
        ("contract", asking.say("Contract"), "text"), ("since", asking.say("Since"), "day"),
        ("mrr", asking.say("Price a month"), "amount"), ("list_mrr", asking.say("List price a month"), "amount"),
        ("currency", asking.say("Currency"), "text"), ("seats", asking.say("Seats"), "count"),
    )  # fmt: skip
    names = ("contract_id", "from_date", "mrr", "list_mrr", "currency", "seats")
    return _table("prices", asking.say("Prices"), columns, [[row[name] for name in names] for row in rows])


def purchases(asking: Asking, customer: int) -> list[Block]:
    """Orders, invoices, payments and what was given back; in its own currency too where that is another."""
    told = dossier.purchases(asking.shop, customer)
    foreign = any(row["currency"] != asking.currency for row in told)
    items = any(row["products"] for row in told)
    bound = any(row["contract_id"] for row in told)
    columns: list[tuple[str, str, Kind, str, bool]] = [
        ("day", asking.say("Day"), "day", "day", True), ("kind", asking.say("What"), "text", "kind", True),
        ("amount", asking.say("Amount"), "money", "worth", True),
        ("own_amount", asking.say("As billed"), "amount", "amount", foreign),
        ("currency", asking.say("Currency"), "text", "currency", foreign),
        ("products", asking.say("Products"), "text", "products", items),
        ("contract", asking.say("Contract"), "text", "contract_id", bound), ("id", asking.say("Id"), "text", "txn_id", True),
    ]  # fmt: skip
    kept = [column for column in columns if column[-1]]
    rows = [
        [_deed(asking, row) if name == "kind" else row[name] for _key, _title, _kind, name, _told in kept]
        for row in told
    ]
    return _table("purchases", asking.say("Purchases and payments"), [column[:3] for column in kept], rows)


def _deed(asking: Asking, row: Mapping[str, Any]) -> str:
    return what(asking, Happening(row["day"], "transactions", row["kind"], (), None))


def tickets(asking: Asking, customer: int) -> list[Block]:
    """Its tickets, how fast each was answered and solved."""
    columns: Columns = (
        ("ticket", asking.say("Ticket"), "text"), ("opened", asking.say("Opened"), "day"), ("topic", asking.say("Topic"), "text"),
        ("channel", asking.say("Channel"), "text"), ("reply", asking.say("Answered after"), "minutes"),
        ("solved", asking.say("Solved after"), "minutes"), ("state", asking.say("State"), "text"),
    )  # fmt: skip
    rows = [
        (
            row["ticket_id"], row["day"], asking.say(CODES.get(row["topic"], row["topic"])), row["channel"], row["reply_minutes"],
            row["solved_minutes"], _standing(asking, row),
        )
        for row in dossier.tickets(asking.shop, customer)
    ]  # fmt: skip
    return _table("tickets", asking.say("Tickets and replies"), columns, rows)


def _standing(asking: Asking, row: Mapping[str, Any]) -> str:
    if row["solved_at"] is not None:
        return asking.say("solved")
    return asking.say("answered") if row["answered"] else asking.say("waiting")


def answers(asking: Asking, customer: int) -> list[Block]:
    """What it was asked and what it said."""
    columns: Columns = (
        ("sent", asking.say("Sent"), "day"), ("answered", asking.say("Answered"), "day"),
        ("instrument", asking.say("Survey"), "text"), ("score", asking.say("Score"), "count"),
        ("of", asking.say("Out of"), "count"), ("comment", asking.say("Comment"), "text"),
    )  # fmt: skip
    rows = [
        (row["sent_on"], row["happened_on"], _survey(row), row["score"], row["scale_max"], contact(row["comment"]))
        for row in dossier.answers(asking.shop, customer)
    ]
    return _table("answers", asking.say("Survey answers"), columns, rows)


def _survey(row: Mapping[str, Any]) -> str:
    dimension = row["dimension"]
    return row["instrument"] if dimension in (None, "overall") else f"{row['instrument']} · {dimension}"


def contacts(asking: Asking, told: Sequence[Happening]) -> list[Block]:
    """Visits, calls, messages and campaigns."""
    columns: Columns = (
        ("day", asking.say("Day"), "day"), ("what", asking.say("What"), "text"), ("details", asking.say("Details"), "text"),
    )  # fmt: skip
    rows = [(one.day, what(asking, one), details(asking, one)) for one in told if one.kind in _CONTACTS]
    return _table("contacts", asking.say("Contacts and campaigns"), columns, rows)


def use(asking: Asking, customer: int) -> list[Block]:
    """Days of use, month by month."""
    months = dossier.use_by_month(asking.shop, customer)
    if not months:
        return []
    places = tuple(str(month) for month, _days, _events in months)
    days = tuple(Decimal(days) for _month, days, _events in months)
    running = tuple(str(month) for month, _days, _events in months if month.last > asking.as_of)
    quiet = sum(not day for day in days)
    summary = asking.say(
        "Used in {used} of {months} months, on {days} days in all.",
        used=len(days) - quiet, months=len(days), days=f"{sum(days):,}",
    )  # fmt: skip
    series = (Series("days", asking.say("Days of use"), days, "first"),)
    return [
        Chart(
            "use",
            asking.say("Days of use by month"),
            summary,
            "bars",
            "count",
            asking.say("Month"),
            places,
            series,
            running,
        )
    ]


def time_line(asking: Asking, told: Sequence[Happening]) -> list[Block]:
    """Everything known, the newest first; beside it since when it is known, where that is later than its day."""
    columns: Columns = (
        ("day", asking.say("Day"), "day"), ("what", asking.say("What"), "text"), ("details", asking.say("Details"), "text"),
        ("known_since", asking.say("Known since"), "day"), ("kind", asking.say("Kind of fact"), "text"),
    )  # fmt: skip
    rows = [(one.day, what(asking, one), details(asking, one), one.known_on, one.kind) for one in told]
    return _table("time_line", asking.say("Time line"), columns, rows, LINES)
