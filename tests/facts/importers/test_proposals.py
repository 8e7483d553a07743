"""Files that no recipe knows: proposed in words, confirmed by somebody, remembered, never guessed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tenure.errors import UsageError
from tenure.facts.importers.headers import Index, attribute, hint, normalised
from tenure.facts.importers.plans import Delivered, plan
from tenure.facts.importers.proposals import propose
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.sheets import Sheet, unique_headers

Deliver = Callable[..., Delivered]
Told = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]

ENGLISH = "Order No,Order Date,Customer ID,Product Title,Qty,Grand Total,Mood\n1,2026-01-02,u1,Tea,2,9.90,fine\n"
CHINESE = "订单编号,下单时间,会员ID,商品名称,数量,实付金额,心情\n1,2026-01-02,u1,茶,2,9.90,好\n"


@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
def test_an_unknown_file_is_proposed_and_not_imported(text: str, write: Write, settings: Settings) -> None:
    (only,) = plan([write("a.csv", text)], settings)
    assert only.proposal is not None
    assert only.proposal.entity == "order"
    assert {guess.canonical for guess in only.proposal.guesses} == {
        "order_id", "ordered_at", "customer_id", "product_name", "quantity", "total",
    }  # fmt: skip
    assert len(only.proposal.unmapped) == 1
    with pytest.raises(UsageError, match="no recipe knows these columns") as caught:
        only.deliver()
    assert "total <- " in str(caught.value)
    assert "--map FILE" in caught.value.remedy


@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
def test_a_confirmed_proposal_is_imported(text: str, write: Write, settings: Settings, told: Told) -> None:
    (only,) = plan([write("a.csv", text)], settings)
    found = only.confirmed().deliver()
    assert told(found, "transactions", "txn_id", "customer_id", "amount_minor") == [("order:1", "u1", 990)]
    assert any(note.startswith("not used: ") for note in found.notes)


@pytest.mark.parametrize(
    ("header", "entity"),
    [
        ("customer_id,full name,e-mail,signup date", "customer"),
        ("合同编号,客户编号,开始日期,结束日期,合同金额", "subscription"),
        ("invoice number,customer id,invoice date,total", "invoice"),
        ("ticket id,created at,subject,requester email,status", "ticket"),
        ("订单号,客户编号,下单时间,金额,状态", "order"),
        ("日期,渠道,花费,点击量", "spend"),
        ("event name,user id,timestamp", "event"),
        ("post id,posted at,likes,comments", "social_post"),
        ("opportunity id,deal name,stage,amount,close date,company", "deal"),
        ("response id,score,comment,submitted at", "survey_response"),
        ("公司名称,行业,负责人,创建时间", "company"),
    ],
)
def test_what_a_row_is_follows_from_its_columns(header: str, entity: str, write: Write, settings: Settings) -> None:
    dated = ("date", "日期", "时间", "created", "timestamp", "posted", "submitted")
    cells = {name: "2026-01-02" if any(word in name for word in dated) else "5" for name in header.split(",")}
    row = ",".join("a@b.cn" if "mail" in name else cell for name, cell in cells.items())
    (only,) = plan([write("a.csv", f"{header}\n{row}\n")], settings)
    assert only.proposal is not None
    assert only.proposal.entity == entity


def test_columns_that_suggest_nothing_are_refused_in_words(write: Write, settings: Settings) -> None:
    (only,) = plan([write("weather.csv", "wind,rain\n1,2\n")], settings)
    with pytest.raises(UsageError, match="they do not suggest what a row is: wind, rain"):
        only.deliver()


def test_cells_can_object_to_a_header(write: Write, settings: Settings) -> None:
    text = "order id,order date,customer id,total\n1,soon,u1,9.90\n2,later,u2,9.90\n"
    (only,) = plan([write("a.csv", text)], settings)
    assert only.proposal is None or "ordered_at" not in {guess.canonical for guess in only.proposal.guesses}


def test_a_near_word_is_marked_for_checking(write: Write, settings: Settings) -> None:
    text = "order id,order date,customer id,total,prodct name\n1,2026-01-02,u1,9.90,Tea\n"
    (only,) = plan([write("a.csv", text)], settings)
    assert only.proposal is not None
    near = {guess.canonical: guess.sure for guess in only.proposal.guesses}
    assert near == {"order_id": True, "ordered_at": True, "customer_id": True, "total": True, "product_name": False}
    assert "product_name <- prodct name   (please check)" in only.proposal.lines()


@pytest.mark.parametrize(("totals", "stands"), [(("5", "5"), "order"), (("5", "7"), "line")])
def test_whether_a_total_is_of_the_order_or_the_line_is_proposed_too(
    totals: tuple[str, str], stands: str, write: Write, settings: Settings
) -> None:
    text = f"order id,order date,customer id,total\n1,2026-01-02,u1,{totals[0]}\n1,2026-01-02,u1,{totals[1]}\n"
    (only,) = plan([write("a.csv", text)], settings)
    assert only.proposal is not None
    assert only.proposal.recipe.total_is == stands
    assert any(f"total_is = {stands}" in line for line in only.proposal.lines())


def test_the_synonyms_alone_find_the_columns_of_the_samples(shared: Path) -> None:
    """In-sample, as in ecosystem.md 1.2: 413 of 427 right, 3 another column, 11 none."""
    recipes = yaml.safe_load((shared / "import-samples" / "recipes.yaml").read_text(encoding="utf-8"))["recipes"]
    right = total = 0
    for recipe in recipes:
        entity = recipe["entity"].replace("order+item", "order")
        if entity not in ("web_stats", "channel_stats"):
            found = _by_words(recipe["headers"], entity)
            for canonical, header in recipe["map"].items():
                if not header.startswith("@"):
                    total += 1
                    right += found.get(canonical) == header
    assert total > 390
    assert right / total > 0.93


def _by_words(headers: list[str], entity: str) -> dict[str, str]:
    from tenure.facts.importers.proposals import _guesses
    from tenure.facts.importers.sheets import no_cells
    from tenure.facts.importers.synonyms import synonyms

    columns = unique_headers(headers)
    empty = no_cells(columns)
    sheet = Sheet("x", columns, empty, empty.column(0))
    return {guess.canonical: guess.header for guess in _guesses(sheet, synonyms()[entity])}


# ---- headers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Order #", "order number"),
        ("E-Mail", "email"),
        ("收/支", "收支"),
        ("金额（元）", "金额(元)"),
        ("\ufeff'Zip Code", "zip_code"),
    ],
)
def test_headers_are_compared_without_dress(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


def test_brackets_are_hints() -> None:
    assert hint("Amount spent (GBP)") == "GBP"
    index = Index(["Amount spent (EUR)", "Created (UTC)"])
    assert index.find("Amount spent (…)") == "Amount spent (EUR)"
    assert index.find("Created") == "Created (UTC)"
    assert index.find("Amount") is None


def test_attributes_are_named_after_their_columns() -> None:
    assert [attribute(name) for name in ("tag (metadata)", "成长值", "Tax Exempt", "  ")] == [
        "tag_metadata",
        "成长值",
        "tax_exempt",
        "column",
    ]


def test_no_two_headers_are_alike() -> None:
    assert unique_headers(["a", "a", "a_2", "", "a"]) == ("a", "a_2", "a_2_2", "column 4", "a_3")


def test_a_proposal_needs_what_its_rows_cannot_be_without(write: Write, settings: Settings) -> None:
    (only,) = plan([write("a.csv", "order id,customer id,total\n1,u1,9.90\n")], settings)
    assert propose(only.sheet) is None
