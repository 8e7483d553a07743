"""Two companies to report on: the golden one with contracts, and a shop small enough to count by hand."""

from datetime import datetime
from pathlib import Path

from tenure.book import Book, open_book
from tenure.facts.importers.native import read_native_folder
from tenure.pages.blocks import Page, Section, Table, blocks_of
from tenure.pages.told import Told
from tenure.workspace import make_workspace
from tests.cast import ann, bob, cid, customer, deliver, order

NOW = datetime(2025, 1, 1)
GOLDEN_ZONE = "Etc/GMT-8"

# who bought on which day for how much, in yuan; dan only ever got his money back once
BOUGHT = (
    (ann, "2024-01-10", 100), (ann, "2024-02-10", 50), (ann, "2024-04-01", 70),
    (bob, "2024-01-20", 30), (bob, "2024-01-25", 20),
    (cid, "2024-02-03", 200), (cid, "2024-03-31", 10),
    ("dan", "2024-03-05", 40),
    ("eve", "2024-06-29", 500),
)  # fmt: skip
REFUNDED = (("dan", "2024-03-09", 40),)


def golden_book(folder: Path, golden: Path) -> Book:
    """The golden company."""
    make_workspace(folder, "Golden & Co", GOLDEN_ZONE, "CNY", "CN")
    book = open_book(folder)
    for delivery in read_native_folder(golden, GOLDEN_ZONE):
        book.lake.store(delivery, datetime(2026, 1, 1))
    return book


def shop_book(folder: Path, name: str = "Corner <shop>") -> Book:
    """The shop; everything became known by the end of June 2024."""
    make_workspace(folder, name, "Asia/Shanghai", "CNY", "CN")
    book = open_book(folder)
    orders = [order(f"o{n}", who, amount, day, known=day) for n, (who, day, amount) in enumerate(BOUGHT)]
    refunds = [
        order(f"r{n}", who, amount, day, kind="refund", known=day) for n, (who, day, amount) in enumerate(REFUNDED)
    ]
    people = [customer(who, who, known="2024-01-01") for who in sorted({who for who, _day, _amount in BOUGHT})]
    told = {
        "policy_id": "relationship",
        "policy": "relationship",
        "value": "purchase",
        "effective_from": "2020-01-01",
        "known": "2020-01-01",
    }
    book.lake.store(deliver({"customers": people, "transactions": orders + refunds, "policies": [told]}), NOW)
    return book


def column(table: Table, key: str) -> list[object]:
    """The cells of a column, without the questions of its numbers."""
    place = [one.key for one in table.columns].index(key)
    return [row[place].number if isinstance(row[place], Told) else row[place] for row in table.rows]


def cells(told: Page | Section, name: str, key: str) -> list[object]:
    """The cells of a column in the table of that name."""
    sections = told.sections if isinstance(told, Page) else (told,)
    return column(next(one for one in blocks_of(sections) if isinstance(one, Table) and one.key == name), key)
