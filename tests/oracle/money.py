"""Currency rates, recurring revenue day by day and its movements (R-FX), and the money that changed hands."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.oracle.contracts import Contract
from tests.oracle.days import ONE_DAY, Zone, days_from, month_of, month_parts, opening_of
from tests.oracle.facts import Row
from tests.oracle.relations import Relations

Local = Mapping[str, Fraction]  # amounts by currency
GAINS = ("new", "reactivation", "expansion")
LOSSES = ("contraction", "churn")


class Rates:
    """Month-end rates into the reporting currency."""

    def __init__(self, rows: Iterable[Row], currency: str) -> None:
        self._currency = currency
        self._rates: dict[str, dict[date, Fraction]] = defaultdict(dict)
        for row in rows:
            self._rates[row["currency"]][date.fromisoformat(row["rate_date"])] = Fraction(row["cny_per_unit"])

    def on(self, currency: str, day: date) -> Fraction:
        """The rate of the latest month end not after the day, or the last one known before it (R-FX)."""
        if currency == self._currency:
            return Fraction(1)
        day = day if day == month_of(day)[1] else opening_of(day)
        days = sorted(self._rates[currency])
        place = bisect_right(days, day)
        if place == 0:
            raise LookupError(f"no rate of {currency} is known for {day}")
        return self._rates[currency][days[place - 1]]

    def value(self, local: Local, day: date) -> Fraction:
        """Local amounts in the reporting currency at the rates of the day."""
        return sum((money * self.on(currency, day) for currency, money in local.items()), Fraction(0))


@dataclass(frozen=True)
class Movement:
    """A change of one customer's recurring revenue on one day, at the opening rate of its month."""

    customer: str
    day: date
    kind: str
    amount: Fraction


@dataclass(frozen=True)
class Kept:
    """What is left on the last day of the revenue of the opening customers, at opening rates."""

    opening: Fraction
    net: Fraction
    gross: Fraction
    open_net: Fraction
    open_gross: Fraction


class Revenue:
    """Monthly recurring revenue on two bases: carried through the window, or strictly in force."""

    def __init__(self, contracts: Iterable[Contract], relations: Relations, rates: Rates) -> None:
        self._relations = relations
        self._rates = rates
        self.by_customer: dict[str, list[Contract]] = defaultdict(list)
        for contract in contracts:
            self.by_customer[contract.customer].append(contract)
        self._local: dict[tuple[str, date, str], Local] = {}
        self._movements: dict[tuple[date, date, str], list[Movement]] = {}

    def local(self, customer: str, day: date, basis: str = "carried") -> Local:
        """What the customer pays a month on the day, by currency."""
        key = (customer, day, basis)
        if key not in self._local:
            self._local[key] = self._local_of(customer, day, basis)
        return self._local[key]

    def _local_of(self, customer: str, day: date, basis: str) -> Local:
        sums: dict[str, Fraction] = defaultdict(Fraction)
        for contract in self.by_customer.get(customer, []):
            price = contract.price(day) if contract.in_force(day) else None
            if basis == "carried" and contract.carried(day):
                price = contract.last_price
            if price:
                sums[price.currency] += price.mrr
        return {currency: money for currency, money in sums.items() if money}

    def of(self, customer: str, day: date, basis: str = "carried") -> Fraction:
        """What the customer pays a month on the day, in the reporting currency."""
        return self._rates.value(self.local(customer, day, basis), day)

    def total(self, day: date, basis: str = "carried", customers: Iterable[str] | None = None) -> Fraction:
        """What the customers (all, unless named) pay a month on the day."""
        chosen = self.by_customer if customers is None else customers
        return sum((self.of(customer, day, basis) for customer in chosen), Fraction(0))

    def movements(self, first: date, last: date, basis: str = "carried") -> list[Movement]:
        """Every movement of the span, by customer and day."""
        key = (first, last, basis)
        if key not in self._movements:
            found: list[Movement] = []
            for customer in sorted(self.by_customer):
                found += self._movements_of(customer, first, last, basis)
            self._movements[key] = found
        return self._movements[key]

    def _movements_of(self, customer: str, first: date, last: date, basis: str) -> list[Movement]:
        found: list[Movement] = []
        before = self.local(customer, first - ONE_DAY, basis)
        seen = any(contract.ever_in_force and contract.start < first for contract in self.by_customer[customer])
        for day in days_from(first, last):
            after = self.local(customer, day, basis)
            broken = basis == "carried" and not self._relations.same_run(customer, day - ONE_DAY, day)
            if after != before or (broken and after):
                old = self._rates.value(before, opening_of(day))
                new = self._rates.value(after, opening_of(day))
                found += [Movement(customer, day, *step) for step in _steps(old, new, seen, broken)]
            seen = seen or bool(after)
            before = after
        return found

    def moved(self, first: date, last: date, kinds: Sequence[str], basis: str = "carried") -> Fraction:
        """The sum of the movements of these kinds."""
        steps = self.movements(first, last, basis)
        return sum((step.amount for step in steps if step.kind in kinds), Fraction(0))

    def revaluation(self, first: date, last: date, customers: Iterable[str] | None = None) -> Fraction:
        """What rates alone changed: month by month, closing local revenue × (closing − opening rate)."""
        total = Fraction(0)
        for _, end in month_parts(first, last):
            for customer in self.by_customer if customers is None else customers:
                local = self.local(customer, end)
                total += self._rates.value(local, end) - self._rates.value(local, opening_of(end))
        return total

    def kept(self, first: date, last: date, same_relationship: bool = True) -> Kept:
        """What the opening customers still pay on the last day; returners count only without the relationship test."""
        opening_day = first - ONE_DAY
        opening = net = gross = open_net = open_gross = Fraction(0)
        for customer in self._relations.held(opening_day):
            old = self.of(customer, opening_day)
            opening += old
            if same_relationship and not self._relations.same_run(customer, opening_day, last):
                continue
            new = self._rates.value(self.local(customer, last), opening_day)
            still_open = self._still_open(customer, last, opening_day)
            net += new
            gross += min(old, new)
            open_net += still_open
            open_gross += min(old, new) - min(old, new - still_open)
        return Kept(opening, net, gross, open_net, open_gross)

    def _still_open(self, customer: str, day: date, rate_day: date) -> Fraction:
        total = Fraction(0)
        for contract in self.by_customer.get(customer, []):
            if contract.carried(day) and contract.outcome is None and contract.last_price:
                total += contract.last_price.mrr * self._rates.on(contract.last_price.currency, rate_day)
        return total

    def recognised(self, first: date, last: date, customers: Iterable[str] | None = None) -> Fraction:
        """Revenue in force, accrued by true days at the month-end rate of each month."""
        total = Fraction(0)
        for part_first, part_last in month_parts(first, last):
            month_end = month_of(part_last)[1]
            for customer in self.by_customer if customers is None else customers:
                days: dict[str, Fraction] = defaultdict(Fraction)
                for day in days_from(part_first, part_last):
                    for currency, money in self.local(customer, day, "strict").items():
                        days[currency] += money
                total += self._rates.value(days, month_end) / month_end.day
        return total


