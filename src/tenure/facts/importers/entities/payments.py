"""Payments and invoices: money asked for, received and given back."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.amounts import read_money
from tenure.facts.importers.cells import Wrong, constant, holds, joined, only_where
from tenure.facts.importers.dates import local_days
from tenure.facts.importers.entities.entity import Entity, Facts, fact_table
from tenure.facts.importers.entities.statuses import left_out, meanings, number_in, unknown_words
from tenure.facts.importers.entities.who import customers_of, links, own_key
from tenure.facts.importers.rows import Rows, fields
from tenure.facts.importers.troubles import Troubles
from tenure.texts import Text

_NO_CUSTOMER = Text("the row names no customer: neither an id nor an e-mail nor a valid telephone number")
_WENT_OUT = Text("money that went out")
_NO_CHARGE = Text("some paid invoices name no charge: a file of payments would count what was paid on them again")
_WHO = fields(
    id="customer_id open_id",
    name="customer_name",
    text="customer_email customer_phone currency status",
)
PAYMENT_FIELDS = (
    fields(
        "payment_id created_at amount",
        id="payment_id invoice_id order_id",
        instant="created_at",
        money="amount amount_refunded",
        text="direction type",
    )
    + _WHO
)
INVOICE_FIELDS = (
    fields(
        "total issued_at",
        id="invoice_id invoice_number subscription_id charge_id",
        money="amount_due amount_paid total",
        instant="issued_at paid_at voided_at uncollectible_at period_start period_end",
    )
    + _WHO
)
_NOT_YET = (
    "failed",
    "pending",
    "canceled",
    "cancelled",
    "draft",
    "void",
    "voided",
    "失败",
    "待支付",
    "已关闭",
    "交易关闭",
)
_DEFAULTS = {"not_yet": _NOT_YET, "refunded": ("已全额退款",)}


def _examine(rows: Rows, troubles: Troubles) -> None:
    reference = customers_of(rows).reference
    missing = pc.is_null(reference)
    if rows.has("direction"):
        missing = pc.and_(missing, pc.invert(_is_spent(rows)))
    troubles.add(rows.numbers, Wrong(missing, _NO_CUSTOMER), "customer", rows.get("status"))


def _is_spent(rows: Rows) -> pa.ChunkedArray:
    return holds(pc.invert(pc.is_in(rows.get("direction"), pa.array(["收入", "income", "in"]))))


def build_payments(rows: Rows) -> Facts:
    """Money received, and what of it was given back; what failed or went out is no customer's payment."""
    who = customers_of(rows)
    meaning = meanings(rows.get("status"), rows.recipe, _DEFAULTS)
    spent = _is_spent(rows) if rows.has("direction") else constant(False, pa.bool_(), len(rows))
    reason = pc.if_else(spent, _WENT_OUT, only_where(holds(pc.equal(meaning, "not_yet")), rows.get("status")))
    stands, amount = pc.is_null(reason), rows.get("amount")
    figure = number_in(only_where(holds(pc.equal(meaning, "part_refunded")), rows.get("status")))
    told = read_money(figure, rows.currency, rows.mark, rows.recipe.minor).values
    whole = only_where(holds(pc.equal(meaning, "refunded")), amount)
    back = pc.coalesce(only_where(pc.greater(rows.get("amount_refunded"), 0), rows.get("amount_refunded")), told, whole)
    key = own_key(rows, "payment", rows.get("payment_id"))
    common = {"customer_id": who.reference, "currency": rows.currency, "happened_at": rows.get("created_at")}
    paid = fact_table("transactions", rows.numbers, txn_id=key, kind="payment", amount_minor=amount, **common)
    refund_key = joined("", key, constant(":refund", pa.string(), len(rows)))
    refund = fact_table("transactions", rows.numbers, txn_id=refund_key, kind="refund", amount_minor=back, **common)
    given = pc.if_else(holds(pc.less(amount, 0)), pc.negate(amount), None)
    direct = fact_table("transactions", rows.numbers, txn_id=key, kind="refund", amount_minor=given, **common)
    counts, returned = pc.and_(stands, pc.not_equal(amount, 0)), holds(pc.greater(back, 0))
    tables = [
        paid.filter(pc.and_(stands, pc.greater(amount, 0))),
        refund.filter(pc.and_(stands, returned)),
        direct.filter(pc.and_(stands, pc.is_valid(given))),
    ]
    tells = rows.has("amount_refunded") or bool(rows.recipe.statuses.keys() & {"refunded", "part_refunded"})
    kept = pc.and_(stands, pc.or_(returned, constant(not tells, pa.bool_(), len(rows))))
    withdrawn = pa.concat_tables([paid.filter(pc.invert(counts)), refund.filter(pc.invert(kept))])
    return Facts(
        {"transactions": pa.concat_tables(tables), "identities": links(rows)},
        left_out(reason, _WENT_OUT),
        _notes(rows),
        withdrawn={"transactions": withdrawn},
    )


