"""What happened to a customer, in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tenure.pages.asking import Asking
from tenure.pages.blocks import Cell, Contact
from tenure.pages.personal import is_personal
from tenure.stages.happenings import Happening
from tenure.words import later, number_text

_WHAT: Mapping[str, str] = {
    "customers.listed": later("Listed as a customer"),
    "customers.referred": later("Referred a customer"),
    "users.person": later("Person first seen"),
    "customer_attrs.attribute": later("Attribute"),
    "customer_attrs.attribute_ended": later("Attribute ended"),
    "consents.consent": later("Consent"),
    "contracts.signed": later("Contract signed"),
    "contracts.terminated": later("Contract terminated"),
    "contract_prices.price": later("Price"),
    "contract_notices.notice": later("Notice"),
    "transactions.order": later("Order"),
    "transactions.invoice": later("Invoice"),
    "transactions.payment": later("Payment"),
    "transactions.refund": later("Refund"),
    "transactions.credit": later("Credit"),
    "transactions.bad_debt": later("Bad debt"),
    "transactions.topup": later("Top-up"),
    "transactions.redeem": later("Paid from the card"),
    "interactions.contact": later("Contact"),
    "ticket_events.opened": later("Ticket opened"),
    "ticket_events.public_reply": later("Ticket answered"),
    "ticket_events.auto_reply": later("Automatic reply"),
    "ticket_events.internal_note": later("Internal note"),
    "ticket_events.customer_reply": later("Customer replied"),
    "ticket_events.solved": later("Ticket solved"),
    "ticket_events.reopened": later("Ticket reopened"),
    "ticket_events.closed": later("Ticket closed"),
    "survey_responses.asked": later("Survey sent"),
    "survey_responses.answered": later("Survey answered"),
    "campaign_members.assigned": later("Assigned to a campaign"),
    "campaign_events.sent": later("Campaign sent"),
    "campaign_events.delivered": later("Campaign delivered"),
    "campaign_events.bounced": later("Campaign bounced"),
    "campaign_events.impression": later("Campaign seen"),
    "campaign_events.open": later("Campaign opened"),
    "campaign_events.click": later("Campaign clicked"),
    "campaign_events.response": later("Campaign answered"),
    "campaign_events.unsubscribe": later("Unsubscribed"),
    "deals.deal": later("Deal opened"),
    "deals.won": later("Deal won"),
    "deals.lost": later("Deal lost"),
    "deals.open": later("Deal closed"),
    "costs.cost": later("Cost"),
    "predictions.prediction": later("Prediction"),
    "touches.visit": later("Visit"),
    "touches.signup": later("Sign-up"),
    "touches.inquiry": later("Inquiry"),
    "touches.qualified": later("Qualified"),
    "touches.trial_start": later("Trial started"),
    "usage_events.used": later("Used the product"),
}
_COLUMNS: Mapping[str, str] = {  # what a detail is, where it does not speak for itself
    "contract_id": later("contract"),
    "product": later("product"),
    "start_date": later("from"),
    "end_date": later("to"),
    "mrr": later("MRR"),
    "seats": later("seats"),
    "score": later("score"),
    "campaign_id": later("campaign"),
    "events": later("events"),
    "people": later("persons"),
    "model": later("model"),
    "target": later("target"),
    "value": later("value"),
    "channel": later("channel"),
    "first_channel": later("channel"),
}
CODES: Mapping[str, str] = {
    "in": later("from the customer"),
    "out": later("to the customer"),
    "granted": later("granted"),
    "denied": later("denied"),
    "withdrawn": later("withdrawn"),
    "lost": later("lost"),
    "cancelled": later("cancelled"),
    "cancel": later("cancelled"),
    "replaced": later("replaced"),
    "non_renewal": later("will not renew"),
    "treatment": later("treated"),
    "control": later("held out"),
    "agent": later("by an agent"),
    "customer": later("by the customer"),
    "bot": later("by a robot"),
    "support": later("support"),
    "feedback": later("feedback"),
}
_CODED = ("direction", "state", "outcome", "termination_kind", "kind", "arm", "actor", "topic")
_PEOPLE = ("name", "comment", "customer")  # a deal may be called after a person, a comment may name one


def what(asking: Asking, one: Happening) -> str:
    """The name of what happened."""
    key = f"{one.kind}.{one.what}"
    return asking.say(_WHAT[key]) if key in _WHAT else one.what


def details(asking: Asking, one: Happening) -> Cell:
    """The rest of it in one line; personal where any part of it is."""
    attribute = str(dict(one.told).get("attr", ""))
    parts = [_part(asking, one, name, value) for name, value in one.told if name != "currency"]
    text = " · ".join(part for part in parts if part)
    hidden = any(name in _PEOPLE or (isinstance(value, str) and is_personal(value)) for name, value in one.told)
    hidden = hidden or bool(attribute and is_personal("", attribute))
    return (Contact(text) if hidden else text) or None


def _part(asking: Asking, one: Happening, name: str, value: object) -> str:
    told = dict(one.told)
    if name == "amount" or (name == "mrr" and isinstance(value, Decimal)):
        amount = number_text(Decimal(str(value)), "amount", asking.lang)
        text = f"{amount} {told.get('currency', '')}".strip()
    elif name == "attr":
        return f"{value} = {told.get('value', '')}"
    elif name == "value" and "attr" in told:
        return ""
    elif isinstance(value, Decimal | int):
        text = number_text(Decimal(value), "text", asking.lang)
    else:
        text = asking.say(CODES[str(value)]) if name in _CODED and value in CODES else str(value)
    return f"{asking.say(_COLUMNS[name])} {text}" if name in _COLUMNS else text
