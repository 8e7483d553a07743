"""Why a number is not there, and which file would bring it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tenure.catalogue.value import Value
from tenure.pages.asking import Asking
from tenure.texts import Text
from tenure.words import Language, day_text, later, period_text, say, several

# what people call the file that holds a kind of fact
FILES: Mapping[str, str] = {
    "contracts": later("contracts or subscriptions (Stripe subscriptions, Salesforce contracts, your list of signed contracts)"),
    "contract_prices": later("prices of contracts (the same export, with an amount and a billing interval per contract)"),
    "transactions": later("orders, invoices or payments (Shopify orders, Stripe payments, Taobao or Youzan orders, WeChat Pay bill)"),
    "payments": later("payments (Stripe payments, WeChat Pay or Alipay bill, paid invoices of your accounts)"),
    "orders": later("orders (Shopify, WooCommerce, Taobao or Youzan orders)"),
    "purchases": later("orders or invoices (Shopify orders, Taobao or Youzan orders, the invoices of your accounts)"),
    "usage_events": later("use of your product (log-ins or events with customer, person and time)"),
    "users": later("people at your customers (user list with the day each was first seen)"),
    "ticket_events": later("support tickets (Zendesk or Freshdesk export)"),
    "survey_responses": later("survey answers (SurveyMonkey, Typeform or Wenjuanxing export)"),
    "interactions": later("contacts with customers (CRM activities: calls, mails, visits)"),
    "touches": later("visits and inquiries (leads export, website statistics)"),
    "visits": later("visits (website statistics, by day and channel)"),
    "signups": later("sign-ups (website statistics, or the accounts opened, by day and channel)"),
    "inquiries": later("inquiries (leads export, with the day each asked)"),
    "campaigns": later("campaigns (Mailchimp or Klaviyo campaigns, or a list with start day and channel)"),
    "campaign_members": later("who was in a campaign (the list of recipients, with the group held out)"),
    "campaign_events": later("who opened, clicked or answered a campaign (the recipient activity of your mailing tool)"),
    "customer_attrs": later("attributes of customers (industry, region, size, with the day each held from)"),
    "social_snapshots": later("statistics of your social media accounts (followers, views and reactions by day)"),
    "costs": later("costs (ad spend from Google, Meta, TikTok or Alimama; salaries by purpose)"),
    "customers": later("customers (CRM accounts or shop customers)"),
    "fx_rates": later("exchange rates (a table of currency, day and rate)"),
}  # fmt: skip

NOTHING_KNOWN = later("Nothing was known on {day}.")


def file_of(kind: str, lang: Language) -> str:
    """The file that brings a kind of fact, as people know it; the kind's own name where there is no better."""
    return say(FILES[kind], lang) if kind in FILES else kind


def kinds_missing(why: str) -> list[str]:
    """Kinds of fact that an unavailable value waits for, by the reason it tells."""
    told = why.removeprefix("no ")
    return ["fx_rates"] if told.startswith("fx_rates") else [kind for kind in told.split(", ") if kind]


def why_none(asking: Asking, value: Value) -> str:
    """Why there is no number, in one sentence."""
    match value.status:
        case "unavailable":
            return _why_unavailable(asking, value)
        case "undefined":
            return asking.say(
                "Nothing of the kind happened in {period}.", period=period_text(value.period, asking.lang)
            )
        case "immature":
            return asking.say("Not known yet: a window or the period itself is still open.")
    return ""


def _why_unavailable(asking: Asking, value: Value) -> str:
    told = value.reason.values if isinstance(value.reason, Text) else {}
    day = (
        day_text(date.fromisoformat(str(told["day"])), asking.lang) if "day" in told else ""
    )  # the cube keeps them as said
    if day and "currency" in told:
        return asking.say("No exchange rate for {currency} before {day}.", currency=told["currency"], day=day)
    if value.reason.startswith("no usage_events before"):
        return asking.say("Use is told from {day} on only.", day=day)
    if "slice" in told and "purposes" not in told:
        return asking.say("Its facts name no customers: it cannot be told of some alone.")
    if "slice" in told:
        return asking.say("Costs for {purposes} name no customer.", **told)
    if value.reason.startswith("no fx_rates for"):
        return asking.say(
            "No exchange rate for {currencies}.", currencies=value.reason.removeprefix("no fx_rates for ")
        )
    if value.reason.startswith("nothing was known"):
        return asking.say(NOTHING_KNOWN, day=day_text(value.as_of, asking.lang))
    files = several((file_of(kind, asking.lang) for kind in kinds_missing(value.reason)), asking.lang)
    return asking.say("Needs {files}.", files=files)
