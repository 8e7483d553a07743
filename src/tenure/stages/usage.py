"""Use of the product: days of customers and persons, flags of each month, warning episodes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import add_months, period_of, span

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def customer_days(shop: Workshop) -> Table:
    """(customer_id, day, quantity): each day on which a customer used the product."""
    events = shop.facts.table("usage_events")
    return events.group_by("customer_id", day=_.happened_on).agg(quantity=_.quantity.sum())


def user_days(shop: Workshop) -> Table:
    """(user_id, day): each day on which a person used the product."""
    return shop.facts.table("usage_events").select("user_id", day="happened_on").distinct()


def people(shop: Workshop) -> Table:
    """(user_id, customer_id, first_seen_on): the people of customers."""
    return shop.facts.table("users").select("user_id", "customer_id", "first_seen_on")


def first_month(shop: Workshop) -> date | None:
    """First day of the first month with usage facts; None when there are none."""
    row = shop.engine.rows(shop.table("customer_days").agg(first=_.day.min()))[0]["first"]
    return row.replace(day=1) if isinstance(row, date) else None


def month_flags(shop: Workshop) -> Table:
    """(customer_id, month, day, relationship_id, ended_on, usage_days, low, drop, flagged): customers held a whole month in one run.

    `day` is the month's last, on which the flag is known; from the first month with usage facts to that of the as-of day.
    *low*: at most so many usage days. *drop*: three full months before it in the same run, their mean at least so much,
    and use at most that share of it.
    """
    first = first_month(shop)
    months = _months(first, shop.as_of)
    runs = shop.table("relationships").select("customer_id", "relationship_id", "started_on", "ended_on")
    held = runs.join(months, [runs.started_on < months.month, runs.ended_on >= months.next_month])
    counts = _month_counts(shop)
    return _flagged(shop, _with_history(held, counts), first)


def recorded(shop: Workshop, day: ibis.Deferred) -> ibis.Value:
    """Whether any use was recorded by a day; of those before nobody knows who used what."""
    first = shop.first_use
    told_later = first is None and shop.facts.has("usage_events")
    return ibis.literal(not told_later) if first is None else day >= ibis.literal(first)


def _months(first: date | None, as_of: date) -> Table:
    rows = []
    if first is not None:
        rows = list(span(period_of(first, "month"), period_of(as_of, "month")))
    schema = {"month": "date", "next_month": "date", "full_from": "date"}
    return ibis.memtable(
        [{"month": p.start, "next_month": p.end, "full_from": add_months(p.start, -3)} for p in rows], schema=schema
    )  # fmt: skip


def _month_counts(shop: Workshop) -> Table:
    days = shop.table("customer_days")
    return days.group_by("customer_id", month=_.day.truncate("M")).agg(days=_.count())


def active_months(shop: Workshop) -> Table:
    """(user, used): the customers and months in which use on enough days makes an active customer."""
    counts = _month_counts(shop).filter(_.days >= shop.policies.whole("active_min_days"))
    return counts.select(user="customer_id", used="month")


def _with_history(held: Table, counts: Table) -> Table:
    """Usage days of the month, and of the three before it, beside each held month."""
    own = counts.rename(user="customer_id", used="month", usage_days="days")
    joined = held.left_join(own, [held.customer_id == own.user, held.month == own.used]).drop("user", "used")
    past = counts.rename(user="customer_id", used="month")
    slots = joined.select("customer_id", "month", "full_from")
    before = slots.join(past, [slots.customer_id == past.user, past.used < slots.month, past.used >= slots.full_from])
    before = before.group_by("customer_id", "month").agg(past_days=_.days.sum())
    return joined.left_join(before, ["customer_id", "month"]).drop("customer_id_right", "month_right")


def _flagged(shop: Workshop, rows: Table, first: date | None) -> Table:
    policies = shop.policies
    low = _.usage_days <= policies.whole("low_max_days")
    ratio, least = policies.number("drop_ratio"), policies.number("drop_min_mean")
    full = (_.started_on <= _.full_from) & (_.full_from >= ibis.literal(first, "date"))
    # in whole numbers: days <= ratio x past / 3, and past / 3 >= the least mean
    scaled = (_.usage_days * 3).cast("decimal(18, 6)") <= _.past_days.cast("decimal(18, 6)") * ibis.literal(
        ratio, "decimal(18, 6)"
    )
    enough = _.past_days.cast("decimal(18, 6)") >= ibis.literal(least * 3, "decimal(18, 6)")
    filled = rows.mutate(usage_days=_.usage_days.fill_null(0), past_days=_.past_days.fill_null(0))
    return (
        filled.mutate(low=low, drop=(full & enough & scaled).fill_null(False))
        .mutate(day=(_.next_month - ibis.interval(days=1)).cast("date"), flagged=_.low | _["drop"])
        .drop("full_from", "past_days", "started_on")
    )


def warnings(shop: Workshop) -> Table:
    """One row per warning episode: the first flagged month of a run of flagged months, over as of the day.

    (customer_id, month, relationship_id, low, drop, rescued, mature): rescued is null while undecided.
    """
    months = shop.policies.whole("rescue_months")
    flags = shop.table("month_flags").filter(_.next_month <= ibis.literal(_next(shop.as_of), "date"))
    before = flags.filter(_.flagged).select(was="customer_id", following="next_month")
    episodes = flags.filter(_.flagged).anti_join(before, [("customer_id", "was"), ("month", "following")])
    episodes = episodes.mutate(
        window_end=(_.next_month + ibis.interval(months=months)).cast("date"), first_later=_.next_month
    )
    saved = _returns(shop, episodes)
    joined = episodes.left_join(saved, ["customer_id", "month"]).drop("customer_id_right", "month_right")
    over = _.window_end <= ibis.literal(_next(shop.as_of), "date")
    ended = (_.ended_on <= shop.as_of) & (_.ended_on < _.window_end)
    return joined.mutate(
        mature=over,
        rescued=ibis.cases((_.returned.fill_null(False), True), (over | ended, False), else_=ibis.null("boolean")),
    ).drop("returned", "first_later", "flagged")


def _returns(shop: Workshop, episodes: Table) -> Table:
    """Episodes whose customer was active again in a complete later month of the window, in the same run."""
    counts = active_months(shop)
    later = episodes.join(
        counts,
        [episodes.customer_id == counts.user, counts.used >= episodes.first_later, counts.used < episodes.window_end],
    )
    end = (later.used + ibis.interval(months=1)).cast("date")
    kept = later.mutate(used_end=end).filter(
        _.used_end <= ibis.literal(_next(shop.as_of), "date"), _.ended_on >= _.used_end
    )
    return kept.group_by("customer_id", "month").agg(returned=_.count() > 0)


def _next(day: date) -> date:
    return period_of(day, "day").end