def build_invoices(rows: Rows) -> Facts:
    """What was invoiced, what was paid on it, and what was given up."""
    who = customers_of(rows)
    meaning = meanings(rows.get("status"), rows.recipe, _DEFAULTS)
    void = pc.or_(holds(pc.equal(meaning, "not_yet")), pc.is_valid(rows.get("voided_at")))
    number = pc.coalesce(rows.get("invoice_id"), rows.get("invoice_number"))
    key, total, paid = own_key(rows, "invoice", number), rows.get("total"), rows.get("amount_paid")
    common = {"customer_id": who.reference, "currency": rows.currency, "contract_id": _contracts(rows)}
    stands = pc.invert(void)
    sign = holds(pc.less(total, 0))
    kind = pc.if_else(sign, "credit", "invoice")
    invoiced = fact_table(
        "transactions",
        rows.numbers,
        txn_id=key,
        kind=kind,
        amount_minor=pc.abs(total),
        happened_at=rows.get("issued_at"),
        **common,
    )
    charge, own = (
        own_key(rows, "payment", rows.get("charge_id")),
        joined("", key, constant(":payment", pa.string(), len(rows))),
    )
    received = {"kind": "payment", "amount_minor": paid, "happened_at": rows.get("paid_at"), **common}
    charged = fact_table("transactions", rows.numbers, txn_id=charge, **received)
    payment = fact_table("transactions", rows.numbers, txn_id=own, **received)
    lost = pc.subtract(pc.coalesce(rows.get("amount_due"), total), pc.fill_null(paid, 0))
    lost_key = joined("", key, constant(":bad_debt", pa.string(), len(rows)))
    bad = fact_table(
        "transactions",
        rows.numbers,
        txn_id=lost_key,
        kind="bad_debt",
        amount_minor=lost,
        happened_at=rows.get("uncollectible_at"),
        **common,
    )
    counts = pc.and_(stands, holds(pc.not_equal(total, 0)))
    is_paid = pc.and_(stands, pc.and_(holds(pc.greater(paid, 0)), pc.is_valid(rows.get("paid_at"))))
    by_charge = pc.and_(is_paid, pc.is_valid(charge))
    is_lost = pc.and_(stands, pc.and_(holds(pc.greater(lost, 0)), pc.is_valid(rows.get("uncollectible_at"))))
    charges, payments = charged.filter(by_charge), payment.filter(pc.and_not(is_paid, by_charge))
    tables = [invoiced.filter(counts), charges, payments, bad.filter(is_lost)]
    unpaid = pc.or_(void, pc.or_(by_charge, holds(pc.less_equal(paid, 0))))
    not_lost = pc.or_(void, pc.and_not(constant(rows.has("uncollectible_at"), pa.bool_(), len(rows)), is_lost))
    withdrawn = [invoiced.filter(pc.invert(counts)), payment.filter(unpaid), bad.filter(not_lost)]
    words = pc.fill_null(rows.get("status"), "void").filter(void)
    assumed = {"transactions": charges["txn_id"].combine_chunks()}  # a file of payments tells a charge better
    notes = _notes(rows)
    if payments.num_rows:
        notes.append(_NO_CHARGE)
    return Facts(
        {"transactions": pa.concat_tables(tables), "identities": links(rows)},
        left_out(words),
        notes,
        assumed,
        withdrawn={"transactions": pa.concat_tables(withdrawn)},
    )


def _contracts(rows: Rows) -> pa.ChunkedArray:
    """The term of the subscription that an invoice is for."""
    start = local_days(rows.get("period_start"), rows.settings.zone).cast(pa.string())
    return joined(
        "", own_key(rows, "contract", rows.get("subscription_id")), constant("@", pa.string(), len(rows)), start
    )


def _notes(rows: Rows) -> list[Text]:
    notes = [
        Text("status '{word}' is not known: such rows count", word=word)
        for word in unknown_words(rows.get("status"), rows.recipe)
    ]
    if rows.recipe.refer_by_name:
        notes.append(Text("customers are told apart by name only, so they are probable"))
    return notes


PAYMENT = Entity("payment", "payment_id", PAYMENT_FIELDS, build_payments, _examine, parts="rows")
INVOICE = Entity("invoice", "invoice_id", INVOICE_FIELDS, build_invoices, _examine, parts="rows")
