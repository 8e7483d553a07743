"""Which rate values the money in a column, and on which days: what has to be known for it (R-FX)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from tenure.periods import ONE_DAY, Period, add_months
from tenure.stages.money import LONG_AGO
from tenure.stages.rateless import Gap, Rated
from tenure.stages.sold import sold_kinds

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

Days = tuple[date, date]  # both inclusive
Read = Callable[["Workshop", Period, Mapping[str, str]], "Days | None"]  # None where there is nothing to be read


def during(_shop: Workshop, period: Period, _params: Mapping[str, str]) -> Days:
    """The days of the period."""
    return period.start, period.last


def to_date(_shop: Workshop, period: Period, _params: Mapping[str, str]) -> Days:
    """Every day up to the last of the period."""
    return LONG_AGO, period.last


def through_window(shop: Workshop, period: Period, _params: Mapping[str, str]) -> Days:
    """The period, and before it the days on which contracts fall due whose window reaches into it."""
    return add_months(period.start, -shop.policies.whole("grace_months")), period.last


def from_then_on(shop: Workshop, period: Period, _params: Mapping[str, str]) -> Days:
    """The period, and what is known of all after it."""
    return period.start, max(period.last, shop.as_of)


def _of_sales(shop: Workshop, period: Period, _params: Mapping[str, str]) -> Days | None:
    return (period.start, period.last) if sold_kinds(shop.policies) else None


def since(money: Iterable[Money]) -> tuple[Money, ...]:
    """The same money, also of the time after the period."""
    return tuple(replace(one, days=from_then_on) for one in money)


def _in_window(shop: Workshop, period: Period, _params: Mapping[str, str]) -> Days:
    return add_months(period.last, -shop.policies.whole("grace_months")), period.last


def _opening(_shop: Workshop, period: Period, _params: Mapping[str, str]) -> Days:
    return period.start - ONE_DAY, period.start - ONE_DAY


def _from_opening(_shop: Workshop, period: Period, _params: Mapping[str, str]) -> Days:
    return period.start - ONE_DAY, period.last


def _closing(_shop: Workshop, period: Period, _params: Mapping[str, str]) -> Days:
    return period.last, period.last


@dataclass(frozen=True)
class Money:
    """Money of a kind that a column holds: the rate that values it, and the days that are read of it."""

    kind: str
    rated: Rated
    days: Read = during

    def lacks(self, gap: Gap, shop: Workshop, period: Period, params: Mapping[str, str]) -> bool:
        """Whether the column cannot be told of a period, for want of a rate."""
        if gap.kind != self.kind or (self.rated != "first_day" and not gap.within(self.rated, gap.since, gap.since)):
            return False  # the rate of the first of it is known
        read = self.days(shop, period, params)
        return read is not None and gap.within(self.rated, *read)


PRICES = "contract_prices"
CLOSING = (Money(PRICES, "first_day", _closing),)
OPENING = (Money(PRICES, "first_day", _opening),)
KEPT = (
    *OPENING,
    Money("kept", "first_day", _from_opening),
)  # what is left of the opening customers, at the opening rate
MOVED = (Money(PRICES, "month_before"),)
EARNED = (Money(PRICES, "month_end"),)
CASH = (Money("transactions", "month_end"),)
SPENT = (Money("costs", "month_end"),)
SOLD = (Money("transactions", "month_end", _of_sales),)
GOODS = (Money("order_items", "month_end", _of_sales),)
DUE = (Money(PRICES, "month_before"),)
RENEWED = (Money("renewed", "month_before"),)
AT_OPENING_RATE = (Money(PRICES, "first_day", _from_opening),)

# columns of the panel
PANEL: Mapping[str, tuple[Money, ...]] = {
    **dict.fromkeys(("mrr_open", "value_tier_open"), OPENING),
    **dict.fromkeys(("mrr_close", "mrr_close_strict", "value_tier_close"), CLOSING),
    **dict.fromkeys(("mv_new", "mv_reactivation", "mv_expansion", "mv_contraction", "mv_churn", "fx_impact"), MOVED),
    **dict.fromkeys(("kept_net", "kept_gross", "p2p_net", "p2p_gross"), KEPT),
    **dict.fromkeys(("exposed_net", "exposed_gross", "p2p_exposed_net", "p2p_exposed_gross"), KEPT),
    **dict.fromkeys(("closing_at_opening", "pending_at_opening", "without_open"), AT_OPENING_RATE),
    "due_amount": DUE,
    "renewed_net": RENEWED,
    "renewed_gross": (*DUE, *RENEWED),
    "window_amount": (Money(PRICES, "month_before", _in_window),),
    "recognised": EARNED,
    **dict.fromkeys(("invoiced", "collected", "refunded", "bad_debt", "ordered", "billed"), CASH),
    "sold": SOLD,
    "goods": GOODS,
    "direct_cost": SPENT,
}
# columns of contracts due
TERMS: Mapping[str, tuple[Money, ...]] = {
    "due_amount": DUE,
    **dict.fromkeys(("renewed_amount", "list_amount"), RENEWED),
    **dict.fromkeys(("renewed_gross", "partial"), (*DUE, *RENEWED)),
}