def _steps(old: Fraction, new: Fraction, seen: bool, broken: bool) -> list[tuple[str, Fraction]]:
    """The kinds and amounts by which revenue goes from old to new."""
    if not old:
        return [("reactivation" if seen else "new", new)]
    if not new:
        return [("churn", old)]
    if broken:
        return [("churn", old), ("reactivation", new)]
    if new > old:
        return [("expansion", new - old)]
    return [("contraction", old - new)] if new < old else []


class Ledger:
    """Transactions and cost accruals in the reporting currency."""

    def __init__(
        self, transactions: Sequence[Row], items: Sequence[Row], costs: Sequence[Row], rates: Rates, zone: Zone
    ) -> None:
        self._transactions = [(zone.day(row["happened_at"]), row) for row in transactions]
        self._items = items
        self._costs = costs
        self._rates = rates

    def rows(self, kinds: Sequence[str], first: date, last: date, customer: str | None = None) -> list[Row]:
        """The transactions of these kinds in the span."""
        return [
            row
            for day, row in self._transactions
            if row["kind"] in kinds and first <= day <= last and customer in (None, row["customer_id"])
        ]

    def total(self, kinds: Sequence[str], first: date, last: date, customer: str | None = None) -> Fraction:
        """Their sum, each at the month-end rate of its month."""
        total = Fraction(0)
        for day, row in self._transactions:
            if row["kind"] in kinds and first <= day <= last and customer in (None, row["customer_id"]):
                total += Fraction(row["amount"]) * self._rates.on(row["currency"], month_of(day)[1])
        return total

    def goods(self, sold: Sequence[str], first: date, last: date, customer: str) -> Fraction:
        """What the things cost that were sold, less those that came back with a refund, as far as their items tell."""
        total = Fraction(0)
        for day, row in self._transactions:
            if first <= day <= last and row["customer_id"] == customer and row["kind"] in (*sold, "refund"):
                cost = self._cost_of(row["txn_id"], month_of(day)[1])
                total += cost if row["kind"] in sold else -abs(cost)
        return total

    def _cost_of(self, transaction: str, day: date) -> Fraction:
        rows = [row for row in self._items if row["txn_id"] == transaction and row["cost"] and row["quantity"]]
        pieces = (
            Fraction(row["cost"]) * Fraction(row["quantity"]) * self._rates.on(row["currency"], day) for row in rows
        )
        return sum(pieces, Fraction(0))

    def pooled(self, pools: Sequence[str], first: date, last: date, customer: str | None = None) -> Fraction:
        """The days' share, in the span, of the costs of these pools."""
        rows = (row for row in self._costs if row["pool"] in pools and customer in (None, row["customer_id"]))
        return sum((self._accrued(row, first, last) for row in rows), Fraction(0))

    def of_campaign(self, campaign: str) -> Fraction:
        """The whole cost of a campaign, whenever it accrues."""
        rows = (row for row in self._costs if row["campaign_id"] == campaign)
        return sum((self._accrued(row, date.min, date.max - ONE_DAY) for row in rows), Fraction(0))

    def _accrued(self, row: Row, first: date, last: date) -> Fraction:
        start, end = date.fromisoformat(row["period_start"]), date.fromisoformat(row["period_end"])
        daily = Fraction(row["amount"]) / (end - start).days
        total = Fraction(0)
        for part_first, part_last in month_parts(max(start, first), min(end - ONE_DAY, last)):
            days = (part_last - part_first).days + 1
            total += daily * days * self._rates.on(row["currency"], month_of(part_last)[1])
        return total
