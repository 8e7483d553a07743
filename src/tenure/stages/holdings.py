"""What the facts of a workshop hold: which kinds, currencies, rates, since when; each asked once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import date
from functools import cached_property

from ibis.expr.types import Table

from tenure.engine import Engine
from tenure.facts.asof import Facts
from tenure.policies import Policies
from tenure.stages.rateless import Gap, gaps
from tenure.stages.sold import PURCHASES, sold_kinds

# needs that some sorts of a kind's rows meet: a file of inquiries says nothing of visits
SORTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "payments": ("transactions", ("payment",)),
    "orders": ("transactions", ("order",)),
    "purchases": ("transactions", PURCHASES),
    "visits": ("touches", ("visit",)),
    "signups": ("touches", ("signup",)),
    "inquiries": ("touches", ("inquiry",)),
}


def kind_of(need: str) -> str:
    """The kind of fact that meets a need."""
    return SORTS[need][0] if need in SORTS else need


def any_of(need: str, policies: Policies) -> tuple[str, ...]:
    """The needs any of which meets one: `revenue` comes of whatever makes a relationship."""
    if need != "revenue":
        return (need,)
    earned = ("contract_prices",) if "contract" in policies.words("relationship") else ()
    kinds = sold_kinds(policies)
    return earned + tuple(name for name, sort in SORTS.items() if sort == ("transactions", kinds))


class Holdings(ABC):
    """Facts as of a day, and what there is of them."""

    def __init__(self, facts: Facts, currency: str) -> None:
        self.facts = facts
        self.currency = currency

    @property
    def engine(self) -> Engine:
        """Where they are read."""
        return self.facts.engine

    @property
    def as_of(self) -> date:
        """The day whose knowledge they hold."""
        return self.facts.as_of

    @abstractmethod
    def table(self, name: str) -> Table:
        """A stage by name."""

    def has(self, need: str) -> bool:
        """Whether there is any fact of a kind, or of the sort of a kind that the need names."""
        return self.facts.has(kind_of(need)) and (need not in SORTS or need in self._sorts)

    @cached_property
    def _sorts(self) -> frozenset[str]:
        """The needs that the sorts of rows meet: a shop may tell its orders and never who paid them."""
        found = set()
        for kind in {kind for kind, _words in SORTS.values() if self.facts.has(kind)}:
            words = self.engine.rows(self.facts.table(kind).select("kind").distinct())
            found |= {(kind, row["kind"]) for row in words}
        return frozenset(need for need, (kind, words) in SORTS.items() if any((kind, word) in found for word in words))

    @cached_property
    def foreign(self) -> bool:
        """Whether any money is in another currency than the reporting one."""
        return any(row["currency"] != self.currency for row in self.engine.rows(self.table("currencies")))

    @cached_property
    def unrated(self) -> tuple[str, ...]:
        """Currencies in use that have no rate at all as of the day."""
        known = {row["currency"] for row in self.engine.rows(self.table("rates").select("currency").distinct())}
        used = {str(row["currency"]) for row in self.engine.rows(self.table("currencies").select("currency"))}
        return tuple(sorted(used - known))

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Since when there is money in each foreign currency, and since when rates."""
        return gaps(self.facts, self.table, self.currency) if self.foreign else ()

    @cached_property
    def shared_costs(self) -> tuple[str, ...]:
        """Purposes of costs that are no single customer's."""
        told = self.facts.table("costs")
        rows = self.engine.rows(told.filter(told.customer_id.isnull()).select("purpose").distinct())
        return tuple(sorted(str(row["purpose"]) for row in rows))

    @cached_property
    def campaigns(self) -> frozenset[str]:
        """The campaigns that are known."""
        rows = self.engine.rows(self.facts.table("campaigns").select("campaign_id"))
        return frozenset(str(row["campaign_id"]) for row in rows)

    @cached_property
    def first_use(self) -> date | None:
        """The first day on which any use is told; None without any."""
        if not self.facts.has("usage_events"):
            return None
        told = self.facts.table("usage_events")
        day = self.engine.rows(told.agg(first=told.happened_on.min()))[0]["first"]
        return day if isinstance(day, date) else None
