"""campaign, programme: effect on everybody assigned, inside windows fixed before the launch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from math import comb, erfc, sqrt

from tests.oracle.acquisition import quantity, signs_within
from tests.oracle.days import ONE_DAY, instant, period_days
from tests.oracle.facts import Row
from tests.oracle.results import Member, Result, amount, matured, ratio, share, with_status
from tests.oracle.value import PURCHASES
from tests.oracle.world import Ask, Metric, World, registrar

METRICS: dict[str, Metric] = {}
metric = registrar(METRICS)

Arm = tuple[int, int]  # how many reached the goal, of how many assigned
UNDEFINED = Result(None, status="undefined")
IMMATURE = Result(None, status="immature")


def _campaign(world: World, ask: Ask) -> Row:
    return next(row for row in world.facts["campaigns"] if row["campaign_id"] == ask.period)


def _days(world: World, campaign: Row, column: str) -> int:
    """How long a window is: as the campaign tells, else as the policy of that name."""
    return int(campaign[column] or world.policies.whole(column))


def _window(world: World, campaign: Row, column: str) -> tuple[date, date]:
    """First and last day of a window that opens with the launch."""
    start = date.fromisoformat(campaign["start_date"])
    return start, start + timedelta(days=_days(world, campaign, column)) - ONE_DAY


def members_of(world: World, ask: Ask, arm: str) -> list[Row]:
    """The members of an arm."""
    rows = (row for row in world.facts["campaign_members"] if row["campaign_id"] == ask.period)
    return [row for row in rows if row["arm"] == arm]


def _events(world: World, ask: Ask, kind: str) -> list[Row]:
    rows = (row for row in world.facts["campaign_events"] if row["campaign_id"] == ask.period)
    return [row for row in rows if row["kind"] == kind]


@metric("campaign.response_rate", "campaign.response_rate.targeted")
def response_rate(world: World, ask: Ask) -> Result:
    first, last = _window(world, _campaign(world, ask), "response_window_days")
    subjects = {row["subject_id"] for row in members_of(world, ask, "treatment")}
    if ask.variant != "targeted":
        subjects &= {row["subject_id"] for row in _events(world, ask, "delivered")}
    responses = _events(world, ask, "response")
    hits = {row["subject_id"] for row in responses if first <= world.zone.day(row["happened_at"]) <= last}
    over = world.as_of >= last
    return matured([(over, True if subject in hits else (False if over else None)) for subject in subjects])


@metric("campaign.click_rate")
def click_rate(world: World, ask: Ask) -> Result:
    return share(quantity(_events(world, ask, "click")), quantity(_events(world, ask, "impression")))


def campaign_leads(world: World, ask: Ask) -> list[tuple[Row, Member]]:
    """The first inquiry of each lead of the campaign, and whether it signed inside the conversion window."""
    rows = [row for row in world.facts["touches"] if (row["campaign_id"], row["kind"]) == (ask.period, "inquiry")]
    firsts: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: (instant(row["happened_at"]), row["touch_id"])):
        firsts.setdefault(row["lead_id"], row)
    window = _days(world, _campaign(world, ask), "conversion_window_days")
    return [(row, signs_within(world, row, window)) for row in firsts.values()]


def reached(world: World, ask: Ask, subject: str) -> Member:
    """Whether a member of an arm reached the goal inside the window that opens with the launch."""
    campaign = _campaign(world, ask)
    first, last = _window(world, campaign, "conversion_window_days")
    over = world.as_of >= last
    if campaign["goal"] == "relationship_kept":
        return over, _kept(world, subject, first, last)
    until = min(last, world.as_of)
    contracts = world.revenue.by_customer.get(subject, [])
    signed = any(first <= contract.signed <= until for contract in contracts)
    bought = any(row["customer_id"] == subject for row in world.ledger.rows(("order", "topup"), first, until))
    steps = [step for contract in contracts for step in contract.price_steps()]
    upgraded = any(new.mrr > old.mrr and first <= new.since <= until for old, new in steps)
    return over, True if signed or bought or upgraded else (False if over else None)


def _kept(world: World, subject: str, first: date, last: date) -> bool | None:
    if world.as_of < first:
        return None
    run = world.relations.run_on(subject, first)
    if run is None or run.end <= min(last, world.as_of):
        return False
    return True if world.as_of >= last else None


def _arm_members(world: World, ask: Ask, arm: str) -> list[Member]:
    return [reached(world, ask, row["subject_id"]) for row in members_of(world, ask, arm)]


@metric("campaign.conversion_rate")
def conversion_rate(world: World, ask: Ask) -> Result:
    if _campaign(world, ask)["kind"] == "acquisition":
        return matured([member for _, member in campaign_leads(world, ask)])
    return matured(_arm_members(world, ask, ask.dims["arm"]))


@metric("campaign.cost_per_acquisition")
def cost_per_acquisition(world: World, ask: Ask) -> Result:
    outcomes = [hit for _, (_, hit) in campaign_leads(world, ask)]
    answer = share(world.ledger.of_campaign(ask.period), outcomes.count(True))
    return with_status(answer, "provisional") if None in outcomes else answer


@metric("campaign.cost_per_acquisition.new_customers")
def new_customers_of_campaign(world: World, ask: Ask) -> Result:
    outcomes = [hit for _, (_, hit) in campaign_leads(world, ask)]
    answer = amount(outcomes.count(True))
    return with_status(answer, "provisional") if None in outcomes else answer


@metric("campaign.cost_per_acquisition.lead")
def cost_per_lead(world: World, ask: Ask) -> Result:
    return share(world.ledger.of_campaign(ask.period), len(campaign_leads(world, ask)))


def _compare(world: World, ask: Ask, effect: Callable[[Arm, Arm], Fraction | None]) -> Result:
    """An effect of everybody assigned (R-ITT): null without two arms, and until every horizon is over."""
    treatment, control = (_arm_members(world, ask, arm) for arm in ("treatment", "control"))
    if not treatment or not control:
        return UNDEFINED
    if any(outcome is None for _, outcome in treatment + control):
        return IMMATURE
    sizes = [(sum(1 for _, outcome in arm if outcome), len(arm)) for arm in (treatment, control)]
    return amount(effect(sizes[0], sizes[1]))


def _difference(treatment: Arm, control: Arm) -> Fraction:
    return Fraction(*treatment) - Fraction(*control)


@metric("campaign.lift", "programme.ab_difference")
def lift(world: World, ask: Ask) -> Result:
    return _compare(world, ask, _difference)


@metric("campaign.lift.relative")
def relative_lift(world: World, ask: Ask) -> Result:
    return _compare(world, ask, lambda treatment, control: ratio(_difference(treatment, control), Fraction(*control)))


@metric("campaign.incremental_conversions", "programme.ab_difference.incremental_kept")
def incremental(world: World, ask: Ask) -> Result:
    return _compare(world, ask, lambda treatment, control: treatment[0] - treatment[1] * Fraction(*control))


@metric("programme.ab_difference.p_value")
def exact_p_value(world: World, ask: Ask) -> Result:
    return _compare(world, ask, _fisher)


def _fisher(treatment: Arm, control: Arm) -> Fraction:
    """Two-sided by equal or smaller probability."""
    (hits, size), (other_hits, other_size) = treatment, control
    total = hits + other_hits

    def chance(count: int) -> Fraction:
        return Fraction(comb(size, count) * comb(other_size, total - count), comb(size + other_size, total))

    possible = range(max(0, total - other_size), min(size, total) + 1)
    return sum((chance(count) for count in possible if chance(count) <= chance(hits)), Fraction(0))


@metric("programme.srm_p")
def sample_ratio_p(world: World, ask: Ask) -> Result:
    sizes = [len(members_of(world, ask, arm)) for arm in ("treatment", "control")]
    planned = Fraction(sum(sizes), 2)
    if not planned:
        return UNDEFINED
    distance = float(sum(((size - planned) ** 2 for size in sizes), Fraction(0)) / planned)
    return amount(Fraction(erfc(sqrt(distance / 2))).limit_denominator(10**9))


@metric("campaign.roi")
def roi(world: World, ask: Ask) -> Result:
    earned, running = Fraction(0), False
    for row, (_, hit) in campaign_leads(world, ask):
        signed = world.first_signature(row["lead_id"])
        if not hit or signed is None:
            continue
        last = signed + timedelta(days=364)
        running = running or last > world.as_of
        for customer in {r["customer_id"] for r in world.facts["customers"] if r["lead_id"] == row["lead_id"]}:
            billed, refunded = (world.ledger.total(kinds, signed, last, customer) for kinds in (PURCHASES, ["refund"]))
            earned += billed - refunded
    cost = world.ledger.of_campaign(ask.period)
    answer = share(earned * world.policies.number("gross_margin") - cost, cost)
    return with_status(answer, "partial") if running else answer


@metric("campaign.response_calibration")
def response_calibration(world: World, ask: Ask) -> Result:
    observed = response_rate(world, Ask("campaign.response_rate.targeted", ask.period, ask.first, ask.last))
    first, _ = _window(world, _campaign(world, ask), "response_window_days")
    treated = members_of(world, ask, "treatment")
    in_time = [row["predicted_response"] for row in treated if world.zone.day(row["known_at"]) <= first]
    predicted = [Fraction(text) for text in in_time if text]
    if (
        observed.value is None
    ):  # R-MATURE comes before what was predicted: the answer is censored as the response rate is
        return Result(None, status="undefined" if observed.status == "final" else observed.status)
    if not predicted or len(predicted) < len(treated):
        return UNDEFINED
    answer = share(observed.value, sum(predicted, Fraction(0)) / len(predicted))
    return with_status(answer, observed.status)


def _mean_active_days(world: World, ask: Ask, arm: str, period: str) -> Fraction | None:
    days = [world.usage.days(row["subject_id"], *period_days(period)) for row in members_of(world, ask, arm)]
    return ratio(sum(days), len(days))


def _change(world: World, ask: Ask, arm: str) -> Fraction | None:
    after, before = (_mean_active_days(world, ask, arm, ask.dims[when]) for when in ("after", "before"))
    return None if after is None or before is None else after - before


def _windows_over(world: World, ask: Ask) -> bool:
    return all(period_days(ask.dims[when])[1] <= world.as_of for when in ("before", "after"))


@metric("programme.before_after")
def before_after(world: World, ask: Ask) -> Result:
    change = _change(world, ask, "treatment")
    return amount(change) if change is None or _windows_over(world, ask) else IMMATURE


@metric("programme.did")
def difference_in_differences(world: World, ask: Ask) -> Result:
    treatment, control = _change(world, ask, "treatment"), _change(world, ask, "control")
    if treatment is None or control is None:
        return UNDEFINED
    return amount(treatment - control) if _windows_over(world, ask) else IMMATURE
