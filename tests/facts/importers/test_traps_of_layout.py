"""The traps of ecosystem.md 1.1 that lie in headers, encodings and lines that are no rows, each as a file that falls into it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tenure.errors import UsageError
from tenure.facts.importers.plans import Delivered, plan
from tenure.facts.importers.settings import Settings
from tests.facts.importers.taobao import PAID_HEADER as TAOBAO

Deliver = Callable[..., Delivered]
Told = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]

YOUZAN = (
    "客户姓名,客户昵称,客户手机号,消费次数,成为客户时间,分销员,分销员,\n"
    "Alice,Alice,13800138000,2,2024-01-01 10:00:00,一号,二号,\n"
)


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


@pytest.mark.parametrize(
    ("word", "rows"),
    [("Summe", 1), ("GESAMT", 1), ("Gesamtsumme:", 1), ("Total général", 1), ("Totale", 1), ("Total of 2 results", 1), ("合計", 1),
     ("Sumatra", 2), ("Gesamtwerk GmbH", 2), ("Total of all", 2)],
)  # fmt: skip
def test_3_sums_in_other_languages_are_no_customers(word: str, rows: int, write: Write, deliver: Deliver) -> None:
    header = (
        "id,Description,Email,Name,Created (UTC),Delinquent,Plan,Status,Total Spend,Payment Count,Refunded Volume\n"
    )
    found = deliver(write("customers.csv", f"{header}cus_1,,a@b.cn,Ann,2026-01-05,,,,9,1,0\n{word},,,,,,,,9,1,0\n"))
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
