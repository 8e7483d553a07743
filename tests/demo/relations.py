"""Relationships, renewals and MRR of the SaaS demo by the rules of catalogue chapter 2, in plain Python."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache

from tenure.periods import add_months
from tests.demo.reading import civil, facts

SLUG = "orrendale"
GRACE = 3
AS_OF = date(2026, 10, 31)


@dataclass
class Contract:
    name: str
    customer: str
    product: str
    signed: date
    start: date
    due: date
    ended: date | None
    ending: str
    predecessor: str
    prices: list[tuple[date, Decimal, str, int, int]] = field(default_factory=list)
    successor: Contract | None = None

    @property
    def window_end(self) -> date:
        return add_months(self.due, GRACE)

    @property
    def end(self) -> date:
        return min(self.due, self.ended) if self.ended else self.due

    @property
    def cover(self) -> date:
        """The first day on which it no longer keeps the customer."""
        if self.ending == "cancelled":
            return self.end
        return max(self.end, self.successor.start) if self.successor else self.window_end

    def price(self, day: date) -> tuple[date, Decimal, str, int, int]:
        return [price for price in self.prices if price[0] <= day or price is self.prices[0]][-1]

    @property
    def outcome(self) -> bool | None:
        """Renewed, lost, or open."""
        if self.successor:
            return True
        return False if self.ending == "cancelled" or self.window_end <= AS_OF else None


@cache
def contracts() -> dict[str, Contract]:
    out = {}
    for row in facts(SLUG, "contracts"):
        out[row["contract_id"]] = Contract(
            row["contract_id"], row["customer_id"], row["product"], civil(SLUG, row["signed_at"]),
            date.fromisoformat(row["start_date"]), date.fromisoformat(row["end_date"]),
            date.fromisoformat(row["terminated_on"]) if row["terminated_on"] else None,
            row["termination_kind"], row["predecessor_id"],
        )  # fmt: skip
    for row in sorted(facts(SLUG, "contract_prices"), key=lambda row: row["from_date"]):
        price = (Decimal(row["mrr"]), row["currency"], int(row["seats"] or 0), int(row["product_tier"] or 0))
        out[row["contract_id"]].prices.append((date.fromisoformat(row["from_date"]), *price))
    for contract in sorted(out.values(), key=lambda contract: (contract.signed, contract.name)):
        before = out.get(contract.predecessor)
        if before and contract.signed < before.window_end and before.ending != "cancelled":
            before.successor = contract
    return out


@cache
def runs() -> dict[str, list[tuple[date, date]]]:
    """The unbroken runs of cover of each customer."""
    mine: dict[str, list[Contract]] = defaultdict(list)
    for contract in contracts().values():
        if contract.cover > contract.start:
            mine[contract.customer].append(contract)
    out = {}
    for customer, held in mine.items():
        merged: list[tuple[date, date, list[Contract]]] = []
        for contract in sorted(held, key=lambda contract: (contract.start, contract.name)):
            last = merged[-1] if merged else None
            touches = last and last[1] == contract.start and any(other.successor is contract for other in last[2])
            if last and (contract.start < last[1] or touches):
                merged[-1] = (last[0], max(last[1], contract.cover), [*last[2], contract])
            else:
                merged.append((contract.start, contract.cover, [contract]))
        out[customer] = [(start, end) for start, end, _ in merged]
    return out


def run_on(customer: str, day: date) -> tuple[date, date] | None:
    return next((run for run in runs().get(customer, []) if run[0] <= day < run[1]), None)


def held(day: date) -> list[str]:
    return [customer for customer in runs() if run_on(customer, day)]


@cache
def rates() -> dict[str, dict[str, Decimal]]:
    out: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in facts(SLUG, "fx_rates"):
        out[row["currency"]][row["rate_date"]] = Decimal(row["rate"])
    return out


def rate(currency: str, day: date) -> Decimal:
    if currency == "USD":
        return Decimal(1)
    return rates()[currency][max(known for known in rates()[currency] if known <= day.isoformat())]


@cache
def mrr(day: date, valued: date) -> dict[str, Decimal]:
    """MRR of each customer on a day, lapsed contracts carried inside their windows, at the rates of another day."""
    out: dict[str, Decimal] = defaultdict(Decimal)
    for contract in contracts().values():
        carried = not contract.ending and contract.due <= day < contract.cover
        if contract.start <= day < contract.end or carried:
            price = contract.price(min(day, contract.due))
            out[contract.customer] += price[1] * rate(price[2], valued)
    return dict(out)


def kept(first: date, last: date) -> tuple[float, float, float]:
    """Customers lost, net and gross revenue kept, of those held on the first day."""
    opening = mrr(first, first)
    closing = mrr(last, first)
    base = held(first)
    same = [customer for customer in base if run_on(customer, last) == run_on(customer, first)]
    total = sum(opening.values())
    net = sum(closing.get(customer, Decimal(0)) for customer in same)
    gross = sum(min(closing.get(customer, Decimal(0)), opening.get(customer, Decimal(0))) for customer in same)
    return 1 - len(same) / len(base), float(net / total), float(gross / total)
