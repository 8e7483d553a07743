"""Customers as they stand on the as-of day: one row each, with what is asked of a customer first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import ibis
from ibis import _
from ibis.expr.types import DecimalValue, Table

from tenure.periods import ONE_DAY, Period, add_months, period_of
from tenure.stages.accrual import accrued
from tenure.stages.money import ZERO
from tenure.stages.panel import closing
from tenure.stages.rated import CASH, CLOSING, Money, to_date
from tenure.stages.rateless import Gap
from tenure.stages.sold import PURCHASES
from tenure.stages.viewing import to_date as so_far

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

PROSPECT = "prospect"  # the stage of who has not signed or bought yet
GIVEN_BACK = ("refund", "credit")


def today(shop: Workshop) -> Period:
    """The as-of day: as the last of its month, where that is the panel that is there already."""
    month = period_of(shop.as_of, "month")
    return month if month.last == shop.as_of else period_of(shop.as_of, "day")


def past_year(shop: Workshop) -> Period:
    """The twelve months that end with the as-of day."""
    end = shop.as_of + ONE_DAY
    return Period(add_months(end, -12), end, "year")


def without_rates(shop: Workshop) -> Mapping[str, Gap]:
    """The columns of money that cannot be told for want of an exchange rate, each with what is missing."""
    day = period_of(shop.as_of, "day")
    ever = (Money("transactions", "month_end", to_date), Money("costs", "month_end", to_date))
    read = {"mrr": (CLOSING, day), "tier": (CLOSING, day), "year": (CASH, past_year(shop)), "lifetime": (ever, day)}
    return {
        name: gap
        for name, (money, period) in read.items()
        for gap in shop.gaps
        if any(one.lacks(gap, shop, period, {}) for one in money)
    }


def standings(shop: Workshop) -> Table:
    """One row for everybody that a list of customers names, or that signed or bought, as of the day; without who they are.

    `mrr`, `tier`, `stage` and `held` are those of the panel on the day; `since` is the first day held, `until` the first one not held
    any more, which may lie ahead; `year` what was bought in the past year; `lifetime` what was paid and not given back, less
    direct cost, or where no payments are told what was bought and not given back; `due_on` the next contract end that is not
    decided, which may be past while its window is open.
    """
    states = closing(shop, period_of(shop.as_of, "day"))
    everybody = _listed(shop).select("customer_id").union(states.select("customer_id"), distinct=True)
    for part in (states, _since(shop), _money(shop), _costs(shop), _used(shop), _heard(shop), _due(shop)):
        everybody = everybody.left_join(part, "customer_id").drop("customer_id_right")
    cost = _.cost.fill_null(ZERO) if _paid(shop) else ZERO
    return everybody.mutate(
        stage=_.stage.fill_null(PROSPECT),
        held=_.held.fill_null(False),
        mrr=_.mrr.fill_null(ZERO),
        year=_.year.fill_null(ZERO),
        lifetime=_.lifetime.fill_null(ZERO) - cost,
    ).drop("cost", "state")


def standing_rows(shop: Workshop, slices: Sequence[str] = (), own: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Everybody as they stand, with who they are: `customer` is how the sources call them, `known_as` every identifier of a
    source, `external` whether there is one; some attributes and slices of their own under `dim_<name>`.
    """
    rows = shop.table("standings")
    for part in (_listed(shop), _names(shop)):
        rows = rows.left_join(part, "customer_id").drop("customer_id_right")
    rows = rows.mutate(customer=ibis.coalesce(_.customer, _.customer_id.cast("string")))
    return shop.engine.rows(_with_own(shop, _with_slices(shop, rows, slices), own))


def named(shop: Workshop) -> Table:
    """What everybody who is listed is called: `name`, `known_as` every identifier of a source, `reached_as` every other one, such as
    addresses, one to a line; those who pay most now first.
    """
    labels = shop.facts.table("identities").filter(_.subject == "customer", _.customer_id.notnull())
    source = _.kind == "external"
    known = labels.group_by("customer_id").agg(
        known_as=_.value.group_concat("\n", where=source, order_by=["scope", "value"]),
        reached_as=_.value.group_concat("\n", where=~source, order_by=["kind", "value"]),
    )
    rows = shop.table("standings").select("customer_id", "held", "mrr", "year")
    for part in (_listed(shop), known):
        rows = rows.left_join(part, "customer_id").drop("customer_id_right")
    return rows.order_by(ibis.desc("held"), ibis.desc("mrr"), ibis.desc("year"), "customer_id")


