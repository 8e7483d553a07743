"""Lines of orders that stand in one cell: 2× Crew Tee, 1× Mug."""

from __future__ import annotations

import re
from decimal import Decimal

import pyarrow as pa

from tenure.facts.importers.amounts import NUMBER
from tenure.facts.importers.entities.entity import fact_table
from tenure.facts.importers.rows import Rows

_ITEM = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*[×xX*]\s*(.+?)\s*$")


def parsed_items(rows: Rows, keys: pa.ChunkedArray, customer: pa.ChunkedArray, happened: pa.ChunkedArray) -> pa.Table:
    """A line for each product named in the cell, with its quantity; what it cost is not told."""
    found = [
        (place, *item) for place, text in enumerate(rows.get("items_text").to_pylist()) for item in items_of(text or "")
    ]
    at = pa.array([place for place, *_ in found], pa.int64())
    ordinal = [f":{number}" for _, number, _, _ in found]
    item = [f"{key}{part}" for key, part in zip(keys.take(at).to_pylist(), ordinal, strict=True)]
    return fact_table(
        "order_items",
        rows.numbers.take(at),
        item_id=pa.array(item, pa.string()),
        txn_id=keys.take(at),
        customer_id=customer.take(at),
        product=pa.array([product for *_, product in found], pa.string()),
        quantity=pa.array([quantity for _, _, quantity, _ in found], NUMBER),
        currency=rows.currency.take(at),
        happened_at=happened.take(at),
    )


def items_of(text: str) -> list[tuple[int, Decimal, str]]:
    """Number, quantity and name of each product; a comma inside a name does not begin another."""
    pieces: list[str] = []
    for piece in text.split(","):
        if _ITEM.match(piece) or not pieces:
            pieces.append(piece)
        else:
            pieces[-1] += f",{piece}"
    out = []
    for number, piece in enumerate((piece for piece in pieces if piece.strip()), start=1):
        match = _ITEM.match(piece)
        out.append((number, Decimal(match.group(1)), match.group(2)) if match else (number, Decimal(1), piece.strip()))
    return out
