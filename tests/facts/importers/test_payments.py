"""Payments and invoices: what was given back, and one payment told twice."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tenure.facts.importers.plans import Delivered, plan
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import run
from tenure.facts.lake import Lake
from tests.facts.importers.force import in_force

Deliver = Callable[..., Delivered]
Told = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]

PAID = "payment_id,customer_id,created_at,amount,status\n"
PAYMENTS = Recipe(
    "payment", {name: (name,) for name in PAID.strip().split(",")}, statuses={"part_refunded": ("part refunded",)}
)
BILLED = "invoice_id,customer_id,issued_at,paid_at,total,amount_paid,charge_id,status\n"
INVOICES = Recipe("invoice", {name: (name,) for name in BILLED.strip().split(",")})


@pytest.mark.parametrize(
    ("amount", "words", "back"),
    [
        ("2000.00", "part refunded 1,030.00", 103000),
        ("2000.00", "part refunded (¥30.5)", 3050),
        ('"2.000,00"', '"part refunded 1.030,00"', 103000),
        ('"2.000,00"', "part refunded 30", 3000),
    ],
)
def test_a_refund_in_words_is_read_as_the_file_writes_numbers(
    amount: str, words: str, back: int, write: Write, deliver: Deliver, told: Told
) -> None:
    quoted = words if words.startswith('"') else f'"{words}"'
    found = deliver(write("paid.csv", PAID + f"1,a,2026-01-02,{amount},{quoted}\n"), mapping=PAYMENTS)
    assert told(found, "transactions", "kind", "amount_minor") == [("payment", 200000), ("refund", back)]


@pytest.mark.parametrize("invoices_first", [True, False])
def test_a_payment_that_an_invoice_tells_too_counts_once(
    invoices_first: bool, write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    files = [
        (write("billed.csv", BILLED + "i1,a,2026-01-01,2026-01-02,50,50,ch_1,paid\n"), INVOICES),
        (write("paid.csv", PAID + "ch_1,a,2026-01-02,50,paid\n"), PAYMENTS),
    ]
    for path, mapping in files if invoices_first else reversed(files):
        run(plan([path], settings, mapping)[0], lake, now)
    assert in_force(lake, "transactions", "key", "kind") == [("invoice:i1", "invoice"), ("payment:ch_1", "payment")]


def test_paid_invoices_without_a_charge_are_told(write: Write, deliver: Deliver) -> None:
    note = "some paid invoices name no charge: a file of payments would count what was paid on them again"
    row = "i1,a,2026-01-01,2026-01-02,50,50,{charge},paid\n"
    assert note in deliver(write("a.csv", BILLED + row.format(charge="")), mapping=INVOICES).notes
    assert note not in deliver(write("b.csv", BILLED + row.format(charge="ch_1")), mapping=INVOICES).notes
