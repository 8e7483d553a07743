"""retention: who comes back, who stays."""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracle.days import ONE_DAY, add_months, month_of, period_days
from tests.oracle.results import Member, Result, amount, matured, share, survival_at
from tests.oracle.world import Ask, Metric, World, registrar

METRICS: dict[str, Metric] = {}
metric = registrar(METRICS)


def user_cohort(world: World, ask: Ask) -> list[tuple[str, date]]:
    """The people first seen in the span, with that day."""
    rows = world.between("users", ask.first, ask.last, "first_seen_at")
    return [(row["user_id"], world.zone.day(row["first_seen_at"])) for row in rows]


@metric("retention.nday")
def nday(world: World, ask: Ask) -> Result:
    members: list[Member] = []
    for user, first in user_cohort(world, ask):
        day = first + timedelta(days=int(ask.dims["n"]))
        mature = world.as_of >= day
        members.append((mature, world.usage.used(user, day, day) if mature else None))
    return matured(members)


@metric("retention.unbounded")
def unbounded(world: World, ask: Ask) -> Result:
    members: list[Member] = []
    for user, first in user_cohort(world, ask):
        day = first + timedelta(days=int(ask.dims["n"]))
        mature = world.as_of >= day
        members.append((mature, world.usage.used(user, day, world.as_of) if mature else None))
    return matured(members)


@metric("retention.bracket")
def bracket(world: World, ask: Ask) -> Result:
    members: list[Member] = []
    for user, first in user_cohort(world, ask):
        start, end = (first + timedelta(days=int(ask.dims[name])) for name in ("from", "to"))
        mature = world.as_of >= end
        hit = world.usage.used(user, start, min(end, world.as_of))
        members.append((mature, True if hit else (False if mature else None)))
    return matured(members)


@metric("retention.calendar")
def calendar(world: World, ask: Ask) -> Result:
    members: list[Member] = []
    for run in world.relations.new_logos(ask.first, ask.last):
        first, last = month_of(add_months(run.start.replace(day=1), int(ask.dims["n"])))
        mature = world.as_of >= last
        members.append((mature, world.usage.active(run.customer, first, last) if mature else None))
    return matured(members)


@metric("retention.customer_rate")
def customer_rate(world: World, ask: Ask) -> Result:
    opening, lost = world.relations.lost_of_opening(ask.first, ask.last)
    return share(len(opening) - len(lost), len(opening))


@metric("retention.survival")
def survival(world: World, ask: Ask) -> Result:
    durations = [
        ((min(run.end, world.as_of) - run.start).days, run.end <= world.as_of)
        for run in world.relations.all_runs()
        if run.start <= world.as_of
    ]
    if not durations:
        return amount(None)
    steps = survival_at(durations, int(ask.dims["t"]))
    return amount(steps[-1][1] if steps else 1)


@metric("retention.revenue_cohort")
def revenue_cohort(world: World, ask: Ask) -> Result:
    last = period_days(ask.dims["at"])[1]
    if last > world.as_of:
        return Result(None, status="immature")
    now = at_start = world.rates.value({}, last)
    for run in world.relations.new_logos(ask.first, ask.last):
        now += world.rates.value(world.revenue.local(run.customer, last), run.start)
        at_start += world.revenue.of(run.customer, run.start)
    return share(now, at_start)


@metric("retention.resurrected_customers")
def resurrected_customers(world: World, ask: Ask) -> Result:
    usage = world.usage
    found = 0
    for customer in world.relations.held_between(ask.first, ask.last):
        if not usage.active(customer, ask.first, ask.last) or usage.active(customer, *month_of(ask.opening)):
            continue
        month = usage.first_month
        while month < ask.first:
            if usage.active(customer, *month_of(month)):
                found += 1
                break
            month = month_of(month)[1] + ONE_DAY
    return amount(found)