def _listed(shop: Workshop) -> Table:
    return shop.facts.table("customers").filter(_.merged_into.isnull()).select("customer_id", "name")


def _with_slices(shop: Workshop, rows: Table, names: Sequence[str]) -> Table:
    """The rows with an attribute of that day in a column each; of one with several values, all in one text."""
    if not names:
        return rows
    day = shop.as_of
    valid = shop.table("attributes").filter(_.attr.isin(names), _.valid_from <= day, _.valid_to >= day)
    columns = {f"dim_{name}": _.value.group_concat(", ", where=_.attr == name) for name in names}
    return rows.left_join(valid.group_by("customer_id").agg(**columns), "customer_id").drop("customer_id_right")


def _with_own(shop: Workshop, rows: Table, names: Sequence[str]) -> Table:
    """The rows with the word of each slice that the company has defined itself."""
    if not names:
        return rows
    states = shop.panel([today(shop)])
    words = states.select("customer_id", **{f"dim_{name}": shop.own_slices[name](states) for name in names})
    return rows.left_join(words, "customer_id").drop("customer_id_right")


def _names(shop: Workshop) -> Table:
    labels = shop.facts.table("identities").filter(_.subject == "customer", _.customer_id.notnull())
    known = labels.group_by("customer_id").agg(
        known_as=_.value.group_concat("\n", where=_.kind == "external"), external=(_.kind == "external").any()
    )
    slices = shop.table("customer_slices").select("customer_id", "customer", "acq_channel", "cohort")
    return slices.left_join(known, "customer_id").drop("customer_id_right")


def _since(shop: Workshop) -> Table:
    runs = shop.table("relationships").filter(_.started_on <= shop.as_of)
    return runs.group_by("customer_id").agg(since=_.started_on.min(), until=_.ended_on.max())


def _paid(shop: Workshop) -> bool:
    return shop.has("payments")


def _money(shop: Workshop) -> Table:
    rows = shop.table("cash").filter(_.day <= shop.as_of)
    sold, back = _.kind.isin(PURCHASES), _.kind.isin(GIVEN_BACK)
    if _paid(shop):
        came, went = _sum(_.kind == "payment"), _sum(_.kind == "refund")
    else:
        came, went = _sum(sold), _sum(back)
    return rows.group_by("customer_id").agg(
        bought_on=_.day.max(where=sold),
        purchases=sold.sum(),
        year=_sum(sold & (_.day >= past_year(shop).start)),
        lifetime=came - went,
    )


def _sum(which: ibis.Deferred) -> DecimalValue:
    return _.amount.sum(where=which).fill_null(ZERO)


def _costs(shop: Workshop) -> Table:
    rows = accrued(shop, so_far(shop, [period_of(shop.as_of, "day")]))
    direct = rows.filter(_.purpose == "direct", _.customer_id.notnull())
    return direct.group_by("customer_id").agg(cost=_.amount.sum())


def _used(shop: Workshop) -> Table:
    days = shop.table("customer_days").filter(_.day <= shop.as_of)
    return days.group_by("customer_id").agg(used_on=_.day.max())


def _heard(shop: Workshop) -> Table:
    """The last contact: an interaction in either direction, or a ticket."""
    both = shop.table("contacts").select("customer_id", "day").union(shop.table("tickets").select("customer_id", "day"))
    rows = both.filter(_.customer_id.notnull(), _.day <= shop.as_of)
    return rows.group_by("customer_id").agg(heard_on=_.day.max())


def _due(shop: Workshop) -> Table:
    rows = shop.table("agreements").filter(_.renewed.isnull(), _.terminated_on.isnull(), _.signed_on <= shop.as_of)
    return rows.group_by("customer_id").agg(due_on=_.end_date.min())
