"""Use of the product by period: people, features, seats, and customers that stopped or came back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period, add_months
from tenure.stages.rated import PANEL
from tenure.stages.terms import priced
from tenure.stages.usage import active_months, first_month
from tenure.stages.viewing import Params, View, beside_panel, in_periods
from tenure.stages.workshop import period_table
from tenure.words import later

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def _active_people(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """People that used the product in the period: on how many days, of how many; `held` if their customer is at its end."""
    events = shop.facts.table("usage_events").filter(_.happened_on <= shop.as_of)
    days = events.select("user_id", "customer_id", day="happened_on").distinct()
    people = in_periods(days, periods).group_by("period", "user_id").agg(
        customer_id=_.customer_id.max(), days=_.day.nunique(), dims_on=_.day.max(),
        of_days=(_.p1.max().delta(_.p0.min(), unit="day") + 1), at_end=_.p1.max(),
    )  # fmt: skip
    runs = shop.table("relationships").filter(_.signed_on <= shop.as_of)
    runs = runs.select("started_on", "ended_on", holder="customer_id")
    joined = people.left_join(
        runs, [people.customer_id == runs.holder, runs.started_on <= people.at_end, runs.ended_on > people.at_end]
    )
    return joined.mutate(held=joined.holder.notnull()).drop("holder", "started_on", "ended_on")


def _features(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """Each feature that an active customer used in the period."""
    events = shop.facts.table("usage_events").filter(_.happened_on <= shop.as_of, _.feature.notnull())
    used = in_periods(events.select("customer_id", "feature", day="happened_on"), periods)
    used = used.group_by("period", "customer_id", "feature").agg(dims_on=_.dims_on.max())
    active = shop.panel(periods).filter(_.active).select("period", "customer_id")
    return used.semi_join(active, ["period", "customer_id"])


def _seats(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """Contracts in force or carried on the last day, with the seats of their price on that day."""
    contracts = shop.table("agreements").select(
        "contract_id", "customer_id", "product", "start_date", "end_date", "ends_on",
        carried_to=ibis.ifelse(_.termination_kind.isnull(), ibis.coalesce(_.next_start, _.window_ends_on), _.ends_on),
    )  # fmt: skip
    cut = period_table(periods)
    rows = contracts.join(cut, [contracts.start_date <= cut.p1]).mutate(dims_on=_.p1)
    in_force = (_.start_date <= _.p1) & (_.p1 < _.ends_on)
    rows = rows.filter(in_force | ((_.p1 >= _.end_date) & (_.p1 < _.carried_to)))
    rows = rows.mutate(priced_on=ibis.least(_.p1, (_.end_date - ibis.interval(days=1)).cast("date")))
    return priced(rows, shop, "contract_id", "priced_on", "")


def _usage_turns(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """The panel with use in the whole month before the period, and in any month before it.

    `followed` tells whether the facts reach back to that month.
    """
    first = first_month(shop)
    active = active_months(shop).rename(customer_id="user", month="used")
    cut = period_table(periods).mutate(month_before=(_.p0.truncate("M") - ibis.interval(months=1)).cast("date"))
    pairs = active.join(cut, [active.month <= cut.month_before])
    before = pairs.group_by("customer_id", "period").agg(
        was_active=(_.month == _.month_before).any(), ever_active=_.month.notnull().any()
    )
    back = {
        place: first is not None and first <= add_months(p.start.replace(day=1), -1) for place, p in enumerate(periods)
    }
    rows = beside_panel(shop, periods, before)
    return rows.mutate(
        was_active=_.was_active.fill_null(False),
        ever_active=_.ever_active.fill_null(False),
        followed=_.period.isin([place for place, told in back.items() if told]),
    )


VIEWS = {
    "active_people": View(
        _active_people,
        "user_id",
        counted_by=later("the day of use"),
        edges=later("A person is counted once a period, however often it comes."),
    ),
    "features": View(
        _features,
        "feature",
        counted_by=later("the day of use"),
        edges=later("Events without a feature are left out, and those of customers that are not active."),
    ),
    "seats": View(
        _seats,
        "contract_id",
        counted_by=later("the last day of the period"),
        edges=later("Contracts without seats are left out."),
    ),
    "usage_turns": View(
        _usage_turns,
        "customer_id",
        counted_by=later("the period against the whole month before it"),
        edges=later("Unknown where the facts do not reach back to the month before."),
        money=PANEL,
    ),
}
