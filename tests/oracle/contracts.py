"""Contracts as known on a day: price in force, win-back window, renewal and outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tests.oracle.days import ONE_DAY, Zone, add_months
from tests.oracle.facts import Row


@dataclass(frozen=True, order=True)
class Price:
    """What a contract costs in a month from a day on."""

    since: date
    mrr: Fraction
    list_mrr: Fraction
    currency: str
    seats: int
    tier: int
    listed: bool


@dataclass(eq=False)
class Contract:
    """One signed term, and what became of it as far as is known."""

    name: str
    customer: str
    signed: date
    start: date
    due: date
    terminated: date | None
    termination: str
    predecessor: str
    channel: str
    window_end: date
    mature: bool
    prices: list[Price] = field(default_factory=list)
    successor: Contract | None = None

    @property
    def end(self) -> date:
        """The first day it does not cover any more, its window apart."""
        return min(self.due, self.terminated) if self.terminated else self.due

    @property
    def cancelled(self) -> bool:
        """Whether it ends by an early cancellation: at once, without a window (R-CANCEL)."""
        return self.termination == "cancelled"

    @property
    def outcome(self) -> bool | None:
        """Renewed, lost, or still open."""
        if self.successor:
            return True
        return False if self.cancelled or self.mature else None

    @property
    def cover_end(self) -> date:
        """The first day on which neither it, nor its window, nor the wait for its renewal holds the customer."""
        if self.cancelled and self.terminated:
            return self.terminated
        return max(self.end, self.successor.start) if self.successor else self.window_end

    @property
    def ever_in_force(self) -> bool:
        """Whether it covers at least one day: not so when cancelled on or before its start."""
        return self.start < self.end

    def in_force(self, day: date) -> bool:
        """Whether the term itself covers the day."""
        return self.start <= day < self.end

    def carried(self, day: date) -> bool:
        """Whether it has expired and is in its window, or waits for its signed renewal to start."""
        if self.termination or day < self.due:
            return False
        return day < (self.successor.start if self.successor else self.window_end)

    def pending(self, day: date) -> bool:
        """Whether on the day it is past due, in its window and not renewed yet."""
        renewed = self.successor is not None and self.successor.signed <= day
        return self.due <= day < self.window_end and not self.termination and not renewed

    def entered_window(self, as_of: date) -> bool:
        """Whether its due day has passed without a renewal signed before."""
        renewed_before = self.successor is not None and self.successor.signed < self.due
        return not self.termination and not renewed_before and self.due <= as_of

    def price(self, day: date) -> Price | None:
        """The price in force from the latest day not after this one."""
        return max((price for price in self.prices if price.since <= day), default=None)

    @property
    def last_price(self) -> Price | None:
        """The price on the last day covered; none when it never covered a day (R-DUE)."""
        return self.price(self.end - ONE_DAY) if self.ever_in_force else None

    def price_steps(self) -> list[tuple[Price, Price]]:
        """Each price that came into force after another, with the one before."""
        inside = [price for price in sorted(self.prices) if price.since < self.end]
        return list(zip(inside, inside[1:], strict=False))

    def tier_steps(self) -> list[tuple[date, int, int]]:
        """Day, tier before and tier after of every change of price and of the renewal's start."""
        steps = [(new.since, old.tier, new.tier) for old, new in self.price_steps()]
        renewal = self.successor
        first = renewal.price(renewal.start) if renewal and renewal.ever_in_force else None
        if renewal and first and self.last_price:
            steps.append((renewal.start, self.last_price.tier, first.tier))
        return steps


def read_contracts(
    terms: Sequence[Row], prices: Sequence[Row], zone: Zone, grace_months: int, as_of: date
) -> dict[str, Contract]:
    """Contracts by id, with prices and renewals."""
    contracts = {row["contract_id"]: _read_contract(row, zone, grace_months, as_of) for row in terms}
    for row in prices:
        if row["contract_id"] in contracts:
            contracts[row["contract_id"]].prices.append(_read_price(row))
    for contract in sorted(contracts.values(), key=lambda contract: (contract.signed, contract.name)):
        older = contracts.get(contract.predecessor)
        if older and _renews(contract, older):
            older.successor = contract  # of several the last signed counts
    return contracts


def _renews(contract: Contract, older: Contract) -> bool:
    own = contract is not older and contract.customer == older.customer
    return own and not older.cancelled and contract.signed < older.window_end


def _read_contract(row: Row, zone: Zone, grace_months: int, as_of: date) -> Contract:
    due = date.fromisoformat(row["end_date"])
    window_end = add_months(due, grace_months)
    return Contract(
        name=row["contract_id"],
        customer=row["customer_id"],
        signed=zone.day(row["signed_at"]),
        start=date.fromisoformat(row["start_date"]),
        due=due,
        terminated=date.fromisoformat(row["terminated_on"]) if row["terminated_on"] else None,
        termination=row["termination_kind"],
        predecessor=row["predecessor_id"],
        channel=row["acq_channel"],
        window_end=window_end,
        mature=as_of >= window_end,
    )


def _read_price(row: Row) -> Price:
    mrr = Fraction(row["mrr"])
    return Price(
        since=date.fromisoformat(row["from_date"]),
        mrr=mrr,
        list_mrr=Fraction(row["list_mrr"]) if row["list_mrr"] else mrr,
        currency=row["currency"],
        seats=int(row["seats"] or 0),
        tier=int(row["product_tier"] or 0),
        listed=bool(row["list_mrr"]),
    )
