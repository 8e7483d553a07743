"""Files that no recipe knows: proposed in words, confirmed by somebody, remembered, never guessed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tenure.errors import NotFound, UsageError
from tenure.facts.importers.headers import Index, attribute, hint, normalised
from tenure.facts.importers.plans import Delivered, plan
from tenure.facts.importers.proposals import propose
from tenure.facts.importers.recipe import Recipe, load, packaged, parse, written
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.sheets import Sheet, unique_headers

Deliver = Callable[..., Delivered]
Told = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]

ENGLISH = "Order No,Order Date,Customer ID,Product Title,Qty,Grand Total,Mood\n1,2026-01-02,u1,Tea,2,9.90,fine\n"
CHINESE = "订单编号,下单时间,会员ID,商品名称,数量,实付金额,心情\n1,2026-01-02,u1,茶,2,9.90,好\n"
ORDER = 'entity = "order"\n[columns]\n'
SURVEY = 'entity = "survey_response"\n[columns]\n'


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


# ---- maps


def test_a_saved_map_reads_back_the_same(tmp_path: Path) -> None:
    for recipe in packaged().values():
        assert parse(written(recipe), recipe.id) == recipe
    place = tmp_path / "map.toml"
    odd = Recipe("order", {"order_id": ('a "quoted" = header', "另一个"), "total": ("x\\y",)}, total_is="line")
    place.write_text(written(odd), encoding="utf-8")
    assert load(place) == odd


def test_a_map_from_a_file_is_used(write: Write, settings: Settings, told: Told) -> None:
    place = write(
        "map.toml",
        'entity = "order"\nsource = "till"\n[columns]\norder_id = "bon"\ncustomer_id = "card"\n'
        'ordered_at = "when"\ntotal = "sum"\n',
    )
    (only,) = plan([write("a.csv", "bon,card,when,sum\n1,u1,2026-01-02,9.90\n")], settings, mapping=place)
    assert told(only.deliver(), "transactions", "txn_id") == [("till:1",)]


def test_a_map_that_fits_no_file_says_what_is_missing(write: Write, settings: Settings) -> None:
    place = write("map.toml", 'entity = "order"\n[columns]\norder_id = "bon"\ntotal = "gone"\n')
    with pytest.raises(UsageError, match=r"The map fits no file: a\.csv has no column gone"):
        plan([write("a.csv", "bon,card\n1,u1\n")], settings, mapping=place)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("entity = ", "is not TOML"),
        ('entity = "order"\n', "says no entity or no columns"),
        ('entity = "order"\ncolor = "red"\n[columns]\na = "b"\n', "no setting of a map"),
        ('entity = "oder"\n[columns]\na = "b"\n', "no entity 'oder'"),
        ('entity = "order"\n[columns]\noder_id = "b"\n', "no column of order"),
        ('entity = "order"\ntotal_is = "both"\n[columns]\norder_id = "b"\n', "total_is"),
        ('entity = "order"\nzone = "Mars"\n[columns]\norder_id = "b"\n', "'Mars' is not a time zone"),
        ('entity = "order"\n[columns]\ntotal = 3\n', "map.toml: columns.total is not a text in quotes, or a list of"),
        ('entity = "order"\n[columns]\ntotal = []\n', "map.toml: columns.total is not a text in quotes, or a list of"),
        ('entity = "order"\n[columns]\ntotal = [3]\n', "map.toml: columns.total is not a text in quotes, or a list of"),
        ('entity = "order"\ncolumns = "a"\n', "map.toml: columns is not a table"),
        ('entity = ["order"]\n[columns]\ntotal = "a"\n', "map.toml: entity is not a text in quotes"),
        ('entity = "order"\nnulls = 0\n[columns]\ntotal = "a"\n', "map.toml: nulls is not a text in quotes, or a list"),
        ('entity = "order"\nminor = 1\n[columns]\ntotal = "a"\n', "map.toml: minor is not true or false"),
        ('entity = "order"\nstatuses = "paid"\n[columns]\ntotal = "a"\n', "map.toml: statuses is not a table"),
        ('entity = "order"\ndecimal = ["."]\n[columns]\ntotal = "a"\n', "map.toml: decimal is not a text in quotes"),
        ('entity = "order"\nexported_on = "soon"\n[columns]\ntotal = "a"\n', "map.toml: exported_on is not a day"),
        (f'{SURVEY}score = "@npz"\n', "no rule for score in map.toml '@npz'.\nDid you mean @nps?"),
        (f'{SURVEY}score = ["a", "@header:b"]\n', "no rule for score in map.toml '@header:b'"),
        (f'{ORDER}currency = "@heder:a"\n', "Did you mean @header:HEADER?"),
        (f'{ORDER}currency = "@symbol: "\n', "no rule for currency in map.toml '@symbol: '"),
        (f'{ORDER}total = "@nps"\n', "map.toml: total = '@nps' names no header"),
        (f'{ORDER}total = " "\n', "map.toml: columns.total names nothing"),
        (f'{ORDER}total = "a"\n[statuses]\ncounts = ["paid", ""]\n', "map.toml: statuses.counts names nothing"),
        (f'zone = "Asia"\n{ORDER}total = "a"\n', "map.toml says what cannot be:\n  'Asia' is not a time zone"),
        (f'currency = "euro"\n{ORDER}total = "a"\n', "map.toml says what cannot be:\n  'euro' is not a currency"),
        (f'country = "UK"\n{ORDER}total = "a"\n', "map.toml says what cannot be:\n  'UK' is not a country"),
        (
            f'key = "orderid"\n{ORDER}order_id = "a"\n',
            "no column in the map map.toml 'orderid'.\nDid you mean order_id?",
        ),
        (f'fill = ["totl"]\n{ORDER}total = "a"\n', "no column in the map map.toml 'totl'.\nDid you mean total?"),
        (f'summary_row = "last"\n{ORDER}total = "a"\n', "map.toml: summary_row cannot be 'last'"),
        (f'scale_max = "7"\n{SURVEY}score = "a"\n', "map.toml: scale_max is not a whole number"),
        (f'scale_max = 1\n{SURVEY}score = "a"\n', "map.toml: scale_max cannot be '1'"),
        ('entity = "spend"\npurpose = "ads"\n[columns]\ncost = "a"\n', "map.toml: purpose cannot be 'ads'"),
    ],
)
def test_a_wrong_map_is_refused_in_words(text: str, problem: str, write: Write, settings: Settings) -> None:
    with pytest.raises((UsageError, NotFound)) as caught:
        plan([write("a.csv", ENGLISH)], settings, mapping=write("map.toml", text))
    assert problem in str(caught.value)


def test_the_rules_of_a_map_find_their_columns(write: Write, settings: Settings, told: Told) -> None:
    text = f'scale_max = 7\ninstrument = "csat"\n{SURVEY}response_id = "id"\nsubmitted_at = "at"\nscore = ["grade", "@nps"]\n'
    place = write("map.toml", "\ufeff" + text)
    (only,) = plan([write("a.csv", "id,at,Recommend us?\n1,2026-01-02,7\n")], settings, mapping=place)
    assert told(only.deliver(), "survey_responses", "score", "scale_max") == [(7, 7)]
    assert parse(written(load(place)), "again") == load(place)


def test_a_map_whose_rule_names_an_absent_header_fits_no_file(write: Write, settings: Settings) -> None:
    place = write("map.toml", f'{ORDER}order_id = "id"\ncurrency = "@header:Spent"\n')
    with pytest.raises(UsageError, match=r"The map fits no file: a\.csv has no column @header:Spent"):
        plan([write("a.csv", "id,cost\n1,2\n")], settings, mapping=place)


def test_a_status_of_marks_alone_does_not_match_every_word() -> None:
    recipe = Recipe("order", {"status": ("s",)}, statuses={"counts": ("-",), "cancelled": ("void",)})
    assert [recipe.meaning(word) for word in ("-", "voided", "other")] == ["counts", "cancelled", None]


def test_a_day_may_stand_without_quotes() -> None:
    columns = '[columns]\nsubscription_id = "id"\n'
    bare, quoted = (
        parse(f'entity = "subscription"\nexported_on = {day}\n{columns}', "map.toml")
        for day in ("2024-01-31", '"2024-01-31"')
    )
    assert bare == quoted


def test_a_remembered_map_that_is_cut_off_is_named(write: Write, settings: Settings, tmp_path: Path) -> None:
    keeping = replace(settings, maps=tmp_path / "maps")
    (only,) = plan([write("a.csv", ENGLISH)], keeping)
    place = only.confirmed().remember()
    assert place is not None
    assert [path.name for path in place.parent.iterdir()] == [place.name]
    whole = place.read_bytes()
    for cut, problem in ((whole[:-3], "is not TOML"), (whole + "茶".encode()[:2], "is not text in UTF-8")):
        place.write_bytes(cut)
        with pytest.raises(UsageError, match="A map that was remembered cannot be used") as told:
            plan([write("a.csv", ENGLISH)], keeping)
        assert str(place) in str(told.value)
        assert problem in str(told.value)


def test_a_map_that_is_not_there_is_named(settings: Settings, write: Write) -> None:
    with pytest.raises(NotFound, match=r"There is no map none\.toml"):
        plan([write("a.csv", ENGLISH)], settings, mapping=Path("none.toml"))


def test_answers_go_before_the_recipe(shared: Path, settings: Settings, told: Told) -> None:
    (only,) = plan([shared / "import-samples" / "shopify_orders.csv"], settings, source="shopify-us")
    found = only.deliver()
    assert found.delivery.source == "shopify-us"
    assert told(found, "transactions", "txn_id") == [("shopify-us:1001",)]


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
