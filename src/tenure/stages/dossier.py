"""What there is of one customer, sort by sort, as of the day: contracts, prices, purchases, tickets, answers, use by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
from ibis import _

from tenure.periods import Period, period_of, span
from tenure.stages.money import major
from tenure.stages.terms import priced

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

Rows = Sequence[Mapping[str, Any]]


def identifiers(shop: Workshop, customer: int) -> Rows:
    """(kind, value, scope): by what the sources know the customer."""
    rows = shop.facts.of("identities", customer).filter(_.subject == "customer")
    return shop.engine.rows(rows.select("kind", "value", "scope").order_by(["kind", "scope", "value"]))


def carried(shop: Workshop, customer: int) -> Rows:
    """(attr, value, valid_from, known_on, source): the attributes of the day, and who told them."""
    day = shop.as_of
    valid = shop.table("attributes").filter(_.customer_id == customer, _.valid_from <= day, _.valid_to >= day)
    told = shop.facts.origins("customer_attrs").select(
        "attr", "value", "valid_from", "known_on", "source", "customer_id"
    )
    told = told.filter(_.customer_id == customer)
    rows = valid.inner_join(told, ["attr", "value", "valid_from"])
    return shop.engine.rows(
        rows.select("attr", "value", "valid_from", "known_on", "source").order_by(["attr", "value"])
    )


def contracts(shop: Workshop, customer: int) -> Rows:
    """Each contract with its price of the day, or of the day nearest to it on which it was in force; the newest first."""
    rows = shop.table("agreements").filter(_.customer_id == customer)
    last = (_.ends_on - ibis.interval(days=1)).cast("date")
    on = ibis.greatest(_.start_date, ibis.least(ibis.literal(shop.as_of), last))
    rows = priced(rows.mutate(on=on), shop, "contract_id", "on", "")
    columns = (
        "contract_id", "product", "signed_on", "start_date", "end_date", "ends_on", "terminated_on", "termination_kind",
        "window_ends_on", "renewed", "next_id", "mrr", "currency", "seats",
    )  # fmt: skip
    return shop.engine.rows(rows.select(*columns).order_by([ibis.desc("start_date"), "contract_id"]))


def prices(shop: Workshop, customer: int) -> Rows:
    """(contract_id, from_date, mrr, list_mrr, currency, seats): every price that was agreed, the newest first."""
    own = shop.table("agreements").filter(_.customer_id == customer)
    rows = shop.facts.table("contract_prices").semi_join(own, "contract_id")
    columns = ("contract_id", "from_date", "mrr", "list_mrr", "currency", "seats")
    return shop.engine.rows(rows.select(*columns).order_by([ibis.desc("from_date"), "contract_id"]))


def purchases(shop: Workshop, customer: int) -> Rows:
    """(txn_id, kind, day, worth, amount, currency, products, contract_id): money that moved, the newest first.

    `worth` is in the reporting currency, unknown where no rate is; `amount` is as it was billed, in its own currency.
    """
    own = shop.table("cash").filter(_.customer_id == customer)
    rows = shop.engine.rows(own.rename(worth="amount").order_by([ibis.desc("day"), "txn_id"]))
    ids = [str(row["txn_id"]) for row in rows]
    billed = _billed(shop, ids) if any(row["currency"] != shop.currency for row in rows) else {}
    products = _products(shop, ids) if shop.facts.has("order_items") else {}
    return [
        {**row, "amount": billed.get(row["txn_id"], row["worth"]), "products": products.get(row["txn_id"])}
        for row in rows
    ]


def _billed(shop: Workshop, ids: Sequence[str]) -> Mapping[str, Any]:
    rows = major(shop.facts.table("transactions").filter(_.txn_id.isin(ids)), shop)
    return {row["txn_id"]: row["amount"] for row in shop.engine.rows(rows.select("txn_id", "amount"))}


def _products(shop: Workshop, ids: Sequence[str]) -> Mapping[str, str]:
    items = shop.facts.table("order_items").filter(_.txn_id.isin(ids), _.product.notnull())
    found: dict[str, dict[str, None]] = {}
    for row in shop.engine.rows(items.select("txn_id", "product").order_by(["txn_id", "product"])) if ids else ():
        found.setdefault(row["txn_id"], {})[row["product"]] = None
    return {order: ", ".join(names) for order, names in found.items()}


def tickets(shop: Workshop, customer: int) -> Rows:
    """Each ticket with its clocks, the newest first."""
    rows = shop.table("tickets").filter(_.customer_id == customer)
    columns = (
        "ticket_id", "day", "topic", "channel", "reply_minutes", "solved_minutes", "answered", "solved_at", "reopened", "opened_at",
    )  # fmt: skip
    return shop.engine.rows(rows.select(*columns).order_by([ibis.desc("opened_at"), "ticket_id"]))


def answers(shop: Workshop, customer: int) -> Rows:
    """Each invitation with its answer, the newest first; null where there is none yet."""
    rows = shop.facts.of("survey_responses", customer)
    columns = (
        "survey_id", "instrument", "dimension", "sent_on", "happened_on", "score", "scale_max", "comment", "response_id",
    )  # fmt: skip
    return shop.engine.rows(rows.select(*columns).order_by([ibis.desc("sent_on"), "response_id"]))


def use_by_month(shop: Workshop, customer: int) -> list[tuple[Period, int, int]]:
    """Days of use and events of each month, from the first in which use is told of anybody or the customer began."""
    rows = shop.table("customer_days").filter(_.customer_id == customer, _.day <= shop.as_of)
    months = rows.group_by(month=_.day.truncate("M")).agg(days=_.count(), events=_.quantity.sum())
    used = {row["month"]: (int(row["days"]), int(row["events"])) for row in shop.engine.rows(months)}
    first = shop.first_use
    if not used or first is None:
        return []
    begun = shop.engine.rows(shop.table("begun").filter(_.customer_id == customer).select("first_day"))
    begin = max(first, min([*used, *(row["first_day"] for row in begun if isinstance(row["first_day"], date))]))
    months_known = span(period_of(begin, "month"), period_of(shop.as_of, "month"))
    return [(month, *used.get(month.start, (0, 0))) for month in months_known]
