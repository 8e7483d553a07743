"""What lies in each purchase of the tea shop, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tenure.demo.clock import Bools, Ints, civil, stream
from tenure.demo.tea.names import REASONS
from tenure.demo.tea.orders import Orders
from tenure.demo.tea.people import SEED, People
from tenure.demo.tea.products import CATEGORIES, DAMP_PRODUCT, PRODUCTS, SHELVES, TASTING_BOX, shares
from tenure.demo.tea.seasons import FIRST, LAST, PRICE_RISE


@dataclass(frozen=True)
class Baskets:
    """The lines of all purchases, in the order of the purchases; money in fen."""

    order: Ints
    product: Ints
    quantity: Ints
    amount: Ints
    cost: Ints
    total: Ints  # of each purchase
    holder: Bools  # of each customer: pays by stored-value card


def fill(people: People, orders: Orders) -> Baskets:
    """Draw the lines of the purchases."""
    random = stream(SEED, "baskets")
    tasting = people.burst[orders.customer] & (orders.nth == 1)
    lines = np.where(tasting, 1, 1 + np.minimum(random.poisson(0.36, len(orders.customer)), 3))
    order = np.repeat(np.arange(len(lines)), lines)
    leading = np.concatenate(([True], order[1:] != order[:-1]))
    product = _products(random, orders.day[order])
    product[tasting[order]] = TASTING_BOX
    product[orders.damp[order] & leading & ~tasting[order]] = DAMP_PRODUCT
    quantity = 1 + (random.random(len(order)) < 0.18) + (random.random(len(order)) < 0.05)
    firm = people.reason[orders.customer][order] == REASONS.index("企业")
    quantity = np.where(firm, quantity * random.integers(2, 7, len(order)), quantity)
    holder = (people.rate > 0.009) & people.member & (random.random(len(people.rate)) < 0.34)
    discount = _discounts(orders, holder)[order]
    amount, cost = _money(orders.day[order], product, quantity, discount)
    total = np.zeros(len(lines), dtype=np.int64)
    np.add.at(total, order, amount)
    return Baskets(order, product, quantity, amount, cost, total, holder)


def _products(random: np.random.Generator, days: Ints) -> Ints:
    table = np.array([shares(number) for number in range(FIRST, LAST + 1)])
    draw = random.random(len(days))
    category: Ints = (table[days - FIRST] <= draw[:, None]).sum(axis=1)
    size = np.array([len(shelf) for shelf in SHELVES])
    start = np.array([shelf[0] for shelf in SHELVES])
    category = np.minimum(category, len(CATEGORIES) - 2)
    within = np.floor(random.random(len(days)) * size[category]).astype(np.int64)
    out: Ints = start[category] + within
    return out


def _discounts(orders: Orders, holder: Bools) -> Ints:
    """Whole per cent off: shopping days, and the card from the second purchase on."""
    dates = [civil(number) for number in range(FIRST, LAST + 1)]
    fair = np.array([(d.month == 11 and d.day <= 11) or (d.month == 6 and d.day <= 18) for d in dates])
    out: Ints = 12 * fair[orders.day - FIRST] + 6 * (holder[orders.customer] & (orders.nth > 1))
    return out


def _money(days: Ints, product: Ints, quantity: Ints, discount: Ints) -> tuple[Ints, Ints]:
    """Amount of each line, and cost of one piece of it."""
    before = np.array([shelf.price_on(FIRST) for shelf in PRODUCTS])
    after = np.array([shelf.price_on(LAST) for shelf in PRODUCTS])
    price = np.where(days < PRICE_RISE, before[product], after[product])
    amount = (price * quantity * (100 - discount) + 50) // 100
    return amount, np.array([shelf.cost for shelf in PRODUCTS])[product]
