"""campaign, programme: money and use against a control group."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.campaign import IMMATURE, UNDEFINED, members_of, reached
from tests.oracle.days import period_days
from tests.oracle.results import Result, amount, share, with_status
from tests.oracle.value import PURCHASES
from tests.oracle.world import Ask, Metric, World, registrar

METRICS: dict[str, Metric] = {}
metric = registrar(METRICS)
ARMS = ("treatment", "control")


@metric("campaign.roi.incremental")
def incremental_roi(world: World, ask: Ask) -> Result:
    campaign = next(row for row in world.facts["campaigns"] if row["campaign_id"] == ask.period)
    first = date.fromisoformat(campaign["start_date"])
    last = first + timedelta(days=364)
    earned: list[list[Fraction]] = []
    for arm in ARMS:
        spans = [(first, min(last, world.as_of), row["subject_id"]) for row in members_of(world, ask, arm)]
        bought = [world.ledger.total(PURCHASES, *span) - world.ledger.total(["refund"], *span) for span in spans]
        earned.append(bought)
    if not all(earned):
        return UNDEFINED
    treated, control = earned
    gain = sum(treated, Fraction(0)) - len(treated) * sum(control, Fraction(0)) / len(control)
    cost = world.ledger.of_campaign(ask.period)
    answer = share(gain * world.policies.number("gross_margin") - cost, cost)
    return with_status(answer, "partial") if last > world.as_of else answer


@metric("programme.ab_difference.cuped")
def adjusted_difference(world: World, ask: Ask) -> Result:
    before = period_days(ask.dims["before"])
    goals: list[list[Fraction]] = []
    uses: list[list[Fraction]] = []
    for arm in ARMS:
        rows = members_of(world, ask, arm)
        if not rows:
            return UNDEFINED
        outcomes = [reached(world, ask, row["subject_id"])[1] for row in rows]
        goals.append([Fraction(bool(outcome)) for outcome in outcomes])
        uses.append([Fraction(world.usage.days(row["subject_id"], *before)) for row in rows])
    every = [reached(world, ask, row["subject_id"])[1] for arm in ARMS for row in members_of(world, ask, arm)]
    if None in every:
        return IMMATURE
    flat_goals, flat_uses = sum(goals, []), sum(uses, [])
    mean_goal, mean_use = _mean(flat_goals), _mean(flat_uses)
    spread = sum(((use - mean_use) ** 2 for use in flat_uses), Fraction(0))
    pairs = zip(flat_goals, flat_uses, strict=True)
    together = sum(((goal - mean_goal) * (use - mean_use) for goal, use in pairs), Fraction(0))
    explained = together / spread if spread else Fraction(0)
    return amount(_mean(goals[0]) - _mean(goals[1]) - explained * (_mean(uses[0]) - _mean(uses[1])))


def _mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


@metric("programme.crm_roi.experimental")
def experimental_roi(world: World, ask: Ask) -> Result:
    kept: dict[str, list[Fraction]] = {arm: [] for arm in ARMS}
    undecided = False
    for campaign in world.facts["campaigns"]:
        first = date.fromisoformat(campaign["start_date"])
        if campaign["kind"] != "programme" or not ask.first <= first <= ask.last:
            continue
        own = Ask(ask.metric, campaign["campaign_id"], ask.first, ask.last)
        for arm in ARMS:
            for row in members_of(world, own, arm):
                outcome = reached(world, own, row["subject_id"])[1]
                undecided = undecided or outcome is None
                kept[arm].append(world.revenue.of(row["subject_id"], first) if outcome else Fraction(0))
    if not all(kept.values()):
        return UNDEFINED
    treated, control = kept["treatment"], kept["control"]
    gain = sum(treated, Fraction(0)) - len(treated) * _mean(control)
    cost = world.ledger.pooled(["crm_programme"], ask.first, ask.last)
    benefit = gain * 12 * world.policies.number("gross_margin")
    answer = share(benefit - cost, cost)
    return with_status(answer, "provisional") if undecided else answer
