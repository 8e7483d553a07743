"""Retention by period: people that come back, cohorts month by month, relationships that last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period, parse_period, period_of, span
from tenure.stages.money import ZERO, at_rate, month_end, times
from tenure.stages.rated import PRICES, Money
from tenure.stages.spans import first_days
from tenure.stages.tickets import end_of
from tenure.stages.usage import active_months, recorded
from tenure.stages.viewing import Params, View, dated, day_after, decided, whole
from tenure.stages.workshop import period_table
from tenure.words import later

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

TWO_YEARS = 24


def _later_people(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """People by first day, and whether they came back on day n or any later one that is known."""
    rows = dated("people", "first_seen_on")(shop, periods, params)
    rows = rows.mutate(target=(_.first_seen_on + ibis.interval(days=whole("n", params))).cast("date"))
    last = shop.table("user_days").filter(_.day <= shop.as_of).group_by(seen="user_id").agg(seen_on=_.day.max())
    joined = rows.left_join(last, rows.user_id == last.seen)
    returned = (_.seen_on >= _.target).fill_null(False)
    return joined.mutate(mature=_.target <= shop.as_of, returned=returned).drop("seen", "seen_on")


def _bracket_people(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """People by first day, and whether they came back on one of the days from..to after it."""
    rows = dated("people", "first_seen_on")(shop, periods, params).mutate(
        since=(_.first_seen_on + ibis.interval(days=whole("from", params))).cast("date"),
        until=(_.first_seen_on + ibis.interval(days=whole("to", params))).cast("date"),
    )
    days = shop.table("user_days").filter(_.day <= shop.as_of).select(seen="user_id", seen_on="day")
    pairs = rows.join(days, [rows.user_id == days.seen, days.seen_on >= rows.since, days.seen_on <= rows.until])
    hits = pairs.select(back="user_id").distinct()
    joined = rows.left_join(hits, rows.user_id == hits.back)
    over = _.until < day_after(shop.as_of)
    joined = joined.mutate(mature=over, returned=decided(_.back.notnull(), over)).drop("back")
    return joined.mutate(recorded=recorded(shop, _.until))


def _rolling_people(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """People by first day, and whether they came back in the n-th stretch of 24 hours after their first moment."""
    rows = dated("people", "first_seen_on")(shop, periods, params)
    begun = shop.facts.table("users").select(begun="user_id", begun_at="first_seen_at")
    rows = rows.join(begun, rows.user_id == begun.begun)
    hours = 24 * whole("n", params)
    rows = rows.mutate(
        since=_.begun_at + ibis.interval(hours=hours), until=_.begun_at + ibis.interval(hours=hours + 24)
    )
    events = shop.facts.table("usage_events").select(seen="user_id", seen_at="happened_at")
    pairs = rows.join(events, [rows.user_id == events.seen, events.seen_at > rows.since, events.seen_at <= rows.until])
    hits = pairs.select(back="user_id").distinct()
    joined = rows.left_join(hits, rows.user_id == hits.back)
    over = _.until < ibis.literal(end_of(shop.as_of, shop.facts.zone))
    first = shop.first_use or shop.as_of
    told = _.until >= ibis.literal(end_of(first - timedelta(days=1), shop.facts.zone))
    return joined.mutate(mature=over, returned=_.back.notnull(), recorded=told).drop("back", "begun")


def _cohort_revenue(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """First relationships by signature: MRR on their first day and on the last day of the period `at`, at first-day rates."""
    last = parse_period(params["at"], shop.policies.text("week_start")).last
    rows = dated("relationships", "signed_on", keep=lambda t: t.filter(_.seq == 0))(shop, periods, params)
    rows = rows.mutate(later_on=ibis.literal(last))
    paid = shop.table("mrr_levels").select("currency", "mrr", payer="customer_id", paid_from="start", paid_to="end")
    pairs = rows.join(paid, [rows.customer_id == paid.payer])
    pairs = at_rate(pairs, shop, pairs.started_on)
    worth = times(_.mrr, _.rate)
    sums = pairs.group_by(worth_of="relationship_id", worth_in="period").agg(
        first_mrr=worth.sum(where=(_.paid_from <= _.started_on) & (_.paid_to > _.started_on)),
        later_mrr=worth.sum(where=(_.paid_from <= _.later_on) & (_.paid_to > _.later_on)),
    )
    joined = rows.left_join(sums, [rows.relationship_id == sums.worth_of, rows.period == sums.worth_in])
    filled = {name: _[name].fill_null(ZERO) for name in ("first_mrr", "later_mrr")}
    return joined.mutate(over=ibis.literal(last <= shop.as_of), **filled).drop("worth_of", "worth_in")


def _lasting(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """Every relationship begun by the as-of day, whatever the period: how many days it lasted, or lasts so far."""
    rows = shop.table("relationships").filter(_.started_on <= shop.as_of)
    until = ibis.least(_.ended_on, ibis.literal(shop.as_of))
    rows = rows.mutate(
        length=until.delta(_.started_on, unit="day"), ended=_.ended_on <= shop.as_of, dims_on=_.started_on
    )
    return rows.cross_join(period_table(periods).select("period"))


def _first_returns(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """First relationships by month of signature, and whether the customer was active in the month after its first."""
    rows = dated("relationships", "signed_on", keep=lambda t: t.filter(_.seq == 0))(shop, periods, params)
    month = (_.started_on.truncate("M") + ibis.interval(months=1)).cast("date")
    rows = rows.mutate(cohort=_.signed_on.truncate("M"), month=month)
    counts = active_months(shop)
    joined = rows.left_join(counts, [rows.customer_id == counts.user, rows.month == counts.used])
    joined = joined.mutate(last=month_end(joined.month), active=_.user.notnull()).drop("user", "used")
    return joined.mutate(mature=_.last <= shop.as_of, recorded=recorded(shop, _.last))


def _two_years_of_returns(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """The same of the 24 months up to the last of the period."""
    ends = [period_of(period.last, "month") for period in periods]
    return _first_returns(shop, [Period(m.shifted(1 - TWO_YEARS).start, m.end, "day") for m in ends], params)


def _cohort_ages(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """First relationships by signature, in every month since their first that is over and of which use is told, active or not.

    A row of age -1 stands for the customer itself, so that cohorts can be counted.
    """
    rows = dated("relationships", "signed_on", keep=lambda t: t.filter(_.seq == 0))(shop, periods, params)
    rows = rows.mutate(first_month=_.started_on.truncate("M"))
    first = shop.engine.rows(rows.agg(first=_.first_month.min()))[0]["first"]
    months = span(period_of(first, "month"), period_of(shop.as_of, "month")) if isinstance(first, date) else ()
    used = shop.first_use or shop.as_of
    over = [{"month": month.start} for month in months if used <= month.last <= shop.as_of]
    calendar = ibis.memtable(over, schema={"month": "date"})
    counts = active_months(shop)
    aged = rows.join(calendar, [calendar.month >= rows.first_month])
    aged = aged.left_join(counts, [aged.customer_id == counts.user, aged.month == counts.used])
    number = (_.month.year() - _.first_month.year()) * 12 + _.month.month() - _.first_month.month()
    columns = ("period", "customer_id", "relationship_id", "dims_on", "age", "active")
    aged = aged.mutate(age=number.cast("int64"), active=_.user.notnull()).select(*columns)
    heads = rows.mutate(age=ibis.literal(-1, "int64"), active=ibis.literal(False)).select(*columns)
    return aged.union(heads)


VIEWS = {
    "later_people": View(
        _later_people,
        "user_id",
        ("n",),
        counted_by=later("the day a person was first seen"),
        edges=later("Cohorts of different age cannot be compared: the older one had more days to come back."),
    ),
    "bracket_people": View(
        _bracket_people, "user_id", ("from", "to"), counted_by=later("the day a person was first seen")
    ),
    "rolling_people": View(_rolling_people, "user_id", ("n",), counted_by=later("the day a person was first seen")),
    "cohort_revenue": View(
        _cohort_revenue,
        "relationship_id",
        ("at",),
        counted_by=later("the day the first relationship was signed"),
        edges=later("Who left and came back counts again."),
        money=dict.fromkeys(("first_mrr", "later_mrr"), (Money(PRICES, "first_day", first_days),)),
    ),
    "lasting": View(
        _lasting,
        "relationship_id",
        ("t",),
        counted_by=later("all known on the as-of day, whatever the period"),
        edges=later("A relationship that still runs is known to last until the as-of day, no longer."),
    ),
    "first_returns": View(
        _first_returns,
        "customer_id",
        counted_by=later("the day the first relationship was signed"),
        edges=later("Too few cohorts that are old enough give nothing, not 0."),
    ),
    "two_years_of_returns": View(
        _two_years_of_returns,
        "customer_id",
        ("month",),
        counted_by=later("the day the first relationship was signed, in the 24 months up to the period"),
        edges=later("Too few cohorts that are old enough give nothing, not 0."),
    ),
    "cohort_ages": View(
        _cohort_ages,
        "customer_id",
        counted_by=later("the day the first relationship was signed"),
        edges=later("Too few months that are over for all, with use recorded, give nothing, not 0."),
    ),
}
