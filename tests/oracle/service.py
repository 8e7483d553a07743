"""service: how fast people answer and solve."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.oracle.results import Member, Result, amount, matured, median, share, survival_median
from tests.oracle.tickets import Ticket
from tests.oracle.value import LONG_AGO
from tests.oracle.world import Ask, Metric, World, registrar

METRICS: dict[str, Metric] = {}
metric = registrar(METRICS)


def opened(world: World, ask: Ask) -> list[Ticket]:
    """The support tickets opened in the span, of one channel where one is asked for."""
    return world.tickets.opened(ask.first, ask.last, channel=ask.dims.get("channel"))


def within(world: World, ticket: Ticket, done: datetime | None, days: int) -> Member:
    """Whether something was done inside the window of days that begins with the ticket."""
    end = ticket.opened + timedelta(days=days)
    mature = world.cut >= end
    hit = done is not None and done < end
    return mature, True if hit else (False if mature else None)


@metric("service.tickets_opened")
def tickets_opened(world: World, ask: Ask) -> Result:
    return amount(len(opened(world, ask)))


@metric("service.first_response_time", "service.touchpoint_response_time")
def first_response_time(world: World, ask: Ask) -> Result:
    return amount(median([t.minutes_to(t.first_reply) for t in opened(world, ask) if t.first_reply]))


@metric("service.first_response_time.business")
def first_response_time_in_business_hours(world: World, ask: Ask) -> Result:
    answered = [(t.opened, t.first_reply) for t in opened(world, ask) if t.first_reply]
    return amount(median([world.business.minutes(start, reply) for start, reply in answered]))


@metric("service.first_response_time.km")
def first_response_time_with_the_unanswered(world: World, ask: Ask) -> Result:
    waits = [(t.minutes_to(t.first_reply or world.cut), t.first_reply is not None) for t in opened(world, ask)]
    return amount(survival_median(waits))


@metric("service.first_response_time.first_contact")
def first_response_time_of_first_tickets(world: World, ask: Ask) -> Result:
    firsts: dict[str, Ticket] = {}
    for ticket in sorted(world.tickets.opened(LONG_AGO, date.max), key=lambda t: (t.opened, t.name)):
        firsts.setdefault(ticket.events[0]["customer_id"], ticket)
    own = [ticket for ticket in opened(world, ask) if ticket in firsts.values()]
    return amount(median([t.minutes_to(t.first_reply) for t in own if t.first_reply]))


@metric("service.first_response_time.mean")
def mean_first_response_time(world: World, ask: Ask) -> Result:
    waits = [t.minutes_to(t.first_reply) for t in opened(world, ask) if t.first_reply]
    return share(sum(waits), len(waits))


@metric("service.first_response_within_target")
def first_response_within_target(world: World, ask: Ask) -> Result:
    target = world.policies.whole("frt_target_business_minutes")
    members: list[Member] = []
    for ticket in opened(world, ask):
        waited = world.business.minutes(ticket.opened, ticket.first_reply or world.cut)
        passed = world.business.minutes(ticket.opened, world.cut) > target
        if waited > target:
            members.append((passed, False))
        else:
            members.append((passed, True if ticket.first_reply else None))
    return matured(members)


@metric("service.unanswered_rate")
def unanswered_rate(world: World, ask: Ask) -> Result:
    window = world.policies.whole("unanswered_window_days")
    members: list[Member] = []
    for ticket in opened(world, ask):
        mature, answered = within(world, ticket, ticket.first_reply, window)
        members.append((mature, None if answered is None else not answered))
    return matured(members)


@metric("service.resolution_time")
def resolution_time(world: World, ask: Ask) -> Result:
    solves = [(ticket, ticket.standing_solve()) for ticket in opened(world, ask)]
    return amount(median([ticket.minutes_to(solve) for ticket, solve in solves if solve]))


@metric("service.resolution_time.first")
def resolution_time_to_the_first_solve(world: World, ask: Ask) -> Result:
    return amount(median([t.minutes_to(t.first_solve) for t in opened(world, ask) if t.first_solve]))


@metric("service.resolution_time.km")
def resolution_time_with_the_unsolved(world: World, ask: Ask) -> Result:
    solves = [(ticket, ticket.standing_solve()) for ticket in opened(world, ask)]
    return amount(survival_median([(t.minutes_to(solve or world.cut), solve is not None) for t, solve in solves]))


@metric("service.resolution_time.business")
def resolution_time_in_business_hours(world: World, ask: Ask) -> Result:
    solves = [(ticket.opened, ticket.standing_solve()) for ticket in opened(world, ask)]
    return amount(median([world.business.minutes(start, solve) for start, solve in solves if solve]))


@metric("service.resolution_rate")
def resolution_rate(world: World, ask: Ask) -> Result:
    window = world.policies.whole("resolution_window_days")
    return matured([within(world, ticket, ticket.standing_solve(), window) for ticket in opened(world, ask)])


@metric("service.reopen_rate")
def reopen_rate(world: World, ask: Ask) -> Result:
    solved = [ticket for ticket in opened(world, ask) if ticket.first_solve]
    return share(sum(1 for ticket in solved if ticket.reopened), len(solved))


@metric("service.backlog")
def backlog(world: World, ask: Ask) -> Result:
    midnight = world.zone.at(ask.last + timedelta(days=1))
    tickets = world.tickets.opened(LONG_AGO, ask.last)
    return amount(sum(1 for ticket in tickets if ticket.standing_solve(midnight) is None))
