"""The kinds of fact, their columns and keys (catalogue chapter 3).

A fact is an assertion with two clocks. Delivered facts carry text references and plain values; stored facts carry
surrogate numbers for customers, persons and leads, minor units for billed money, and a civil day beside each instant.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tenure.errors import unknown
from tenure.texts import Text


class Type(Enum):
    """What a column holds; `stored` tells the Parquet type."""

    TEXT = "text"
    CODE = "code"  # a word of a small vocabulary
    INTEGER = "integer"
    NUMBER = "number"  # exact decimal(38, 10)
    MONEY = "money"  # delivered in major units, stored as <name>_minor in whole minor units of `currency`
    INSTANT = "instant"  # stored in UTC, with the civil day of the workspace's zone as <stem>_on beside it
    DAY = "day"
    CUSTOMER = "customer"
    PERSON = "person"
    LEAD = "lead"


class Limit(Enum):
    """What a number must be; a fact that tells another is not taken."""

    POSITIVE = "above 0"
    NO_LESS = "0 or more"
    SHARE = "between 0 and 1"


REFERENCES = (Type.CUSTOMER, Type.PERSON, Type.LEAD)


@dataclass(frozen=True)
class Column:
    """One column of a kind, as it is delivered."""

    name: str
    type: Type = Type.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    default: str | None = None
    wall: bool = False  # an instant whose wall-clock time in the workspace's zone is stored too, as <stem>_local
    limit: Limit | None = None

    @property
    def stored(self) -> tuple[str, ...]:
        """The names it has in the lake."""
        if self.type is Type.MONEY:
            return (f"{self.name}_minor",)
        if self.type is Type.INSTANT:
            stem = self.name.removesuffix("_at")
            return (self.name, f"{stem}_on") + ((f"{stem}_local",) if self.wall else ())
        return (self.name,)


@dataclass(frozen=True)
class Order:
    """Two columns of a kind of which one is no less than the other, or more where `apart`."""

    first: str
    then: str
    apart: bool = False


@dataclass(frozen=True)
class Kind:
    """One table of facts."""

    name: str
    key: str
    columns: tuple[Column, ...]
    day: str | None = None  # the stored civil day that partitions the kind by month
    clock: str | None = (
        None  # the delivered column that dates the fact itself, where the source tells no time of record
    )
    owner: str | None = None  # the reference that rows are laid out by
    identity: bool = False  # holds who somebody is; erasure rewrites it
    orders: tuple[Order, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises: NotFound with its neighbours.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise unknown(Text("column of {table}", table=self.name), name, [c.name for c in self.columns])

    @property
    def moved_on(self) -> str | None:
        """The stored civil day that a later version of a fact is about, where it is not the one that dates the fact."""
        outcome = OUTCOMES.get(self.name)
        return self.column(outcome[0]).stored[-1] if outcome else None

    @property
    def key_type(self) -> Type:
        """Text, unless the key is the reference itself (customers, users)."""
        return {"customer_id": Type.CUSTOMER, "user_id": Type.PERSON}.get(self.key, Type.TEXT)

    @property
    def stored(self) -> tuple[str, ...]:
        """Names of the content columns in the lake, without key and clocks."""
        own = (self.key,) if self.key_type is not Type.TEXT else ()
        return own + tuple(name for column in self.columns for name in column.stored)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all delivered columns, key first."""
        return (self.key, *(c.name for c in self.columns))


KINDS: dict[str, Kind] = {}

# What a later version of a fact tells, the day first that it is about: a source without a time of record tells both at once.
OUTCOMES: dict[str, tuple[str, ...]] = {
    "contracts": ("terminated_on", "termination_kind"),
    "survey_responses": ("happened_at", "score", "comment"),
    "customer_attrs": ("valid_to",),
    "deals": ("closed", "outcome", "stage"),
}


_CLOCKS = (
    "happened_at",
    "signed_at",
    "sent_at",
    "first_seen_at",
    "valid_from",
    "from_date",
    "period_start",
    "start_date",
    "opened",
    "rate_date",
    "effective_from",
)


def _kind(
    name: str, key: str, *columns: Column,
    day: str | None = None, owner: str | None = None, identity: bool = False, orders: tuple[Order, ...] = (),
) -> None:  # fmt: skip
    names = [column.name for column in columns]
    clock = "sent_at" if "sent_at" in names else next((c for c in _CLOCKS if c in names), None)
    KINDS[name] = Kind(name, key, columns, day, clock, owner, identity, orders)


