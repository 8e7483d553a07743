"""One customer for each question on which the tools differ, all in 2024, in yuan, no two with the same MRR."""

from pathlib import Path

from tenure.book import Book, open_book
from tenure.workspace import make_workspace
from tests.cast import NOW, ann, bob, cid, contract, customer, deliver, order, price

dan, eve, fay, gia, hal = "dan", "eve", "fay", "gia", "hal"


def _notice(contract_id: str, kind: str, day: str) -> dict[str, object]:
    return {"notice_id": f"n{contract_id}", "contract_id": contract_id, "kind": kind, "happened_at": day, "known": day}


def _policy(key: str, value: str) -> dict[str, object]:
    return {"policy_id": key, "policy": key, "value": value, "effective_from": "2020-01-01", "known": "2020-01-01"}


CONTRACTS = (
    contract("A", ann, "2024-01-01", "2024-07-01"),  # says in May that it will not renew
    contract("B", bob, "2024-01-01", "2025-01-01", terminated_on="2024-06-15", termination_kind="cancelled"),
    contract("C", cid, "2024-03-05", "2024-03-25"),  # new and lost in one month
    contract("D", dan, "2024-01-01", "2025-01-01"),  # three months at a discount
    contract("E", eve, "2024-01-01", "2025-01-01"),  # on hold in March and April
    contract("F1", fay, "2024-01-01", "2024-02-01"),  # back after 121 days
    contract("F2", fay, "2024-06-01", "2025-01-01"),
    contract("G1", gia, "2024-01-01", "2024-02-01"),  # back after 74 days
    contract("G2", gia, "2024-04-15", "2025-01-01"),
    contract("H", hal, "2024-01-01", "2025-01-01"),  # its invoice of March is never paid
)
PRICES = (
    price("pA", "A", "2024-01-01", 100), price("pB", "B", "2024-01-01", 200), price("pC", "C", "2024-03-05", 300),
    price("pD1", "D", "2024-01-01", 60, list_mrr=100), price("pD2", "D", "2024-04-01", 100, list_mrr=100),
    price("pE1", "E", "2024-01-01", 50), price("pE2", "E", "2024-03-01", 0), price("pE3", "E", "2024-05-01", 50),
    price("pF1", "F1", "2024-01-01", 80), price("pF2", "F2", "2024-06-01", 80),
    price("pG1", "G1", "2024-01-01", 90), price("pG2", "G2", "2024-04-15", 90),
    price("pH", "H", "2024-01-01", 70),
)  # fmt: skip


def every_question(folder: Path) -> Book:
    """The company as a Book; its win-back window is two months."""
    make_workspace(folder, "acme", "UTC", "CNY", "CN")
    book = open_book(folder)
    people = [customer(who, who, known="2023-12-01") for who in (ann, bob, cid, dan, eve, fay, gia, hal)]
    terms = [{**row, "known": row["signed_at"]} for row in CONTRACTS]
    notices = [_notice("A", "non_renewal", "2024-05-10"), _notice("B", "cancel", "2024-06-10")]
    bills = [
        order("i1", hal, 70, "2024-01-01", kind="invoice", contract_id="H"),
        order("m1", hal, 70, "2024-01-09", kind="payment", contract_id="H"),
        order("i2", hal, 70, "2024-03-01", kind="invoice", contract_id="H"),
    ]
    told = {
        "customers": people, "contracts": terms, "contract_notices": notices, "policies": [_policy("grace_months", "2")],
        "contract_prices": [{**row, "known": row["from_date"]} for row in PRICES],
        "transactions": [{**row, "known": row["happened_at"]} for row in bills],
    }  # fmt: skip
    book.lake.store(deliver(told), NOW)
    return book
