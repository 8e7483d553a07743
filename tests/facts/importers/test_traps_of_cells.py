"""The traps of ecosystem.md 1.1 that lie in cells: ids, people, nothing, money, dates, durations."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tenure.errors import RejectedData, UsageError
from tenure.facts.importers.plans import Delivered, plan
from tenure.facts.importers.settings import Settings
from tests.facts.importers.moments import at
from tests.facts.importers.taobao import PAID_HEADER as TAOBAO

Deliver = Callable[..., Delivered]
Told = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]

DEALS = "Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Close Date\n"


def test_5_an_18_digit_id_typed_as_a_number_in_a_workbook_is_refused(tmp_path: Path, deliver: Deliver) -> None:
    path = tmp_path / "订单.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, TAOBAO.strip().split(","))
    sheet.write_row(1, 0, ["", "tb1", 9.9, "交易成功", "2026-01-02 10:00:00", "", "茶", 1])
    sheet.write_number(1, 0, 4089123456789012345)
    book.close()
    with pytest.raises(
        RejectedData, match=r"'订单编号' holds numbers that a spreadsheet has rounded .*4\.08912345678901\d*e\+18"
    ):
        deliver(path)


def test_5_an_18_digit_id_typed_as_text_in_a_workbook_is_kept(tmp_path: Path, deliver: Deliver, told: Told) -> None:
    path = tmp_path / "订单.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, TAOBAO.strip().split(","))
    sheet.write_row(1, 0, ["4089123456789012345", "tb1", 9.9, "交易成功", "2026-01-02 10:00:00", "", "茶", 1])
    book.close()
    assert told(deliver(path), "transactions", "txn_id") == [("taobao:4089123456789012345",)]


def test_5_an_id_that_a_spreadsheet_rounded_before_saving_csv_is_refused(write: Write, deliver: Deliver) -> None:
    path = write("订单.csv", TAOBAO + "4.08912E+17,tb1,9.90,交易成功,2026-01-02 10:00:00,,茶,1\n")
    with pytest.raises(RejectedData, match="rounded") as caught:
        deliver(path)
    assert "format the column as text" in caught.value.remedy


@pytest.mark.parametrize("cell", ["'7001", '"=""7001"""', "\t7001", "7001\t", "\u200b7001", "\ufeff7001 ", "7001.0"])
def test_6_wrapped_ids_are_the_same_id(cell: str, write: Write, deliver: Deliver, told: Told) -> None:
    path = write("订单.csv", TAOBAO + f"{cell},tb1,9.90,交易成功,2026-01-02 10:00:00,,茶,1\n")
    assert told(deliver(path), "transactions", "txn_id") == [("taobao:7001",)]


@pytest.mark.parametrize("masked", ["1******0001", "186******05", "##密文", "$$密文", "138****8000"])
def test_7_masked_people_are_nobody(masked: str, write: Write, deliver: Deliver) -> None:
    header = "订单号,买家付款时间,订单实付金额,全部商品名称,订单创建时间,买家手机号\n"
    found = deliver(write("有赞.csv", header + f"1,,9.90,茶,2026-01-02 10:00:00,{masked}\n"))
    assert found.delivery.quarantined == 1
    assert "neither an id nor an e-mail nor a valid telephone number" in found.rejected.causes[0].reason


@pytest.mark.parametrize("word", ["", " ", "-", "--", "—", "——", "nan", "null", "N/A", "无", "暂无"])
def test_9_words_for_nothing_are_nothing(word: str, write: Write, deliver: Deliver, told: Told) -> None:
    header = "Name,Username,Last Active,Sign Up,Email,Total Spend,AOV,City\n"
    found = deliver(write("customers.csv", header + f"Ann,ann,,,a@b.cn,1,1,{word}\n"))
    assert "city" not in dict(told(found, "customer_attrs", "attr", "value"))


def test_9_namibia_is_a_country(write: Write, deliver: Deliver, told: Told) -> None:
    header = "Name,Username,Last Active,Sign Up,Email,Total Spend,AOV,Country / Region\n"
    found = deliver(write("customers.csv", header + "Ann,ann,,,a@b.cn,1,1,NA\n"))
    assert dict(told(found, "customer_attrs", "attr", "value"))["country"] == "NA"


@pytest.mark.parametrize(
    ("cell", "minor"),
    [("29.98", 2998), ('"1,204.50"', 120450), ("¥100.00", 10000), ("￥100", 10000),
     ("499.00（系统计算中，该值仅供参考）", 49900), ("12.5元", 1250)],
)  # fmt: skip
def test_10_money_is_read_in_every_dress(cell: str, minor: int, write: Write, deliver: Deliver, told: Told) -> None:
    path = write("订单.csv", TAOBAO + f"1001,tb1,{cell},交易成功,2026-01-02 10:00:00,,茶,1\n")
    assert told(deliver(path), "transactions", "amount_minor") == [(minor,)]


def test_10_a_decimal_comma_is_decided_on_the_whole_column(write: Write, deliver: Deliver, told: Told) -> None:
    header = "id,Customer,Status,Amount Due,Amount Paid,Total,Currency,Date (UTC)\n"
    body = (
        'in_1,cus_1,open,"1.204,50","0,00","1.204,50",eur,2026-10-05 10:20\n'
        'in_2,cus_1,open,"7,5","0","7,5",eur,2026-10-05 10:20\n'
    )
    assert told(deliver(write("invoices.csv", header + body)), "transactions", "amount_minor") == [(120450,), (750,)]


