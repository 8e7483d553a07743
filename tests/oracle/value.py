"""value: what a customer is worth, three ways, and the value tiers."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.oracle.days import ONE_DAY, add_months, month_of
from tests.oracle.results import Result, amount, ratio, share
from tests.oracle.world import Ask, Metric, World, registrar

METRICS: dict[str, Metric] = {}
metric = registrar(METRICS)

PURCHASES = ("invoice", "order")
LONG_AGO = date(2000, 1, 1)


def value_tier(world: World, customer: str, day: date) -> str:
    """A, B or C by what the customer pays a month on the day."""
    paid = world.revenue.of(customer, day)
    if paid >= world.policies.number("value_tier_a_min"):
        return "A"
    return "B" if paid >= world.policies.number("value_tier_b_min") else "C"


@metric("value.arpa")
def arpa(world: World, ask: Ask) -> Result:
    return share(world.revenue.total(ask.last), len(world.relations.held(ask.last)))


@metric("value.arpa.new")
def arpa_of_new_signs(world: World, ask: Ask) -> Result:
    signed = world.relations.signed(ask.first, ask.last)
    return share(sum((world.revenue.of(run.customer, run.start) for run in signed), Fraction(0)), len(signed))


@metric("value.aov.net")
def aov_net(world: World, ask: Ask) -> Result:
    span = (ask.first, ask.last)
    net = world.ledger.total(PURCHASES, *span) - world.ledger.total(["refund", "credit"], *span)
    return share(net, len(world.ledger.rows(PURCHASES, *span)))


@metric("value.aov")
def aov(world: World, ask: Ask) -> Result:
    rows = world.ledger.rows(PURCHASES, ask.first, ask.last)
    return share(world.ledger.total(PURCHASES, ask.first, ask.last), len(rows))


@metric("value.purchase_frequency")
def purchase_frequency(world: World, ask: Ask) -> Result:
    rows = world.ledger.rows(PURCHASES, ask.first, ask.last)
    return share(len(rows), len({row["customer_id"] for row in rows}))


@metric("value.lifespan")
def lifespan(world: World, ask: Ask) -> Result:
    opening, lost = world.relations.lost_of_opening(ask.first, ask.last)
    return share(len(opening), len(lost))


@metric("value.clv_simple", "value.clv_simple.margin")
def clv_simple(world: World, ask: Ask) -> Result:
    factors = [factor(world, ask).value for factor in (aov, purchase_frequency, lifespan)]
    if ask.variant == "margin":
        factors.append(world.policies.number("gross_margin"))
    product = Fraction(1)
    for factor in factors:
        if factor is None:
            return amount(None)
        product *= factor
    return amount(product)


def _mean_monthly_churn(world: World, day: date, months: int = 6) -> Fraction | None:
    """The mean churn rate by count of the months before the month of the day."""
    total = Fraction(0)
    for step in range(1, months + 1):
        opening, lost = world.relations.lost_of_opening(*month_of(add_months(day.replace(day=1), -step)))
        rate = ratio(len(lost), len(opening))
        if rate is None:
            return None
        total += rate
    return total / months


@metric("value.clv_contractual", "value.clv_contractual.revenue")
def clv_contractual(world: World, ask: Ask) -> Result:
    monthly = arpa(world, ask).value
    margin = Fraction(1) if ask.variant == "revenue" else world.policies.number("gross_margin")
    worth = ratio(None if monthly is None else monthly * margin, _mean_monthly_churn(world, ask.last))
    return amount(worth)


@metric("value.clv_dcf", "value.clv_dcf.case2", "value.clv_dcf.case3")
def clv_dcf(world: World, ask: Ask) -> Result:
    year = add_months(ask.last + ONE_DAY, -12)
    opening, lost = world.relations.lost_of_opening(year, ask.last)
    churned, monthly = ratio(len(lost), len(opening)), arpa(world, ask).value
    if churned is None or monthly is None:
        return amount(None)
    discount = world.policies.number("discount_rate_annual")
    yearly = monthly * 12 * world.policies.number("gross_margin")
    weight = {"case2": 1 - churned, "case3": Fraction(1)}.get(ask.variant, 1 + discount)
    return amount(ratio(yearly * weight, 1 + discount - (1 - churned)))


@metric("value.clv_historical")
def clv_historical(world: World, ask: Ask) -> Result:
    span = (LONG_AGO, ask.last, ask.dims["customer"])
    paid, refunded = (world.ledger.total([kind], *span) for kind in ("payment", "refund"))
    return amount(paid - refunded - world.ledger.pooled(["direct"], *span))


@metric("value.tier_distribution")
def tier_distribution(world: World, ask: Ask) -> Result:
    held = world.relations.held(ask.last)
    return amount(sum(1 for customer in held if value_tier(world, customer, ask.last) == ask.dims["tier"]))


@metric("value.high_value_share")
def high_value_share(world: World, ask: Ask) -> Result:
    high = [c for c in world.relations.held(ask.last) if value_tier(world, c, ask.last) == "A"]
    return share(world.revenue.total(ask.last, customers=high), world.revenue.total(ask.last))


@metric("value.tenure_days")
def tenure_days(world: World, ask: Ask) -> Result:
    runs = [run for run in world.relations.all_runs() if run.covers_day(ask.last)]
    return share(sum((ask.last - run.start).days for run in runs), len(runs))


@metric("value.tenure_days.first")
def tenure_days_since_first(world: World, ask: Ask) -> Result:
    held = world.relations.held(ask.last)
    return share(sum((ask.last - world.relations.runs[c][0].start).days for c in held), len(held))


@metric("value.referral_value")
def referral_value(world: World, ask: Ask) -> Result:
    total = Fraction(0)
    for row in world.facts["customers"]:
        if row["referrer_customer_id"] == ask.dims["customer"] != row["customer_id"]:
            span = (LONG_AGO, ask.last, row["customer_id"])
            paid, refunded = (world.ledger.total([kind], *span) for kind in ("payment", "refund"))
            total += paid - refunded - world.ledger.pooled(["direct"], *span)
    return amount(total)


def _factor(world: World, customer: str, first: date, last: date, factor: str) -> Fraction:
    """What a customer is scored by: days since its relationship began, interactions, billing less refunds."""
    if factor == "tenure":
        run = world.relations.run_on(customer, last)
        return Fraction((last - run.start).days if run else 0)
    if factor == "frequency":
        rows = world.between("interactions", first, last)
        return Fraction(sum((row["subject_type"], row["subject_id"]) == ("customer", customer) for row in rows))
    span = (first, last, customer)
    return world.ledger.total(PURCHASES, *span) - world.ledger.total(["refund"], *span)


@metric("value.rfm_score")
def rfm_score(world: World, ask: Ask) -> Result:
    first = add_months(ask.last + ONE_DAY, -12)
    held = world.relations.held(ask.last)
    measured = [_factor(world, customer, first, ask.last, ask.dims["factor"]) for customer in held]
    groups = 5 if len(held) >= 20 else 3
    scores = [1 + groups * sum(other < own for other in measured) // len(held) for own in measured]
    return share(sum(scores), len(held))
