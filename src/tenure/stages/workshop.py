"""Where stages are made: each computed once per as-of day, from facts and policies alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from importlib import import_module

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from tenure.engine import Engine
from tenure.errors import unknown
from tenure.facts.asof import Facts
from tenure.periods import Period
from tenure.policies import Policies

# stage -> the function that makes it; a stage names the stages it stands on by asking the workshop for them
MAKERS: dict[str, str] = {
    "rates": "money:rates",
    "currencies": "money:currencies",
    "agreements": "terms:agreements",
    "price_spans": "terms:price_spans",
    "terms": "terms:terms",
    "tier_steps": "terms:tier_steps",
    "covers": "relationships:covers",
    "relationships": "relationships:relationships",
    "mrr_spans": "mrr:spans",
    "mrr_levels": "mrr:levels",
    "mrr_levels_strict": "mrr:levels_strict",
    "movements": "mrr:movements",
    "movements_strict": "mrr:movements_strict",
    "customer_days": "usage:customer_days",
    "user_days": "usage:user_days",
    "month_flags": "usage:month_flags",
    "warnings": "usage:warnings",
    "people": "usage:people",
    "cash": "cash:cash",
    "spending": "cash:spending",
    "contacts": "contacts:contacts",
    "leads": "leads:leads",
    "tickets": "tickets:tickets",
    "answers": "answers:answers",
    "members": "members:members",
    "campaign_leads": "members:campaign_leads",
    "campaign_returns": "members:campaign_returns",
    "campaign_costs": "members:campaign_costs",
    "attributes": "attributes:attributes",
    "customer_slices": "attributes:customer_slices",
}


class Workshop:
    """The stages of one as-of day, under one set of policies."""

    def __init__(self, facts: Facts, policies: Policies, currency: str) -> None:
        self.facts = facts
        self.policies = policies
        self.currency = currency
        self._kept: dict[str, Table] = {}
        self._panels: dict[tuple[Period, ...], Table] = {}

    @property
    def engine(self) -> Engine:
        """Where the stages are computed."""
        return self.facts.engine

    @property
    def as_of(self) -> date:
        """The day whose knowledge they hold."""
        return self.facts.as_of

    def table(self, name: str) -> Table:
        """A stage by name, computed at first asking.

        Raises: NotFound for a stage that does not exist.
        """
        if name not in self._kept:
            self._kept[name] = self.engine.keep(name, self.expression(name))
        return self._kept[name]

    def expression(self, name: str) -> Table:
        """The expression that makes a stage, over the stages it stands on."""
        if name not in MAKERS:
            raise unknown("stage", name, MAKERS)
        return _maker(name)(self)

    def panel(self, periods: Iterable[Period]) -> Table:
        """The panel: every customer in each of the periods."""
        wanted = tuple(periods)
        if wanted not in self._panels:
            from tenure.stages.panel import panel

            self._panels[wanted] = self.engine.keep("panel", panel(self, wanted))
        return self._panels[wanted]


def _maker(name: str) -> Callable[[Workshop], Table]:
    module, function = MAKERS[name].split(":")
    maker: Callable[[Workshop], Table] = getattr(import_module(f"tenure.stages.{module}"), function)
    return maker


def period_table(periods: Sequence[Period]) -> Table:
    """Periods as rows: (period, p0, p1, opening), days inclusive; `period` is the place in the given order."""
    return ibis.memtable(
        pa.table(
            {
                "period": pa.array(range(len(periods)), pa.int64()),
                "p0": pa.array([p.start for p in periods], pa.date32()),
                "p1": pa.array([p.last for p in periods], pa.date32()),
                "opening": pa.array([p.opening for p in periods], pa.date32()),
            }
        )
    )
