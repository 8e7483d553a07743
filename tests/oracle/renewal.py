"""renewal: of what was due, how much was signed again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from tests.oracle.contracts import Contract, Price
from tests.oracle.days import opening_of
from tests.oracle.results import Member, Result, amount, matured, median, ratio, share, with_status
from tests.oracle.world import Ask, Metric, World, registrar

METRICS: dict[str, Metric] = {}
metric = registrar(METRICS)

Outcome = Callable[[Contract], bool | None]


def due(world: World, ask: Ask) -> list[Contract]:
    """The contracts whose scheduled end lies in the span (R-DUE)."""
    contracts = (contract for contract in world.contracts.values() if ask.first <= contract.due <= ask.last)
    return sorted(contracts, key=lambda contract: (contract.due, contract.name))


def by_customer(contracts: Iterable[Contract]) -> list[list[Contract]]:
    """The contracts of each customer together."""
    groups: dict[str, list[Contract]] = defaultdict(list)
    for contract in contracts:
        groups[contract.customer].append(contract)
    return list(groups.values())


def _worth(world: World, contract: Contract, price: Price | None, column: str = "mrr") -> Fraction:
    """A price at the opening rate of the month in which the contract is due (R-FX)."""
    if price is None:
        return Fraction(0)
    money: Fraction = getattr(price, column)
    return money * world.rates.on(price.currency, opening_of(contract.due))


def first_price(contract: Contract) -> Price | None:
    """The price at which the renewal of the contract starts."""
    return contract.successor.price(contract.successor.start) if contract.successor else None


def due_amount(world: World, contract: Contract) -> Fraction:
    """What the contract paid a month on the last day it covered."""
    return _worth(world, contract, contract.last_price)


def renewed_amount(world: World, contract: Contract, capped: bool = False) -> Fraction:
    """What its renewal pays a month at its start, at most what was due where capped."""
    renewed = _worth(world, contract, first_price(contract))
    return min(renewed, due_amount(world, contract)) if capped else renewed


def outcome(contract: Contract) -> bool | None:
    """Renewed, lost, or open."""
    return contract.outcome


def any_renewed(contracts: Sequence[Contract], how: Outcome = outcome) -> bool | None:
    """One renewed contract is enough (R-MULTI)."""
    outcomes = [how(contract) for contract in contracts]
    return True if True in outcomes else (None if None in outcomes else False)


def all_renewed(contracts: Sequence[Contract], how: Outcome = outcome) -> bool | None:
    """One lost contract spoils it."""
    outcomes = [how(contract) for contract in contracts]
    return False if False in outcomes else (None if None in outcomes else True)


def so_far(result: Result, contracts: Iterable[Contract]) -> Result:
    """A count, sum or median over contracts of which some are open may still move (2.4)."""
    return with_status(result, "provisional") if any(k.outcome is None for k in contracts) else result


def until_due(world: World, result: Result, contracts: Iterable[Contract]) -> Result:
    """What is settled at the due day is partial while due days lie ahead."""
    return with_status(result, "partial") if any(k.due > world.as_of for k in contracts) else result


@metric("renewal.due_customers")
def due_customers(world: World, ask: Ask) -> Result:
    return amount(len(by_customer(due(world, ask))))


@metric("renewal.due_customers.contracts")
def due_contracts(world: World, ask: Ask) -> Result:
    return amount(len(due(world, ask)))


@metric("renewal.due_amount")
def total_due(world: World, ask: Ask) -> Result:
    return amount(sum(due_amount(world, contract) for contract in due(world, ask)))


@metric("renewal.renewed_customers")
def renewed_customers(world: World, ask: Ask) -> Result:
    contracts = due(world, ask)
    return so_far(amount(sum(1 for own in by_customer(contracts) if any_renewed(own))), contracts)


@metric("renewal.renewed_amount", "renewal.renewed_amount.gross")
def total_renewed(world: World, ask: Ask) -> Result:
    contracts, capped = due(world, ask), ask.variant == "gross"
    return so_far(amount(sum(renewed_amount(world, contract, capped) for contract in contracts)), contracts)


def _all_mature(contracts: Iterable[Contract]) -> bool:
    return all(contract.mature for contract in contracts)


@metric("renewal.rate_count")
def rate_count(world: World, ask: Ask) -> Result:
    return matured([(_all_mature(own), any_renewed(own)) for own in by_customer(due(world, ask))])


@metric("renewal.rate_count.all")
def rate_count_all(world: World, ask: Ask) -> Result:
    return matured([(_all_mature(own), all_renewed(own)) for own in by_customer(due(world, ask))])


@metric("renewal.rate_count.contract")
def rate_count_by_contract(world: World, ask: Ask) -> Result:
    return matured([(contract.mature, contract.outcome) for contract in due(world, ask)])


@metric("renewal.rate_count.by_day")
def rate_count_by_day(world: World, ask: Ask) -> Result:
    members: list[Member] = []
    for contract in due(world, ask):
        end = contract.due + timedelta(days=int(ask.dims["k"]))
        mature = world.as_of >= end
        signed = contract.successor is not None and contract.successor.signed <= end
        members.append((mature, True if signed else (False if mature else None)))
    return matured(members)


@metric("renewal.rate_count.paid")
def rate_count_paid(world: World, ask: Ask) -> Result:
    def paid(contract: Contract) -> bool | None:
        if contract.successor is None:
            return contract.outcome
        payments = [
            world.zone.day(row["happened_at"])
            for row in world.facts["transactions"]
            if row["kind"] == "payment" and row["contract_id"] == contract.successor.name
        ]
        if payments and min(payments) < contract.window_end:
            return True
        return False if contract.mature else None

    return matured([(_all_mature(own), any_renewed(own, paid)) for own in by_customer(due(world, ask))])


@metric("renewal.loss_rate")
def loss_rate(world: World, ask: Ask) -> Result:
    members: list[Member] = []
    for own in by_customer(due(world, ask)):
        renewed = any_renewed(own)
        members.append((_all_mature(own), None if renewed is None else not renewed))
    return matured(members)


@metric("renewal.rate_amount", "renewal.rate_amount.gross")
def rate_amount(world: World, ask: Ask) -> Result:
    contracts, capped = due(world, ask), ask.variant == "gross"
    owed = sum((due_amount(world, k) for k in contracts), Fraction(0))
    renewed = sum((renewed_amount(world, k, capped) for k in contracts), Fraction(0))
    undecided = [k for k in contracts if k.outcome is None]
    if not undecided:
        return share(renewed, owed)
    low = ratio(renewed, owed)
    high = ratio(renewed + sum(due_amount(world, k) for k in undecided), owed)
    mature = [k for k in contracts if k.mature]
    if not mature:
        return Result(None, renewed, owed, "immature", low, high)
    settled = share(sum(renewed_amount(world, k, capped) for k in mature), sum(due_amount(world, k) for k in mature))
    return replace(with_status(settled, "provisional"), low=low, high=high)


@metric("renewal.on_time_rate")
def on_time_rate(world: World, ask: Ask) -> Result:
    contracts = due(world, ask)
    on_time = [k for k in contracts if k.successor and k.successor.signed < k.due]
    return until_due(world, share(len(on_time), len(contracts)), contracts)


@metric("renewal.early_rate")
def early_rate(world: World, ask: Ask) -> Result:
    contracts, ahead = due(world, ask), world.policies.whole("early_days")
    early = [k for k in contracts if k.successor and (k.due - k.successor.signed).days >= ahead]
    return until_due(world, share(len(early), len(contracts)), contracts)


@metric("renewal.partial_rate")
def partial_rate(world: World, ask: Ask) -> Result:
    contracts = due(world, ask)
    renewed = [k for k in contracts if k.successor]
    less = [k for k in renewed if renewed_amount(world, k) < due_amount(world, k)]
    return so_far(share(len(less), len(renewed)), contracts)


def entered_window(world: World, ask: Ask) -> list[Contract]:
    """The contracts due in the span that passed their due day unrenewed."""
    return [contract for contract in due(world, ask) if contract.entered_window(world.as_of)]


@metric("renewal.grace_recovered")
def grace_recovered(world: World, ask: Ask) -> Result:
    contracts = entered_window(world, ask)
    return so_far(amount(sum(1 for contract in contracts if contract.successor)), contracts)


@metric("renewal.grace_recovery_rate")
def grace_recovery_rate(world: World, ask: Ask) -> Result:
    return matured([(contract.mature, contract.outcome) for contract in entered_window(world, ask)])


@metric("renewal.pending_customers")
def pending_customers(world: World, ask: Ask) -> Result:
    return amount(len({k.customer for k in world.contracts.values() if k.pending(ask.last)}))


@metric("renewal.pending_amount")
def pending_amount(world: World, ask: Ask) -> Result:
    return amount(sum(due_amount(world, k) for k in world.contracts.values() if k.pending(ask.last)))


@metric("renewal.days_to_renew")
def days_to_renew(world: World, ask: Ask) -> Result:
    contracts = due(world, ask)
    return so_far(amount(median([(k.successor.signed - k.due).days for k in contracts if k.successor])), contracts)


@metric("renewal.discount_rate")
def discount_rate(world: World, ask: Ask) -> Result:
    contracts = due(world, ask)
    told = [k for k in contracts if (price := first_price(k)) and price.listed]
    listed = sum((_worth(world, k, first_price(k), "list_mrr") for k in told), Fraction(0))
    signed = sum((renewed_amount(world, k) for k in told), Fraction(0))
    return so_far(share(listed - signed, listed), contracts)
