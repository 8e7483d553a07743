"""Cost of goods in the profit of a shop: quantity times unit cost, what came back, and what nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from tenure.periods import parse_period
from tenure.stages.analyses.profit import ProfitLine, profit_statement
from tenure.stages.workshop import Workshop
from tests.cast import Row, ann, bob, cid, contract, customer, order, price

Shops = Callable[..., Workshop]
MARCH = parse_period("2024-03")
PEOPLE = (ann, bob, cid, "dan", "eve", "fay", "gil", "hal")


def item(key: str, txn: str, quantity: float | None, cost: float | None, currency: str = "CNY") -> Row:
    told = {"product": "tea", "quantity": quantity, "cost": cost, "currency": currency, "happened_at": "2024-03-01"}
    return {"item_id": key, "txn_id": txn, **told}


def lines(shop: Workshop) -> dict[str | None, ProfitLine]:
    """The customers' lines and, under None, the company's."""
    statement = profit_statement(shop, MARCH)
    whole = sum(line.profit for line in statement.customers) + statement.remainder.profit
    assert whole == statement.company.profit
    return {line.customer: line for line in (*statement.customers, statement.company)}


def test_goods_cost_quantity_by_unit_cost_and_nothing_is_guessed(shop_of: Shops) -> None:
    orders = [order(who, who, 300, "2024-03-05") for who in PEOPLE]
    orders.append(order("earlier", ann, 90, "2024-02-29"))
    orders.append(order("later", ann, 90, "2024-03-26"))  # the day after the as-of day
    orders.append(order("fay:back", "fay", 150, "2024-03-20", kind="refund"))
    orders.append(order("gil:back", "gil", 150, "2024-03-20", kind="refund"))
    orders.append(order("hal:back", "hal", 150, "2024-03-20", kind="refund"))
    items = [
        item("i1", ann, 3, 40), item("i2", ann, 0.5, 10), item("i3", "earlier", 1, 7), item("i4", "later", 1, 7),
        item("i5", bob, 2, 10, "USD"),  # at 7 yuan
        item("i6", cid, 1, 40), item("i7", cid, 1, None),  # one of two lines; dan has none
        item("i8", "eve", None, 40),  # nobody knows how many
        item("i9", "fay", 2, 40), item("i10", "fay:back", 1, 40), item("i11", "gil", 2, 40), item("i12", "gil:back", -1, 40),
        item("i13", "hal", 2, 30.1),  # got money back, and no goods are told of
    ]  # fmt: skip
    found = lines(
        shop_of(
            date(2024, 3, 25),
            customers=[customer(who) for who in PEOPLE],
            transactions=orders,
            order_items=items,
            fx_rates=[{"fx_id": "f", "currency": "USD", "rate_date": "2024-02-29", "rate": 7}],
            policies=[
                {"policy_id": "p", "policy": "relationship", "value": "purchase", "effective_from": "2020-01-01"}
            ],
        )
    )
    assert {who: (line.goods, line.untold) for who, line in found.items()} == {
        ann: (125, 0), bob: (140, 0), cid: (40, 300), "dan": (0, 300), "eve": (0, 300), "fay": (40, 0), "gil": (40, 0),
        "hal": (Decimal("60.2"), 0), None: (Decimal("445.2"), 900),
    }  # fmt: skip
    assert (found[ann].profit, found["fay"].profit) == (175, 110)


def test_where_contracts_alone_are_revenue_orders_cost_no_goods(shop_of: Shops) -> None:
    found = lines(
        shop_of(
            customers=[customer(ann)],
            contracts=[contract("k1", ann, "2024-01-01", "2026-01-01")],
            contract_prices=[price("p1", "k1", "2024-01-01", 100)],
            transactions=[order("t1", ann, 300, "2024-03-05")],
            order_items=[item("i1", "t1", 1, 40)],
        )
    )
    assert (found[ann].recognised, found[ann].goods, found[ann].untold) == (100, 0, 0)
