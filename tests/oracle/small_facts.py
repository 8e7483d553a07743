"""Facts of one or two customers, written in a line each."""

from collections.abc import Iterable
from datetime import date

from tests.oracle.derivation import World, evaluate

Row = dict[str, str]
Kinded = tuple[str, Row]
EARLY = "2023-01-01T00:00:00Z"


def fact(kind: str, /, **values: str) -> Kinded:
    """A row of a kind, with the columns the derivation reads."""
    blank = {
        "contracts": "product terminated_on termination_kind predecessor_id acq_channel",
        "customers": "lead_id referrer_customer_id",
        "costs": "campaign_id customer_id",
        "touches": "channel campaign_id referrer_customer_id",
        "transactions": "contract_id",
    }.get(kind, "")
    return kind, {**dict.fromkeys(blank.split(), ""), **values, "known_at": EARLY, "op": "assert"}


def contract(name: str, signed: str, start: str, end: str, mrr: str = "100", **more: str) -> list[Kinded]:
    """A contract of ann (unless another customer is named) with one price."""
    currency = more.pop("currency", "CNY")
    values = {"customer_id": "ann", "signed_at": f"{signed}T04:00:00Z", "start_date": start, "end_date": end, **more}
    price = {"from_date": start, "mrr": mrr, "list_mrr": mrr, "currency": currency, "seats": "1", "product_tier": "1"}
    return [
        fact("contracts", contract_id=name, **values),
        fact("contract_prices", price_id=f"{name}@{start}", contract_id=name, **price),
    ]


def bought(name: str, kind: str, at: str, amount: str = "10", customer: str = "ann") -> Kinded:
    """An order or a movement of a card."""
    values = {"customer_id": customer, "kind": kind, "amount": amount, "currency": "CNY", "happened_at": at}
    return fact("transactions", txn_id=name, **values)


def rate(day: str, value: str) -> Kinded:
    """A month-end rate of the dollar."""
    return fact("fx_rates", fx_id=f"USD-{day}", currency="USD", rate_date=day, cny_per_unit=value)


def world(as_of: str, rows: Iterable[Kinded], **policies: str) -> World:
    """The rows as known on a day, with windows of two months unless said otherwise."""
    facts: dict[str, list[Row]] = {}
    for kind, row in rows:
        facts.setdefault(kind, []).append(row)
    return World(facts, {"reporting_zone": "UTC", "grace_months": "2", **policies}, date.fromisoformat(as_of))


def said(world: World, metric: str, period: str, dims: str = "") -> tuple[object, str]:
    """Value and status of an answer."""
    answer = evaluate(world, metric, period, dims)
    return answer.value, answer.status


YEAR = contract("K1", "2023-03-20", "2023-04-01", "2024-04-01")
