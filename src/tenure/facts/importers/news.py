"""What a file tells that is news: else sources that disagree would contradict each other at each import."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.delivery import ROW, Delivery
from tenure.facts.importers.entities.entity import fact_table, no_longer
from tenure.facts.importers.plans import Delivered
from tenure.facts.kinds import KINDS
from tenure.facts.lake import Lake
from tenure.facts.lake.holding import in_force, left_behind, tags_left

_SHARED = r"^(?P<kind>email|phone|open_id|tax_id):(?P<value>.+)$"
_TOLD = ("name", "first_channel", "home_currency", "lead_id", "op")


def news(delivered: Delivered, lake: Lake, now: datetime) -> Delivery:
    """The delivery without what gives way to stored facts, and without customers told of again just as before.

    Of what it takes back, that which is stored and in force; tags that it tells no longer end on the day of the import.
    """
    tables = dict(delivered.delivery.tables)
    before = {kind: table.num_rows for kind, table in tables.items()}
    for kind, keys in delivered.assumed.items():
        if kind in tables and len(keys):
            tables[kind] = _without_told(tables[kind], kind, keys, lake)
    aside = {kind: before[kind] - table.num_rows for kind, table in tables.items()}
    for kind, table in delivered.withdrawn.items():
        _add(tables, kind, _in_force(table, kind, lake))
    for kind, column in delivered.wholes.items():
        told = [known[kind] for known in (delivered.delivery.tables, delivered.withdrawn) if kind in known]
        if told:
            _add(tables, kind, _left_behind(pa.concat_tables(told), kind, column, lake))
    if delivered.tagged is not None:
        today = now.replace(tzinfo=UTC).astimezone(ZoneInfo(lake.zone)).date()
        _add(tables, "customer_attrs", _ended(delivered.tagged, tables.get("customer_attrs"), today, lake))
    if "customers" in tables:
        tables["customers"] = _without_repeated(tables["customers"], delivered.delivery.source, lake)
        aside["customers"] = before["customers"] - tables["customers"].num_rows
    return replace(
        delivered.delivery,
        tables={kind: table for kind, table in tables.items() if table.num_rows},
        aside={kind: count for kind, count in aside.items() if count},
    )


def _reader() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})


def _without_told(table: pa.Table, kind: str, keys: pa.Array, lake: Lake) -> pa.Table:
    """Without inferred facts of which somebody has told already: earlier terms, payments of invoices."""
    with _reader() as con:
        told = con.sql(lake.stored(KINDS[kind])).select("key").to_arrow_table()["key"]
    key = table[KINDS[kind].key]
    return table.filter(pc.invert(pc.and_(pc.is_in(key, keys), pc.is_in(key, told.combine_chunks().cast(pa.string())))))


def standing(kind: str, keys: pa.ChunkedArray, lake: Lake) -> pa.Array:
    """Those of the keys that hold in the lake."""
    with _reader() as con:
        return in_force(con, lake.stored(KINDS[kind]), keys)


def _in_force(table: pa.Table, kind: str, lake: Lake) -> pa.Table:
    """Of facts taken back, those that hold in the lake."""
    key = table[KINDS[kind].key]
    return table.filter(pc.is_in(key, standing(kind, key, lake)))


def _left_behind(told: pa.Table, kind: str, whole: str, lake: Lake) -> pa.Table:
    """Parts that hold in the lake and are none any more: lines beyond those that the file tells of an order."""
    key = KINDS[kind].key
    with _reader() as con:
        stored = con.sql(lake.stored(KINDS[kind])).project(f"key, {whole} AS whole, known_at, seq, op").sql_query()
        found = left_behind(con, stored, pa.table({"key": told[key], "whole": told[whole]}))
    home = told.take(pc.index_in(found["whole"], told[whole].combine_chunks()))
    same = {name: home[name] for name in (whole, "customer_id", "happened_at")}
    return no_longer(fact_table(kind, home[ROW], **{key: found["key"]}, **same))


def _ended(tagged: pa.Table, told: pa.Table | None, today: date, lake: Lake) -> pa.Table:
    """Tags that somebody carries by the lake and not by the file, which tells all of theirs: until today."""
    keys = told["attr_id"] if told is not None else pa.chunked_array([], pa.string())
    with _reader() as con:
        found = tags_left(con, lake.stored(KINDS["customer_attrs"]), tagged, keys)
    until = pc.max_element_wise(found["valid_from"], pa.scalar(today))
    same = {name: found[name] for name in ("customer_id", "value", "valid_from")}
    return fact_table("customer_attrs", found[ROW], attr_id=found["key"], attr="tag", valid_to=until, **same)


def _add(tables: dict[str, pa.Table], kind: str, facts: pa.Table) -> None:
    tables[kind] = pa.concat_tables([tables[kind], facts]) if kind in tables else facts


def _without_repeated(table: pa.Table, source: str, lake: Lake) -> pa.Table:
    """Without customers that are as this source told them last, whatever another source says of them."""
    with _reader() as con:
        own = duckdb.ColumnExpression("source") == duckdb.ConstantExpression(source)
        stored = con.sql(lake.stored(KINDS["customers"])).filter(own).order("known_at, seq").to_arrow_table()
    told_fully = any(
        table[name].null_count < table.num_rows for name in ("known_at", "referrer_customer_id", "merged_into")
    )
    if told_fully or not stored.num_rows:
        return table
    numbers = _numbers(table["customer_id"], source, lake)
    keep_nulls = pc.ScalarAggregateOptions(skip_nulls=False)
    latest = stored.group_by("customer_id", use_threads=False).aggregate([(name, "last", keep_nulls) for name in _TOLD])
    place = pc.index_in(numbers, latest["customer_id"].combine_chunks())
    same = pc.is_valid(place)
    for name in _TOLD:
        before, now = pc.take(latest[f"{name}_last"], place).combine_chunks(), table[name].combine_chunks()
        if name == "lead_id":
            before, now = pc.is_valid(before), pc.is_valid(now)
        equal = pc.or_(pc.fill_null(pc.equal(before, now), False), pc.and_(pc.is_null(before), pc.is_null(now)))
        same = pc.and_(same, equal)
    return table.filter(pc.invert(same))


def _numbers(references: pa.ChunkedArray, source: str, lake: Lake) -> pa.ChunkedArray:
    """The surrogate number of each reference, as far as it is known."""
    shared = pc.extract_regex(references, _SHARED)
    kind = pc.coalesce(pc.struct_field(shared, "kind"), pa.scalar("external"))
    value = pc.coalesce(pc.struct_field(shared, "value"), references)
    scope = pc.if_else(pc.is_valid(shared), "", source)
    with _reader() as con:
        listed = (
            con.sql(lake.stored(KINDS["identities"])).filter("subject = 'customer' AND op = 'assert'").to_arrow_table()
        )
    known = pc.binary_join_element_wise(*(listed[name].cast(pa.string()) for name in ("kind", "scope", "value")), "|")
    place = pc.index_in(pc.binary_join_element_wise(kind, scope, value, "|"), known.combine_chunks())
    return pc.take(listed["customer_id"], place)
