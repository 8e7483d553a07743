"""activity: is the customer using what it bought, and was it noticed when that stopped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.oracle.acquisition import quantity
from tests.oracle.days import ONE_DAY, add_months, days_from, month_of, months_ended
from tests.oracle.facts import Row
from tests.oracle.relations import Run
from tests.oracle.results import Member, Result, amount, matured, median, share
from tests.oracle.usage import Episode
from tests.oracle.world import Ask, Metric, World, registrar

METRICS: dict[str, Metric] = {}
metric = registrar(METRICS)


def active_customers(world: World, first: date, last: date) -> list[str]:
    """The customers held in the span that meet the activity standard."""
    held = world.relations.held_between(first, last)
    return [customer for customer in held if world.usage.active(customer, first, last)]


@metric("activity.active_customers")
def active_count(world: World, ask: Ask) -> Result:
    return amount(len(active_customers(world, ask.first, ask.last)))


@metric("activity.active_rate")
def active_rate(world: World, ask: Ask) -> Result:
    held = world.relations.held_between(ask.first, ask.last)
    return share(len(active_customers(world, ask.first, ask.last)), len(held))


@metric("activity.active_users")
def active_users(world: World, ask: Ask) -> Result:
    return amount(len(world.usage.users(ask.first, ask.last)))


@metric("activity.stickiness")
def stickiness(world: World, ask: Ask) -> Result:
    daily = sum(len(world.usage.users(day, day)) for day in days_from(ask.first, ask.last))
    return share(daily, ((ask.last - ask.first).days + 1) * len(world.usage.users(ask.first, ask.last)))


def _events_of(world: World, customers: list[str], ask: Ask) -> list[Row]:
    return [row for _, row in world.usage.between(ask.first, ask.last) if row["customer_id"] in customers]


@metric("activity.events_per_active")
def events_per_active(world: World, ask: Ask) -> Result:
    active = active_customers(world, ask.first, ask.last)
    return share(quantity(_events_of(world, active, ask)), len(active))


@metric("activity.events_per_active.active_days")
def days_per_active(world: World, ask: Ask) -> Result:
    active = active_customers(world, ask.first, ask.last)
    return share(sum(world.usage.days(customer, ask.first, ask.last) for customer in active), len(active))


@metric("activity.feature_breadth")
def feature_breadth(world: World, ask: Ask) -> Result:
    active = active_customers(world, ask.first, ask.last)
    pairs = {(row["customer_id"], row["feature"]) for row in _events_of(world, active, ask) if row["feature"]}
    return share(len(pairs), len(active))


@metric("activity.seat_utilisation")
def seat_utilisation(world: World, ask: Ask) -> Result:
    held = world.relations.held(ask.last)
    users = {row["user_id"] for row in _events_of(world, held, ask)}
    seats = 0
    for contract in world.contracts.values():
        if contract.in_force(ask.last) or contract.carried(ask.last):
            price = contract.price(ask.last) if contract.in_force(ask.last) else contract.last_price
            seats += price.seats if price else 0
    return share(len(users), seats)


def month_before(day: date) -> tuple[date, date]:
    """The whole month before the month of a day."""
    return month_of(add_months(day.replace(day=1), -1))


def is_followed(world: World, ask: Ask) -> bool:
    """Whether the facts tell of use in the month before, and of any customer by the end of the span."""
    return world.usage.first_month <= month_before(ask.first)[0] and any(day <= ask.last for day in _known_days(world))


def _known_days(world: World) -> Iterator[date]:
    """The days of whatever is known of those who signed, bought or cost something."""
    rows = [(row["customer_id"], world.zone.day(row["happened_at"])) for row in world.facts["transactions"]]
    rows += [(row["customer_id"], date.fromisoformat(row["period_start"])) for row in world.facts["costs"]]
    rows += [(k.customer, day) for k in world.contracts.values() for day in (k.signed, k.start)]
    rows += [(run.customer, run.start) for run in world.relations.all_runs()]
    customers = {customer for customer, _ in rows if customer}
    rows += [(row["customer_id"], day) for day, row in world.usage.rows]
    rows += [(row["subject_id"], world.zone.day(row["happened_at"])) for row in world.facts["interactions"]]
    rows += [(t.events[0]["customer_id"], world.zone.local_day(t.opened)) for t in world.tickets.all]
    return (day for customer, day in rows if customer in customers)


@metric("activity.dormant_customers")
def dormant_customers(world: World, ask: Ask) -> Result:
    before = month_before(ask.first)
    if not is_followed(world, ask):
        return amount(None)
    held = world.relations.held_between(ask.first, ask.last)
    stopped = [c for c in held if world.usage.active(c, *before) and not world.usage.active(c, ask.first, ask.last)]
    return amount(len(stopped))


@metric("activity.warning_rate", "activity.warning_rate.low", "activity.warning_rate.drop")
def warning_rate(world: World, ask: Ask) -> Result:
    flagged = exposed = 0
    for month, _ in months_ended(ask.first, ask.last):
        flags = world.usage.flags(month)
        exposed += len(flags)
        for low, drop in flags.values():
            flagged += {"low": low, "drop": drop}.get(ask.variant, low or drop)
    return share(flagged, exposed)


def rescued_in(world: World, episode: Episode) -> list[tuple[date, date]]:
    """The complete months of the rescue window in which the same relationship was active again."""
    months = [month_of(add_months(episode.month, step + 1)) for step in range(world.policies.whole("rescue_months"))]
    return [
        (first, last)
        for first, last in months
        if last <= world.as_of and world.usage.active(episode.customer, first, last) and episode.run.covers_day(last)
    ]


def _cared_for(world: World, episode: Episode, end: date) -> bool:
    contacts = world.between("interactions", episode.raised + ONE_DAY, min(end, world.as_of))
    return any(
        (row["subject_type"], row["subject_id"], row["direction"]) == ("customer", episode.customer, "out")
        and row["kind"] in ("care", "revisit")
        for row in contacts
    )


@metric("activity.rescue_rate", "activity.rescue_rate.touched")
def rescue_rate(world: World, ask: Ask) -> Result:
    members: list[Member] = []
    for episode in world.usage.episodes(ask.first, ask.last):
        end = month_of(add_months(episode.month, world.policies.whole("rescue_months")))[1]
        if ask.variant == "touched" and not _cared_for(world, episode, end):
            continue
        mature = world.as_of >= end
        gone = episode.run.end <= min(world.as_of, end)
        members.append((mature, True if rescued_in(world, episode) else (False if mature or gone else None)))
    return matured(members)


def warned_until(world: World, episode: Episode) -> date:
    """The last day on which a loss still counts as warned of by the episode."""
    return add_months(episode.raised, world.policies.whole("warning_outcome_months"))


@metric("activity.warning_precision")
def warning_precision(world: World, ask: Ask) -> Result:
    members: list[Member] = []
    for episode in world.usage.episodes(ask.first, ask.last):
        end = warned_until(world, episode)
        mature = world.as_of >= end
        lost = episode.run.end <= min(end, world.as_of)
        members.append((mature, True if lost else (False if mature else None)))
    return matured(members)


def _last_warning(world: World, run: Run, last: date) -> date | None:
    episodes = world.usage.episodes(min(world.usage.first_month, last), last)
    own = (episode for episode in episodes if episode.run is run)
    return max((e.raised for e in own if e.raised < run.end <= warned_until(world, e)), default=None)


@metric("activity.warning_recall")
def warning_recall(world: World, ask: Ask) -> Result:
    every = world.relations.ended(ask.first, ask.last)
    # a warning is raised at the end of a month of which use is told
    lost = [run for run in every if any(month_of(day)[1] < run.end for day, _ in world.usage.rows)]
    if every and not lost:
        return Result(None, status="unavailable")
    return share(sum(1 for run in lost if _last_warning(world, run, ask.last)), len(lost))


@metric("activity.warning_lead_days")
def warning_lead_days(world: World, ask: Ask) -> Result:
    lost = world.relations.ended(ask.first, ask.last)
    warned = [(run, _last_warning(world, run, ask.last)) for run in lost]
    return amount(median([(run.end - raised).days for run, raised in warned if raised]))
