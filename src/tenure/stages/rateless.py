"""Money in a currency of which no rate was known yet: what numbers that need one cannot tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ibis import _
from ibis.expr.types import Table

from tenure.facts.asof import Facts
from tenure.periods import ONE_DAY, period_of

# At the rate of the first day that is asked; or that of the money's own day, of the month before it, of its month's end.
Rated = Literal["first_day", "own_day", "month_before", "month_end"]
# kind of fact that tells money, and the day from which a row of it does
_SINCE: Mapping[str, str] = {
    "contract_prices": "from_date",
    "transactions": "happened_on",
    "costs": "period_start",
    "order_items": "happened_on",
}


@dataclass(frozen=True)
class Gap:
    """Money of one kind in a currency, told since a day, and the day of its first rate; far off where there is none.

    Kinds are those of facts, and two more: `kept`, what customers pay that paid or bought before in another currency, and
    `renewed`, what a contract that falls due on a day is signed again for.
    """

    kind: str
    currency: str
    since: date
    first_rate: date

    def within(self, rated: Rated, start: date, last: date) -> bool:
        """Whether money told by the last of these days needs a rate that nobody told (R-FX)."""
        day = start if rated == "first_day" else max(self.since, start)
        month = period_of(day, "month")
        at_end = rated == "month_end" or (rated != "month_before" and day == month.last)
        return self.since <= last and (month.last if at_end else month.start - ONE_DAY) < self.first_rate

    @property
    def own(self) -> bool:
        """Whether some of this money is older than the first rate, on the days that it is told for."""
        rated: Rated = "month_end" if self.kind in ("transactions", "costs", "order_items") else "month_before"
        return self.first_rate < date.max and self.within(rated, self.since, self.since)


def gaps(facts: Facts, stage: Callable[[str], Table], currency: str) -> tuple[Gap, ...]:
    """Since when there is money of every kind in every foreign currency, and since when there are rates for it."""
    told = stage("rates").group_by("currency").agg(first=_.valid_from.min())
    firsts = {str(row["currency"]): row["first"] for row in facts.engine.rows(told)}
    found = []
    for kind, used in _used(facts, stage):
        for row in facts.engine.rows(used.group_by("currency").agg(since=_.since.min())):
            first, since = firsts.get(str(row["currency"]), date.max), row["since"]
            if isinstance(first, date) and isinstance(since, date) and row["currency"] != currency:
                found.append(Gap(kind, str(row["currency"]), since, first))
    return tuple(sorted(found, key=lambda gap: (gap.currency, gap.kind)))


def _used(facts: Facts, stage: Callable[[str], Table]) -> Iterable[tuple[str, Table]]:
    """(currency, since) of all money, kind by kind."""
    for kind, day in _SINCE.items():
        rows = facts.table(kind)
        rows = (
            rows.filter(_.cost_minor.notnull()) if kind == "order_items" else rows
        )  # the line's amount is its order's
        yield kind, rows.select("currency", since=day)
    yield "kept", _kept(stage)
    yield "renewed", _renewed(facts)


def _kept(stage: Callable[[str], Table]) -> Table:
    """When customers that are held already begin to pay in a currency."""
    runs = stage("relationships").group_by(held="customer_id").agg(begun=_.started_on.min())
    paid = stage("mrr_levels").group_by("customer_id", "currency").agg(since=_.start.min())
    pairs = paid.join(runs, paid.customer_id == runs.held)
    return pairs.filter(_.begun < _.since).select("currency", "since")


def _renewed(facts: Facts) -> Table:
    """When contracts fall due that are signed again in a currency."""
    contracts, prices = facts.table("contracts"), facts.table("contract_prices")
    followers = contracts.filter(_.predecessor_id.notnull()).select("predecessor_id", next_id="contract_id")
    priced = followers.join(prices.select("currency", price_of="contract_id"), [("next_id", "price_of")])
    due = contracts.select(due_id="contract_id", since="end_date")
    return priced.join(due, [("predecessor_id", "due_id")]).select("currency", "since")
