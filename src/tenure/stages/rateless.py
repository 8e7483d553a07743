"""Money in a currency of which no rate was known yet: what numbers that need one cannot tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ibis import _
from ibis.expr.types import Table

from tenure.facts.asof import Facts
from tenure.periods import ONE_DAY, period_of

# kind of fact that tells money, and the day from which a row of it does
_SINCE: Mapping[str, str] = {
    "contract_prices": "from_date",
    "transactions": "happened_on",
    "costs": "period_start",
}
# columns of the panel that are valued at the rate with which a period or a month opens
_OPENING = re.compile(
    r"\b(mrr_open|value_tier_open|mv_|fx_|kept_|p2p_|exposed_|due_amount|renewed_|window_amount|recognised)"
)


@dataclass(frozen=True)
class Gap:
    """Money of one kind in a currency, told since a day, while its first rate is of a later one."""

    kind: str
    currency: str
    since: date
    first_rate: date

    def within(self, start: date, last: date, closing: bool = False) -> bool:
        """Whether a number over these days needs a rate that nobody told (R-FX); a closing one that of the last day only."""
        day = last if closing else max(self.since, start)
        month = period_of(day, "month")
        at_end = self.kind != "contract_prices" or (closing and day == month.last)
        return self.since <= last and (month.last if at_end else month.start - ONE_DAY) < self.first_rate


def closes(view: str, text: str) -> bool:
    """Whether a term values nothing but what is there on the last day of the period."""
    return view == "panel" and not _OPENING.search(text)


def gaps(facts: Facts, rates: Table) -> tuple[Gap, ...]:
    """The gaps that any number can fall into, by the rates that are known."""
    told = rates.group_by("currency").agg(first=_.valid_from.min())
    firsts = {str(row["currency"]): row["first"] for row in facts.engine.rows(told)}
    found = []
    for kind, column in _SINCE.items():
        used = facts.table(kind).group_by("currency").agg(since=_[column].min())
        for row in facts.engine.rows(used):
            first, since = firsts.get(str(row["currency"])), row["since"]
            if isinstance(first, date) and isinstance(since, date):
                found.append(Gap(kind, str(row["currency"]), since, first))
    return tuple(
        sorted((gap for gap in found if gap.within(gap.since, gap.since)), key=lambda gap: (gap.currency, gap.kind))
    )
