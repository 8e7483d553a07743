"""Spend: lines of sums are none of it, and amounts of two currencies are never one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tenure.facts.importers.plans import Delivered
from tenure.facts.importers.recipe import Recipe

Deliver = Callable[..., Delivered]
Told = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]

ABOVE = 'Campaign report\n"September 1, 2026 - September 3, 2026"\n'
MAP = Recipe(
    "spend", {name: (name,) for name in ("date", "campaign", "cost", "currency", "clicks")}, nulls=("keine Angabe",)
)


def test_totals_of_google_ads_are_left_out_where_the_campaign_is_two_dashes(
    write: Write, deliver: Deliver, told: Told
) -> None:
    text = (
        ABOVE + "Campaign status,Campaign,Currency code,Cost,Impr.,Clicks\n"
        "Enabled,Brand,CNY,30.00,10,1\nEnabled,Shop,CNY,20.00,10,1\n"
        "Total: Campaigns, --,CNY,50.00,20,2\nTotal: Account, --,CNY,50.00,20,2\n"
    )
    found = deliver(write("report.csv", text))
    assert found.delivery.rows_in == 2
    assert told(found, "costs", "campaign_id", "amount_minor") == [
        ("google_ads:Brand", 3000), ("google_ads:Shop", 2000),
    ]  # fmt: skip
    assert "2 lines of sums are left out, the first of them line 6" in found.notes


@pytest.mark.parametrize("nothing", ["", "-", "--", "N/A", "无", "keine Angabe"])
def test_a_line_of_sums_may_fill_its_key_with_a_word_for_nothing(nothing: str, write: Write, deliver: Deliver) -> None:
    body = f"2026-01-02,a,30,CNY,1\n合计,{nothing},30,{nothing},1\n{nothing},{nothing},30,{nothing},1\n"
    found = deliver(write("spend.csv", f"date,campaign,cost,currency,clicks\n{body}"), mapping=MAP)
    assert (found.delivery.rows_in, found.delivery.quarantined) == (2, 1)  # a row without a day is no sum, and waits


def test_spend_of_one_day_in_two_currencies_waits_as_no_sum(write: Write, deliver: Deliver, told: Told) -> None:
    body = "2026-01-02,x,30,USD,1\n2026-01-02,x,20,CNY,1\n2026-01-02,y,7,USD,1\n2026-01-02,y,,CNY,1\n"
    found = deliver(write("spend.csv", f"date,campaign,cost,currency,clicks\n{body}"), mapping=MAP)
    assert told(found, "costs", "campaign_id", "amount_minor", "currency") == [("spend:y", 700, "USD")]
    (cause,) = found.rejected.causes
    assert (cause.count, cause.column, cause.reason) == (
        2, "currency", "is part of a sum with rows in another currency; map a column that tells them apart",
    )  # fmt: skip
