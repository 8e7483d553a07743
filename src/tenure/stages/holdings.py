"""What the facts of a workshop hold: which kinds, currencies, rates, since when; each asked once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date
from functools import cached_property

from ibis.expr.types import Table

from tenure.engine import Engine
from tenure.facts.asof import Facts
from tenure.stages.rateless import Gap, gaps


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
        """Whether there is any fact of a kind; `payments` are the transactions of that kind alone."""
        return self.facts.has("transactions") and self._paid if need == "payments" else self.facts.has(need)

    @cached_property
    def _paid(self) -> bool:
        """Whether any payment is known: a shop may tell its orders and never who paid them."""
        told = self.facts.table("transactions")
        return bool(self.engine.rows(told.filter(told.kind == "payment").select("txn_id").limit(1)))

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
