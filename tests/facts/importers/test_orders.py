"""Orders: which count, what is given back, and that an order stands or waits whole."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tenure.facts.importers.plans import Delivered, plan
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import run
from tenure.facts.lake import Lake
from tests.facts.importers.force import in_force
from tests.facts.importers.moments import at

Deliver = Callable[..., Delivered]
Told = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]

SHOPIFY = (
    "Name,Email,Financial Status,Fulfillment Status,Currency,Total,Refunded Amount,Created at,"
    "Cancelled at,Lineitem quantity,Lineitem name,Lineitem price\n"
)
TXN = ("txn_id", "kind", "amount_minor", "happened_at")


@pytest.mark.parametrize(
    ("status", "refunded", "cancelled", "expected"),
    [
        ("paid", "0.00", "", [("order", 3000, 2)]),
        ("partially_refunded", "10.00", "", [("order", 3000, 2), ("refund", 1000, 2)]),
        ("refunded", "30.00", "2026-05-04 10:00:00 +0800", [("order", 3000, 2), ("refund", 3000, 4 * 24 - 2 * 24 + 2)]),
        ("pending", "0.00", "", []),
        ("voided", "0.00", "2026-05-04 10:00:00 +0800", []),
    ],
)
def test_shopify_orders_count_when_they_are_paid(
    status: str,
    refunded: str,
    cancelled: str,
    expected: list[tuple[str, int, int]],
    write: Write,
    deliver: Deliver,
    told: Told,
) -> None:
    row = f"#1,a@b.cn,{status},fulfilled,USD,30.00,{refunded},2026-05-02 10:00:00 +0800,{cancelled},3,Cup,10.00\n"
    found = deliver(write("orders.csv", SHOPIFY + row))
    assert told(found, "transactions", *TXN) == [
        (
            "shopify:1" + (":refund" if kind == "refund" else ""),
            kind,
            amount,
            at(2026, 5, 2 + hours // 24, hours % 24),
        )
        for kind, amount, hours in expected
    ]
    assert bool(told(found, "order_items", "item_id")) == bool(expected)
    if not expected:
        assert found.left_out == {f"status {status}": 1}
    assert found.delivery.quarantined == 0


@pytest.mark.parametrize(
    ("status", "paid", "kinds"),
    [
        ("交易成功", "2026-09-01 10:01:00", ["order"]),
        ("卖家已发货，等待买家确认", "2026-09-01 10:01:00", ["order"]),
        ("等待买家付款", "", []),
        ("交易关闭", "", []),  # never paid
        ("交易关闭", "2026-09-01 10:01:00", ["order", "refund"]),  # paid and given back
    ],
)
def test_taobao_orders_that_were_closed_count_only_if_paid(
    status: str, paid: str, kinds: list[str], write: Write, deliver: Deliver, told: Told
) -> None:
    text = "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间,订单付款时间,宝贝标题\n"
    found = deliver(write("订单.csv", text + f"1,tb,9.90,{status},2026-09-01 10:00:00,{paid},茶\n"))
    assert [kind for (kind,) in told(found, "transactions", "kind")] == kinds


def test_douyin_orders_are_the_sum_of_their_parts(write: Write, deliver: Deliver, told: Told) -> None:
    header = "主订单编号,子订单编号,选购商品,商品数量,订单应付金额,订单提交时间,订单状态,售后状态,收件人手机号\n"
    body = (
        "\t7,\t71,茶,1,10.00,2026-09-22 00:00:00,已完成,-,$$密文\n"
        "\t7,\t72,杯,2,20.00,2026-09-22 00:00:00,已完成,退款成功,$$密文\n"
        "\t7,\t73,盘,1,40.00,2026-09-22 00:00:00,已关闭,-,$$密文\n"
    )
    found = deliver(write("抖店.csv", header + body))
    assert told(found, "transactions", "txn_id", "kind", "amount_minor") == [
        ("douyin:7", "order", 3000), ("douyin:7:refund", "refund", 2000),
    ]  # fmt: skip


def test_an_order_waits_whole(write: Write, deliver: Deliver, told: Told) -> None:
    rows = (
        "#1,a@b.cn,paid,fulfilled,USD,30.00,0,2026-05-02 10:00:00 +0800,,1,Cup,10.00\n"
        "#1,,,,,,,,,many,Plate,20.00\n"
        "#2,c@d.cn,paid,fulfilled,USD,5.00,0,2026-05-02 10:00:00 +0800,,1,Cup,5.00\n"
    )
    found = deliver(write("orders.csv", SHOPIFY + rows))
    assert told(found, "transactions", "txn_id") == [("shopify:2",)]
    assert told(found, "order_items", "row") == [(4,)]
    assert found.delivery.quarantined == 2
    assert sorted((cause.row, cause.reason) for cause in found.rejected.causes) == [
        (2, "stands in an order with a row that cannot be read"),
        (3, "is not a number"),
    ]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("email", "the order names no customer"), ("day", "the order has no day"), ("total", "the order has no amount")],
)
def test_an_order_needs_customer_day_and_amount(cell: str, reason: str, write: Write, deliver: Deliver) -> None:
    email, day, total = (
        "" if cell == name else value
        for name, value in (("email", "a@b.cn"), ("day", "2026-05-02 10:00:00"), ("total", "9.90"))
    )
    found = deliver(write("orders.csv", SHOPIFY + f"#1,{email},paid,fulfilled,USD,{total},0,{day},,1,Cup,9.90\n"))
    (cause,) = found.rejected.causes
    assert cause.reason.startswith(reason)
    assert cause.value == ""


LINES = Recipe(
    "order",
    {"order_id": ("no",), "customer_id": ("who",), "ordered_at": ("day",), "quantity": ("n",), "unit_price": ("price",),
     "sku": ("sku",), "line_discount": ("off",)},
)  # fmt: skip


def test_an_order_without_a_total_is_the_sum_of_its_lines(write: Write, deliver: Deliver, told: Told) -> None:
    text = (
        "no,who,day,n,price,sku,off\n"
        "1,a,2026-01-02,3,0.335,x,\n"
        "1,a,2026-01-02,1,10,y,0.5\n"
        "2,b,2026-01-02,-1,4.25,x,\n"
        "3,c,2026-01-02,1,0,z,\n"
    )
    found = deliver(write("lines.csv", text), mapping=LINES)
    # 3 × 0.335 = 1.005 is 1.00 to even; 10 − 0.50 = 9.50. A negative sum is money given back, 0 is no purchase.
    assert told(found, "transactions", "txn_id", "kind", "amount_minor") == [
        ("order:1", "order", 1050), ("order:2", "refund", 425),
    ]  # fmt: skip
    assert told(found, "order_items", "item_id", "quantity", "amount_minor") == [
        ("order:1:1", 3, 100), ("order:1:2", 1, 950), ("order:2:1", -1, -425),
    ]  # fmt: skip
    assert found.left_out == {"an amount of 0": 1}


def test_unknown_status_words_count_and_are_told(write: Write, deliver: Deliver, told: Told) -> None:
    row = "#1,a@b.cn,on_the_moon,fulfilled,USD,9.90,0,2026-05-02 10:00:00,,1,Cup,9.90\n"
    found = deliver(write("orders.csv", SHOPIFY + row))
    assert told(found, "transactions", "amount_minor") == [(990,)]
    assert "status 'on_the_moon' is not known: such orders count" in found.notes


def test_a_payment_partly_given_back_says_so_in_words(write: Write, deliver: Deliver, told: Told) -> None:
    header = "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n"
    body = (
        "2026-09-15 10:00:00,商户消费,甲,蛋糕,收入,¥100.00,零钱,已退款(￥30.00),1\t,S1,/\n"
        "2026-09-15 10:00:00,商户消费,乙,蛋糕,收入,¥50.00,零钱,已全额退款,2\t,S2,/\n"
        "2026-09-15 10:00:00,商户消费,丙,面粉,支出,¥20.00,零钱,支付成功,3\t,S3,/\n"
    )
    found = deliver(write("账单.csv", header + body))
    assert sorted(told(found, "transactions", "txn_id", "kind", "amount_minor")) == [
        ("wechat_pay:1", "payment", 10000), ("wechat_pay:1:refund", "refund", 3000),
        ("wechat_pay:2", "payment", 5000), ("wechat_pay:2:refund", "refund", 5000),
    ]  # fmt: skip
    assert found.left_out == {"money that went out": 1}


def test_a_shared_telephone_number_is_for_a_person_to_sort_out(write: Write, deliver: Deliver, told: Told) -> None:
    header = "客户姓名,客户昵称,客户手机号,消费次数,成为客户时间\n"
    body = (
        "张三,三,13800138000,1,2024-01-01 10:00:00\n"
        "李四,四,13800138000,1,2024-01-01 10:00:00\n"
        "王五,五,13900139000,1,2024-01-01 10:00:00\n"
    )
    found = deliver(write("客户.csv", header + body))
    assert told(found, "customers", "name") == [("王五",)]
    assert found.delivery.quarantined == 2
    assert "rows with different names" in found.rejected.causes[0].reason


PLAIN = "order_id,customer_id,ordered_at,total\n"
BY_LINE = Recipe("order", {name: (name,) for name in PLAIN.strip().split(",")}, total_is="line")


def test_rows_under_one_number_of_several_customers_wait(write: Write, deliver: Deliver, told: Told) -> None:
    text = "D1,c1,2024-01-05,99\nD1,c2,2024-01-06,99\nD2,c1,2024-01-05,5\nD2,c1,2024-01-05,6\n"
    found = deliver(write("orders.csv", PLAIN + text), mapping=BY_LINE)
    assert told(found, "transactions", "txn_id", "customer_id", "amount_minor") == [("order:D2", "c1", 1100)]
    (cause,) = found.rejected.causes
    assert (cause.row, cause.value, cause.count) == (2, "c1", 2)


def test_rows_under_one_number_in_several_currencies_wait(write: Write, deliver: Deliver, told: Told) -> None:
    text = "D1,c1,2024-01-05,€9\nD1,c1,2024-01-05,$9\nD2,c1,2024-01-05,€5\n"
    found = deliver(write("orders.csv", PLAIN + text), mapping=BY_LINE)
    assert told(found, "transactions", "txn_id") == [("order:D2",)]
    assert found.delivery.quarantined == 2


def test_an_order_may_name_its_currency_on_its_first_row_only(write: Write, deliver: Deliver, told: Told) -> None:
    columns = {**BY_LINE.columns, "currency": ("currency",)}
    text = "order_id,customer_id,ordered_at,total,currency\nD1,c1,2024-01-05,5,USD\nD1,,,6,\n"
    found = deliver(write("orders.csv", text), mapping=replace(BY_LINE, columns=columns))
    assert told(found, "transactions", "amount_minor", "currency") == [(1100, "USD")]


def test_an_order_whose_rows_name_its_customer_in_several_ways_stands(
    write: Write, deliver: Deliver, told: Told
) -> None:
    columns = {**BY_LINE.columns, "customer_email": ("email",)}
    text = "order_id,customer_id,ordered_at,total,email\nD1,c1,2024-01-05,5,a@b.cn\nD1,,2024-01-05,6,a@b.cn\n"
    found = deliver(write("orders.csv", text), mapping=replace(BY_LINE, columns=columns))
    assert told(found, "transactions", "customer_id", "amount_minor") == [("c1", 1100)]


def test_rows_of_a_new_order_are_stored_and_known_the_next_time(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    text = "D1,c1,2024-01-05,5\nD1,c1,2024-01-05,6\nD1,c1,2024-01-05,7\nD2,c1,2024-01-05,nine\n"
    (only,) = plan([write("orders.csv", PLAIN + text)], settings, BY_LINE)
    first, again = run(only, lake, now).receipt, run(only, lake, now).receipt
    assert (first.stored, first.known, first.quarantined) == (3, 0, 1)
    assert (again.stored, again.known, again.quarantined) == (0, 3, 1)


def test_an_exchange_by_line_is_a_purchase_and_a_refund(write: Write, deliver: Deliver, told: Told) -> None:
    text = "1,a,2026-01-02,-200\n1,a,2026-01-02,250\n2,b,2026-01-02,-20\n2,b,2026-01-02,-5\n"
    found = deliver(write("orders.csv", PLAIN + text), mapping=BY_LINE)
    assert told(found, "transactions", "txn_id", "kind", "amount_minor") == [
        ("order:1", "order", 25000), ("order:1:refund", "refund", 20000), ("order:2", "refund", 2500),
    ]  # fmt: skip


def test_an_email_that_several_customers_of_a_file_share_makes_them_no_one(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    columns = {**BY_LINE.columns, "customer_email": ("email",)}
    text = "order_id,customer_id,ordered_at,total,email\n" + "".join(
        f"{place},{who},2024-01-05,5,{mail}\n"
        for place, who, mail in ((1, "A", "guest@shop.com"), (2, "B", "guest@shop.com"), (3, "C", "guest@shop.com"),
                                 (4, "", "guest@shop.com"), (5, "D", "d@x.org"), (6, "", "d@x.org"))
    )  # fmt: skip
    report = run(plan([write("orders.csv", text)], settings, replace(BY_LINE, columns=columns))[0], lake, now)
    told = dict(in_force(lake, "transactions", "key", "customer_id"))
    assert len({told[f"order:{place}"] for place in (1, 2, 3, 4, 5)}) == 5
    assert told["order:5"] == told["order:6"]
    note = "1 e-mail addresses or telephone numbers stand beside several ids of one source: they link nobody"
    assert note in report.notes
