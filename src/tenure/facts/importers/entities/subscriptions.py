"""Subscriptions and contracts: terms, prices, and notices of leaving."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.amounts import NUMBER
from tenure.facts.importers.cells import Wrong, holds
from tenure.facts.importers.dates import INSTANT, local_days
from tenure.facts.importers.entities.agreements import Agreement, chain, is_endless, is_whole, last_day, linked, single
from tenure.facts.importers.entities.entity import Entity, Facts, fact_table
from tenure.facts.importers.entities.statuses import meanings, unknown_words
from tenure.facts.importers.entities.who import customers_of, links
from tenure.facts.importers.rows import Rows, fields
from tenure.facts.importers.troubles import Troubles
from tenure.texts import Text

_NO_CUSTOMER = Text("the contract names no customer: neither an id nor an e-mail nor a valid telephone number")
_DAYS = "started_at current_period_start current_period_end renewal_date trial_end cancelled_at ended_at"
FIELDS = fields(
    "subscription_id started_at",
    no_less="quantity amount mrr arr",
    id="subscription_id customer_id plan_id predecessor_id",
    name="customer_name company_name",
    text="customer_email customer_phone plan status currency interval cancel_reason acquisition_channel",
    integer="quantity interval_count",
    number="amount mrr arr",
    instant=f"{_DAYS} signed_at trial_start",
)
_DEFAULTS = {
    "not_yet": (
        "trialing", "trial", "incomplete", "incomplete_expired", "draft", "paused", "future", "试用", "草稿", "审批中",
    ),
    "counts": (
        "active", "past_due", "canceled", "cancelled", "expired", "non-renewing", "ended",
        "生效", "有效", "已到期", "已终止",
    ),
}  # fmt: skip


def _records(rows: Rows) -> list[dict[str, Any]]:
    """The rows as records, with civil days beside instants."""
    columns: dict[str, pa.ChunkedArray] = {field.name: rows.get(field.name) for field in FIELDS}
    columns |= {f"{name}_day": local_days(rows.get(name), rows.settings.zone) for name in _DAYS.split()}
    columns |= {"row": rows.numbers, "customer": customers_of(rows).reference, "of_currency": rows.currency}
    columns["meaning"] = meanings(rows.get("status"), rows.recipe, _DEFAULTS)
    return list(pa.table(columns).to_pylist())


def examine(rows: Rows, troubles: Troubles) -> None:
    """A contract needs a customer, and an end that can be told and lies after its beginning."""
    reference, named = customers_of(rows).reference, rows.get("subscription_id")
    header = "customer_id" if rows.has("customer_id") else "customer"
    troubles.add(rows.numbers, Wrong(pc.is_null(reference), _NO_CUSTOMER), header, named)
    endless = pa.chunked_array([[is_endless(row) for row in _records(rows)]], pa.bool_())
    troubles.add(rows.numbers, Wrong(endless, Text("has neither an end nor an interval")), "ended_at", named)
    reversed_ = holds(pc.less(rows.get("ended_at"), rows.get("started_at")))
    troubles.add(rows.numbers, Wrong(reversed_, Text("ends before it begins")), "ended_at", named)


def build(rows: Rows) -> Facts:
    """Contracts with their prices and notices; a subscription that renews is a chain of contracts."""
    records = _records(rows)
    standing = [row for row in records if row["meaning"] != "not_yet"]
    left = Counter(Text("status {word}", word=row["status"]) for row in records if row["meaning"] == "not_yet")
    seen = last_day(records, rows)
    agreements = [part for row in standing if not is_whole(row, rows) for part in chain(row, rows, seen)]
    whole = [single(row, rows) for row in standing if is_whole(row, rows)]
    count = 0
    if rows.recipe.link_terms:
        whole, count = linked(whole)
    agreements += whole
    earlier = [one.key for one in agreements if not one.newest]
    assumed = {
        "contracts": pa.array(earlier, pa.string()),
        "contract_prices": pa.array([f"{key}:price" for key in earlier], pa.string()),
    }
    tables = {**_tables(agreements), "identities": links(rows)}
    return Facts(tables, dict(left), _notes(rows, agreements, count), assumed)


def _notes(rows: Rows, agreements: Sequence[Agreement], count: int) -> list[Text]:
    strange = unknown_words(rows.get("status"), rows.recipe)
    notes = [Text("status '{word}' is not known: such contracts count", word=word) for word in strange]
    if count:
        notes.append(
            Text(
                "{count:,} contracts follow one of the same customer and product and are taken to renew it; "
                "link_terms = false in a map leaves them apart",
                count=count,
            )
        )
    if any(not one.newest for one in agreements):
        notes.append(
            Text("terms before the current one are inferred from it, at today's price, unless they are stored already")
        )
    if any(one.mrr is None for one in agreements):
        notes.append(Text("contracts without an amount have no price: map amount, mrr or arr if the file has one"))
    return notes


def _tables(found: Sequence[Agreement]) -> dict[str, pa.Table]:
    priced = [one for one in found if one.mrr is not None]
    return {"contracts": _contracts(found), "contract_prices": _prices(priced), "contract_notices": _notices(found)}


def _column(values: Sequence[object], kind: pa.DataType) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, kind)], kind)


def _text(values: Sequence[str | None]) -> pa.ChunkedArray:
    return _column(values, pa.string())


def _contracts(found: Sequence[Agreement]) -> pa.Table:
    return fact_table(
        "contracts",
        _column([one.row for one in found], pa.int64()),
        contract_id=_text([one.key for one in found]),
        customer_id=_text([one.customer for one in found]),
        product=_text([one.product for one in found]),
        signed_at=_column([one.signed_at for one in found], INSTANT),
        start_date=_column([one.term.start for one in found], pa.date32()),
        end_date=_column([one.term.end for one in found], pa.date32()),
        terminated_on=_column([one.term.stopped for one in found], pa.date32()),
        termination_kind=_text(["cancelled" if one.term.stopped else None for one in found]),
        predecessor_id=_text([one.predecessor for one in found]),
        acq_channel=_text([one.channel for one in found]),
    )


def _prices(found: Sequence[Agreement]) -> pa.Table:
    return fact_table(
        "contract_prices",
        _column([one.row for one in found], pa.int64()),
        price_id=_text([f"{one.key}:price" for one in found]),
        contract_id=_text([one.key for one in found]),
        from_date=_column([one.term.start for one in found], pa.date32()),
        mrr=_column([None if one.mrr is None else round(one.mrr, 10) for one in found], NUMBER),
        currency=_text([one.currency for one in found]),
        seats=_column([one.seats for one in found], pa.int64()),
    )


def _notices(found: Sequence[Agreement]) -> pa.Table:
    told = [(one, one.notice) for one in found if one.notice is not None]
    return fact_table(
        "contract_notices",
        _column([one.row for one, _ in told], pa.int64()),
        notice_id=_text([f"{one.key}:notice" for one, _ in told]),
        contract_id=_text([one.key for one, _ in told]),
        kind=_text([notice.kind for _, notice in told]),
        reason=_text([notice.reason for _, notice in told]),
        happened_at=_column([notice.at for _, notice in told], INSTANT),
    )


SUBSCRIPTION = Entity("subscription", "subscription_id", FIELDS, build, examine)
