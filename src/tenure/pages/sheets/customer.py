"""One customer: who it is, how it stands, what there is of it, and everything known of it in order of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tenure.errors import Conflict, unknown
from tenure.pages.asking import Asking
from tenure.pages.blocks import Contact, Section
from tenure.pages.dossier import answers, contacts, contracts, purchases, tickets, time_line, use
from tenure.pages.personal import is_personal, person
from tenure.pages.profile import numbers, profile, standing
from tenure.pages.roster import called
from tenure.pages.sheet import Sheet, Wanted
from tenure.pages.unrated import unrated
from tenure.stages.attributes import customers_called
from tenure.stages.happenings import Happening, happenings
from tenure.stages.standings import standing_rows
from tenure.texts import Text
from tenure.words import day_text, later


def _make(asking: Asking, wanted: Wanted) -> Sequence[Section | None]:
    row = _found(asking, wanted.subject)
    customer = row["customer_id"]
    title = person(row["name"]) or called(row) or ""
    lead = asking.say(
        "As known on {day}; what became known later does not count.", day=day_text(asking.as_of, asking.lang)
    )
    told = [_seen(asking, one) for one in happenings(asking.shop, customer)]
    lead = f"{lead} {unrated(asking)}".strip()
    sort = {
        "use": (asking.say("Use"), use(asking, customer)),
        "contracts": (asking.say("Contracts"), contracts(asking, customer)),
        "purchases": (asking.say("Purchases and payments"), purchases(asking, customer)),
        "tickets": (asking.say("Tickets and replies"), tickets(asking, customer)),
        "answers": (asking.say("Survey answers"), answers(asking, customer)),
        "contacts": (asking.say("Contacts and campaigns"), contacts(asking, told)),
        "time_line": (asking.say("Time line"), time_line(asking, told)),
    }
    first = Section("customer", title, lead, (numbers(asking, row), standing(asking, row), profile(asking, row)))
    return (
        first,
        *(Section(f"customer_{key}", name, "", tuple(blocks)) for key, (name, blocks) in sort.items() if blocks),
    )


def _found(asking: Asking, subject: str) -> Mapping[str, Any]:
    """The customer of a number (#17), of an identifier in any source, or of a name, as of the day.

    Raises: NotFound when nobody is, with neighbours; Conflict when several are.
    """
    everybody = {row["customer_id"]: row for row in standing_rows(asking.shop) if asking.sees(row["customer_id"])}
    rows = [everybody[number] for number in _meant(asking, subject, everybody) if number in everybody]
    if len(rows) > 1:
        raise Conflict(
            "Several customers are called so by different sources.",
            "Name it by an identifier that only one of them has.",
        )
    if not rows:
        told = {name for row in everybody.values() for name in (called(row), row["name"]) if name}
        names = {
            name for name in told if asking.reader.contacts or not (isinstance(name, Contact) or is_personal(name))
        }
        raise unknown(Text("customer called"), subject, names)
    return rows[0]


def _seen(asking: Asking, one: Happening) -> Happening:
    """What happened, without naming another customer whom the reader may not see."""
    return one if one.other is None or asking.sees(one.other) else replace(one, told=())


def _meant(asking: Asking, subject: str, everybody: Mapping[int, Mapping[str, Any]]) -> set[int]:
    """The numbers of those who are called so; an address says whose it is to those alone who may see it."""
    if subject.startswith("#") and subject[1:].isdecimal():
        return {int(subject[1:])}
    if not asking.reader.contacts and is_personal(subject):
        return set()
    meant = {row["customer_id"] for row in asking.shop.engine.rows(customers_called(asking.shop, subject))}
    return meant or {number for number, row in everybody.items() if row["name"] == subject}


SHEET = Sheet(
    name="customer",
    title=later("Customer"),
    question=later("Who is one customer, how does it stand, and what happened?"),
    make=_make,
    about=later("an identifier or the name of a customer"),
    people=True,
)
