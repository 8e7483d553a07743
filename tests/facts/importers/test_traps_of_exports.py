"""The traps of ecosystem.md 1.1 that lie in what an export means: who, how often, since when."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tenure.facts.importers.plans import Delivered, plan
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import run
from tenure.facts.lake import Lake
from tests.facts.importers.moments import at
from tests.facts.importers.taobao import PAID_HEADER as TAOBAO

Deliver = Callable[..., Delivered]
Told = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]

SUBSCRIPTIONS = (
    "id,Customer ID,Plan,Quantity,Currency,Interval,Amount,Status,Cancellation Reason,Start Date (UTC),"
    "Current Period Start (UTC),Current Period End (UTC),Canceled At (UTC),Ended At (UTC)\n"
)


def test_1_name_is_an_order_number_in_one_file_and_a_person_in_another(sample: Deliver, told: Told) -> None:
    assert told(sample("shopify_orders"), "transactions", "txn_id") == [("shopify:1001",)]
    assert told(sample("woocommerce_customers"), "customers", "name") == [("Ann Example",)]


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
