"""Orders of shops, with a row per order or a row per line: what was bought, what was given back."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.amounts import rounded_to_minor
from tenure.facts.importers.cells import Wrong, constant, holds, joined, nulls, only_where
from tenure.facts.importers.entities.entity import Entity, Facts, fact_table
from tenure.facts.importers.entities.grouping import (
    Trouble,
    first_rows,
    merged_rows,
    ordinals,
    reject_groups,
    reject_strangers,
)
from tenure.facts.importers.entities.items import parsed_items
from tenure.facts.importers.entities.statuses import left_out, meanings, says_any, unknown_words
from tenure.facts.importers.entities.who import UNKNOWN, customers_of, known_or_one, links, own_key
from tenure.facts.importers.rows import Rows, fields
from tenure.facts.importers.stragglers import Together
from tenure.facts.importers.troubles import Troubles
from tenure.texts import Text

FIELDS = fields(
    id="order_id order_number item_id customer_id open_id",
    name="customer_name",
    text="customer_email customer_phone recipient_phone currency payment_status status refund_status sku "
    "product_id product_name product_category items_text shipping_address",
    instant="ordered_at paid_at completed_at cancelled_at",
    money="total refunded item_amount item_cost",
    number="quantity unit_price line_discount",
)
_NO_CUSTOMER = Text("the order names no customer: neither an id nor an e-mail nor a valid telephone number")
_NOTHING = Text("an amount of 0")
_OF_ORDER = ("customer", "at", "paid_at", "cancelled_at", "total", "refunded", "status", "refund_status", "currency")
_CANCELLED_WORDS = ("cancelled", "canceled", "void", "voided", "closed", "交易关闭", "已取消", "已关闭", "取消")
_NOT_YET_WORDS = (
    "pending",
    "unpaid",
    "awaiting payment",
    "draft",
    "failed",
    "待付款",
    "等待买家付款",
    "未付款",
    "未支付",
    "待支付",
)
_REFUNDED_WORDS = ("refunded", "已退款", "全额退款")
_DEFAULTS = {"cancelled": _CANCELLED_WORDS, "not_yet": _NOT_YET_WORDS, "refunded": _REFUNDED_WORDS}


def _keys(rows: Rows) -> pa.ChunkedArray:
    """What names the order of each row: the recipe's key, else the id, else the number."""
    wanted = [rows.recipe.key] if rows.recipe.key else ["order_id", "order_number"]
    keys = rows.get(wanted[0])
    for name in wanted[1:]:
        keys = pc.coalesce(keys, rows.get(name))
    return pc.replace_substring_regex(keys, "^#", "")


def _line_totals(rows: Rows) -> pa.ChunkedArray:
    """What each line comes to: its own amount, else quantity by price less its discount."""
    if rows.has("item_amount") or not (rows.has("unit_price") and rows.has("quantity")):
        return rows.get("item_amount")
    quantity = rows.get("quantity").cast(pa.decimal128(17, 6), safe=False)
    price = rows.get("unit_price").cast(pa.decimal128(18, 8), safe=False)
    total = pc.multiply(quantity, price).cast(pa.decimal128(30, 10), safe=False)
    if rows.has("line_discount"):
        discount = pc.coalesce(rows.get("line_discount"), pa.scalar(0, pa.decimal128(38, 10)))
        total = pc.subtract(total, discount.cast(pa.decimal128(28, 10), safe=False))
    return rounded_to_minor(total, rows.currency)


def _lines(rows: Rows) -> pa.Table:
    """The rows with what an order needs of each."""
    who = customers_of(rows)
    status = pc.coalesce(rows.get("payment_status"), rows.get("status"))
    columns = {
        "key": _keys(rows),
        "row": rows.numbers,
        "customer": who.reference,
        "at": pc.coalesce(rows.get("ordered_at"), rows.get("paid_at")),
        "paid_at": rows.get("paid_at"),
        "cancelled_at": rows.get("cancelled_at"),
        "total": rows.get("total"),
        "refunded": rows.get("refunded"),
        "status": status,
        "refund_status": rows.get("refund_status"),
        "currency": rows.currency,
        "line": _line_totals(rows),
    }
    return pa.table(columns)


