"""A company of four to be looked at one by one, small enough to know by heart; told facts are known on the day of the fact."""

from datetime import datetime
from pathlib import Path

from tenure.book import Book
from tenure.workspace import make_workspace
from tests.cast import ZONE, ann, bob, cid, contract, customer, deliver, identity, order, price, use

NOW = datetime(2025, 1, 1)
DAN = "phone:+8613800000000"  # known by a telephone number alone, and never bought


def people_book(folder: Path) -> Book:
    """Ann pays more since July, bob is lost, cid came in November and was known in the middle of it, dan is a prospect."""
    book = Book(make_workspace(folder, "acme", ZONE, "CNY", "CN"))
    book.lake.store(deliver({**_who(), **_contracts(), **_what()}), NOW)
    return book


def _who():
    north = {"attr": "region", "value": "North", "valid_from": "2023-01-01"}
    return {
        "customers": [
            customer(ann, "Ann Ltd", known="2024-01-01"), customer(bob, "Bob & Sons", known="2023-01-01"),
            customer(cid, "Cid", known="2024-11-15"), customer(DAN, "Dan", known="2024-02-01"),
        ],
        "identities": [identity(ann, "email", "ann@example.com")],
        "customer_attrs": [
            {"attr_id": "a1", "customer_id": ann, **north, "known": "2024-01-01"},
            {"attr_id": "a2", "customer_id": ann, "attr": "region", "value": "South", "valid_from": "2024-05-01", "known": "2024-10-01"},
            {"attr_id": "a3", "customer_id": bob, **north, "known": "2023-01-01"},
            {"attr_id": "a4", "customer_id": ann, "attr": "contact_phone", "value": "021 555", "valid_from": "2024-01-01", "known": "2024-01-01"},
        ],
    }  # fmt: skip


def _contracts():
    return {
        "contracts": [
            contract("k1", ann, "2024-01-01", "2025-03-01", known="2024-01-01"),
            contract("k2", bob, "2023-01-01", "2024-01-01", known="2023-01-01"),
            contract("k3", cid, "2024-11-01", "2025-11-01", known="2024-11-15"),
        ],
        "contract_prices": [
            price("p1", "k1", "2024-01-01", 100, known="2024-01-01"),
            price("p2", "k1", "2024-07-01", 150, known="2024-07-01"),
            price("p3", "k2", "2023-01-01", 50, known="2023-01-01"),
            price("p4", "k3", "2024-11-01", 80, known="2024-11-15"),
        ],
    }


def _what():
    told = {"ticket_id": "t1", "customer_id": ann, "channel": "email"}
    asked = {
        "response_id": "r1",
        "survey_id": "S",
        "instrument": "nps",
        "customer_id": ann,
        "sent_at": "2024-06-01T04:00",
        "scale_max": 10,
    }
    call = {"subject_type": "customer", "direction": "out", "channel": "phone", "kind": "care"}
    return {
        "transactions": [
            order("x1", ann, 1200, "2024-01-05T04:00", kind="invoice", known="2024-01-05"),
            order("x2", ann, 600, "2024-03-01T04:00", kind="payment", known="2024-03-01"),
            order("x3", ann, 100, "2024-04-01T04:00", kind="refund", known="2024-05-20"),
            order("x4", bob, 600, "2023-02-01T04:00", kind="payment", known="2023-02-01"),
        ],
        "usage_events": [
            use(f"u{n}", ann, f"{day}T04:00", known=day)
            for n, day in enumerate(("2024-11-05", "2024-11-06", "2024-12-03", "2024-12-03", "2024-12-04", "2024-12-05"))
        ],
        "interactions": [
            {"interaction_id": "i1", "customer_id": ann, **call, "happened_at": "2024-12-10T04:00", "known": "2024-12-10"},
        ],
        "ticket_events": [
            {"ticket_event_id": "e1", **told, "kind": "opened", "actor": "customer", "happened_at": "2024-12-11T04:00", "known": "2024-12-11"},
            {"ticket_event_id": "e2", **told, "kind": "public_reply", "actor": "agent", "happened_at": "2024-12-11T05:00", "known": "2024-12-11"},
        ],
        "survey_responses": [
            {**asked, "known": "2024-06-01"},
            {**asked, "happened_at": "2024-06-03T04:00", "score": 9, "comment": "call me", "known": "2024-06-04"},
        ],
    }  # fmt: skip
