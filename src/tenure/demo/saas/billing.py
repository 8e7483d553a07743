"""Money at Orrendale: invoices, payments, credits, refunds, bad debt, and what the currencies were worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tenure.demo.clock import SECONDS, at, day, later, month_starts, stream
from tenure.demo.ledger import Ledger, Value
from tenure.demo.saas.accounts import account
from tenure.demo.saas.terms import Term
from tenure.demo.saas.times import BAD_RELEASE, HISTORY, LAST, SEED

_RATES = {"EUR": (1.07, 0.011), "GBP": (1.25, 0.012)}  # dollars per unit, monthly wander


def tell_rates(ledger: Ledger) -> None:
    """Month-end rates, known when the month is over."""
    for currency, (rate, wander) in _RATES.items():
        random = stream(SEED, f"rates of {currency}")
        centre = rate
        for start in month_starts(later(HISTORY, -2), LAST):
            rate += 0.06 * (centre - rate) + wander * float(random.normal())
            last, value = later(start, 1) - 1, round(rate * 10_000)
            ledger.add(
                "fx_rates", f"FX-{currency}-{last}", at(last, 17), currency=currency, rate_date=last,
                rate=f"{value // 10_000}.{value % 10_000:04d}",
            )  # fmt: skip


@dataclass(frozen=True)
class _Bill:
    """One invoice to write."""

    number: int
    amount: int
    until: int  # the day up to which it pays


def tell_money(ledger: Ledger, terms: Sequence[Term], booked: Mapping[str, int]) -> None:
    """Everything that was billed and paid, once the contract was in the books."""
    books = _Books(ledger, booked)
    for term in terms:
        if term.edge != "never_started":
            books.term(term)


class _Books:
    """Writes the money rows of one term after the other."""

    def __init__(self, ledger: Ledger, booked: Mapping[str, int]) -> None:
        self.ledger, self.booked = ledger, booked
        self.random = stream(SEED, "billing")
        self.count = 0

    def term(self, term: Term) -> None:
        """Invoices and what follows from them."""
        last: _Bill | None = None
        for bill in _bills(term):
            if bill.number > LAST:
                continue
            self._invoice(term, bill)
            last = bill if bill.number < term.cover_end else last
        if last is not None and term.ended is not None and term.ended <= LAST:
            left = max(last.until - term.ended, 0) * term.price_on(term.ended - 1).mrr * 12 // 365
            if left and term.ending == "replaced":  # what was paid ahead is set off against the new term
                self._put(term, "credit", left, at(term.ended, 12))
            elif left and self.random.random() < 0.6:
                self._put(term, "refund", left, at(term.ended + 12, 15))

    def _invoice(self, term: Term, bill: _Bill) -> None:
        random = self.random
        moment = max(at(bill.number, 10, int(random.integers(0, 60))), term.signed + 3600)
        self._put(term, "invoice", bill.amount, moment, late=random.random() < 0.03)
        draw, days = random.random(), 4 + int(random.gamma(2.2, 9.0))
        if draw < 0.008:
            self._put(term, "bad_debt", bill.amount, at(bill.number + 150, 16))
            return
        if draw < 0.05:  # two payments
            half = bill.amount // 2
            self._put(term, "payment", half, at(bill.number + days, 14))
            self._put(term, "payment", bill.amount - half, at(bill.number + days + 30, 14))
        else:
            self._put(term, "payment", bill.amount, at(bill.number + days + (75 if draw < 0.08 else 0), 14))
        hurt = BAD_RELEASE[0] - 200 < bill.number <= BAD_RELEASE[1]
        if draw > 0.985:
            self._put(term, "refund", bill.amount // 8, at(bill.number + days + 25, 15))
        elif hurt and draw > 0.85:  # goodwill after the bad release
            self._put(term, "credit", bill.amount // 12, at(day(2026, 4, 9), 15))

    def _put(self, term: Term, kind: str, amount: int, moment: int, late: bool = False) -> None:
        self.count += 1
        known = max(moment, self.booked[term.name]) + (11 * SECONDS if late else 3600)
        values: dict[str, Value] = {
            "customer_id": account(term.account), "contract_id": term.name, "kind": kind, "amount": amount,
            "currency": term.prices[0].currency, "happened_at": moment,
        }  # fmt: skip
        if amount <= 0:
            return
        self.ledger.add("transactions", f"X{self.count:05d}", known, **values)
        if self.count % 700 == 350:  # an invoice run that ran twice
            self.ledger.add("transactions", f"X{self.count:05d}-2", known + 60, **values)
            self.ledger.retract("transactions", f"X{self.count:05d}-2", known + 2 * SECONDS, **values)


def _bills(term: Term) -> Iterator[_Bill]:
    """One invoice a year in advance, and one for each rise in between."""
    number, step = term.start, min(term.months, 12)
    while number < min(term.end, term.cover_end):
        until = later(number, step)
        price = term.price_on(number)
        yield _Bill(number, price.mrr * step, until)
        for change in term.prices:
            if number < change.from_day < min(until, term.cover_end):
                more = (change.mrr - price.mrr) * (until - change.from_day) * 12 // 365
                price = change
                if more > 0:
                    yield _Bill(change.from_day, more, until)
        number = until
