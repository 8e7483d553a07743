"""The currency that amounts name beside them is theirs, or they wait."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tenure.facts.importers.currencies import header_mark
from tenure.facts.importers.plans import Delivered, plan
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.settings import Settings

Deliver = Callable[..., Delivered]
Told = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]

HEAD = "order_id,customer_id,ordered_at,total\n"
MAP = Recipe("order", {name: (name,) for name in HEAD.strip().split(",")})


@pytest.fixture
def amounts(write: Write, told: Told, settings: Settings) -> Callable[..., list[tuple[Any, ...]]]:
    """Amount and currency of each order of a file in a company at home in CNY."""

    def read(text: str, **answers: Any) -> list[tuple[Any, ...]]:
        (only,) = plan([write("orders.csv", text)], settings, **answers)
        return told(only.confirmed().deliver(), "transactions", "amount_minor", "currency")

    return read


def rows(*totals: str) -> str:
    return "".join(f'Y{place},c1,2024-01-05,"{total}"\n' for place, total in enumerate(totals))


def test_each_amount_is_in_the_currency_of_its_own_sign_or_code(amounts: Told) -> None:
    told = amounts(HEAD + rows("€10.00", "$12.50", "USD 3.00", "JPY 300", "¥7", "8 元", "10.00 (USD)", "$10 CAD"))
    assert told == [
        (1000, "EUR"), (1250, "USD"), (300, "USD"), (300, "JPY"), (700, "CNY"), (800, "CNY"), (1000, "USD"), (1000, "CAD"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "currency"),
    [("total (EUR)", "EUR"), ("total [sek]", "SEK"), ("total", "CNY"), ("total（元）", "CNY"), ("total (all)", "CNY")],
)
def test_a_bracket_of_the_header_names_the_currency(header: str, currency: str, amounts: Told) -> None:
    assert amounts(HEAD.replace("total", header) + rows("10.00")) == [(1000, currency)]


def test_a_code_at_the_end_of_a_header_is_read_and_a_word_is_not() -> None:
    marks = [header_mark(name) for name in ("amount_usd", "Total EUR", "total", "usd", "views (ALL)", "amount (pcs)")]
    assert marks == ["USD", "EUR", "", "", "", ""]


def test_a_sign_that_several_countries_share_is_the_declared_currency_if_it_can_be(amounts: Told) -> None:
    assert amounts(HEAD + rows("$5", "5"), currency="SGD") == [(500, "SGD"), (500, "SGD")]
    assert amounts(HEAD + rows("¥5"), currency="JPY") == [(5, "JPY")]


def test_amounts_without_a_sign_are_in_the_only_currency_that_the_file_names(amounts: Told) -> None:
    assert amounts(HEAD + rows("€5", "5")) == [(500, "EUR"), (500, "EUR")]
    assert amounts(HEAD + rows("€5", "$5", "5"))[2] == (500, "CNY")


@pytest.mark.parametrize("way", ["answer", "map", "column", "header"])
def test_an_amount_against_the_currency_of_its_row_waits(way: str, write: Write, deliver: Deliver, told: Told) -> None:
    head, text, more = HEAD, rows("€10.00", "10.00", "USD 10.00"), {}
    columns = {**MAP.columns}
    if way == "answer":
        more = {"currency": "USD"}
    elif way == "column":
        head, text = "currency," + HEAD, "".join(f"USD,{line}\n" for line in text.splitlines())
        columns["currency"] = ("currency",)
    elif way == "header":
        head, text = HEAD.replace("total", "total,refunded (USD)"), "".join(f"{line},1\n" for line in text.splitlines())
        columns["refunded"] = ("refunded (USD)",)
    recipe = Recipe("order", columns, currency="USD" if way == "map" else "")
    found = deliver(write("orders.csv", head + text), mapping=recipe, **more)
    (cause,) = found.rejected.causes
    assert (cause.row, cause.count) == (2, 1)
    assert "is in another currency (" in str(cause.reason)
    assert {row[0] for row in told(found, "transactions", "currency")} == {"USD"}


def test_prices_of_one_piece_name_the_currency_too(write: Write, deliver: Deliver, told: Told) -> None:
    columns = {name: (name,) for name in ("order_id", "customer_id", "ordered_at", "quantity", "unit_price")}
    text = "order_id,customer_id,ordered_at,quantity,unit_price\nA,c1,2024-01-05,2,£1.50\n"
    found = deliver(write("orders.csv", text), mapping=Recipe("order", columns))
    assert told(found, "transactions", "amount_minor", "currency") == [(300, "GBP")]


def test_the_notes_say_which_currencies_the_file_names(write: Write, deliver: Deliver) -> None:
    notes = [str(note) for note in deliver(write("orders.csv", HEAD + rows("€5", "$5", "5")), mapping=MAP).notes]
    assert any("EUR, USD" in note for note in notes)
    assert any("taken as CNY" in note for note in notes)
    assert not any("names no currency:" in note for note in notes)


def test_a_native_amount_with_the_sign_of_another_currency_waits(write: Write, deliver: Deliver) -> None:
    text = "txn_id,customer_id,kind,amount,currency,happened_at\nt1,c1,order,€5,CNY,2024-01-05\nt2,c1,order,¥5,CNY,2024-01-05\n"
    (cause,) = deliver(write("transactions.csv", text)).rejected.causes
    assert (cause.row, cause.count) == (2, 1)
