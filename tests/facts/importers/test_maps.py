"""Maps that people write or confirm: read, refused in words, used, remembered."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tenure.errors import NotFound, UsageError
from tenure.facts.importers.plans import plan
from tenure.facts.importers.recipe import Recipe, load, packaged, parse, written
from tenure.facts.importers.settings import Settings

Told = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]

ENGLISH = "Order No,Order Date,Customer ID,Product Title,Qty,Grand Total,Mood\n1,2026-01-02,u1,Tea,2,9.90,fine\n"
ORDER = 'entity = "order"\n[columns]\n'
SURVEY = 'entity = "survey_response"\n[columns]\n'


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
