"""How one number is told: its text, its exact value, and how sure it is. Every form of a page uses these."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from tenure.catalogue.value import Value
from tenure.pages.blocks import Cell, Kind, Table, bare
from tenure.periods import Period
from tenure.words import Language, currency_digits, number_text, say
from tenure.words.numbers import DASH, fixed


def cell_text(cell: Cell, kind: Kind, lang: Language, currency: str, digits: int | None = None) -> str:
    """What stands in a table: money without its sign, which stands in the head; a range where only bounds are known."""
    if isinstance(cell, Value) and cell.value is None and cell.low is not None and cell.high is not None:
        return range_text(cell, kind, lang, currency, digits)
    told = bare(cell)
    if told is None:
        return DASH
    if isinstance(told, str | Period):
        return str(told)
    if isinstance(told, date):
        return told.isoformat()
    if kind == "money":
        return fixed(Decimal(told), currency_digits(currency) if digits is None else digits)
    return number_text(told, kind, lang, currency)


def range_text(value: Value, kind: Kind, lang: Language, currency: str, digits: int | None = None) -> str:
    """The bounds between which a number will come to lie."""
    low, high = (cell_text(bound, kind, lang, currency, digits) for bound in (value.low, value.high))
    return low if low == high else f"{low} – {high}"


def money_digits(cells: Iterable[Cell], currency: str) -> int:
    """Digits after the point of a column of money: none where amounts are large."""
    sizes = [abs(number) for cell in cells if (number := exact(cell)) is not None]
    return 0 if sizes and max(sizes) >= 1000 else currency_digits(currency)


def exact(cell: Cell) -> Decimal | None:
    """The number in a cell, unrounded; None where it holds none."""
    told = bare(cell)
    return Decimal(told) if isinstance(told, Decimal | int) else None


def sureness(value: Value, lang: Language) -> str:
    """What to know about a number that is not final; empty when it is."""
    if value.status == "final":
        return ""
    names = {
        "provisional": say("provisional", lang), "immature": say("too early to tell", lang), "partial": say("so far", lang),
        "undefined": say("nothing to count", lang), "unavailable": say("not in the data", lang),
    }  # fmt: skip
    told = names[value.status]
    if value.n_open:
        return say("{status}, {n} open", lang, status=told, n=f"{value.n_open:,}")
    return told


def mark(cell: Cell) -> str:
    """A sign behind a number that is not final, and behind one over few members."""
    if not isinstance(cell, Value) or cell.value is None:
        return ""
    return ("*" if cell.status in ("provisional", "partial") else "") + ("°" if cell.small else "")


def rows_told(block: Table, lang: Language) -> str:
    """Which rows of how many are read; empty where all are."""
    if block.shown is None or len(block.part) == len(block.rows):
        return ""
    first = block.shown.first
    told = {"first": first + 1, "last": first + len(block.part), "count": len(block.rows)}
    return say("Rows {first} to {last} of {count}.", lang, **{name: f"{number:,}" for name, number in told.items()})