def _orders(rows: Rows) -> pa.Table:
    """One row per order: what its first rows tell, and the sum of its lines where it has no total of its own."""
    lines = _lines(rows)
    by_line = rows.recipe.total_is == "line"
    if by_line:
        lines = _judged(lines, rows)
        sums = [("bought", "sum"), ("returned", "sum"), ("left", "first")]
    elif rows.has("total"):
        sums = []
    else:
        lines = lines.set_column(lines.schema.get_field_index("total"), "total", lines["line"])
        sums = [("total", "sum")]
    orders = first_rows(lines, "key", _OF_ORDER, sums)
    return orders if by_line else _judged(orders, rows)


def _judged(orders: pa.Table, rows: Rows) -> pa.Table:
    """With what was bought and what was given back in minor units, and why an order counts for nothing."""
    meaning = meanings(orders["status"], rows.recipe, _DEFAULTS)
    total, refunded = orders["total"], orders["refunded"]
    paid = pc.is_valid(orders["paid_at"])
    cancelled = holds(pc.equal(meaning, "cancelled"))
    given_back = pc.or_(
        holds(pc.equal(meaning, "refunded")), says_any(orders["refund_status"], rows.recipe.refund_words)
    )
    given_back = pc.or_(given_back, cancelled)
    some = holds(pc.greater(refunded, 0))
    returned = pc.if_else(some, refunded, only_where(given_back, total))
    negative = holds(pc.less(total, 0))
    nothing = pc.or_(holds(pc.equal(meaning, "not_yet")), pc.and_(cancelled, pc.invert(pc.or_(paid, some))))
    reason = pc.if_else(holds(pc.equal(total, 0)), _NOTHING, only_where(nothing, orders["status"]))
    stands = pc.is_null(reason)
    bought = only_where(pc.and_(stands, holds(pc.greater(total, 0))), total)
    returned = pc.if_else(negative, pc.negate(total), returned)
    for name, column in (("bought", bought), ("returned", only_where(stands, returned)), ("left", reason)):
        orders = orders.append_column(name, column)
    return orders


def _together(rows: Rows) -> Together:
    return [("transactions", own_key(rows, "order", _keys(rows)))]


def examine(rows: Rows, troubles: Troubles) -> None:
    """An order stands or waits whole; it needs a customer, a day and an amount."""
    keys, header = _keys(rows), "order_number" if rows.recipe.key == "order_number" else "order_id"
    troubles.add(rows.numbers, Wrong(pc.is_null(keys), Text("is empty, and every row needs it")), header, keys)
    reject_groups(keys, rows.numbers, troubles, Text("stands in an order with a row that cannot be read"))
    _reject_mixed(rows, troubles)
    sound = rows.without(troubles.rows())
    orders = _orders(sound)
    customer = orders["customer"]
    needs = [
        (orders["at"], "ordered_at", Text("the order has no day")),
        (orders["total"], "total", Text("the order has no amount")),
    ]
    if sound.recipe.unknown_customer != "one":
        needs.insert(0, (customer, "customer", _NO_CUSTOMER))
    sound_keys = _keys(sound)
    for column, name, reason in needs:
        missing = orders["key"].filter(pc.is_null(column))
        mask = pc.is_in(sound_keys, missing.combine_chunks())
        already = pc.is_in(sound.numbers, troubles.rows())
        nothing = nulls(pa.string(), sound_keys)
        troubles.add(sound.numbers, Wrong(pc.and_not(mask, already), reason), name, nothing)


def _reject_mixed(rows: Rows, troubles: Troubles) -> None:
    """Rows under one number that are of several customers or currencies are no order."""
    sound = rows.without(troubles.rows())
    people = [identifier.reference for identifier in customers_of(sound).identifiers]
    reason = Text("stands under one order with rows of another customer")
    reject_strangers(_keys(sound), sound.numbers, people, Trouble(troubles, "customer", reason))
    sound = sound.without(troubles.rows())
    reason = Text("stands under one order with rows in another currency")
    reject_strangers(_keys(sound), sound.numbers, [sound.told_currency], Trouble(troubles, "currency", reason))


