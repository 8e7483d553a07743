"""revenue: the roll-forward of recurring revenue, and what was recognised and paid."""

from __future__ import annotations

from fractions import Fraction

from tests.oracle.money import GAINS, LOSSES
from tests.oracle.results import Result, amount, ratio, share
from tests.oracle.world import Ask, Metric, World, registrar

METRICS: dict[str, Metric] = {}
metric = registrar(METRICS)


@metric("revenue.mrr", "revenue.mrr.arr")
def mrr(world: World, ask: Ask) -> Result:
    return amount(world.revenue.total(ask.last) * (12 if ask.variant == "arr" else 1))


@metric("revenue.mrr.strict")
def mrr_strict(world: World, ask: Ask) -> Result:
    return amount(world.revenue.total(ask.last, "strict"))


@metric("revenue.mrr_grace")
def mrr_grace(world: World, ask: Ask) -> Result:
    return amount(world.revenue.total(ask.last) - world.revenue.total(ask.last, "strict"))


def _moved(world: World, ask: Ask) -> Result:
    kind = ask.plain.removeprefix("revenue.mrr_")
    basis = "strict" if ask.variant == "strict" else "carried"
    return amount(world.revenue.moved(ask.first, ask.last, [kind], basis))


for _kind in (*GAINS, *LOSSES):
    metric(f"revenue.mrr_{_kind}", f"revenue.mrr_{_kind}.strict")(_moved)


@metric("revenue.mrr_fx_impact")
def fx_impact(world: World, ask: Ask) -> Result:
    return amount(world.revenue.revaluation(ask.first, ask.last))


@metric("revenue.mrr_net_new")
def net_new(world: World, ask: Ask) -> Result:
    gained = world.revenue.moved(ask.first, ask.last, GAINS)
    return amount(gained - world.revenue.moved(ask.first, ask.last, LOSSES))


@metric("revenue.grr", "revenue.grr.p2p", "revenue.nrr", "revenue.nrr.p2p")
def retained(world: World, ask: Ask) -> Result:
    kept = world.revenue.kept(ask.first, ask.last, same_relationship=ask.variant != "p2p")
    gross = ask.plain == "revenue.grr"
    left, still_open = (kept.gross, kept.open_gross) if gross else (kept.net, kept.open_net)
    answer = share(left, kept.opening)
    if not still_open or answer.value is None:
        return answer
    low = ratio(left - still_open, kept.opening)  # were every window that is still open lost
    return Result(answer.value, answer.num, answer.den, "final", low, answer.value)


@metric("revenue.nrr.chartmogul")
def nrr_as_chartmogul(world: World, ask: Ask) -> Result:
    opening = world.revenue.total(ask.opening)
    gained = world.revenue.moved(ask.first, ask.last, ["expansion", "reactivation"])
    return share(opening + gained - world.revenue.moved(ask.first, ask.last, LOSSES), opening)


@metric("revenue.gross_churn_rate", "revenue.gross_churn_rate.net")
def gross_churn_rate(world: World, ask: Ask) -> Result:
    lost = world.revenue.moved(ask.first, ask.last, LOSSES)
    if ask.variant == "net":
        lost -= world.revenue.moved(ask.first, ask.last, ["expansion", "reactivation"])
    return share(lost, world.revenue.total(ask.opening))


@metric("revenue.quick_ratio")
def quick_ratio(world: World, ask: Ask) -> Result:
    return share(world.revenue.moved(ask.first, ask.last, GAINS), world.revenue.moved(ask.first, ask.last, LOSSES))


@metric("revenue.recognised")
def recognised(world: World, ask: Ask) -> Result:
    return amount(world.revenue.recognised(ask.first, ask.last))


@metric("revenue.cash_net")
def cash_net(world: World, ask: Ask) -> Result:
    paid, refunded = (world.ledger.total([kind], ask.first, ask.last) for kind in ("payment", "refund"))
    return amount(paid - refunded)


@metric("revenue.refund_rate")
def refund_rate(world: World, ask: Ask) -> Result:
    paid, refunded = (world.ledger.total([kind], ask.first, ask.last) for kind in ("payment", "refund"))
    return share(refunded, paid)


@metric("revenue.grr.strict", "revenue.nrr.strict")
def retained_in_force(world: World, ask: Ask) -> Result:
    opening = left = Fraction(0)
    for customer in world.revenue.by_customer:
        old = world.revenue.of(customer, ask.opening, "strict")
        opening += old
        if world.relations.same_run(customer, ask.opening, ask.last):
            new = world.rates.value(world.revenue.local(customer, ask.last, "strict"), ask.opening)
            left += min(old, new) if ask.plain == "revenue.grr" else new
    return share(left, opening)
