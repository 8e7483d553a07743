"""What every column of a fact and every field of the desk is, whose it is, how long it stays, who sees it, and how it goes.

One line a table; a column that stands in none fails the build. Erasing reads it: fields that are `WORDS` are searched for the names
of somebody erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Erase = Literal["row", "null", "words", "never", "with its owner"]


@dataclass(frozen=True)
class Sort:
    """A sort of data: how long it is kept, from which right on it is seen, and what erasing a customer does to it."""

    name: str
    retention: str
    seen: str  # a right; people of the company see themselves in any case
    erase: Erase


# of customers: in the lake until erased
NUMBER = Sort("a number that stands for somebody", "until erased", "see_customers", "row")
MENTION = Sort("a number that stands for somebody else", "until erased", "see_customers", "null")
CONTACT = Sort("name or address", "until erased", "see_contacts", "row")
WRITTEN = Sort("what somebody wrote, or what was written about them", "until erased", "see_contacts", "row")
DEED = Sort("what somebody did, has or is", "until erased", "see_customers", "row")
# of the company: about nobody
OWN = Sort("the company's own", "as long as the company wants", "see_numbers", "never")
# of those who use the desk
PEOPLE = Sort("of a person who signs in", "as long as they are in the company", "manage_people", "with its owner")
SECRET = Sort("what proves who somebody is", "until replaced", "nobody", "with its owner")
TRAIL = Sort("of the audit trail: numbers, never names of customers", "for good", "see_audit", "never")
WORDS = Sort("what may quote a customer", "jobs 30 days, uploads a day, else until removed", "bring_facts", "words")
INNER = Sort("of the machine itself", "as long as what it belongs to", "nobody", "never")

Told = Mapping[str, Mapping[Sort, str]]

FACTS: Told = {
    "customers": {NUMBER: "customer_id lead_id merged_into", MENTION: "referrer_customer_id", CONTACT: "name", DEED: "first_channel home_currency"},
    "users": {NUMBER: "user_id customer_id", DEED: "first_seen_at"},
    "customer_attrs": {NUMBER: "attr_id customer_id", CONTACT: "value", DEED: "attr valid_from valid_to"},
    "identities": {NUMBER: "identity_id customer_id user_id lead_id", CONTACT: "value", DEED: "subject kind scope"},
    "consents": {NUMBER: "consent_id customer_id", DEED: "purpose channel state happened_at"},
    "touches": {NUMBER: "touch_id lead_id", MENTION: "referrer_customer_id", DEED: "kind channel campaign_id quantity happened_at"},
    "contracts": {
        NUMBER: "contract_id customer_id predecessor_id",
        DEED: "product signed_at start_date end_date terminated_on termination_kind acq_channel",
    },
    "contract_prices": {NUMBER: "price_id contract_id", DEED: "from_date mrr list_mrr currency seats product_tier metered_mrr"},
    "contract_notices": {NUMBER: "notice_id contract_id", DEED: "kind reason happened_at"},
    "transactions": {NUMBER: "txn_id customer_id contract_id", DEED: "kind amount currency happened_at"},
    "order_items": {NUMBER: "item_id txn_id customer_id", DEED: "product category quantity amount cost currency happened_at"},
    "usage_events": {NUMBER: "event_id customer_id user_id", DEED: "feature quantity happened_at"},
    "interactions": {NUMBER: "interaction_id customer_id lead_id", DEED: "subject_type direction channel kind happened_at"},
    "ticket_events": {NUMBER: "ticket_event_id ticket_id customer_id", DEED: "channel topic kind actor happened_at"},
    "survey_responses": {
        NUMBER: "response_id customer_id respondent_id ticket_id",
        WRITTEN: "comment",
        DEED: "survey_id instrument dimension sent_at happened_at score scale_max",
    },
    "campaigns": {OWN: "campaign_id kind name channel start_date end_date response_window_days conversion_window_days goal"},
    "campaign_members": {NUMBER: "member_id customer_id", DEED: "campaign_id arm predicted_response happened_at"},
    "campaign_events": {NUMBER: "campaign_event_id customer_id", DEED: "campaign_id kind quantity happened_at"},
    "social_snapshots": {OWN: "snapshot_id object_kind object_id platform metric value happened_at"},
    "costs": {NUMBER: "customer_id", OWN: "cost_id purpose amount currency period_start period_end campaign_id channel"},
    "deals": {NUMBER: "deal_id customer_id lead_id", WRITTEN: "name", DEED: "stage amount currency owner opened closed outcome"},
    "predictions": {NUMBER: "prediction_id customer_id", DEED: "model version target horizon value low high reasons happened_at"},
    "fx_rates": {OWN: "fx_id currency rate_date rate"},
    "policies": {OWN: "policy_id policy value effective_from note"},
    "business_calendar": {OWN: "date open_from open_to"},
}  # fmt: skip

FIELDS: Told = {
    "auth.Permission": {INNER: "id name content_type codename"},
    "auth.Group_permissions": {INNER: "id group permission"},
    "auth.Group": {INNER: "id name"},
    "contenttypes.ContentType": {INNER: "id app_label model"},
    "sessions.Session": {SECRET: "session_key session_data expire_date"},
    "account.EmailAddress": {PEOPLE: "id user email verified primary"},
    "account.EmailConfirmation": {SECRET: "id email_address created sent key"},
    "mfa.Authenticator": {SECRET: "id user type data created_at last_used_at"},
    "socialaccount.SocialApp": {INNER: "id provider provider_id name client_id secret key settings"},
    "socialaccount.SocialAccount": {PEOPLE: "id user provider uid last_login date_joined extra_data"},
    "socialaccount.SocialToken": {SECRET: "id app account token token_secret expires_at"},
    "usersessions.UserSession": {PEOPLE: "id user created_at ip last_seen_at session_key user_agent data"},
    "people.Person": {PEOPLE: "id last_login email name is_active joined_at language shortcuts", SECRET: "password"},
    "people.Membership": {PEOPLE: "id person company role scope_name scope_word totals"},
    "people.Link": {PEOPLE: "id purpose person company role email made_by made_at expires_at used_at scope_name scope_word totals", SECRET: "digest"},
    "people.Key": {PEOPLE: "id company name role made_by made_at expires_at revoked_at used_at", SECRET: "digest"},
    "people.Mark": {TRAIL: "id entry digest broken"},
    "people.Entry": {TRAIL: "id at person company action detail before digest"},
    "jobs.Job": {
        WORDS: "payload result message error",
        INNER: "id kind company person writes occurrence state progress attempts lease_until run_after created_at started_at finished_at",
    },
    "remembering.View": {PEOPLE: "id person", WORDS: "name words subject", INNER: "company page made_at shared pin"},
    "remembering.Share": {
        PEOPLE: "id person", WORDS: "words subject", SECRET: "digest",
        INNER: "company page made_at expires_at revoked_at opened opened_at",
    },
    "remembering.Channel": {
        PEOPLE: "id person", SECRET: "sealed", OWN: "name service", INNER: "company made_at used_at failed_at failure",
    },
    "remembering.Subscription": {PEOPLE: "id person language", WORDS: "words subject", INNER: "channel company page made_at every hour taken_for sent_for"},
    "remembering.Annotation": {PEOPLE: "id person", WORDS: "text", INNER: "company page first last made_at shared"},
    "bringing.Upload": {WORDS: "files answers", INNER: "id company person created_at job"},
}  # fmt: skip


def sorts(told: Told, table: str) -> dict[str, Sort]:
    """The sort of each column of a table; of one that is not told, none."""
    return {name: sort for sort, names in told.get(table, {}).items() for name in names.split()}


def open_to(kind: str, right: str) -> frozenset[str]:
    """The columns of a kind of fact that are seen from a right on."""
    return frozenset(name for name, sort in sorts(FACTS, kind).items() if sort.seen == right)


def with_words() -> list[tuple[str, list[str]]]:
    """The models whose fields may quote a customer, and these fields."""
    found = [(label, [name for name, sort in sorts(FIELDS, label).items() if sort is WORDS]) for label in FIELDS]
    return [(label, names) for label, names in found if names]
