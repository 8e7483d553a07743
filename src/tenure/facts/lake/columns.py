"""The columns of a kind in the lake."""

from __future__ import annotations

from tenure.facts.kinds import REFERENCES, Kind, Type

_SQL = {
    Type.TEXT: "VARCHAR", Type.CODE: "VARCHAR", Type.INTEGER: "BIGINT", Type.NUMBER: "DECIMAL(38,10)",
    Type.MONEY: "BIGINT", Type.INSTANT: "TIMESTAMP", Type.DAY: "DATE",
    Type.CUSTOMER: "BIGINT", Type.PERSON: "BIGINT", Type.LEAD: "BIGINT",
}  # fmt: skip
_CLOCKS = {
    "known_at": "TIMESTAMP", "known_on": "DATE", "op": "VARCHAR",
    "source": "VARCHAR", "batch": "BIGINT", "seq": "BIGINT",
}  # fmt: skip
FACTS = "facts"  # files that hold facts
RESTATED = "restated"  # files that hold the keys of which there are several versions
_RESTATED = {"key": "VARCHAR", "batch": "BIGINT"}
SUBJECTS = {Type.CUSTOMER: "customer", Type.PERSON: "person", Type.LEAD: "lead"}
NUMBERED = {"customer": "customer_id", "person": "user_id", "lead": "lead_id"}  # where identities keep the number


def stored_types(kind: Kind, role: str = FACTS) -> dict[str, str]:
    """SQL type of every column of a kind's files, in their order."""
    if role == RESTATED:
        return dict(_RESTATED)
    types = {"key": "VARCHAR"}
    if kind.key_type in REFERENCES:
        types[kind.key] = "BIGINT"
    for column in kind.columns:
        first, *beside = column.stored
        types[first] = _SQL[column.type]
        types |= {name: "DATE" if name.endswith("_on") else "TIMESTAMP" for name in beside}
    return types | _CLOCKS


def no_rows(kind: Kind, role: str = FACTS) -> str:
    """A query with these columns and no row."""
    columns = ", ".join(f"NULL::{type_} AS {name}" for name, type_ in stored_types(kind, role).items())
    return f"SELECT {columns} WHERE false"


def typed_rows(kind: Kind, role: str, rows: str) -> str:
    """A query with these columns over the rows of files; null where a file is older than a column."""
    return f"SELECT {', '.join(stored_types(kind, role))} FROM ({no_rows(kind, role)} UNION ALL BY NAME FROM {rows})"


def stored_order(kind: Kind, role: str = FACTS) -> str:
    """The order of rows within a file: by owner, then time."""
    if role == RESTATED:
        return "key, batch"
    return ", ".join([name for name in (kind.owner, kind.clock or kind.day) if name] + ["key", "seq"])


def reference_columns(kind: Kind) -> list[tuple[str, str]]:
    """Name and subject of each column that refers to somebody."""
    own = [(kind.key, SUBJECTS[kind.key_type])] if kind.key_type in REFERENCES else []
    return own + [(column.name, SUBJECTS[column.type]) for column in kind.columns if column.type in REFERENCES]


# Kinds that are parts of others: the column that names the whole, and the kind that it is of.
PARENTS = {
    "contract_prices": ("contract_id", "contracts"),
    "contract_notices": ("contract_id", "contracts"),
    "order_items": ("txn_id", "transactions"),
}


def mentions(kind: Kind) -> list[str]:
    """Columns that name a customer whose fact it is not."""
    return [name for name, what in reference_columns(kind) if what == "customer" and name != "customer_id"]


def owning_columns(kind: Kind) -> list[tuple[str, str]]:
    """Name and subject of each column that names somebody whose fact it is."""
    return [(name, what) for name, what in reference_columns(kind) if name not in mentions(kind)]


def content(kind: Kind) -> str:
    """SQL for a mark by which two versions of a fact are told apart; a retraction says nothing but itself."""
    return f"CASE WHEN op = 'retract' THEN 0 ELSE hash({', '.join(kind.stored)}) END"
