"""Who a customer is and how it stands: attributes with their source, and the numbers that matter first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tenure.catalogue.value import Value
from tenure.pages.asking import Asking
from tenure.pages.blocks import Cell, Column, Figure, Figures, Kind, Table
from tenure.pages.personal import contact, is_personal, marked, person
from tenure.pages.roster import STAGES, lifetime_title
from tenure.periods import period_of
from tenure.stages.dossier import carried, identifiers
from tenure.stages.happenings import LONG_AGO
from tenure.stages.standings import without_rates
from tenure.words import later

_IDENTIFIERS = {
    "email": later("E-mail"),
    "phone": later("Phone"),
    "open_id": later("Open id"),
    "external": later("Id"),
    "anonymous": later("Anonymous id"),
    "tax_id": later("Tax number"),
}


def numbers(asking: Asking, row: Mapping[str, Any]) -> Figures:
    """What it pays, has bought and has brought, and for how long it has been a customer."""
    untold = without_rates(asking.shop)
    wanted: list[tuple[str, str, Kind, Decimal | None, str, bool]] = [
        ("mrr", asking.say("MRR"), "money", row["mrr"], "revenue.mrr", _priced(asking)),
        ("year", asking.say("Bought in 12 months"), "money", row["year"], "", asking.has("transactions")),
        ("lifetime", lifetime_title(asking), "money", row["lifetime"], "", asking.has("transactions")),
        ("months", asking.say("Months as a customer"), "count", _months(asking, row), "", True),
    ]
    return Figures(
        "customer",
        tuple(
            Figure(key, title, kind, _value(asking, key, None if key in untold else number), definition=metric)
            for key, title, kind, number, metric, told in wanted
            if told
        ),
    )


def _value(asking: Asking, key: str, number: Decimal | None) -> Value:
    if key == "mrr":
        asking.measure("revenue.mrr")
    day = period_of(asking.as_of, "day")
    return Value(f"customer.{key}", day, asking.as_of, "unavailable" if number is None else "final", number)


def _months(asking: Asking, row: Mapping[str, Any]) -> Decimal | None:
    """Whole months from the first day held to the as-of day, or to the day it was lost; None before the first."""
    since, until = row["since"], row["until"]
    if since is None:
        return None
    end = min(asking.as_of, until or asking.as_of)
    return Decimal((end.year - since.year) * 12 + end.month - since.month - (end.day < since.day))


def standing(asking: Asking, row: Mapping[str, Any]) -> Table:
    """How it stands on the day: in words and days."""
    wanted: list[tuple[str, Cell]] = [
        (asking.say("Name"), person(row["name"])),
        (asking.say("Stage"), asking.say(STAGES[row["stage"]])),
        (asking.say("Tier"), row["tier"] if _priced(asking) and "tier" not in without_rates(asking.shop) else None),
        (asking.say("Customer since"), row["since"]),
        (asking.say("Next renewal"), row["due_on"]),
        (asking.say("Last purchase"), row["bought_on"]),
        (asking.say("Last use"), row["used_on"]),
        (asking.say("Last contact"), row["heard_on"]),
        (asking.say("Acquisition channel"), row["acq_channel"]),
    ]
    columns = (Column("what", asking.say("Attribute")), Column("told", asking.say("Value"), personal=True))
    rows = tuple((title, told) for title, told in wanted if told is not None)
    return Table("standing", asking.say("How it stands"), columns, rows)


def profile(asking: Asking, row: Mapping[str, Any]) -> Table:
    """Who it is: what the sources say, since when, and when that became known."""
    columns = (
        Column("what", asking.say("Attribute")),
        Column("told", asking.say("Value"), personal=True),
        Column("since", asking.say("Since"), "day"),
        Column("known_since", asking.say("Known since"), "day"),
        Column("source", asking.say("Source")),
    )
    return Table("profile", asking.say("Who it is"), columns, _told(asking, row))


def _priced(asking: Asking) -> bool:
    """Whether customers pay by contract, and so have a tier."""
    return asking.contracts and asking.has("contract_prices")


def _told(asking: Asking, row: Mapping[str, Any]) -> tuple[tuple[Cell, ...], ...]:
    """Identifiers and attributes of the day."""
    customer = row["customer_id"]
    known: list[tuple[Cell, ...]] = []
    for one in identifiers(asking.shop, customer):
        value, kind = str(one["value"]), str(one["kind"])
        shown = value if kind == "external" and not is_personal(value) else contact(value)
        title = asking.say(_IDENTIFIERS[kind]) if kind in _IDENTIFIERS else kind
        known.append((title, shown, None, None, str(one["scope"] or "") or None))
    for one in carried(asking.shop, customer):
        since, heard = one["valid_from"], one["known_on"]
        told = since if since >= LONG_AGO else None
        known.append(
            (one["attr"], marked(one["value"], one["attr"]), told, _later(heard, since), one["source"] or None)
        )
    return tuple(known)


def _later(known: date, since: date) -> date | None:
    """When it became known, where that was after the day from which on it holds."""
    return known if known > max(since, LONG_AGO) else None
