"""Each export format of ecosystem.md 1.4, against a reading of the sample by hand.

Instants are stored in UTC; the company is at home in Shanghai, eight hours ahead.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from tenure.facts.importers.plans import Delivered, plan
from tenure.facts.importers.recipe import packaged
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import run
from tenure.facts.lake import Lake
from tests.facts.importers.moments import at

Sample = Callable[..., Delivered]
Told = Callable[..., list[tuple[Any, ...]]]


def counts(delivered: Delivered) -> dict[str, int]:
    return {kind: table.num_rows for kind, table in delivered.delivery.tables.items()}


def attributes(delivered: Delivered, told: Told) -> dict[str, Any]:
    return dict(told(delivered, "customer_attrs", "attr", "value"))


# ---- shops and payments


def test_shopify_orders_is_one_order_of_two_lines(sample: Sample, told: Told) -> None:
    found = sample("shopify_orders")
    assert counts(found) == {"transactions": 1, "order_items": 2}
    txn = ("txn_id", "customer_id", "kind", "amount_minor", "currency", "happened_at")
    assert told(found, "transactions", *txn) == [
        ("shopify:1001", "email:ann@example.com", "order", 3498, "USD", at(2026, 5, 1, 1, 58, 12))
    ]
    assert told(found, "order_items", "row", "txn_id", "product", "quantity", "amount_minor", "currency") == [
        (2, "shopify:1001", "Crew Tee - Black / S", 2, 1998, "USD"),
        (3, "shopify:1001", "Mug", 1, 1000, "USD"),
    ]


def test_shopify_customers_keeps_identities_apart_and_both_consents(sample: Sample, told: Told) -> None:
    found = sample("shopify_customers")
    assert told(found, "customers", "customer_id", "name") == [("7000000000001", "Teo Example")]
    assert told(found, "identities", "customer_id", "kind", "value", "scope") == [
        ("7000000000001", "email", "teo@example.com", ""),
        ("7000000000001", "phone", "+17755550154", ""),
    ]
    assert told(found, "consents", "channel", "state") == [("email", "denied"), ("sms", "denied")]
    kept = attributes(found, told)
    assert kept["postal_code"] == "01234"
    assert kept["total_spent"] == "7790.44"
    assert kept["tax_exempt"] == "yes"
    assert ("tag", "retail") in told(found, "customer_attrs", "attr", "value")
    assert ("tag", "ag-exempt") in told(found, "customer_attrs", "attr", "value")


def test_woocommerce_orders_knows_customers_by_name_and_says_so(sample: Sample, told: Told) -> None:
    found = sample("woocommerce_orders")
    assert told(found, "transactions", "txn_id", "customer_id", "amount_minor", "currency", "happened_at") == [
        ("woocommerce:1001", "name:ann example", 2998, "USD", at(2026, 5, 1, 1, 58, 12))
    ]
    assert told(found, "order_items", "product", "quantity", "amount_minor") == [
        ("Crew Tee", Decimal(2), None),
        ("Mug", Decimal(1), None),
    ]
    assert any("by name only" in note for note in found.notes)


def test_woocommerce_customers_are_known_by_username(sample: Sample, told: Told) -> None:
    found = sample("woocommerce_customers")
    assert told(found, "customers", "customer_id", "name") == [("ann", "Ann Example")]
    # +15550100 is no valid telephone number, so it is no identity.
    assert told(found, "identities", "kind", "value") == [("email", "ann@example.com")]
    assert attributes(found, told)["aov"] == "33.83"
    assert {day for (day,) in told(found, "customer_attrs", "valid_from")} == {date(2025, 1, 2)}


def test_stripe_payments_are_in_major_units_and_utc(sample: Sample, told: Told) -> None:
    found = sample("stripe_payments")
    assert told(found, "transactions", "txn_id", "customer_id", "kind", "amount_minor", "currency", "happened_at") == [
        ("stripe:ch_0001", "cus_0001", "payment", 24900, "USD", at(2026, 2, 1, 2, 16))
    ]


def test_stripe_customers_keep_metadata(sample: Sample, told: Told) -> None:
    found = sample("stripe_customers")
    assert told(found, "customers", "customer_id", "name") == [("cus_0001", "Ann Example")]
    assert told(found, "identities", "kind", "value") == [("email", "ann@example.com")]
    assert attributes(found, told)["tag_metadata"] == "vip"
    assert attributes(found, told)["plan"] == "pro-monthly"


def test_stripe_subscriptions_is_a_chain_of_monthly_terms(sample: Sample, told: Told) -> None:
    # From 5 January by the month; the tenth term, 5 October to 5 November, is the current one.
    found = sample("stripe_subscriptions")
    assert counts(found) == {"contracts": 10, "contract_prices": 10, "identities": 1}
    contracts = told(found, "contracts", "contract_id", "start_date", "end_date", "terminated_on", "predecessor_id")
    assert contracts[0] == ("stripe:sub_0001@2026-01-05", date(2026, 1, 5), date(2026, 2, 5), None, None)
    assert contracts[-1] == (
        "stripe:sub_0001@2026-10-05",
        date(2026, 10, 5),
        date(2026, 11, 5),
        None,
        "stripe:sub_0001@2026-09-05",
    )
    assert told(found, "contract_prices", "contract_id", "from_date", "mrr", "currency", "seats")[-1] == (
        "stripe:sub_0001@2026-10-05",
        date(2026, 10, 5),
        Decimal(49),
        "USD",
        1,
    )


def test_stripe_invoices_is_an_invoice_and_its_payment(sample: Sample, told: Told) -> None:
    found = sample("stripe_invoices")
    columns = ("txn_id", "kind", "amount_minor", "currency", "happened_at", "contract_id")
    assert told(found, "transactions", *columns) == [
        ("stripe:in_0001", "invoice", 4900, "USD", at(2026, 10, 5, 10, 20), "stripe:sub_0001@2026-10-05"),
        ("stripe:ch_0001", "payment", 4900, "USD", at(2026, 10, 5, 11, 21), "stripe:sub_0001@2026-10-05"),
    ]


def test_baremetrics_amounts_are_cents(sample: Sample, told: Told) -> None:
    found = sample("baremetrics_import")
    assert told(found, "contracts", "contract_id", "customer_id", "start_date", "end_date") == [
        ("baremetrics:subscription_1@2026-03-31", "customer_1", date(2026, 3, 31), date(2026, 4, 30))
    ]
    assert told(found, "contract_prices", "mrr", "currency") == [(Decimal(50), "USD")]


def test_chartmogul_customers_begin_as_leads(sample: Sample, told: Told) -> None:
    found = sample("chartmogul_customers")
    assert told(found, "customers", "customer_id", "name", "lead_id") == [("cus_0001", "Example Co", "cus_0001")]
    assert told(found, "touches", "kind", "lead_id", "happened_at") == [
        ("inquiry", "cus_0001", at(2025, 12, 31, 16)),
        ("trial_start", "cus_0001", at(2026, 1, 2, 16)),
    ]


# ---- CRM and support


def test_hubspot_contacts_have_a_french_telephone_number(sample: Sample, told: Told) -> None:
    found = sample("hubspot_contacts")
    assert told(found, "customers", "customer_id", "name") == [("101", "Camille Durand")]
    assert told(found, "identities", "kind", "value") == [("email", "camille@example.com"), ("phone", "+33600000000")]
    assert attributes(found, told)["lifecycle_stage"] == "customer"


def test_hubspot_deals_belong_to_a_company(sample: Sample, told: Told) -> None:
    found = sample("hubspot_deals", currency="EUR")
    columns = ("deal_id", "customer_id", "name", "stage", "amount_minor", "currency", "opened", "closed", "outcome")
    assert told(found, "deals", *columns) == [
        ("hubspot:7001", "company:9001", "Example renewal", "Closed won", 1500000, "EUR",
         date(2026, 6, 1), date(2026, 9, 30), "won")
    ]  # fmt: skip
    assert told(found, "identities", "customer_id", "value", "scope") == [
        ("company:9001", "name:example sa", "hubspot")
    ]


def test_salesforce_accounts_keep_the_case_of_ids(sample: Sample, told: Told) -> None:
    found = sample("salesforce_accounts_report")
    assert told(found, "customers", "customer_id", "name") == [("company:001Wj00000tQWvr", "Example Treasury")]
    assert told(found, "identities", "value") == [("name:example treasury",)]
    assert attributes(found, told)["website"] == "treasury.example"


def test_salesforce_opportunities_are_open_deals(sample: Sample, told: Told) -> None:
    found = sample("salesforce_opportunities_report", currency="USD")
    assert told(found, "deals", "deal_id", "customer_id", "amount_minor", "closed", "outcome") == [
        ("salesforce:006Wj00000aBcDe", "name:example bank", 25000000, date(2026, 9, 30), "open")
    ]


def test_salesforce_contracts_end_after_their_last_day(sample: Sample, told: Told) -> None:
    found = sample("salesforce_contracts_report")
    assert found.delivery.rows_in == 1
    assert told(found, "contracts", "contract_id", "customer_id", "signed_at", "start_date", "end_date") == [
        ("salesforce:00000101", "name:example bank", at(2025, 9, 19, 16), date(2025, 10, 1), date(2026, 10, 1))
    ]
    assert "contract_prices" not in counts(found)
    assert any("have no price" in note for note in found.notes)


def test_fxiaoke_accounts(sample: Sample, told: Told) -> None:
    found = sample("fxiaoke_accounts")
    assert told(found, "customers", "customer_id", "name") == [("company:AC-0001", "示例科技")]
    assert attributes(found, told)["segment"] == "A"
    assert attributes(found, told)["owner"] == "王经理"
    assert attributes(found, told)["created_at"] == "2026-01-01T02:00:00Z"


def test_zendesk_tickets_are_events_at_derived_instants(sample: Sample, told: Told) -> None:
    found = sample("zendesk_tickets")
    assert told(found, "ticket_events", "ticket_id", "customer_id", "kind", "actor", "happened_at") == [
        ("zendesk:501", "u-1001", "opened", "customer", at(2026, 9, 1, 2)),
        ("zendesk:501", "u-1001", "public_reply", "agent", at(2026, 9, 1, 2, 5)),
        ("zendesk:501", "u-1001", "solved", "agent", at(2026, 9, 2, 3)),
    ]
    assert told(found, "survey_responses", "instrument", "score", "scale_max", "ticket_id") == [
        ("csat", 5, 5, "zendesk:501")
    ]
    # The id is the company's own, so it means the same in every source.
    assert ("external", "u-1001", "") in told(found, "identities", "kind", "value", "scope")


def test_freshdesk_hours_are_clock_times(sample: Sample, told: Told) -> None:
    found = sample("freshdesk_tickets")
    assert told(found, "ticket_events", "kind", "happened_at") == [
        ("opened", at(2026, 9, 1, 2)),
        ("public_reply", at(2026, 9, 1, 2, 5)),
        ("solved", at(2026, 9, 2, 3)),
        ("closed", at(2026, 9, 2, 4)),
    ]


# ---- marketing and surveys


def test_google_ads_drops_preamble_and_total(sample: Sample, told: Told) -> None:
    found = sample("google_ads_campaign")
    assert found.delivery.rows_in == 2
    assert told(found, "costs", "row", "amount_minor", "currency", "period_start", "period_end", "campaign_id") == [
        (4, 120450, "USD", date(2026, 9, 1), date(2026, 9, 2), "google_ads:111"),
        (5, 30000, "USD", date(2026, 9, 2), date(2026, 9, 3), "google_ads:222"),
    ]
    assert {purpose for (purpose,) in told(found, "costs", "purpose")} == {"acquisition_marketing"}
    assert sorted(told(found, "campaign_events", "kind", "quantity")) == [
        ("click", 300), ("click", 1930), ("impression", 9000), ("impression", 48210),
    ]  # fmt: skip


def test_meta_ads_takes_the_currency_from_the_header(sample: Sample, told: Told) -> None:
    found = sample("meta_ads")
    assert told(found, "costs", "amount_minor", "currency", "period_start", "channel") == [
        (10000, "GBP", date(2026, 9, 2), "meta_ads")
    ]


def test_tiktok_ads_names_no_currency(sample: Sample, told: Told) -> None:
    assert told(sample("tiktok_ads", currency="USD"), "costs", "amount_minor", "currency") == [(800, "USD")]
    silent = sample("tiktok_ads")
    assert told(silent, "costs", "currency") == [("CNY",)]
    assert any("names no currency" in note for note in silent.notes)


def test_alimama_cost_nan_is_no_cost(sample: Sample, told: Told) -> None:
    found = sample("alimama_promotion")
    assert told(found, "campaign_events", "campaign_id", "kind", "quantity") == [
        ("alimama:10001", "impression", 100), ("alimama:10001", "click", 5),
    ]  # fmt: skip
    assert "costs" not in counts(found)
    assert "1 rows tell no cost" in found.notes


def test_mailchimp_audience_gives_no_consent_without_the_name_of_the_file(sample: Sample, told: Told) -> None:
    found = sample("mailchimp_audience")
    assert told(found, "customers", "customer_id", "name") == [("email:ada@example.com", "Ada Example")]
    kept = attributes(found, told)
    assert {"optin_ip", "confirm_ip", "latitude", "longitude"}.isdisjoint(kept)
    assert kept["timezone"] == "Europe/London"
    assert kept["country"] == "GB"
    assert "consents" not in counts(found)


def test_mailchimp_campaigns_are_totals(sample: Sample, told: Told) -> None:
    found = sample("mailchimp_campaigns")
    assert told(found, "campaigns", "campaign_id", "name", "channel", "start_date") == [
        ("mailchimp:17671f0000", "Example style mail", "email", date(2026, 6, 9))
    ]
    assert told(found, "campaign_events", "kind", "quantity", "happened_at") == [
        ("sent", 110, at(2026, 6, 9, 13, 30)),
        ("delivered", 108, at(2026, 6, 9, 13, 30)),
        ("bounced", 2, at(2026, 6, 9, 13, 30)),
        ("open", 30, at(2026, 6, 9, 13, 30)),
        ("click", 7, at(2026, 6, 9, 13, 30)),
    ]


def test_klaviyo_counts_end_in_point_nought(sample: Sample, told: Told) -> None:
    found = sample("klaviyo_campaigns")
    assert told(found, "campaigns", "campaign_id", "channel", "start_date") == [
        ("klaviyo:01JQ", "email", date(2026, 4, 6))
    ]
    assert dict(told(found, "campaign_events", "kind", "quantity")) == {
        "sent": 121401, "delivered": 121108, "bounced": 293, "open": 58647, "click": 770, "unsubscribe": 476,
    }  # fmt: skip


def test_surveymonkey_has_a_second_header_line(sample: Sample, told: Told) -> None:
    found = sample("surveymonkey")
    assert found.delivery.rows_in == 1
    columns = ("row", "instrument", "customer_id", "score", "scale_max", "comment", "happened_at")
    assert told(found, "survey_responses", *columns) == [
        (3, "nps", "u-1001", 9, 10, "Faster exports", at(2026, 9, 1, 2, 2))
    ]


def test_typeform_questions_are_headers(sample: Sample, told: Told) -> None:
    found = sample("typeform")
    assert told(found, "survey_responses", "customer_id", "score", "comment", "sent_at", "happened_at") == [
        ("u-1001", 9, "Good service", at(2026, 5, 1, 10), at(2026, 5, 1, 10, 5))
    ]


def test_wjx_asks_for_the_member_number_in_a_question(sample: Sample, told: Told) -> None:
    found = sample("wjx_survey")
    assert told(found, "survey_responses", "customer_id", "score", "comment", "happened_at") == [
        ("M0001", 9, "送货快", at(2026, 6, 16))
    ]


# ---- China: commerce and WeChat


def test_taobao_ids_are_unwrapped_text(sample: Sample, told: Told) -> None:
    found = sample("taobao_orders")
    assert told(found, "transactions", "txn_id", "customer_id", "amount_minor", "currency", "happened_at") == [
        ("taobao:4089123456789012345", "tb_demo01", 19900, "CNY", at(2026, 9, 1, 2))
    ]
    assert told(found, "order_items", "product", "quantity") == [("测试商品甲 红色", Decimal(1))]
    # The number is the recipient's, so it does not join accounts.
    assert "identities" not in counts(found)


def test_sycm_products_are_visits_of_nobody(sample: Sample, told: Told) -> None:
    found = sample("sycm_products")
    assert told(found, "touches", "row", "kind", "channel", "quantity", "lead_id", "happened_at") == [
        (3, "visit", "taobao", 10, None, at(2026, 7, 31, 15, 59, 59))
    ]
    assert counts(found) == {"touches": 1}


def test_jd_customers_are_known_by_name_and_address(sample: Sample, told: Told) -> None:
    found = sample("jd_orders")
    assert told(found, "transactions", "txn_id", "amount_minor", "happened_at") == [
        ("jd:JD-EX-0001", 19900, at(2026, 1, 31, 0, 6, 59))
    ]
    assert told(found, "transactions", "customer_id") == [("name:示例客户|广东深圳市福田区示例街道1号",)]
    assert told(found, "order_items", "product", "quantity", "amount_minor") == [("商品乙 60粒*1瓶", Decimal(1), 19900)]


def test_douyin_ciphers_are_nobody(sample: Sample, told: Told) -> None:
    found = sample("douyin_orders")
    assert told(found, "transactions", "txn_id", "customer_id", "amount_minor", "happened_at") == [
        ("douyin:6900000000000000001", "unknown customers", 2890, at(2026, 9, 21, 16, 54, 10))
    ]
    assert told(found, "order_items", "item_id", "product", "quantity") == [
        ("douyin:6900000000000000001", "辣丝丝", Decimal(1))
    ]


def test_youzan_orders_belong_to_the_buyer_not_the_recipient(sample: Sample, told: Told) -> None:
    found = sample("youzan_orders")
    assert told(found, "transactions", "txn_id", "customer_id", "amount_minor", "happened_at") == [
        ("youzan:O-1", "phone:+8613800138000", 10000, at(2026, 6, 19, 2))
    ]


def test_youzan_customers_are_known_by_telephone(sample: Sample, told: Told) -> None:
    found = sample("youzan_customers")
    assert told(found, "customers", "customer_id", "name", "first_channel") == [
        ("phone:+8613800138000", "Alice", "有赞后台")
    ]
    kept = attributes(found, told)
    assert kept["成长值"] == "12"
    assert "付费等级" not in kept
    assert "column 35" not in kept


def test_wecom_customers_are_known_by_external_userid(sample: Sample, told: Told) -> None:
    found = sample("wecom_scrm_customers")
    assert told(found, "customers", "customer_id", "name") == [("wmDEMO0001", "张三")]
    assert told(found, "identities", "kind", "value") == [("phone", "+8613800138000")]
    assert [value for attr, value in told(found, "customer_attrs", "attr", "value") if attr == "tag"] == [
        "高意向",
        "老客",
    ]


def test_wechat_followers_stand_at_the_end_of_the_day(sample: Sample, told: Told) -> None:
    found = sample("wechat_oa_growth")
    assert told(found, "social_snapshots", "metric", "value", "platform", "happened_at") == [
        ("followers", Decimal(1209), "wechat", at(2026, 9, 1, 15, 59, 59)),
        ("followers_new", Decimal(12), "wechat", at(2026, 9, 1, 15, 59, 59)),
        ("followers_lost", Decimal(3), "wechat", at(2026, 9, 1, 15, 59, 59)),
    ]


def test_wechat_pay_header_is_on_the_sixth_line(sample: Sample, told: Told) -> None:
    found = sample("wechat_pay_bill")
    assert told(found, "transactions", "row", "txn_id", "customer_id", "kind", "amount_minor", "happened_at") == [
        (7, "wechat_pay:1000000000000000001", "name:示例顾客", "payment", 10000, at(2026, 9, 15, 2))
    ]


# ---- all of them


def ids() -> list[str]:
    return sorted(packaged())


def test_there_are_37_recipes() -> None:
    assert len(packaged()) == 37


@pytest.mark.parametrize("name", ids())
def test_every_sample_is_known_and_no_row_is_lost(
    name: str, shared: Path, settings: Settings, lake: Lake, now: datetime
) -> None:
    (only,) = plan([shared / "import-samples" / f"{name}.csv"], settings)
    assert only.known_as == name
    receipt = run(only, lake, now).receipt
    assert receipt.quarantined == 0
    assert receipt.stored == receipt.rows_in > 0


@pytest.mark.parametrize("name", ids())
def test_every_header_is_known_behind_a_preamble_and_in_gbk(
    name: str, shared: Path, settings: Settings, write: Callable[..., Path]
) -> None:
    recipes = yaml.safe_load((shared / "import-samples" / "recipes.yaml").read_text(encoding="utf-8"))["recipes"]
    headers = next(recipe["headers"] for recipe in recipes if recipe["id"] == name)
    header = ",".join('"' + cell + '"' for cell in headers)
    row = ",".join("x" for _ in headers)
    text = f"某某公司 导出文件\n统计区间：2026 年 9 月\n\n{header}\n{row}\n"
    path = write("export.csv", text.replace("…", "GBP"), "gb18030")
    (only,) = plan([path], settings)
    assert only.known_as == name
    assert only.sheet.encoding == "gb18030"
    assert only.sheet.header_row == 4


def test_all_samples_twice_add_nothing(shared: Path, settings: Settings, lake: Lake, now: datetime) -> None:
    for one in plan([shared / "import-samples"], settings):
        run(one, lake, now)
    again = [run(one, lake, now).receipt for one in plan([shared / "import-samples"], settings)]
    assert len(again) == 37
    assert [receipt.stored for receipt in again] == [0] * 37
    assert all(receipt.known == receipt.rows_in for receipt in again)


PERSONAL = (
    "example.com",
    "13800138000",
    "0600000000",
    "Ann",
    "Teo",
    "Camille",
    "张三",
    "示例顾客",
    "示例客户",
    "tb_demo",
    "u-1001",
)
HOME = ("identities", "customers", "customer_attrs")
REFERENCES = ("customer_id", "lead_id", "respondent_id", "user_id")


@pytest.mark.parametrize("name", ids())
def test_people_stand_nowhere_but_in_the_kinds_that_erasure_rewrites(name: str, sample: Sample) -> None:
    for kind, table in sample(name).delivery.tables.items():
        if kind in HOME:
            continue
        for fact in table.to_pylist():
            shown = {column: value for column, value in fact.items() if column not in REFERENCES}
            assert not any(word in str(value) for value in shown.values() for word in PERSONAL), (kind, shown)
