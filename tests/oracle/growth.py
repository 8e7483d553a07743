"""growth: how many are held, where they stand, and how they moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tests.oracle.acquisition import first_inquiries, inquiries, signs_within
from tests.oracle.days import add_months, days_from, month_of
from tests.oracle.facts import Row
from tests.oracle.results import Member, Result, amount, matured, median, share, with_status
from tests.oracle.value import value_tier
from tests.oracle.world import Ask, Metric, World, registrar

METRICS: dict[str, Metric] = {}
metric = registrar(METRICS)


@metric("growth.customers_held")
def customers_held(world: World, ask: Ask) -> Result:
    return amount(len(world.relations.held(ask.last)))


@metric("growth.customers_held.active")
def customers_held_and_active(world: World, ask: Ask) -> Result:
    held = world.relations.held(ask.last)
    return amount(sum(1 for customer in held if world.usage.active(customer, ask.first, ask.last)))


@metric("growth.customers_held.strict")
def customers_in_force(world: World, ask: Ask) -> Result:
    held = world.relations.held(ask.last)
    return amount(sum(1 for customer in held if world.relations.state(customer, ask.last) == "active"))


@metric("growth.customers_held.sustained")
def customers_held_throughout(world: World, ask: Ask) -> Result:
    relations, days = world.relations, list(days_from(ask.first, ask.last))
    return amount(sum(1 for c in relations.held(ask.last) if all(relations.run_on(c, day) for day in days)))


@metric("growth.net_new_customers", "growth.net_new_customers.rate")
def net_new_customers(world: World, ask: Ask) -> Result:
    opening = len(world.relations.held(ask.opening))
    change = len(world.relations.held(ask.last)) - opening
    return share(change, opening) if ask.variant == "rate" else amount(change)


@metric("growth.upgrade_rate", "growth.downgrade_rate")
def tier_change_rate(world: World, ask: Ask) -> Result:
    sign = 1 if ask.plain == "growth.upgrade_rate" else -1
    opening = world.relations.held(ask.opening)
    moved = {
        contract.customer
        for contract in world.contracts.values()
        for day, before, after in contract.tier_steps()
        if ask.first <= day <= ask.last and sign * (after - before) > 0
    }
    return share(len(moved & set(opening)), len(opening))


@metric("growth.upgrade_rate.mrr", "growth.downgrade_rate.mrr")
def revenue_change_rate(world: World, ask: Ask) -> Result:
    kind = "expansion" if ask.plain == "growth.upgrade_rate" else "contraction"
    opening = world.relations.held(ask.opening)
    moved = {step.customer for step in world.revenue.movements(ask.first, ask.last) if step.kind == kind}
    return share(len(moved & set(opening)), len(opening))


def stage(world: World, customer: str, day: date) -> str | None:
    """The lifecycle stage of a customer on a day; none before its first relationship."""
    run = world.relations.run_on(customer, day)
    state = world.relations.state(customer, day)
    if run is None:
        return "churned" if state == "churned" else None
    if state == "grace" or _flagged(world, customer, day):
        return "at_risk"
    return "new" if (day - run.start).days < world.policies.whole("stage_new_days") else "mature"


def _flagged(world: World, customer: str, day: date) -> bool:
    """Whether the last flag known on the day, that of the last month over, is on this relationship."""
    first, last = month_of(day)
    if last != day:
        first, last = month_of(add_months(first, -1))
    flags = world.usage.flags(first).get(customer, (False, False))
    return any(flags) and world.relations.same_run(customer, last, day)


@metric("growth.stage_distribution")
def stage_distribution(world: World, ask: Ask) -> Result:
    wanted = ask.dims["stage"]
    if wanted == "lead":
        return amount(sum(1 for row in first_inquiries(world) if _is_lead(world, row, ask.last)))
    return amount(sum(1 for customer in world.relations.customers if stage(world, customer, ask.last) == wanted))


def _is_lead(world: World, row: Row, day: date) -> bool:
    signed = world.first_signature(row["lead_id"])
    asked = world.zone.day(row["happened_at"]) <= day
    return bool(row["lead_id"]) and asked and not (signed is not None and signed <= day)


@metric("growth.stage_conversion_rate")
def stage_conversion_rate(world: World, ask: Ask) -> Result:
    if ask.dims["from"] == "lead":
        window = world.policies.whole("inquiry_window_days")
        rows = [row for row in inquiries(world, ask) if row["lead_id"]]
        return matured([signs_within(world, row, window) for row in rows])
    limit = timedelta(days=world.policies.whole("stage_new_days"))
    members: list[Member] = []
    for run in world.relations.signed(ask.first, ask.last):
        mature = world.as_of >= run.start + limit
        lost = run.end <= min(world.as_of, run.start + limit)
        members.append((mature, False if lost else (True if mature else None)))
    return matured(members)


@metric("growth.stage_dwell_days")
def stage_dwell_days(world: World, ask: Ask) -> Result:
    stays = list(_lead_stays(world) if ask.dims["stage"] == "lead" else _stays(world, ask.dims["stage"]))
    begun = [(first, left) for first, left in stays if ask.first <= first <= ask.last]
    answer = amount(median([(left - first).days for first, left in begun if left]))
    return with_status(answer, "provisional") if any(left is None for _, left in begun) else answer


def _lead_stays(world: World) -> Iterator[tuple[date, date | None]]:
    for row in first_inquiries(world):
        day, signed = world.zone.day(row["happened_at"]), world.first_signature(row["lead_id"])
        if row["lead_id"] and (signed is None or signed > day) and day <= world.as_of:
            yield day, signed if signed and signed <= world.as_of else None


def _stays(world: World, wanted: str) -> Iterator[tuple[date, date | None]]:
    """Each unbroken run of days in a stage; two relationships that touch are two."""
    for customer, runs in world.relations.runs.items():
        first, was = None, None
        for day in days_from(runs[0].start, world.as_of) if runs else ():  # some never held a contract
            now = (stage(world, customer, day), world.relations.run_on(customer, day))
            if now != was:
                if first and was and was[0] == wanted:
                    yield first, day
                first, was = day, now
        if first and was and was[0] == wanted:
            yield first, None


def _attributes(world: World, customer: str, name: str, day: date) -> list[Row]:
    return [
        row
        for row in world.facts["customer_attrs"]
        if (row["customer_id"], row["attr"]) == (customer, name) and date.fromisoformat(row["valid_from"]) <= day
    ]


@metric("growth.role_count")
def role_count(world: World, ask: Ask) -> Result:
    def plays(customer: str) -> bool:
        return any(row["value"] == ask.dims["role"] for row in _attributes(world, customer, "role", ask.last))

    return amount(sum(1 for customer in world.relations.held(ask.last) if plays(customer)))


@metric("growth.value_tier_migration")
def value_tier_migration(world: World, ask: Ask) -> Result:
    opening, lost = world.relations.lost_of_opening(ask.first, ask.last)
    kept = [customer for customer in opening if customer not in lost]
    tiers = [(value_tier(world, c, ask.opening), value_tier(world, c, ask.last)) for c in kept]
    down = ask.dims["direction"] == "down"
    return share(sum(1 for before, after in tiers if (after > before if down else after < before)), len(kept))


@metric("growth.profile_completeness")
def profile_completeness(world: World, ask: Ask) -> Result:
    held, fields = world.relations.held(ask.last), world.policies.words("profile_required")
    filled = sum(1 for customer in held for name in fields if _attributes(world, customer, name, ask.last))
    return share(filled, len(held) * len(fields))


@metric("growth.tag_coverage")
def tag_coverage(world: World, ask: Ask) -> Result:
    held = world.relations.held(ask.last)
    return share(sum(1 for customer in held if _attributes(world, customer, "tag", ask.last)), len(held))
