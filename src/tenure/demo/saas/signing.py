"""How the terms reach the books: late now and then, corrected, entered twice, linked afterwards."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tenure.demo.clock import SECONDS, at, civil, later, stream
from tenure.demo.ledger import Ledger, Value
from tenure.demo.saas.accounts import account
from tenure.demo.saas.prices import Price, decimal
from tenure.demo.saas.terms import Term
from tenure.demo.saas.times import SEED


def tell_terms(ledger: Ledger, terms: Sequence[Term]) -> dict[str, int]:
    """Contracts with their prices and notices; gives when each contract was in the books."""
    random = stream(SEED, "signing")
    return {term.name: _tell(ledger, random, term, place) for place, term in enumerate(terms)}


def _booked(random: np.random.Generator, moment: int) -> int:
    """When a signature is in the books: within the hour, or some days later."""
    draw = random.random()
    return moment + 1800 if draw < 0.9 else moment + (2 + int((draw - 0.9) * 100)) * SECONDS


def _tell(ledger: Ledger, random: np.random.Generator, term: Term, place: int) -> int:
    known = _booked(random, term.signed)
    if term.told:
        known = min(known, term.told)
    told: dict[str, Value] = {
        "customer_id": account(term.account), "product": term.product, "signed_at": term.signed,
        "start_date": term.start, "end_date": term.end, "predecessor_id": term.predecessor, "acq_channel": term.channel,
    }  # fmt: skip
    first = dict(told)
    if place % 120 == 50:
        first["end_date"] = later(term.end, 1)  # typed one month too far
    if term.edge == "unlinked":
        first["predecessor_id"] = None
    ledger.add("contracts", term.name, known, **first)
    if first != told:
        ledger.add("contracts", term.name, known + (9 + place % 23) * SECONDS, **told)
    if term.ended is not None:
        end = {"terminated_on": term.ended, "termination_kind": term.ending}
        ledger.add("contracts", term.name, _after(known, place, first != told, term.told), **told, **end)
    for price in term.prices:
        _price(ledger, random, term, price, known)
    if place % 210 == 90:
        _twin(ledger, term, told, known)
    if term.notice:
        notice = term.notice
        ledger.add(
            "contract_notices", f"N-{term.name}", notice.moment + 600, contract_id=term.name, kind=notice.kind,
            reason=notice.reason, happened_at=notice.moment,
        )  # fmt: skip
    return known


def _after(known: int, place: int, corrected: bool, told: int) -> int:
    """The end is booked after everything that was said before."""
    return max(told + 1800, known + (10 + place % 23) * SECONDS if corrected else known + 60)


def _price(ledger: Ledger, random: np.random.Generator, term: Term, price: Price, known: int) -> None:
    name, late = f"{term.name}@{civil(price.from_day)}", random.random()
    moment = known + 60
    if price.from_day > term.prices[0].from_day:
        moment = max(moment, at(price.from_day - 2 + (int(late * 300) if late < 0.07 else 0), 11))
    told: dict[str, Value] = {
        "contract_id": term.name, "from_date": price.from_day, "mrr": decimal(price.mrr),
        "list_mrr": decimal(price.listed), "currency": price.currency, "seats": price.seats, "product_tier": price.tier,
    }  # fmt: skip
    if late > 0.994:  # the discount was forgotten
        ledger.add("contract_prices", name, moment, **{**told, "mrr": decimal(price.listed)})
        moment += 16 * SECONDS
    ledger.add("contract_prices", name, moment, **told)


def _twin(ledger: Ledger, term: Term, told: dict[str, Value], known: int) -> None:
    """The same contract under a second number, withdrawn some days later."""
    name, price = f"{term.name}-2", term.prices[0]
    row: dict[str, Value] = {
        "contract_id": name, "from_date": price.from_day, "mrr": decimal(price.mrr), "list_mrr": decimal(price.listed),
        "currency": price.currency, "seats": price.seats, "product_tier": price.tier,
    }  # fmt: skip
    back = known + 4 * SECONDS
    ledger.add("contracts", name, known + 900, **told)
    ledger.add("contract_prices", f"{name}@{civil(price.from_day)}", known + 960, **row)
    ledger.retract("contracts", name, back, **told)
    ledger.retract("contract_prices", f"{name}@{civil(price.from_day)}", back, **row)
