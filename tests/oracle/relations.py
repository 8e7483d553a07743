"""Relationships: unbroken runs of cover by contracts, purchases and stored-value cards (R-RELATION)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.contracts import Contract
from tests.oracle.days import FOREVER, ONE_DAY, Zone
from tests.oracle.facts import Row


@dataclass(frozen=True)
class Cover:
    """The days from start up to, not including, end on which one thing holds a customer."""

    customer: str
    start: date
    end: date
    signed: date
    rank: int  # which comes first of those that start on one day
    name: str
    contract: Contract | None = None
    renews: bool = False  # it is what a contract that starts before it was renewed by

    @property
    def order(self) -> tuple[date, bool, date, int, str]:
        """By start; of those that start on one day renewals first, for they continue what the others then overlap."""
        return self.start, not self.renews, self.signed, self.rank, self.name


@dataclass(eq=False)
class Run:
    """One relationship of a customer: its covers, in order of start."""

    customer: str
    number: int
    end: date
    covers: list[Cover]

    @property
    def start(self) -> date:
        """Its first covered day."""
        return self.covers[0].start

    @property
    def signed(self) -> date:
        """The day its first cover was signed or bought."""
        return self.covers[0].signed

    @property
    def channel(self) -> str:
        """The channel that won its first contract."""
        first = self.covers[0].contract
        return first.channel if first else ""

    def covers_day(self, day: date) -> bool:
        """Whether the day belongs to it."""
        return self.start <= day < self.end

    def joined_by(self, cover: Cover) -> bool:
        """Whether the cover continues it: by overlap, or as the renewal that starts on its end."""
        if cover.start < self.end:
            return True
        renews = cover.contract is not None and any(
            older.contract is not None and older.contract.successor is cover.contract and older.start < cover.start
            for older in self.covers
        )
        return cover.start == self.end and renews


class Relations:
    """Who is held on which day, as far as is known on the as-of day."""

    def __init__(self, covers: Iterable[Cover], as_of: date) -> None:
        self._as_of = as_of
        by_customer: dict[str, list[Cover]] = defaultdict(list)
        for cover in covers:
            by_customer[cover.customer].append(cover)
        self._covers = by_customer
        self.runs = {customer: _runs(customer, own) for customer, own in sorted(by_customer.items())}

    @property
    def customers(self) -> list[str]:
        """Everybody who ever signed or bought."""
        return list(self.runs)

    def run_on(self, customer: str, day: date) -> Run | None:
        """The relationship that holds the customer on the day."""
        return next((run for run in self.runs.get(customer, []) if run.covers_day(day)), None)

    def same_run(self, customer: str, opening: date, closing: date) -> bool:
        """Whether one relationship holds the customer on both days."""
        run = self.run_on(customer, opening)
        return run is not None and run.covers_day(closing)

    def held(self, day: date) -> list[str]:
        """The customers in a relationship on the day."""
        return [customer for customer in self.runs if self.run_on(customer, day)]

    def held_between(self, first: date, last: date) -> list[str]:
        """The customers in a relationship on at least one day of the span."""
        if first > last:
            return []
        return [
            customer
            for customer, runs in self.runs.items()
            if any(run.start <= last and run.end > first for run in runs)
        ]

    def state(self, customer: str, day: date) -> str:
        """Prospect, active, grace or churned."""
        if self.run_on(customer, day):
            return "active" if any(_in_force(cover, day) for cover in self._covers[customer]) else "grace"
        return "churned" if any(run.end <= day for run in self.runs[customer]) else "prospect"

    def all_runs(self) -> Iterator[Run]:
        """Every relationship."""
        for runs in self.runs.values():
            yield from runs

    def ended(self, first: date, last: date) -> list[Run]:
        """The relationships whose first uncovered day lies in the span and is known to be so."""
        return [run for run in self.all_runs() if first <= run.end <= min(last, self._as_of)]

    def signed(self, first: date, last: date) -> list[Run]:
        """The relationships signed in the span."""
        return [run for run in self.all_runs() if first <= run.signed <= last]

    def new_logos(self, first: date, last: date) -> list[Run]:
        """The first relationships of their customers, signed in the span."""
        return [run for run in self.signed(first, last) if run.number == 0]

    def lost_of_opening(self, first: date, last: date) -> tuple[list[str], list[str]]:
        """The customers held on the day before the span, and those of them whose relationship ended in it."""
        opening = self.held(first - ONE_DAY)
        ends = {run.customer: run.end for run in self.all_runs() if run.covers_day(first - ONE_DAY)}
        return opening, [customer for customer in opening if ends[customer] <= min(last, self._as_of)]

    def first_signature(self, customer: str) -> date | None:
        """The first day the customer signed or bought anything, covered or not."""
        return min((cover.signed for cover in self._covers.get(customer, [])), default=None)

    def in_pool(self, customer: str, day: date) -> bool:
        """Whether the customer was lost and has not signed again by the day."""
        if self.run_on(customer, day):
            return False
        past = [run for run in self.runs[customer] if run.end <= day]
        later = self.runs[customer][len(past) :]
        return bool(past) and not any(run.signed <= day for run in later)


def _in_force(cover: Cover, day: date) -> bool:
    return cover.contract.in_force(day) if cover.contract else cover.start <= day < cover.end


def _runs(customer: str, covers: Sequence[Cover]) -> list[Run]:
    runs: list[Run] = []
    for cover in sorted(covers, key=lambda cover: cover.order):
        if runs and runs[-1].joined_by(cover):
            runs[-1].covers.append(cover)
            runs[-1].end = max(runs[-1].end, cover.end)
        elif cover.start < cover.end:  # what is cancelled before it starts covers nothing
            runs.append(Run(customer, len(runs), cover.end, [cover]))
    return runs


def contract_covers(contracts: Iterable[Contract]) -> Iterator[Cover]:
    """Each contract with its window, or up to the start of its renewal."""
    contracts = list(contracts)
    renewals = {
        contract.successor for contract in contracts if contract.successor and contract.start < contract.successor.start
    }
    for contract in contracts:
        days = (contract.start, contract.cover_end, contract.signed)
        yield Cover(contract.customer, *days, 0, contract.name, contract, contract in renewals)


def purchase_covers(transactions: Iterable[Row], zone: Zone, lapse_days: int) -> Iterator[Cover]:
    """Each order with the days after which a customer who buys nothing more has lapsed."""
    for row in transactions:
        if row["kind"] == "order":
            day = zone.day(row["happened_at"])
            yield Cover(row["customer_id"], day, day + timedelta(days=lapse_days), day, 1, row["txn_id"])


def stored_value_covers(transactions: Iterable[Row], zone: Zone, lapse_days: int) -> Iterator[Cover]:
    """Each day a card moves: for the lapse after it, and as long as money stays on the card."""
    moves: dict[str, dict[date, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for row in transactions:
        if row["kind"] in ("topup", "redeem"):
            sign = 1 if row["kind"] == "topup" else -1
            moves[row["customer_id"]][zone.day(row["happened_at"])] += sign * Fraction(row["amount"])
    for customer, by_day in moves.items():
        balance = Fraction(0)
        days = sorted(by_day)
        for day, following in zip(days, [*days[1:], None], strict=True):
            balance += by_day[day]
            end = day + timedelta(days=lapse_days)
            if balance > 0:
                end = max(end, following + ONE_DAY if following else FOREVER)
            yield Cover(customer, day, end, day, 2, day.isoformat())
