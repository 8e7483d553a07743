"""The world as it is known on one day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from tests.oracle.contracts import Contract, read_contracts
from tests.oracle.days import ONE_DAY
from tests.oracle.facts import Facts, Policies, Row, visible
from tests.oracle.money import Ledger, Rates, Revenue
from tests.oracle.relations import Cover, Relations, contract_covers, purchase_covers, stored_value_covers
from tests.oracle.results import Result
from tests.oracle.tickets import BusinessClock, Tickets
from tests.oracle.usage import Usage


class World:
    """Everything metrics are derived from: facts known by the end of the as-of day, under policies."""

    def __init__(self, facts: Facts, policies: Mapping[str, str], as_of: date) -> None:
        self.as_of = as_of
        self.policies = Policies(policies)
        self.zone = self.policies.zone
        self.cut: datetime = self.zone.at(as_of + ONE_DAY)  # the first instant that is not known any more
        self.facts = visible(facts, self.cut)
        self.contracts = self._read_contracts()
        self.rates = Rates(self.facts["fx_rates"], self.policies.currency)
        self.relations = Relations(self._covers(), as_of)
        self.revenue = Revenue(self.contracts.values(), self.relations, self.rates)
        self.ledger = Ledger(
            self.facts["transactions"], self.facts["order_items"], self.facts["costs"], self.rates, self.zone
        )
        self.usage = Usage(self.facts["usage_events"], self.relations, self.policies, as_of)
        self.tickets = Tickets(self.facts["ticket_events"], self.zone)
        self.business = BusinessClock(self.policies)

    @property
    def has_contracts(self) -> bool:
        """Whether contracts are a base of relationships here."""
        return "contract" in self.policies.bases

    @property
    def sold(self) -> tuple[str, ...]:
        """The kinds of transaction that are sales of their own: invoices too, where no contract can have earned them."""
        if not self.has_contracts:
            return "order", "invoice"
        return ("order",) if len(self.policies.bases) > 1 else ()

    @property
    def tells_revenue(self) -> bool:
        """Whether anything is told that can have earned money."""
        priced = self.has_contracts and self.facts["contract_prices"]
        return bool(priced or self.ledger.rows(self.sold, date.min, date.max))

    def _read_contracts(self) -> dict[str, Contract]:
        if not self.has_contracts:
            return {}
        grace = self.policies.whole("grace_months")
        return read_contracts(self.facts["contracts"], self.facts["contract_prices"], self.zone, grace, self.as_of)

    def _covers(self) -> Iterator[Cover]:
        transactions, lapse = self.facts["transactions"], self.policies.whole("lapse_days")
        yield from contract_covers(self.contracts.values())
        if "purchase" in self.policies.bases:
            yield from purchase_covers(transactions, self.zone, lapse)
        if "stored_value" in self.policies.bases:
            yield from stored_value_covers(transactions, self.zone, lapse)

    def between(self, kind: str, first: date, last: date, column: str = "happened_at") -> list[Row]:
        """The facts of a kind that happened on the days of the span."""
        return [row for row in self.facts[kind] if row[column] and first <= self.zone.day(row[column]) <= last]

    def first_signature(self, lead: str) -> date | None:
        """The first day a customer that came from the lead signed."""
        customers = [row["customer_id"] for row in self.facts["customers"] if lead and row["lead_id"] == lead]
        days = (self.relations.first_signature(customer) for customer in customers)
        return min((day for day in days if day), default=None)


@dataclass(frozen=True)
class Ask:
    """One question: which metric, over which days (or campaign), with which slice or parameter."""

    metric: str
    period: str
    first: date
    last: date
    dims: Mapping[str, str] = field(default_factory=dict)

    @property
    def variant(self) -> str:
        """What follows the plain id, without its dot."""
        return ".".join(self.metric.split(".")[2:])

    @property
    def plain(self) -> str:
        """The id without its variant."""
        return ".".join(self.metric.split(".")[:2])

    @property
    def opening(self) -> date:
        """The day before the first one."""
        return self.first - ONE_DAY


Metric = Callable[[World, Ask], Result]


def registrar(table: dict[str, Metric]) -> Callable[..., Callable[[Metric], Metric]]:
    """A decorator that enters a function under the ids it answers."""

    def metric(*names: str) -> Callable[[Metric], Metric]:
        def enter(function: Metric) -> Metric:
            table.update(dict.fromkeys(names, function))
            return function

        return enter

    return metric
