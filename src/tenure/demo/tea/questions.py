"""Questions and remarks of the tea shop's customers."""

from __future__ import annotations

import numpy as np

from tenure.demo.clock import SECONDS, Bools, OpenHours, civil, stream
from tenure.demo.ledger import Ledger
from tenure.demo.service import Desk, Ticket, open_tickets
from tenure.demo.tea.names import CHANNELS
from tenure.demo.tea.orders import Orders
from tenure.demo.tea.people import SEED, People, customer, person
from tenure.demo.tea.seasons import DAMP, FIRST, LAST, holidays

_HOURS = (9, 21)
_ASKS_BY = {"douyin": "social", "xiaohongshu": "social", "store": "phone"}


def tell_questions(ledger: Ledger, people: People, orders: Orders, refunded: Bools) -> None:
    """Tickets after purchases: more about damp tea and refunds, slower answers when many ask."""
    random = stream(SEED, "tickets")
    chance = np.where(orders.damp, 0.36, np.where(refunded, 0.5, 0.055))
    asking = np.flatnonzero(random.random(len(chance)) < chance)
    opened = orders.moment[asking] + np.floor(random.gamma(1.6, 2.2, len(asking)) * SECONDS).astype(np.int64)
    remark = random.random(len(asking)) < np.where(orders.damp[asking], 0.25, 0.18)
    tickets = []
    for place, number in enumerate(asking.tolist()):
        buyer, moment = int(orders.customer[number]), int(opened[place])
        if moment // SECONDS > LAST:
            continue
        channel = _ASKS_BY.get(CHANNELS[people.channel[buyer]], "wechat")
        topic = "feedback" if remark[place] else "support"
        tickets.append(Ticket(customer(buyer), person(buyer), channel, topic, moment, load(moment // SECONDS)))
    hours = OpenHours(FIRST, LAST + 120, _HOURS, 7, set(holidays()))
    open_tickets(ledger, random, Desk(hours, 24.0, 300.0, frozenset({"wechat"})), tickets, "W")


def load(number: int) -> float:
    """How many times slower than usual the desk is on a day."""
    today = civil(number)
    if DAMP[0] <= number <= DAMP[1] + 14:
        return 3.2
    return 1.9 if today.month == 11 and today.day <= 20 else 1.0