def test_10_amounts_that_could_be_thousands_are_asked_for(
    write: Write, settings: Settings, deliver: Deliver, told: Told
) -> None:
    path = write("订单.csv", TAOBAO + "".join(f"{n},tb1,{n}.500,交易成功,2026-01-02 10:00:00,,茶,1\n" for n in (1, 2)))
    (only,) = plan([path], settings)
    (question,) = only.questions
    assert (question.name, question.choices, question.option) == ("decimal", (".", ","), "--decimal")
    with pytest.raises(UsageError, match=r"'1\.500' could be thousands or have decimals"):
        only.deliver()
    assert told(deliver(path, decimal=","), "transactions", "amount_minor") == [(150000,), (250000,)]
    assert told(deliver(path, decimal="."), "transactions", "amount_minor") == [(150,), (250,)]


def test_10_yen_have_no_cents(write: Write, deliver: Deliver, told: Told) -> None:
    header = "id,Customer,Status,Amount Due,Amount Paid,Total,Currency,Date (UTC)\n"
    body = "in_1,cus_1,open,500,0,500,jpy,2026-10-05 10:20\nin_2,cus_1,open,500,0,500.5,jpy,2026-10-05 10:20\n"
    found = deliver(write("invoices.csv", header + body))
    assert told(found, "transactions", "amount_minor", "currency") == [(500, "JPY")]
    assert [cause.reason for cause in found.rejected.causes] == ["has more digits than its currency has"]


def test_11_percents_are_shares() -> None:
    import pyarrow as pa

    from tenure.facts.importers.amounts import read_percents

    cells = pa.chunked_array([["48.43%", "0.4843", "5%", "x"]])
    found = read_percents(cells)
    assert [None if value is None else float(value) for value in found.values.to_pylist()] == [
        0.4843,
        0.4843,
        0.05,
        None,
    ]
    assert len(found.wrong) == 1


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2024-05-01 09:58:12 +0000", at(2024, 5, 1, 9, 58, 12)),
        ("2024-05-01 09:58:12", at(2024, 5, 1, 1, 58, 12)),
        ("2024/5/1 9:58", at(2024, 5, 1, 1, 58)),
        ("2024年5月1日 9:58", at(2024, 5, 1, 1, 58)),
        ("46290.5", at(2026, 9, 25, 4)),
        ("1714557492", at(2024, 5, 1, 9, 58, 12)),
        ("1714557492000000", at(2024, 5, 1, 9, 58, 12)),
        ("2024-05-01T09:58:12.5Z", at(2024, 5, 1, 9, 58, 12, 500000)),
    ],
)
def test_12_instants_are_read_in_every_dress(
    cell: str, instant: datetime, write: Write, deliver: Deliver, told: Told
) -> None:
    path = write("订单.csv", TAOBAO + f"1001,tb1,9.90,交易成功,{cell},,茶,1\n")
    assert told(deliver(path), "transactions", "happened_at") == [(instant,)]


def test_12_a_header_that_says_utc_goes_before_the_zone_at_home(sample: Deliver, told: Told) -> None:
    assert told(sample("stripe_payments"), "transactions", "happened_at") == [(at(2026, 2, 1, 2, 16),)]


def test_12_day_and_month_that_could_be_either_are_asked_for(write: Write, settings: Settings) -> None:
    path = write("deals.csv", DEALS + "1,A,Bank,Open,1,3/1/2026\n2,B,Bank,Open,1,4/2/2026\n")
    (only,) = plan([path], settings)
    (question,) = only.questions
    assert (question.name, question.choices) == ("date_order", ("DMY", "MDY"))
    with pytest.raises(UsageError, match="fit both day/month and month/day") as caught:
        only.deliver()
    assert caught.value.remedy == "Say --date-order=DMY or --date-order=MDY."


@pytest.mark.parametrize(("order", "day"), [("DMY", date(2026, 1, 3)), ("MDY", date(2026, 3, 1))])
def test_12_the_answer_decides(order: str, day: date, write: Write, deliver: Deliver, told: Told) -> None:
    path = write("deals.csv", DEALS + "1,A,Bank,Open,1,3/1/2026\n")
    assert told(deliver(path, date_order=order), "deals", "closed") == [(day,)]


def test_12_one_cell_above_twelve_decides_for_the_file(write: Write, deliver: Deliver, told: Told) -> None:
    path = write("deals.csv", DEALS + "1,A,Bank,Open,1,3/1/2026\n2,B,Bank,Open,1,25/2/2026\n")
    assert told(deliver(path), "deals", "closed") == [(date(2026, 1, 3),), (date(2026, 2, 25),)]


def test_13_durations_called_hours_are_clock_times(write: Write, deliver: Deliver, told: Told) -> None:
    header = "Ticket ID,Created time,First response time (in hrs),Resolution time (in hrs),Email\n"
    body = "1,2026-09-01 10:00:00,00:05:00,25:00:00,a@b.cn\n2,2026-09-01 10:00:00,0.5,1.25,a@b.cn\n"
    assert told(deliver(write("tickets.csv", header + body)), "ticket_events", "ticket_id", "kind", "happened_at") == [
        ("freshdesk:1", "opened", at(2026, 9, 1, 2)),
        ("freshdesk:2", "opened", at(2026, 9, 1, 2)),
        ("freshdesk:1", "public_reply", at(2026, 9, 1, 2, 5)),
        ("freshdesk:2", "public_reply", at(2026, 9, 1, 2, 30)),
        ("freshdesk:1", "solved", at(2026, 9, 2, 3)),
        ("freshdesk:2", "solved", at(2026, 9, 1, 3, 15)),
    ]
