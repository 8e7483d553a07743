"""The cast of all tests: ann, bob and cid, customers of the tiny company *acme*, and few words to tell about them.

    lake = acme(tmp_path)
    lake.store(deliver("contracts", [contract("k1", ann, "2024-01-01", "2025-01-01")]), NOW)
    told(lake, "contracts", "2024-06-30")

Days and instants are written as text (instants in UTC), money in major units, references as the source names people.
`known="2024-05-02"` says when the source learned of a fact, `op="retract"` withdraws one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from tenure.facts.delivery import Delivery, delivered_schema
from tenure.facts.kinds import Column, Type, kind
from tenure.facts.lake import Lake
from tenure.units import to_minor

if TYPE_CHECKING:
    from tenure.engine import Engine

ann, bob, cid = "ann", "bob", "cid"
SOURCE = "acme"
ZONE = "Asia/Shanghai"  # eight hours ahead: a late evening in UTC is the next day
NOW = datetime(2025, 1, 1)

Row = dict[str, object]


def acme(folder: Path, zone: str = ZONE, **settings: object) -> Lake:
    """The lake of acme in a folder, new or as it was left."""
    return Lake(folder / "lake", zone, **settings)


def deliver(
    told: str | Mapping[str, Iterable[Row]], rows: Iterable[Row] = (), source: str = SOURCE, **settings: object
) -> Delivery:
    """A delivery of one kind with its rows, or of several kinds."""
    kinds = {told: list(rows)} if isinstance(told, str) else {name: list(each) for name, each in told.items()}
    tables, count = {}, 0
    for name, facts in kinds.items():
        tables[name] = _table(name, facts, count)
        count += len(facts)
    return Delivery(**{"source": source, "name": ", ".join(kinds), "tables": tables, "rows_in": count, **settings})


def customer(key: str, name: str | None = None, **more: object) -> Row:
    return {"customer_id": key, "name": name, **more}


def contract(key: str, who: str, start: str, end: str, signed: str | None = None, **more: object) -> Row:
    """A contract, signed on the day it starts unless told."""
    return {
        "contract_id": key, "customer_id": who, "signed_at": signed or start, "start_date": start, "end_date": end, **more
    }  # fmt: skip


def price(key: str, contract_id: str, since: str, mrr: float, currency: str = "CNY", **more: object) -> Row:
    return {"price_id": key, "contract_id": contract_id, "from_date": since, "mrr": mrr, "currency": currency, **more}


def order(key: str, who: str, amount: float, at: str, currency: str = "CNY", **more: object) -> Row:
    """An order; `kind` makes it another transaction."""
    return {
        "txn_id": key, "customer_id": who, "kind": "order", "amount": amount, "currency": currency, "happened_at": at, **more
    }  # fmt: skip


def use(key: str, who: str, at: str, user: str = "u1", feature: str = "search", **more: object) -> Row:
    return {"event_id": key, "customer_id": who, "user_id": user, "feature": feature, "happened_at": at, **more}


def identity(who: str, means: str, value: str, **more: object) -> Row:
    """Another identifier of a customer: email, phone, external …"""
    return {"identity_id": f"{means}|{who}|{value}", "customer_id": who, "kind": means, "value": value, **more}


def told(lake: Lake, name: str, as_of: str = "2025-12-31") -> list[Row]:
    """The facts of a kind in force as of a day, in the order of their keys."""
    from tenure.facts.asof import Facts  # heavy: a process that only writes does without

    facts = Facts(_engine(), lake, date.fromisoformat(as_of))
    return sorted(facts.engine.rows(facts.table(name)), key=lambda row: str(row[kind(name).key]))


@cache
def _engine() -> Engine:
    from tenure.engine.duckdb import DuckDB

    return DuckDB(threads=1)


def _table(name: str, rows: list[Row], before: int) -> pa.Table:
    described = kind(name)
    known = {*described.names, "known", "op", "row"}
    out = []
    for number, row in enumerate(rows, start=before + 1):
        assert row.keys() <= known, f"{name} has no {sorted(row.keys() - known)}"
        fact: Row = {"row": row.get("row", number), described.key: row[described.key], "op": row.get("op", "assert")}
        fact["known_at"] = _instant(row.get("known"))
        for column in described.columns:
            named = column.stored[0] if column.type is Type.MONEY else column.name
            fact[named] = _value(column, row.get(column.name, column.default), row)
        out.append(fact)
    return pa.Table.from_pylist(out, schema=delivered_schema(described))


def _value(column: Column, value: object, row: Row) -> object:
    if value is None:
        return None
    match column.type:
        case Type.INTEGER:
            return int(str(value))
        case Type.NUMBER:
            return Decimal(str(value))
        case Type.MONEY:
            return to_minor(Decimal(str(value)), str(row["currency"]))
        case Type.INSTANT:
            return _instant(value)
        case Type.DAY:
            return date.fromisoformat(str(value))
        case _:
            return value


def _instant(value: object) -> datetime | None:
    return None if value is None else datetime.fromisoformat(str(value))
