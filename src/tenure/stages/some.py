"""The stages of some customers alone, taken from those of everybody: nothing is computed anew but what sums customers up."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date

from ibis.expr.types import Table

from tenure.periods import Period
from tenure.stages.rateless import Gap
from tenure.stages.workshop import Workshop

_SUMS = frozenset({"cohorts"})  # stages whose rows are of many customers
_MOST = 8  # groups of customers that a workshop holds ready


class Some(Workshop):
    """The workshop of some customers: rows that name another customer, or none, are left out; what is of no customer stays."""

    def __init__(self, whole: Workshop, customers: Table) -> None:
        super().__init__(whole.facts.among(customers), whole.policies, whole.currency)
        self._whole, self._customers = whole, customers
        self.own_slices = whole.own_slices

    @property
    def first_use(self) -> date | None:
        """Since when use is told, of anybody."""
        return self._whole.first_use

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Since when there is money in each foreign currency, and since when rates: of everybody."""
        return self._whole.gaps

    def has(self, need: str) -> bool:
        """Whether there is any fact of a kind, of anybody."""
        return self._whole.has(need)

    def table(self, name: str) -> Table:
        """A stage by name, with the rows of these customers."""
        return super().table(name) if name in _SUMS else self._theirs(self._whole.table(name))

    def panel(self, periods: Iterable[Period]) -> Table:
        """The panel of these customers."""
        return self._theirs(self._whole.panel(periods))

    def prepare(self, periods: Iterable[Period]) -> None:
        """Make the panel of these periods, of everybody."""
        self._whole.prepare(periods)

    def _theirs(self, table: Table) -> Table:
        return table.semi_join(self._customers, "customer_id") if "customer_id" in table.columns else table

    def close(self) -> None:
        """Forget what was made of these customers."""
        super().close()
        self.engine.drop(self._customers)


def some(whole: Workshop, key: Hashable, customers: Callable[[], Table]) -> Workshop:
    """The workshop of a group of customers, made once: `customers` gives their (customer_id)."""
    if key not in whole.groups:
        while len(whole.groups) >= _MOST:
            whole.groups.pop(next(iter(whole.groups))).close()
        whole.groups[key] = Some(whole, whole.engine.keep("some", customers()))
    return whole.groups[key]
