"""What an importer hands to the lake, and what the lake says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa

from tenure.facts.kinds import Kind, Type

ROW = "row"  # the number of the source row a fact came from
_ARROW = {
    Type.TEXT: pa.string(),
    Type.CODE: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.NUMBER: pa.decimal128(38, 10),
    Type.MONEY: pa.int64(),
    Type.INSTANT: pa.timestamp("us"),
    Type.DAY: pa.date32(),
    Type.CUSTOMER: pa.string(),
    Type.PERSON: pa.string(),
    Type.LEAD: pa.string(),
}


def delivered_schema(kind: Kind) -> pa.Schema:
    """The columns an importer delivers: references as text, money in minor units, instants in UTC, `known_at` or null.

    A reference is an identifier of the source itself, or `email:…`, `phone:…`, `open_id:…`, `tax_id:…`, which mean the same
    person or company whichever source names them.
    """
    fields = [pa.field(ROW, pa.int64()), pa.field(kind.key, pa.string())]
    for column in kind.columns:
        name = column.stored[0] if column.type is Type.MONEY else column.name
        fields.append(pa.field(name, _ARROW[column.type]))
    return pa.schema([*fields, pa.field("known_at", pa.timestamp("us")), pa.field("op", pa.string())])


@dataclass(frozen=True)
class Delivery:
    """Facts of one file or table of one source, checked and typed, ready to be stored as one batch."""

    source: str  # the system it comes from: scope of its identifiers
    name: str  # the file or table, as a person would call it
    tables: Mapping[str, pa.Table]  # by kind, each with the schema of `delivered_schema`
    rows_in: int = 0
    quarantined: int = 0
    recipe: str = ""
    digest: str = ""  # SHA-256 of the file
    merged: pa.Table | None = None  # row, into: rows that tell their fact together with another row
    aside: Mapping[str, int] = field(default_factory=dict)  # by kind, facts left out because they are stored already
    history: bool = True  # facts without a time of record count as known when they happened; else at import


@dataclass(frozen=True)
class Receipt:
    """What became of a delivery: every row of the source is in exactly one of the three."""

    batch: int
    rows_in: int
    stored: int  # rows that brought at least one new or changed fact
    known: int  # rows that told nothing new
    quarantined: int
    facts: Mapping[str, Counts] = field(default_factory=dict)  # by kind
    at: datetime | None = None
    shared: int = 0  # e-mail addresses and telephone numbers that link nobody: several ids of one source have them
    parted: int = 0  # those of them that linked somebody until now
    refused: int = 0  # of the rows known, those that tell of somebody who was erased


@dataclass(frozen=True)
class Counts:
    """Facts of one kind in a delivery."""

    new: int = 0
    changed: int = 0
    known: int = 0
    late: int = 0  # of the new ones, those that an earlier import of the source should have brought
