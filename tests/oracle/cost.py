"""cost, profit and the return on the CRM programme."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.oracle.activity import rescued_in
from tests.oracle.days import ONE_DAY, add_months, opening_of
from tests.oracle.renewal import first_price
from tests.oracle.results import Result, amount, share
from tests.oracle.value import PURCHASES, clv_contractual
from tests.oracle.world import Ask, Metric, World, registrar

METRICS: dict[str, Metric] = {}
metric = registrar(METRICS)

ACQUISITION = ("acquisition_marketing", "acquisition_sales")
POOLS = (*ACQUISITION, "retention", "service", "crm_programme", "direct")


@metric("cost.cac", "cost.cac.marketing")
def cac(world: World, ask: Ask) -> Result:
    pools = ACQUISITION[:1] if ask.variant == "marketing" else ACQUISITION
    spent = world.ledger.pooled(pools, ask.first, ask.last)
    return share(spent, len(world.relations.signed(ask.first, ask.last)))


@metric("cost.cac.new_logo")
def cac_of_new_logos(world: World, ask: Ask) -> Result:
    spent = world.ledger.pooled(ACQUISITION, ask.first, ask.last)
    return share(spent, len(world.relations.new_logos(ask.first, ask.last)))


@metric("cost.cac.total")
def acquisition_cost(world: World, ask: Ask) -> Result:
    return amount(world.ledger.pooled(ACQUISITION, ask.first, ask.last))


@metric("cost.cac.lag")
def cac_with_lag(world: World, ask: Ask) -> Result:
    back = -int(ask.dims["k"])
    span = (add_months(ask.first, back), add_months(ask.last + ONE_DAY, back) - ONE_DAY)
    return share(world.ledger.pooled(ACQUISITION, *span), len(world.relations.signed(ask.first, ask.last)))


@metric("cost.retention_per_customer.total")
def retention_cost(world: World, ask: Ask) -> Result:
    return amount(world.ledger.pooled(["retention"], ask.first, ask.last))


@metric("cost.retention_per_customer")
def retention_per_customer(world: World, ask: Ask) -> Result:
    opening, lost = world.relations.lost_of_opening(ask.first, ask.last)
    return share(world.ledger.pooled(["retention"], ask.first, ask.last), len(opening) - len(lost))


@metric("cost.retention_to_cac_ratio")
def retention_to_cac_ratio(world: World, ask: Ask) -> Result:
    return share(retention_per_customer(world, ask).value, cac(world, ask).value)


@metric("cost.cac_payback_months")
def cac_payback_months(world: World, ask: Ask) -> Result:
    signed = world.relations.signed(ask.first, ask.last)
    monthly = sum((world.revenue.of(run.customer, run.start) for run in signed), Fraction(0))
    margin = share(monthly * world.policies.number("gross_margin"), len(signed)).value
    return share(cac(world, ask).value, margin)


@metric("cost.ltv_cac_ratio")
def ltv_cac_ratio(world: World, ask: Ask) -> Result:
    return share(clv_contractual(world, ask).value, cac(world, ask).value)


def _earned(world: World, first: date, last: date, customer: str | None = None) -> Fraction:
    """What contracts earned by the day, and what was sold where purchases or cards make a relationship too."""
    earned = world.revenue.recognised(first, last, None if customer is None else [customer])
    return earned + world.ledger.total(world.sold, first, last, customer)


def contribution(world: World, customer: str, first: date, last: date, billed: bool) -> Fraction:
    """What the customer brought in, less refunds, write-offs, cost of goods and direct cost."""
    span = (first, last, customer)
    earned = world.ledger.total(PURCHASES, *span) if billed else _earned(world, *span)
    return earned - _lost(world, *span) - world.ledger.pooled(["direct"], *span)


def _lost(world: World, first: date, last: date, customer: str) -> Fraction:
    """Refunds and write-offs, and what the things cost that were sold, less those that came back."""
    goods = world.ledger.goods(world.sold, first, last, customer) if world.sold else Fraction(0)
    return world.ledger.total(["refund", "bad_debt"], first, last, customer) + goods


@metric("profit.customer_contribution", "profit.customer_contribution.billed")
def customer_contribution(world: World, ask: Ask) -> Result:
    return amount(contribution(world, ask.dims["customer"], ask.first, ask.last, ask.variant == "billed"))


@metric("profit.customer_contribution.margin")
def contribution_margin(world: World, ask: Ask) -> Result:
    customer = ask.dims["customer"]
    earned = _earned(world, ask.first, ask.last, customer)
    return share(contribution(world, customer, ask.first, ask.last, billed=False), earned)


@metric("profit.customer_contribution.full")
def full_contribution(world: World, ask: Ask) -> Result:
    span = (ask.first, ask.last)
    customer = ask.dims["customer"]
    earned = _earned(world, *span, customer)
    total = _earned(world, *span)
    own = world.ledger.pooled(POOLS, *span, customer)
    nobody = world.ledger.pooled(POOLS, *span, "")
    shared = nobody * earned / total if total else Fraction(0)
    return amount(earned - _lost(world, *span, customer) - own - shared)


@metric("profit.unprofitable_share", "profit.unprofitable_share.billed")
def unprofitable_share(world: World, ask: Ask) -> Result:
    held = world.relations.held_between(ask.first, ask.last)
    billed = ask.variant == "billed"
    return share(sum(1 for c in held if contribution(world, c, ask.first, ask.last, billed) < 0), len(held))


def _recovered(world: World, ask: Ask) -> dict[str, Fraction]:
    """Monthly value of the first renewal each customer signed inside a window, in the span."""
    worth: dict[str, Fraction] = {}
    entered = [k for k in world.contracts.values() if k.successor and k.entered_window(world.as_of)]
    for contract in sorted(entered, key=lambda k: (k.successor.signed if k.successor else date.max, k.name)):
        price = first_price(contract)
        renewal = contract.successor
        if price and renewal and ask.first <= renewal.signed <= ask.last and contract.customer not in worth:
            worth[contract.customer] = price.mrr * world.rates.on(price.currency, opening_of(contract.due))
    return worth


def _rescued(world: World, ask: Ask) -> dict[str, Fraction]:
    """Monthly value of each customer at the end of the first month that rescued it after a warning, in the span."""
    worth: dict[str, Fraction] = {}
    for episode in world.usage.episodes(ask.first, ask.last):
        for _, last in rescued_in(world, episode):
            if last <= ask.last:
                worth.setdefault(episode.customer, world.revenue.of(episode.customer, last))
    return worth


@metric("programme.crm_roi", "programme.crm_roi.multiple")
def crm_roi(world: World, ask: Ask) -> Result:
    monthly = {**_rescued(world, ask), **_recovered(world, ask)}  # each customer once
    benefit = sum(monthly.values(), Fraction(0)) * 12 * world.policies.number("gross_margin")
    spent = world.ledger.pooled(["crm_programme"], ask.first, ask.last)
    return share(benefit if ask.variant == "multiple" else benefit - spent, spent)
