"""A company whose every text is hostile: what would run if it were no text, and contacts that not everybody may see."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tenure.book import Book
from tenure.desk.books import holding
from tenure.workspace import make_workspace
from tests.cast import NOW, ZONE, ann, bob, contract, customer, deliver, identity, order, price, use

NAME = "hostile"
XSS = "'\"></script><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}"
CANARIES = ("canary@example.com", "13812345678", "Canary Person", "canary said")


@contextmanager
def hostile(home: Path) -> Iterator[Book]:
    """The company among those of a server; gone afterwards."""
    book = Book(make_workspace(home / NAME, f"Co {XSS}", ZONE, "CNY", "CN"))
    early = {"known": "2024-01-01"}
    book.lake.store(deliver({kind: [early | row for row in rows] for kind, rows in _told().items()}, name=XSS), NOW)
    yield book
    holding._BOOKS.pop(NAME, None)  # another one of this name may come
    shutil.rmtree(home / NAME)


def _told():
    attrs = [
        (ann, "region", "North"), (bob, "region", "South"), (ann, "contact_name", CANARIES[2]), (ann, "line", CANARIES[0]),
        (ann, "industry", XSS), (bob, "tag", XSS),
    ]  # fmt: skip
    asked = {
        "survey_id": XSS,
        "instrument": "nps",
        "customer_id": ann,
        "sent_at": "2024-02-01",
        "happened_at": "2024-02-02",
    }
    ticket = {"ticket_id": XSS, "customer_id": ann, "channel": XSS}
    yuan, month = {"amount": 100, "currency": "CNY"}, {"period_start": "2024-02-01", "period_end": "2024-02-29"}
    return {
        "customers": [customer(ann, f"Ann {XSS}", first_channel=XSS), customer(bob, "Bob & Sons", referrer_customer_id=ann)],
        "identities": [identity(ann, "email", CANARIES[0]), identity(ann, "phone", f"+86{CANARIES[1]}"), identity(bob, "external", XSS, scope=XSS)],
        "customer_attrs": [
            {"attr_id": f"a{n}", "customer_id": who, "attr": attr, "value": value, "valid_from": "2023-01-01"}
            for n, (who, attr, value) in enumerate(attrs)
        ],
        "contracts": [contract(f"k {XSS}", ann, "2024-01-01", "2025-01-01", product=XSS, acq_channel=XSS), contract("k2", bob, "2024-01-01", "2025-01-01")],
        "contract_prices": [price("p1", f"k {XSS}", "2024-01-01", 100), price("p2", "k2", "2024-01-01", 50)],
        "transactions": [order("x1", ann, 100, "2024-01-05", kind="invoice")],
        "order_items": [{"item_id": "i1", "txn_id": "x1", "customer_id": ann, "product": XSS, "category": XSS, **yuan, "happened_at": "2024-01-05"}],
        "usage_events": [use("u1", ann, "2024-02-05", feature=XSS)],
        "interactions": [{"interaction_id": "i1", "customer_id": ann, "direction": "out", "channel": XSS, "kind": XSS, "happened_at": "2024-02-06"}],
        "ticket_events": [
            {"ticket_event_id": "e1", **ticket, "kind": "opened", "actor": "customer", "happened_at": "2024-02-07T01:00"},
            {"ticket_event_id": "e2", **ticket, "kind": "public_reply", "actor": "agent", "happened_at": "2024-02-07T02:00"},
        ],
        "survey_responses": [{"response_id": "r1", **asked, "score": 9, "scale_max": 10, "comment": f"{CANARIES[3]} {XSS}"}],
        "campaigns": [{"campaign_id": XSS, "kind": "retention", "name": XSS, "channel": XSS, "start_date": "2024-02-01"}],
        "campaign_members": [{"member_id": "m1", "campaign_id": XSS, "customer_id": ann, "happened_at": "2024-02-01"}],
        "costs": [{"cost_id": "c1", "purpose": "acquisition_marketing", **yuan, **month, "channel": XSS}],
        "policies": [{"policy_id": "grace", "policy": "grace_months", "value": "2", "effective_from": "2024-01-01", "note": XSS}],
    }  # fmt: skip
