"""churn: who was lost, and who lies in the public pool."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from tests.oracle.relations import Run
from tests.oracle.results import Member, Result, amount, matured, share
from tests.oracle.value import value_tier
from tests.oracle.world import Ask, Metric, World, registrar

METRICS: dict[str, Metric] = {}
metric = registrar(METRICS)


@metric("churn.customers")
def customers(world: World, ask: Ask) -> Result:
    return amount(len(world.relations.ended(ask.first, ask.last)))


@metric("churn.rate_count")
def rate_count(world: World, ask: Ask) -> Result:
    opening, lost = world.relations.lost_of_opening(ask.first, ask.last)
    return share(len(lost), len(opening))


@metric("churn.rate_count.p2p")
def rate_count_between_two_days(world: World, ask: Ask) -> Result:
    opening = world.relations.held(ask.opening)
    return share(sum(1 for customer in opening if not world.relations.run_on(customer, ask.last)), len(opening))


@metric("churn.rate_count.stripe")
def rate_count_as_stripe(world: World, ask: Ask) -> Result:
    relations = world.relations
    lost = relations.ended(ask.first, ask.last)
    return share(len(lost), len(relations.held(ask.opening)) + len(relations.signed(ask.first, ask.last)))


@metric("churn.rate_count.total")
def rate_count_of_the_mean(world: World, ask: Ask) -> Result:
    relations = world.relations
    mean = Fraction(len(relations.held(ask.opening)) + len(relations.held(ask.last)), 2)
    return share(len(relations.ended(ask.first, ask.last)), mean)


@metric("churn.rate_amount")
def rate_amount(world: World, ask: Ask) -> Result:
    _, lost = world.relations.lost_of_opening(ask.first, ask.last)
    return share(world.revenue.total(ask.opening, customers=lost), world.revenue.total(ask.opening))


@metric("churn.high_value_rate")
def high_value_rate(world: World, ask: Ask) -> Result:
    opening, lost = world.relations.lost_of_opening(ask.first, ask.last)
    high = [customer for customer in opening if value_tier(world, customer, ask.opening) == "A"]
    return share(sum(1 for customer in high if customer in lost), len(high))


def _reason(world: World, run: Run) -> str:
    own = {cover.contract.name for cover in run.covers if cover.contract}
    notices = [row for row in world.facts["contract_notices"] if row["contract_id"] in own]
    last = max(notices, key=lambda row: (row["happened_at"], row["notice_id"]), default=None)
    return (last["reason"] if last else "") or "unknown"


@metric("churn.reason_share")
def reason_share(world: World, ask: Ask) -> Result:
    lost = world.relations.ended(ask.first, ask.last)
    return share(sum(1 for run in lost if _reason(world, run) == ask.dims["reason"]), len(lost))


@metric("churn.sea_pool_size")
def pool_size(world: World, ask: Ask) -> Result:
    return amount(sum(1 for customer in world.relations.customers if world.relations.in_pool(customer, ask.last)))


@metric("churn.sea_reacquire_rate")
def pool_reacquire_rate(world: World, ask: Ask) -> Result:
    members: list[Member] = []
    for run in world.relations.ended(ask.first, ask.last):
        end = run.end + timedelta(days=world.policies.whole("sea_window_days"))
        later = world.relations.runs[run.customer][run.number + 1 :]
        mature = world.as_of >= end
        hit = bool(later) and later[0].signed < end
        members.append((mature, True if hit else (False if mature else None)))
    return matured(members)
