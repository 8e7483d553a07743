"""Rows that share a key: spend and visits add up, of anything else the last counts and that is told."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from tenure.facts.importers.plans import Delivered, plan
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import replay, run
from tenure.facts.lake import Lake
from tests.facts.importers.force import in_force

Deliver = Callable[..., Delivered]
Told = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]


def own(entity: str, header: str) -> Recipe:
    return Recipe(entity, {name: (name,) for name in header.strip().split(",")})


DEVICES = "day,campaign,device,cost,clicks\n"
SPEND = Recipe("spend", {"date": ("day",), "campaign": ("campaign",), "cost": ("cost",), "clicks": ("clicks",)})
PAID = "payment_id,customer_id,created_at,amount\n"


def test_spend_by_device_is_summed_by_campaign_and_day(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    body = "2026-01-02,c,mobile,10,1\n2026-01-02,c,desktop,30,2\n2026-01-03,c,mobile,5,0\n"
    (only,) = plan([write("spend.csv", DEVICES + body)], settings, SPEND)
    first, again = run(only, lake, now).receipt, run(only, lake, now).receipt
    assert (first.rows_in, first.stored, first.known) == (3, 3, 0)
    assert (again.stored, again.known) == (0, 3)
    assert in_force(lake, "costs", "amount_minor") == [(500,), (4000,)]
    assert in_force(lake, "campaign_events", "kind", "quantity") == [("click", 3)]


def test_a_row_told_twice_counts_once(write: Write, settings: Settings, lake: Lake, now: datetime) -> None:
    body = "2026-01-02,c,mobile,10,1\n2026-01-02,c,mobile,10,1\n"
    report = run(plan([write("spend.csv", DEVICES + body)], settings, SPEND)[0], lake, now)
    assert (report.receipt.stored, report.receipt.known) == (1, 1)
    assert in_force(lake, "costs", "amount_minor") == [(1000,)]
    assert "1 rows repeat an earlier one in every cell; they count once" in report.notes


def test_a_part_of_a_sum_waits_with_one_that_cannot_be_read(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    body = "2026-01-02,c,mobile,10,1\n2026-01-02,c,desktop,thirty,2\n2026-01-03,c,mobile,5,0\n"
    report = run(plan([write("spend.csv", DEVICES + body)], settings, SPEND)[0], lake, now)
    assert (report.receipt.stored, report.receipt.quarantined) == (1, 2)
    assert report.quarantine is not None
    text = report.quarantine.read_text(encoding="utf-8-sig")
    report.quarantine.write_text(text.replace("thirty,2\n", "30,2\n"), encoding="utf-8")
    replay(report.receipt.batch, lake, settings, now)
    assert in_force(lake, "costs", "amount_minor") == [(500,), (4000,)]


def test_spend_of_channels_stands_apart(write: Write, deliver: Deliver, told: Told) -> None:
    text = "date,channel,cost\n2026-01-02,search,10\n2026-01-02,social,30\n"
    found = deliver(write("spend.csv", text), mapping=own("spend", "date,channel,cost"))
    assert told(found, "costs", "channel", "amount_minor") == [("search", 1000), ("social", 3000)]


def test_visits_by_product_and_channel_all_count(write: Write, deliver: Deliver, told: Told) -> None:
    header = "date,product_id,channel,visitors"
    body = "2026-01-02,p,ads,1\n2026-01-02,p,mail,2\n2026-01-02,q,ads,4\n2026-01-02,q,,8\n"
    found = deliver(write("visits.csv", f"{header}\n{body}"), mapping=own("web_stats", header))
    assert told(found, "touches", "channel", "quantity") == [("ads", 1), ("mail", 2), ("ads", 4), (None, 8)]
    by_page = deliver(
        write("pages.csv", "date,page,visitors\n2026-01-02,a,1\n2026-01-02,b,2\n"),
        mapping=own("web_stats", "date,visitors"),
    )
    assert told(by_page, "touches", "quantity") == [(3,)]


def test_of_payments_with_one_key_the_last_counts_and_that_is_told(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    body = "1,a,2026-01-02,10\n1,a,2026-01-02,30\n2,b,2026-01-02,5\n2,b,2026-01-02,5\n"
    report = run(plan([write("paid.csv", PAID + body)], settings, own("payment", PAID))[0], lake, now)
    assert (report.receipt.stored, report.receipt.known) == (2, 2)
    assert in_force(lake, "transactions", "amount_minor") == [(500,), (3000,)]
    assert "1 rows repeat a key and say something else; the last one counts" in report.notes
