"""Everything that is known of one customer as of the day, in order of time: what, when, and since when we know it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from ibis import _
from ibis.expr.types import Table

from tenure.facts.kinds import kind
from tenure.units import exponent

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

LONG_AGO = date(1971, 1, 1)  # before it a day stands for "since ever"


@dataclass(frozen=True)
class Happening:
    """One thing that happened. `told` are columns of the fact with what they hold, those that are empty left out.

    `day` is None for what holds since ever, `known_on` where it was known at once.
    """

    day: date | None
    kind: str
    what: str
    told: tuple[tuple[str, object], ...]
    known_on: date | None
    other: int | None = None  # another customer whom it names


@dataclass(frozen=True)
class _Source:
    """A kind of fact that tells something on a day of its own; `word` is a column where the fact says itself what it is.

    `outcome` says that a later version of the fact tells it: then that version's day is the one since which it is known.
    """

    kind: str
    day: str
    what: str
    beside: tuple[str, ...]
    word: str = ""
    time: str = ""  # the instant that orders things within a day
    outcome: bool = False


_MONEY = ("amount_minor", "currency")
_SOURCES = (
    _Source("users", "first_seen_on", "person", (), time="first_seen_at"),
    _Source("customer_attrs", "valid_from", "attribute", ("attr", "value")),
    _Source("customer_attrs", "valid_to", "attribute_ended", ("attr", "value"), outcome=True),
    _Source("consents", "happened_on", "consent", ("state", "purpose", "channel"), time="happened_at"),
    _Source("contracts", "signed_on", "signed", ("contract_id", "product", "start_date", "end_date"), time="signed_at"),
    _Source("contracts", "terminated_on", "terminated", ("contract_id", "termination_kind"), outcome=True),
    _Source("contract_prices", "from_date", "price", ("contract_id", "mrr", "currency", "seats")),
    _Source("contract_notices", "happened_on", "notice", ("contract_id", "kind", "reason"), time="happened_at"),
    _Source("transactions", "happened_on", "", ("txn_id", *_MONEY, "contract_id"), "kind", "happened_at"),
    _Source("interactions", "happened_on", "contact", ("direction", "channel", "kind"), time="happened_at"),
    _Source("ticket_events", "happened_on", "", ("ticket_id", "topic", "channel", "actor"), "kind", "happened_at"),
    _Source("survey_responses", "sent_on", "asked", ("instrument", "survey_id", "dimension"), time="sent_at"),
    _Source(
        "survey_responses", "happened_on", "answered", ("instrument", "survey_id", "dimension", "score", "comment"),
        time="happened_at", outcome=True,
    ),
    _Source("campaign_members", "happened_on", "assigned", ("campaign_id", "arm"), time="happened_at"),
    _Source("campaign_events", "happened_on", "", ("campaign_id",), "kind", "happened_at"),
    _Source("deals", "opened", "deal", ("name", "stage", *_MONEY)),
    _Source("deals", "closed", "", ("name", *_MONEY), "outcome", outcome=True),
    _Source("costs", "period_start", "cost", ("purpose", *_MONEY)),
    _Source("predictions", "happened_on", "prediction", ("model", "target", "value"), time="happened_at"),
)  # fmt: skip


def happenings(shop: Workshop, customer: int) -> list[Happening]:
    """All of it, the newest first; days of use are told whole."""
    sources = [one for one in _SOURCES if shop.facts.has(one.kind)]
    own = {name: _own(shop, name, customer) for name in dict.fromkeys(one.kind for one in sources)}
    found = [placed for one in sources for placed in _told(shop, one, own[one.kind])]
    found += [*_listed(shop, customer), *_came(shop, customer), *_brought(shop, customer), *_use(shop, customer)]
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [one for _place, one in found]


_Placed = tuple[tuple[date, datetime], Happening]


def _told(shop: Workshop, source: _Source, rows: Table) -> Iterator[_Placed]:
    rows, key = rows.filter(rows[source.day].notnull()), kind(source.kind).key
    columns = dict.fromkeys((key, source.day, *source.beside, "known_on", *filter(None, (source.word, source.time))))
    found = shop.engine.rows(rows.select(*columns))
    first = {} if source.outcome else shop.facts.first_days(source.kind, [str(row[key]) for row in found])
    for row in found:
        what = str(row[source.word]) if source.word else source.what
        told = [(name, row[name]) for name in source.beside if row[name] not in (None, "")]
        known = first.get(str(row[key]), row["known_on"])
        yield _placed(source.kind, what, row[source.day], known, _in_major(told), row.get(source.time))


def _own(shop: Workshop, name: str, customer: int) -> Table:
    """The facts of one customer, by its contracts where they name only these."""
    rows = shop.facts.table(name)
    if "customer_id" in rows.columns:
        return shop.facts.of(name, customer)
    return rows.semi_join(shop.facts.of("contracts", customer), "contract_id")


def _in_major(told: list[tuple[str, object]]) -> tuple[tuple[str, object], ...]:
    """Money in major units of its currency."""
    found = dict(told)
    if "amount_minor" in found and "currency" in found:
        amount = Decimal(str(found["amount_minor"]))
        found["amount_minor"] = amount.scaleb(-exponent(str(found["currency"])))
    return tuple(("amount" if name == "amount_minor" else name, value) for name, value in found.items())


def _placed(
    kind: str, what: str, day: date, known: date | None, told: tuple[tuple[str, object], ...] = (), at: object = None
) -> _Placed:
    moment = at if isinstance(at, datetime) else datetime.min  # noqa: DTZ901  a place, no time
    known_on = known if known and known > max(day, LONG_AGO) else None
    return (day, moment), Happening(day if day >= LONG_AGO else None, kind, what, told, known_on)


def _listed(shop: Workshop, customer: int) -> Iterator[_Placed]:
    """The day we learned of the customer, where the source tells one."""
    rows = shop.facts.table("customers").filter(_.customer_id == customer)
    for row in shop.engine.rows(rows.select("known_on", "name", "first_channel")):
        if row["known_on"] >= LONG_AGO:
            told = tuple((name, row[name]) for name in ("name", "first_channel") if row[name])
            yield _placed("customers", "listed", row["known_on"], None, told)


def _came(shop: Workshop, customer: int) -> Iterator[_Placed]:
    """The steps of the lead that the customer was."""
    if not shop.facts.has("touches"):
        return
    leads = shop.facts.table("customers").filter(_.customer_id == customer, _.lead_id.notnull()).select("lead_id")
    rows = shop.facts.table("touches").filter(_.lead_id.notnull()).semi_join(leads, "lead_id")
    for row in shop.engine.rows(
        rows.select("happened_on", "happened_at", "kind", "channel", "campaign_id", "known_on")
    ):
        told = tuple((name, row[name]) for name in ("channel", "campaign_id") if row[name])
        yield _placed("touches", str(row["kind"]), row["happened_on"], row["known_on"], told, row["happened_at"])


def _brought(shop: Workshop, customer: int) -> Iterator[_Placed]:
    """Customers that this one referred, on the day they began."""
    people = shop.facts.table("customers").filter(_.referrer_customer_id == customer).select("customer_id", "known_on")
    slices = shop.table("customer_slices").select("customer_id", "customer")
    runs = (
        shop.table("relationships").filter(_.seq == 0, _.started_on <= shop.as_of).select("customer_id", "started_on")
    )
    rows = people.join(slices, "customer_id").join(runs, "customer_id")
    for row in shop.engine.rows(rows.select("started_on", "customer", "known_on", "customer_id")):
        told = (("customer", row["customer"]),)
        place, made = _placed("customers", "referred", row["started_on"], row["known_on"], told)
        yield place, replace(made, other=row["customer_id"])


def _use(shop: Workshop, customer: int) -> Iterator[_Placed]:
    """Days of use, each as a whole."""
    if not shop.facts.has("usage_events"):
        return
    events = shop.facts.of("usage_events", customer)
    days = events.group_by("happened_on").agg(
        events=_.quantity.sum(), people=_.user_id.nunique(), known_on=_.known_on.max(), at=_.happened_at.max()
    )
    for row in shop.engine.rows(days):
        told = tuple((name, row[name]) for name in ("events", "people") if row[name])
        yield _placed("usage_events", "used", row["happened_on"], row["known_on"], told, row["at"])