def build(rows: Rows) -> Facts:
    """Purchases, refunds and the lines they consist of."""
    orders = _orders(rows)
    customer = known_or_one(orders["customer"], rows)
    key = own_key(rows, "order", orders["key"])
    bought, returned = holds(pc.greater(orders["bought"], 0)), holds(pc.greater(orders["returned"], 0))
    back_at = pc.if_else(pc.is_valid(orders["cancelled_at"]), orders["cancelled_at"], orders["at"])
    whose = {"customer_id": customer, "currency": orders["currency"]}
    order = {"kind": "order", "amount_minor": orders["bought"], "happened_at": orders["at"], **whose}
    refund = {"kind": "refund", "amount_minor": orders["returned"], "happened_at": back_at, **whose}
    refund_key = joined("", key, constant(":refund", pa.string(), len(key)))
    purchases = fact_table("transactions", orders["row"], txn_id=key, **order)
    refunds = fact_table("transactions", orders["row"], txn_id=refund_key, **refund)
    returns = fact_table("transactions", orders["row"], txn_id=key, **refund)  # nothing was bought beside it
    stands = pc.or_(bought, returned)
    standing = orders.filter(stands)
    both, alone = pc.and_(bought, returned), pc.and_not(returned, bought)
    tables = {
        "transactions": pa.concat_tables([purchases.filter(bought), refunds.filter(both), returns.filter(alone)]),
        "order_items": _items(rows, standing),
        "identities": links(rows),
    }
    telling = pa.chunked_array([chunk for table in tables.values() for chunk in table["row"].chunks], pa.int64())
    merged = merged_rows(_keys(rows), rows.numbers, standing, telling)
    fell = pc.invert(stands)
    not_both = pc.invert(pc.and_(bought, pc.or_(returned, constant(not _tells_refunds(rows), pa.bool_(), len(orders)))))
    withdrawn = {
        "transactions": pa.concat_tables([purchases.filter(fell), refunds.filter(not_both)]),
        "order_items": _items(rows, orders.filter(fell)),
    }
    return Facts(tables, left_out(orders["left"], _NOTHING), _notes(rows), merged=merged, withdrawn=withdrawn)


def _tells_refunds(rows: Rows) -> bool:
    """Whether the file would tell of money given back: else an earlier file that told it stands."""
    by_amount = rows.has("refunded") or rows.has("refund_status") or rows.recipe.total_is == "line"
    return by_amount or "refunded" in rows.recipe.statuses


def _items(rows: Rows, orders: pa.Table) -> pa.Table:
    """The lines of the orders that count; a zero-priced line is a line too."""
    keys = _keys(rows)
    place = pc.index_in(keys, orders["key"].combine_chunks())
    kept = pc.is_valid(place)
    lines, at, keys = rows.where(kept), place.filter(kept), keys.filter(kept)
    customer = known_or_one(pc.take(orders["customer"], at), rows)
    happened = pc.take(orders["at"], at)
    if lines.has("items_text"):
        return parsed_items(lines, own_key(rows, "order", keys), customer, happened)
    product = pc.coalesce(lines.get("product_name"), lines.get("sku"), lines.get("product_id"))
    ordinal = joined(":", keys, ordinals(keys).cast(pa.string()))
    item = own_key(rows, "order", pc.coalesce(lines.get("item_id"), ordinal))
    table = fact_table(
        "order_items",
        lines.numbers,
        item_id=item,
        txn_id=own_key(rows, "order", keys),
        customer_id=customer,
        product=product,
        category=lines.get("product_category"),
        quantity=lines.get("quantity"),
        amount_minor=_line_amounts(lines),
        cost_minor=lines.get("item_cost"),
        currency=lines.currency,
        happened_at=happened,
    )
    return table.filter(pc.is_valid(product))


def _line_amounts(lines: Rows) -> pa.ChunkedArray:
    """What each line comes to, as far as the file tells it."""
    amounts = _line_totals(lines)
    return pc.coalesce(amounts, lines.get("total")) if lines.recipe.total_is == "line" else amounts


def _notes(rows: Rows) -> list[Text]:
    strange = unknown_words(pc.coalesce(rows.get("payment_status"), rows.get("status")), rows.recipe)
    notes = [Text("status '{word}' is not known: such orders count", word=word) for word in strange]
    if rows.recipe.refer_by_name and not (rows.has("customer_id") or rows.has("customer_email")):
        notes.append(
            Text("customers are told apart by name only, so they are probable: export with ids or e-mails to be sure")
        )
    if rows.recipe.unknown_customer == "one":
        notes.append(Text("orders whose customer cannot be told are booked to one customer, '{name}'", name=UNKNOWN))
    return notes


ORDER = Entity(
    "order", "order_id", FIELDS, build, examine, parts="by key", wholes={"order_items": "txn_id"}, together=_together
)
