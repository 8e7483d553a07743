"""The twenty traps of ecosystem.md 1.1, each as a file that falls into it."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tenure.errors import RejectedData, UsageError
from tenure.facts.importers.plans import Delivered, plan
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import run
from tenure.facts.lake import Lake
from tests.facts.importers.moments import at

Deliver = Callable[..., Delivered]
Told = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]

TAOBAO = "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间,订单付款时间,宝贝标题,宝贝总数量\n"
YOUZAN = (
    "客户姓名,客户昵称,客户手机号,消费次数,成为客户时间,分销员,分销员,\n"
    "Alice,Alice,13800138000,2,2024-01-01 10:00:00,一号,二号,\n"
)


def test_1_name_is_an_order_number_in_one_file_and_a_person_in_another(sample: Deliver, told: Told) -> None:
    assert told(sample("shopify_orders"), "transactions", "txn_id") == [("shopify:1001",)]
    assert told(sample("woocommerce_customers"), "customers", "name") == [("Ann Example",)]


@pytest.mark.parametrize("lines", [0, 1, 16, 39])
def test_2_the_header_is_found_behind_lines_of_titles(lines: int, write: Write, deliver: Deliver, told: Told) -> None:
    preamble = "".join(f"说明 {number}：本表由系统生成\n" for number in range(lines))
    path = write("订单.csv", preamble + TAOBAO + "1001,tb1,9.90,交易成功,2026-01-02 10:00:00,,茶,1\n")
    assert told(deliver(path), "transactions", "row", "amount_minor") == [(lines + 2, 990)]


@pytest.mark.parametrize("trailer", ["合计,,19.80,,,,,", "共 2 笔记录", "总计：,,19.80,,,,,", "Total,2"])
def test_3_sums_at_the_end_are_no_rows(trailer: str, write: Write, deliver: Deliver) -> None:
    body = "1001,tb1,9.90,交易成功,2026-01-02 10:00:00,,茶,1\n1002,tb2,9.90,交易成功,2026-01-02 10:00:00,,茶,1\n"
    found = deliver(write("订单.csv", TAOBAO + body + "\n" + trailer + "\n"))
    assert (found.delivery.rows_in, found.delivery.quarantined) == (2, 0)
    assert "1 lines of sums are left out, the first of them line 5" in found.notes


@pytest.mark.parametrize("product", ["Total-Care 500ml", "Total", "合计"])
def test_3_an_order_whose_first_cell_only_looks_like_a_sum_is_kept(
    product: str, write: Write, deliver: Deliver, told: Told
) -> None:
    first = "宝贝标题," + TAOBAO.replace("宝贝标题,", "")
    row = "1001,tb1,9.90,交易成功,2026-01-02 10:00:00,,1\n"
    found = deliver(write("订单.csv", f"{first}{product},{row}"))
    assert (found.delivery.rows_in, len(told(found, "transactions", "txn_id")), found.notes) == (1, 1, ())


@pytest.mark.parametrize(("key", "rows"), [("Total-Care", 1), ("Total - all", 0), ("Total-", 0), ("Total: 3", 0)])
def test_3_a_key_is_a_sum_only_as_a_whole_word(key: str, rows: int, write: Write, deliver: Deliver) -> None:
    found = deliver(write("订单.csv", f"{TAOBAO}{key},tb1,9.90,交易成功,2026-01-02 10:00:00,,茶,1\n"))
    assert found.delivery.rows_in == rows


def test_3_a_customer_called_total_wine_is_no_sum(write: Write, deliver: Deliver) -> None:
    path = write(
        "customers.csv", "Name,Username,Last Active,Sign Up,Email,Total Spend,AOV\nTotal Wine LLC,tw,,,a@b.cn,1,1\n"
    )
    assert deliver(path).delivery.rows_in == 1


def test_3_the_summary_row_of_meta_has_no_name(write: Write, deliver: Deliver, told: Told) -> None:
    header = "Campaign name,Day,Amount spent (EUR),Reporting starts,Reporting ends\n"
    body = "Spring,2026-09-02,10.00,2026-09-02,2026-09-02\n,,10.00,2026-09-02,2026-09-02\n"
    found = deliver(write("meta.csv", header + body))
    assert told(found, "costs", "amount_minor") == [(1000,)]
    assert found.delivery.rows_in == 1


def test_4_an_order_of_three_lines_is_summed_once(write: Write, deliver: Deliver, told: Told) -> None:
    header = (
        "Name,Email,Financial Status,Fulfillment Status,Currency,Total,Created at,Lineitem quantity,"
        "Lineitem name,Lineitem price\n"
    )
    body = (
        "#7,a@b.cn,paid,fulfilled,USD,30.00,2026-05-01 10:00:00 +0800,1,Cup,10.00\n"
        "#7,,,,,,,1,Plate,5.00\n#7,,,,,,,3,Spoon,5.00\n"
    )
    found = deliver(write("orders.csv", header + body))
    assert told(found, "transactions", "amount_minor") == [(3000,)]
    assert told(found, "order_items", "product", "amount_minor", "currency") == [
        ("Cup", 1000, "USD"), ("Plate", 500, "USD"), ("Spoon", 1500, "USD"),
    ]  # fmt: skip


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le"])
def test_8_chinese_files_are_read_in_every_usual_encoding(
    encoding: str, write: Write, deliver: Deliver, told: Told
) -> None:
    path = write("订单.csv", TAOBAO + "1001,张三,9.90,交易成功,2026-01-02 10:00:00,,茉莉花茶,1\n", encoding)
    found = deliver(path)
    assert told(found, "transactions", "customer_id") == [("张三",)]
    assert told(found, "order_items", "product") == [("茉莉花茶",)]


def test_8_french_names_in_cp1252_are_not_taken_for_chinese(write: Write, deliver: Deliver, told: Told) -> None:
    text = "Account ID,Account Name,Account Owner,Billing State/Province\n001,Société Générale,Zoë,Île-de-France\n"
    found = deliver(write("report.csv", text, "cp1252"))
    assert told(found, "customers", "name") == [("Société Générale",)]


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


DEALS = "Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Close Date\n"


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


def test_14_the_second_of_two_equal_headers_has_its_own_name(write: Write, deliver: Deliver, told: Told) -> None:
    kept = dict(told(deliver(write("客户.csv", YOUZAN)), "customer_attrs", "attr", "value"))
    assert (kept["分销员"], kept["分销员_2"]) == ("一号", "二号")


def test_14_a_last_header_without_a_name_goes_only_with_an_empty_column(write: Write, settings: Settings) -> None:
    assert plan([write("客户.csv", YOUZAN)], settings)[0].sheet.columns[-1] == "分销员_2"
    full = write("客户2.csv", YOUZAN.replace("二号,", "二号,备注"))
    assert plan([full], settings)[0].sheet.columns[-1] == "column 8"


def test_15_translated_labels_are_proposed_and_then_remembered(write: Write, tmp_path: Path) -> None:
    settings = Settings(maps=tmp_path / "maps")
    text = "订单编号,下单时间,用户ID,实付金额,商品名称\n1,2026-01-02,u1,9.90,茶\n"
    (only,) = plan([write("a.csv", text)], settings)
    with pytest.raises(UsageError, match="no recipe knows these columns"):
        only.deliver()
    only.confirmed().remember()
    (again,) = plan([write("b.csv", text.replace("订单编号,下单时间", "下单时间,订单编号"))], settings)
    assert again.recipe is not None
    assert again.recipe.entity == "order"


@pytest.mark.parametrize("name", ["sycm_products", "wechat_oa_growth", "klaviyo_campaigns", "google_ads_campaign"])
def test_16_totals_never_make_customers(name: str, sample: Deliver) -> None:
    tables = sample(name).delivery.tables
    assert {"customers", "identities"}.isdisjoint(tables)
    columns = [
        table[column] for table in tables.values() for column in ("customer_id",) if column in table.column_names
    ]
    assert all(column.null_count == len(column) for column in columns)


def test_17_overlapping_exports_add_only_what_is_new(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    first = "1001,tb1,9.90,交易成功,2026-01-02 10:00:00,,茶,1\n"
    second = "1002,tb2,9.90,交易成功,2026-01-03 10:00:00,,茶,1\n"
    (january,) = plan([write("一月.csv", TAOBAO + first)], settings)
    (both,) = plan([write("二月.csv", TAOBAO + first + second)], settings)
    assert run(january, lake, now).receipt.stored == 1
    receipt = run(both, lake, now).receipt
    assert (receipt.stored, receipt.known) == (1, 1)


def test_18_restated_spend_replaces_by_campaign_and_day(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    header = "By Day,Campaign name,Cost,Impressions,Complete payment\n"
    before = write("before.csv", header + "2026-09-20,TT,8.00,5000,1\n2026-09-21,TT,9.00,10,0\n")
    after = write("after.csv", header + "2026-09-20,TT,8.75,5000,3\n2026-09-21,TT,9.00,10,0\n")
    run(plan([before], settings)[0], lake, now)
    receipt = run(plan([after], settings)[0], lake, now).receipt
    assert (receipt.stored, receipt.known) == (1, 1)
    costs = receipt.facts["costs"]
    assert (costs.new, costs.changed) == (0, 1)


def test_19_salesforce_ids_of_18_characters_are_the_same_as_those_of_15(
    write: Write, deliver: Deliver, told: Told
) -> None:
    header = "Account ID,Account Name,Account Owner,Billing State/Province\n"
    report = deliver(write("a.csv", header + "001Wj00000tQWvr,Bank,Eva,\n"))
    loader = deliver(write("b.csv", header + "001Wj00000tQWvrIAG,Bank,Eva,\n"))
    other = deliver(write("c.csv", header + "001WJ00000tQWvr,Bank,Eva,\n"))
    ids = [told(found, "customers", "customer_id")[0][0] for found in (report, loader, other)]
    assert ids == ["company:001Wj00000tQWvr", "company:001Wj00000tQWvr", "company:001WJ00000tQWvr"]


@pytest.mark.parametrize(
    ("name", "state"),
    [("subscribed_members_export_1.csv", "granted"), ("unsubscribed_members_export_1.csv", "withdrawn"),
     ("cleaned_members_export_1.csv", "denied")],
)  # fmt: skip
def test_20_consent_hides_in_the_name_of_the_file(
    name: str, state: str, shared: Path, write: Write, deliver: Deliver, told: Told
) -> None:
    path = write(name, (shared / "import-samples" / "mailchimp_audience.csv").read_bytes())
    assert told(deliver(path), "consents", "purpose", "channel", "state") == [("marketing", "email", state)]


SUBSCRIPTIONS = (
    "id,Customer ID,Plan,Quantity,Currency,Interval,Amount,Status,Cancellation Reason,Start Date (UTC),"
    "Current Period Start (UTC),Current Period End (UTC),Canceled At (UTC),Ended At (UTC)\n"
)


def test_stripe_canceled_at_is_not_the_end(write: Write, deliver: Deliver, told: Told) -> None:
    asked = (
        "sub_1,cus_1,pro,1,usd,month,49.00,active,too_expensive,2026-08-05,2026-10-05,2026-11-05,2026-10-10 09:00,\n"
    )
    gone = "sub_2,cus_2,pro,1,usd,month,49.00,canceled,,2026-08-05,2026-10-05,2026-11-05,2026-10-10 09:00,2026-10-12\n"
    found = deliver(write("subscriptions.csv", SUBSCRIPTIONS + asked + gone))
    ends = told(found, "contracts", "contract_id", "end_date", "terminated_on", "termination_kind")
    assert ends[2] == ("stripe:sub_1@2026-10-05", date(2026, 11, 5), None, None)
    assert ends[-1] == ("stripe:sub_2@2026-10-05", date(2026, 11, 5), date(2026, 10, 12), "cancelled")
    assert told(found, "contract_notices", "contract_id", "kind", "reason", "happened_at") == [
        ("stripe:sub_1@2026-10-05", "non_renewal", "too_expensive", at(2026, 10, 10, 9)),
        ("stripe:sub_2@2026-10-05", "cancel", None, at(2026, 10, 10, 9)),
    ]
