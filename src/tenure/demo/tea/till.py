"""Money at the tea shop: orders with their lines, payments, stored-value cards, refunds, slips of the hand."""

from __future__ import annotations

import numpy as np

from tenure.demo.clock import SECONDS, Bools, Floats, at, day, stream
from tenure.demo.ledger import Ledger, Value
from tenure.demo.tea.baskets import Baskets
from tenure.demo.tea.names import LEVELS
from tenure.demo.tea.orders import Orders
from tenure.demo.tea.people import SEED, People, customer
from tenure.demo.tea.products import PRODUCTS

_OUTAGE = (day(2026, 2, 9), day(2026, 2, 25))  # the counter ran on paper; typed in on 6 March
_TYPED_IN = at(day(2026, 3, 6), 10)
_LEVELS_FROM = (0, 60_000, 180_000)  # fen spent in all


def booked(moment: int, at_store: bool) -> int:
    """When the office knows of a purchase: at once online, on the next Monday from the counter."""
    if not at_store:
        return moment + 2
    number = moment // SECONDS
    if _OUTAGE[0] <= number <= _OUTAGE[1]:
        return _TYPED_IN + moment % 3600
    return at(number + 7 - (number + 3) % 7, 9) + moment % 3600


class Till:
    """Tells the purchases one after the other."""

    def __init__(self, ledger: Ledger, orders: Orders, baskets: Baskets) -> None:
        self.ledger, self.orders, self.baskets = ledger, orders, baskets
        self._random = stream(SEED, "till")
        self._balance: dict[int, int] = {}
        self._starts = np.searchsorted(baskets.order, np.arange(len(orders.customer) + 1)).tolist()

    def tell(self) -> Bools:
        """Tell everything; gives which purchases were refunded."""
        count = len(self.orders.customer)
        draws = self._random.random((count, 5))
        refunded = np.zeros(count, dtype=bool)
        for number in range(count):
            self._order(number)
            self._pay(number, draws[number])
            refunded[number] = self._refund(number, draws[number])
        return refunded

    def _order(self, number: int) -> None:
        moment, at_store = int(self.orders.moment[number]), bool(self.orders.at_store[number])
        known, name, total = booked(moment, at_store), f"O{number + 1:06d}", int(self.baskets.total[number])
        order = self._money(number, "order", total, moment)
        if number % 530 == 17:  # a slip of the hand, corrected days later
            self.ledger.add("transactions", name, known, **{**order, "amount": total + 9000})
            self.ledger.add("transactions", name, known + (3 + number % 13) * SECONDS, **order)
        else:
            self.ledger.add("transactions", name, known, **order)
        self._lines(number, name, known)
        if number % 1100 == 29:  # pushed twice, withdrawn later
            twin, back = f"{name}-2", known + (1 + number % 4) * SECONDS
            self.ledger.add("transactions", twin, known + 60, **order)
            self._lines(number, twin, known + 60)
            self.ledger.retract("transactions", twin, back, **order)
            self._lines(number, twin, back, withdrawn=True)

    def _lines(self, number: int, name: str, known: int, withdrawn: bool = False) -> None:
        put = self.ledger.retract if withdrawn else self.ledger.add
        for place, line in enumerate(range(self._starts[number], self._starts[number + 1])):
            product = PRODUCTS[self.baskets.product[line]]
            put(
                "order_items", f"{name}-{place + 1}", known, txn_id=name,
                customer_id=customer(self.orders.customer[number]), product=product.name, category=product.category,
                quantity=int(self.baskets.quantity[line]), amount=int(self.baskets.amount[line]),
                cost=int(self.baskets.cost[line]), currency="CNY", happened_at=int(self.orders.moment[number]),
            )  # fmt: skip

    def _money(self, number: int, kind: str, amount: int, moment: int) -> dict[str, Value]:
        buyer = customer(self.orders.customer[number])
        return {"customer_id": buyer, "kind": kind, "amount": amount, "currency": "CNY", "happened_at": moment}

    def _pay(self, number: int, draws: Floats) -> None:
        """By card as far as it reaches, the rest in money."""
        buyer, total = int(self.orders.customer[number]), int(self.baskets.total[number])
        moment, at_store = int(self.orders.moment[number]), bool(self.orders.at_store[number])
        known, name = booked(moment, at_store), f"{number + 1:06d}"
        if self.baskets.holder[buyer] and self.orders.nth[number] > 1:
            balance = self._balance.get(buyer, 0)
            if balance < total and draws[0] < 0.72:
                topup = (30_000, 50_000, 50_000, 100_000)[int(draws[1] * 4)]
                self.ledger.add(
                    "transactions", f"T{name}", known + 1, **self._money(number, "topup", topup, moment - 120)
                )
                balance += topup
            used = min(balance, total)
            if used:
                self.ledger.add(
                    "transactions", f"D{name}", known + 3, **self._money(number, "redeem", used, moment + 5)
                )
            self._balance[buyer] = balance - used
            total -= used
        if total:
            self.ledger.add("transactions", f"P{name}", known + 3, **self._money(number, "payment", total, moment + 5))

    def _refund(self, number: int, draws: Floats) -> bool:
        damp = bool(self.orders.damp[number])
        if draws[2] > (0.34 if damp else 0.022):
            return False
        first_line = int(self.baskets.amount[self._starts[number]])
        amount = first_line if damp or draws[3] < 0.4 else int(self.baskets.total[number])
        moment = int(self.orders.moment[number]) + SECONDS * (3 + int(draws[4] * 8))
        known = max(moment, booked(int(self.orders.moment[number]), bool(self.orders.at_store[number]))) + 30
        self.ledger.add("transactions", f"R{number + 1:06d}", known, **self._money(number, "refund", amount, moment))
        return True


def tell_levels(ledger: Ledger, people: People, orders: Orders, baskets: Baskets) -> None:
    """The level of each member by what it has spent so far: a rise ends the level before."""
    spent: dict[int, int] = {}
    level: dict[int, tuple[int, int]] = {}
    for number, buyer in enumerate(orders.customer.tolist()):
        if not people.member[buyer]:
            continue
        spent[buyer] = spent.get(buyer, 0) + int(baskets.total[number])
        reached = sum(spent[buyer] >= least for least in _LEVELS_FROM) - 1
        before, since = level.get(buyer, (-1, 0))
        if reached > before:
            today, known = (
                int(orders.day[number]),
                booked(int(orders.moment[number]), bool(orders.at_store[number])) + 10,
            )
            if before >= 0:
                _level(ledger, buyer, before, known, since, today)
            _level(ledger, buyer, reached, known, today, None)
            level[buyer] = (reached, today)


def _level(ledger: Ledger, buyer: int, level: int, known: int, start: int, end: int | None) -> None:
    ledger.add(
        "customer_attrs", f"{customer(buyer)}-level-{level}", known, customer_id=customer(buyer), attr="member_level",
        value=LEVELS[level], valid_from=start, valid_to=end,
    )  # fmt: skip
