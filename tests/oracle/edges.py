"""Which edges a random company reaches: names of situations that property tests must not miss."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from tests.oracle.acquisition import first_inquiries, signs_within
from tests.oracle.activity import rescued_in
from tests.oracle.contracts import Contract
from tests.oracle.days import FOREVER, ONE_DAY, Zone, instant
from tests.oracle.facts import KEYS
from tests.oracle.random_facts import Company
from tests.oracle.relations import Run
from tests.oracle.tickets import Ticket
from tests.oracle.world import World

CONTRACT_EDGES: dict[str, Callable[[Contract, World], bool]] = {
    "renewed in the window": lambda k, _: bool(k.successor and k.successor.signed >= k.due),
    "renewed on the last day of the window": lambda k, _: bool(
        k.successor and k.successor.signed == k.window_end - ONE_DAY
    ),
    "renewed on the due day": lambda k, _: bool(k.successor and k.successor.signed == k.due),
    "renewed on the day before it was due": lambda k, _: bool(k.successor and k.successor.signed == k.due - ONE_DAY),
    "renewed by a backdated contract": lambda k, _: bool(k.successor and k.successor.start < k.successor.signed),
    "waits for its renewal to start": lambda k, _: bool(
        k.successor and k.successor.start > max(k.due, k.successor.signed)
    ),
    "linked but signed after the window": lambda k, w: any(
        other.predecessor == k.name and other.signed >= k.window_end for other in w.contracts.values()
    ),
    "linked on the first day after the window": lambda k, w: any(
        other.predecessor == k.name and other.signed == k.window_end for other in w.contracts.values()
    ),
    "linked twice": lambda k, w: sum(other.predecessor == k.name for other in w.contracts.values()) > 1,
    "linked to nothing": lambda k, w: bool(k.predecessor) and k.predecessor not in w.contracts,
    "linked to a contract of another": lambda k, w: (
        k.predecessor in w.contracts and w.contracts[k.predecessor].customer != k.customer
    ),
    "open": lambda k, w: k.outcome is None and k.due <= w.as_of,
    "replaced": lambda k, _: k.termination == "replaced" and k.successor is not None,
    "replaced by something not known": lambda k, _: k.termination == "replaced" and k.successor is None,
    "cancelled": lambda k, _: k.cancelled and k.ever_in_force,
    "cancelled before its start": lambda k, _: k.cancelled and not k.ever_in_force,
    "cancelled on its due day": lambda k, _: k.terminated == k.due,
    "a window clamped to a shorter month": lambda k, _: k.window_end.day < k.due.day,
    "a change of price": lambda k, _: bool(k.price_steps()),
    "a change of tier": lambda k, _: any(before != after for _, before, after in k.tier_steps()),
    "a renewal in another currency": lambda k, _: bool(
        k.successor and k.prices and k.successor.prices and k.successor.prices[0].currency != k.prices[0].currency
    ),
    "renewed sixty days ahead": lambda k, _: bool(k.successor and k.due - k.successor.signed >= 60 * ONE_DAY),
}
RUN_EDGES: dict[str, Callable[[Run, World], bool]] = {
    "lost": lambda run, w: run.end <= w.as_of,
    "lost on the as-of day": lambda run, w: run.end == w.as_of,
    "without an end": lambda run, _: run.end == FOREVER,
    "signed again on the day it was lost": lambda run, w: any(
        later.start == run.end for later in w.relations.runs[run.customer]
    ),
    "signed again later": lambda run, w: len(w.relations.runs[run.customer]) > run.number + 1,
    "begun by an order": lambda run, _: run.covers[0].rank == 1,
    "begun by a card": lambda run, _: run.covers[0].rank == 2,
    "held by several bases": lambda run, _: len({cover.rank for cover in run.covers}) > 1,
}
TICKET_EDGES: dict[str, Callable[[Ticket], bool]] = {
    "never answered": lambda ticket: ticket.first_reply is None,
    "answered by a bot only": lambda ticket: (
        ticket.first_reply is None and any(row["actor"] == "bot" for row in ticket.events)
    ),
    "answered on the minute of the window": lambda ticket: ticket.first_reply == ticket.opened + timedelta(days=7),
    "solved": lambda ticket: ticket.standing_solve() is not None,
    "reopened for good": lambda ticket: ticket.first_solve is not None and ticket.standing_solve() is None,
}
OTHER_EDGES = {
    "several contracts in force for one customer",
    "revenue in two currencies on one day",
    "a version that is not known yet",
    "a correction",
    "a retraction",
    "known in the last second of the as-of day",
    "known in the first second after the as-of day",
    "on another day in the zone than in UTC",
    "on a day of 23 hours",
    "on a day of 25 hours",
    "an answer typed in late",
    "a warning that was raised",
    "a rescue",
    "a lead that signed",
    "a lead that signed too late",
}
ALL_EDGES = {*CONTRACT_EDGES, *RUN_EDGES, *TICKET_EDGES, *OTHER_EDGES}


def edges_of(company: Company, world: World) -> set[str]:
    """The names of the edges that a company reaches."""
    found = {name for contract in world.contracts.values() for name in _of_contract(contract, world)}
    found |= {name for run in world.relations.all_runs() for name in _of_run(run, world)}
    found |= {name for ticket in world.tickets.all for name in _of_ticket(ticket)}
    return found | set(_of_versions(company, world)) | set(_of_instants(company)) | set(_of_customers(world))


def _of_contract(contract: Contract, world: World) -> list[str]:
    return [name for name, holds in CONTRACT_EDGES.items() if holds(contract, world)]


def _of_run(run: Run, world: World) -> list[str]:
    return [name for name, holds in RUN_EDGES.items() if holds(run, world)]


def _of_ticket(ticket: Ticket) -> list[str]:
    return [name for name, holds in TICKET_EDGES.items() if holds(ticket)]


def _of_versions(company: Company, world: World) -> Iterator[str]:
    """Edges of the second clock."""
    for kind, rows in company.facts.items():
        keys = [row[KEYS[kind]] for row in rows]
        if len(set(keys)) < len(keys):
            yield "a correction"
        for row in rows:
            known = instant(row["known_at"])
            if known >= world.cut:
                yield "a version that is not known yet"
            if row["op"] == "retract":
                yield "a retraction"
            if known == world.cut - timedelta(seconds=1):
                yield "known in the last second of the as-of day"
            if known == world.cut:
                yield "known in the first second after the as-of day"
            if kind == "survey_responses" and row["happened_at"] and known - instant(row["happened_at"]) > 10 * ONE_DAY:
                yield "an answer typed in late"


def _of_instants(company: Company) -> Iterator[str]:
    """Edges of the first clock."""
    zone = Zone(company.zone)
    for rows in company.facts.values():
        for row in rows:
            text = row.get("happened_at") or row.get("signed_at")
            if not text:
                continue
            day = zone.day(text)
            if day != instant(text).date():
                yield "on another day in the zone than in UTC"
            hours = (zone.at(day + ONE_DAY) - zone.at(day)) // timedelta(hours=1)
            if hours != 24:
                yield f"on a day of {hours} hours"


def _of_customers(world: World) -> Iterator[str]:
    """Edges that take several facts of a customer or a lead."""
    episodes = world.usage.episodes(min(world.usage.first_month, world.as_of), world.as_of)
    if episodes:
        yield "a warning that was raised"
    if any(rescued_in(world, episode) for episode in episodes):
        yield "a rescue"
    for row in first_inquiries(world):
        _, hit = signs_within(world, row, world.policies.whole("inquiry_window_days"))
        if hit:
            yield "a lead that signed"
        elif hit is False and world.first_signature(row["lead_id"]):
            yield "a lead that signed too late"
    for customer, contracts in world.revenue.by_customer.items():
        day = max(contract.start for contract in contracts)
        if sum(contract.in_force(day) for contract in contracts) > 1:
            yield "several contracts in force for one customer"
        if len(world.revenue.local(customer, day)) > 1:
            yield "revenue in two currencies on one day"
