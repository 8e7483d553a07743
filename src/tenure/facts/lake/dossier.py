"""All that a lake keeps about somebody: the very rows that an erasure would remove, all their versions, nothing of anybody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tenure.facts import quarantine
from tenure.facts.kinds import KINDS
from tenure.facts.lake.catalogue import BATCHES, reading
from tenure.facts.lake.columns import mentions
from tenure.facts.lake.erasure import found_of
from tenure.facts.lake.stock import Stock

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Kept:
    """Facts by kind, rows that wait in quarantine, and the imports that brought them."""

    facts: Mapping[str, Rows]
    waiting: Rows  # import, row, and the cells under their headers
    sources: Rows
    names: tuple[str, ...]  # what the sources call them


def kept_about(stock: Stock, customer: int) -> Kept:
    """What is kept about a customer and its people. Of somebody else whom a row mentions nothing is told."""
    with found_of(stock, [customer]) as (con, facts, drops, names):
        told = {}
        for kind in KINDS.values():
            others = mentions(kind)
            columns = f"* EXCLUDE ({', '.join(others)})" if others else "*"
            query = f"SELECT {columns} FROM {facts(kind.name)} WHERE {drops[kind.name]} ORDER BY seq"
            rows = con.execute(query).to_arrow_table().to_pylist()
            if rows:
                told[kind.name] = rows
    waiting = [
        {"import": batch, "row": row.row, **dict(zip(headers, row.cells, strict=False))}
        for batch, headers, row in quarantine.speaking_of(stock.folder, names)
    ]
    batches = {row["batch"] for rows in told.values() for row in rows} | {row["import"] for row in waiting}
    with reading(stock.catalogue) as connection:
        wanted = sa.select(BATCHES.c.batch, BATCHES.c.at, BATCHES.c.source, BATCHES.c.name, BATCHES.c.recipe)
        sources = [dict(row) for row in connection.execute(wanted.order_by(BATCHES.c.batch)).mappings()]
    return Kept(told, waiting, [one for one in sources if one["batch"] in batches], tuple(names))