def _text(name: str, required: bool = False) -> Column:
    return Column(name, Type.TEXT, required)


def _code(name: str, *choices: str, required: bool = True, default: str | None = None) -> Column:
    return Column(name, Type.CODE, required, choices, default)


def _at(name: str = "happened_at", required: bool = True, wall: bool = False) -> Column:
    return Column(name, Type.INSTANT, required, wall=wall)


def _day(name: str, required: bool = True) -> Column:
    return Column(name, Type.DAY, required)


def _number(name: str, limit: Limit, required: bool = False) -> Column:
    return Column(name, Type.NUMBER, required, limit=limit)


def _integer(name: str, limit: Limit) -> Column:
    return Column(name, Type.INTEGER, limit=limit)


def _money(name: str, limit: Limit, required: bool = False) -> Column:
    return Column(name, Type.MONEY, required, limit=limit)


def _customer(name: str = "customer_id", required: bool = True) -> Column:
    return Column(name, Type.CUSTOMER, required)


_PERSON = Column("user_id", Type.PERSON, True)
_LEAD = Column("lead_id", Type.LEAD)
_CURRENCY = Column("currency", Type.CODE, True)
_QUANTITY = Column("quantity", Type.INTEGER, default="1", limit=Limit.NO_LESS)

_kind(
    "customers", "customer_id",
    _text("name"), _LEAD, _code("first_channel", required=False), _customer("referrer_customer_id", False),
    _code("home_currency", required=False), _customer("merged_into", False),
    owner="customer_id", identity=True,
)  # fmt: skip
_kind("users", "user_id", _customer(), _at("first_seen_at"), owner="customer_id")
_kind(
    "customer_attrs", "attr_id",
    _customer(), _code("attr"), _text("value", True), _day("valid_from"), _day("valid_to", False),
    owner="customer_id", identity=True, orders=(Order("valid_from", "valid_to"),),
)  # fmt: skip
_kind(
    "identities", "identity_id",
    _code("subject", "customer", "person", "lead", default="customer"), _customer("customer_id", False), Column("user_id", Type.PERSON), _LEAD,
    _code("kind", "email", "phone", "open_id", "external", "anonymous", "tax_id"), _text("value", True), _text("scope"),
    owner="customer_id", identity=True,
)  # fmt: skip
_kind(
    "consents", "consent_id",
    _customer(), _code("purpose"), _code("channel"), _code("state", "granted", "denied", "withdrawn"), _at(),
    day="happened_on", owner="customer_id",
)  # fmt: skip
_kind(
    "touches", "touch_id",
    _code("kind", "visit", "signup", "inquiry", "qualified", "trial_start"), _code("channel", required=False), _text("campaign_id"),
    _LEAD, _customer("referrer_customer_id", False), _QUANTITY, _at(),
    day="happened_on", owner="lead_id",
)  # fmt: skip
_kind(
    "contracts", "contract_id",
    _customer(), _code("product", required=False), _at("signed_at"), _day("start_date"), _day("end_date"), _day("terminated_on", False),
    _code("termination_kind", "replaced", "cancelled", required=False), _text("predecessor_id"), _code("acq_channel", required=False),
    owner="customer_id", orders=(Order("start_date", "end_date", apart=True),),
)  # fmt: skip
_kind(
    "contract_prices", "price_id",
    _text("contract_id", True), _day("from_date"), _number("mrr", Limit.NO_LESS, True), _number("list_mrr", Limit.NO_LESS), _CURRENCY,
    _integer("seats", Limit.NO_LESS), Column("product_tier", Type.INTEGER), _number("metered_mrr", Limit.NO_LESS),
)  # fmt: skip
_kind(
    "contract_notices", "notice_id",
    _text("contract_id", True), _code("kind", "non_renewal", "cancel", "lost"), _code("reason", required=False), _at(),
)  # fmt: skip
_kind(
    "transactions", "txn_id",
    _customer(), _text("contract_id"),
    _code("kind", "order", "invoice", "payment", "refund", "credit", "bad_debt", "topup", "redeem"),
    _money("amount", Limit.POSITIVE, True), _CURRENCY, _at(),
    day="happened_on", owner="customer_id",
)  # fmt: skip
_kind(
    "order_items", "item_id",
    _text("txn_id", True), _customer("customer_id", False), _text("product"), _code("category", required=False),
    Column("quantity", Type.NUMBER), Column("amount", Type.MONEY),
    _money("cost", Limit.NO_LESS),  # of one piece; the amount is that of the line
    Column("currency", Type.CODE), _at(required=False),
    day="happened_on", owner="customer_id",
)  # fmt: skip
_kind(
    "usage_events", "event_id",
    _customer(), _PERSON, _code("feature", required=False), _QUANTITY, _at(),
    day="happened_on", owner="customer_id",
)  # fmt: skip
_kind(
    "interactions", "interaction_id",
    _code("subject_type", "customer", "lead", default="customer"), _customer("customer_id", False), _LEAD,
    _code("direction", "in", "out"), _code("channel", required=False), _code("kind", required=False), _at(),
    day="happened_on", owner="customer_id",
)  # fmt: skip
_kind(
    "ticket_events", "ticket_event_id",
    _text("ticket_id", True), _customer(required=False), _code("channel", required=False), _code("topic", "support", "feedback", default="support"),
    _code("kind", "opened", "public_reply", "auto_reply", "internal_note", "customer_reply", "solved", "reopened", "closed"),
    _code("actor", "customer", "agent", "bot"), _at(wall=True),
    day="happened_on", owner="customer_id",
)  # fmt: skip
_kind(
    "survey_responses", "response_id",
    _text("survey_id", True), _code("instrument"), _code("dimension", default="overall"), _customer(required=False),
    Column("respondent_id", Type.PERSON), _text("ticket_id"), _at("sent_at"), _at(required=False), _integer("score", Limit.NO_LESS),
    _integer("scale_max", Limit.POSITIVE), _text("comment"),
    day="sent_on", owner="customer_id", orders=(Order("score", "scale_max"),),
)  # fmt: skip
_kind(
    "campaigns", "campaign_id",
    _code("kind", "acquisition", "retention", "programme"), _text("name"), _code("channel", required=False), _day("start_date"), _day("end_date", False),
    _integer("response_window_days", Limit.NO_LESS), _integer("conversion_window_days", Limit.NO_LESS), _code("goal", required=False),
    orders=(Order("start_date", "end_date"),),
)  # fmt: skip
_kind(
    "campaign_members", "member_id",
    _text("campaign_id", True), _customer(), _code("arm", "treatment", "control", default="treatment"),
    _number("predicted_response", Limit.SHARE), _at(),
    owner="customer_id",
)  # fmt: skip
_kind(
    "campaign_events", "campaign_event_id",
    _text("campaign_id", True), _customer(required=False),
    _code("kind", "sent", "delivered", "bounced", "impression", "open", "click", "response", "unsubscribe"), _QUANTITY, _at(),
    day="happened_on", owner="customer_id",
)  # fmt: skip
_kind(
    "social_snapshots", "snapshot_id",
    _code("object_kind", "account", "post"), _text("object_id", True), _code("platform", required=False), _code("metric"),
    Column("value", Type.NUMBER, True), _at(),
    day="happened_on",
)  # fmt: skip
_kind(
    "costs", "cost_id",
    _code("purpose", "acquisition_marketing", "acquisition_sales", "retention", "service", "crm_programme", "direct"),
    _money("amount", Limit.NO_LESS, True), _CURRENCY,
    _day("period_start"), _day("period_end"), _text("campaign_id"), _code("channel", required=False), _customer(required=False),
    orders=(Order("period_start", "period_end", apart=True),),
)  # fmt: skip
_kind(
    "deals", "deal_id",
    _customer(required=False), _LEAD, _text("name"), _code("stage"), _money("amount", Limit.NO_LESS), Column("currency", Type.CODE),
    _code("owner", required=False), _day("opened", False), _day("closed", False), _code("outcome", "open", "won", "lost", default="open"),
    owner="customer_id",
)  # fmt: skip
_kind(
    "predictions", "prediction_id",
    _code("model"), _code("version", required=False), _customer(), _code("target"), Column("horizon", Type.INTEGER),
    Column("value", Type.NUMBER, True), Column("low", Type.NUMBER), Column("high", Type.NUMBER), _text("reasons"), _at(),
    day="happened_on", owner="customer_id",
)  # fmt: skip
_kind(
    "fx_rates", "fx_id", Column("currency", Type.CODE, True), _day("rate_date"), _number("rate", Limit.POSITIVE, True)
)
_kind("policies", "policy_id", _code("policy"), _text("value"), _day("effective_from"), _text("note"))
_kind("business_calendar", "date", _text("open_from"), _text("open_to"))


def kind(name: str) -> Kind:
    """The kind of that name.

    Raises: NotFound with its neighbours.
    """
    if name not in KINDS:
        raise unknown(Text("kind of fact"), name, KINDS)
    return KINDS[name]
