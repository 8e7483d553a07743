"""Social media by period: accounts and posts, by counters that a platform may restate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period
from tenure.stages.money import DECIMAL, ZERO
from tenure.stages.viewing import Params, View, day_after, in_periods
from tenure.stages.workshop import period_table
from tenure.words import later

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

REACTIONS = ("likes", "comments", "shares", "saves")
SEEN = ("impressions", "reach")
SETTLED_AFTER = 7  # days after posting at which `.d7` reads the counters
HALF = ibis.literal(Decimal("0.5"), "decimal(2, 1)")


def _counters(shop: Workshop) -> Table:
    """Snapshots of counters."""
    rows = shop.facts.table("social_snapshots").filter(_.happened_on <= shop.as_of)
    return rows.select(
        "snapshot_id", "object_kind", "object_id", "platform", "metric", "value", "happened_at", day="happened_on"
    )


def _last(rows: Table, keys: Sequence[str]) -> Table:
    """The last snapshot of each key."""
    newest = ibis.row_number().over(group_by=keys, order_by=[ibis.desc("happened_at"), ibis.desc("snapshot_id")])
    return rows.mutate(age=newest).filter(_.age == 0).drop("age")


def _accounts(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """Accounts with their followers on the last day and on the day before the first; null before the first snapshot.

    The mean is that of what is known: of an account told since the period began, its followers on the last day.
    """
    rows = _counters(shop).filter(_.object_kind == "account", _.metric == "followers")
    cut = period_table(periods)
    seen = rows.join(cut, [rows.day <= cut.p1])
    close = _last(seen, ["period", "object_id"]).select(
        "period", "object_id", "platform", account="object_id", followers="value", dims_on="p1"
    )
    opening = _last(seen.filter(_.day <= _.opening), ["period", "object_id"])
    opening = opening.select(open_in="period", open_of="object_id", followers_open="value")
    joined = close.left_join(opening, [close.period == opening.open_in, close.object_id == opening.open_of])
    both = _.followers + ibis.coalesce(_.followers_open, _.followers)
    return joined.mutate(mean_followers=(both * HALF).cast("decimal(38, 11)").cast(DECIMAL)).drop("open_in", "open_of")


def _posts(until: Callable[[Table], ibis.Value]) -> Callable[[Workshop, Sequence[Period], Params], Table]:
    """Posts published in the period, with their counters as of a day of their own.

    A reaction that is not told is none; how many saw a post is unknown, null, until it is told.
    """

    def make(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
        counters = _counters(shop)
        posted = in_periods(counters.filter(_.metric == "posted"), periods)
        posted = _last(posted, ["period", "object_id"])
        posted = posted.select("period", "object_id", "platform", "day", "p1", "dims_on")
        posted = posted.mutate(until=until(posted))
        told = counters.filter(_.metric.isin((*REACTIONS, *SEEN))).select(
            "snapshot_id", "metric", "value", "happened_at", told_of="object_id", told_on="day"
        )
        pairs = posted.join(told, [posted.object_id == told.told_of, told.told_on <= posted.until])
        last = _last(pairs, ["period", "object_id", "metric"])
        sums = last.group_by(sum_in="period", sum_of="object_id").agg(
            **{name: _.value.sum(where=_.metric == name) for name in (*REACTIONS, *SEEN)}
        )
        joined = posted.left_join(sums, [posted.period == sums.sum_in, posted.object_id == sums.sum_of])
        filled = {name: _[name].fill_null(ZERO) for name in REACTIONS}
        return _weighed(shop, joined.drop("sum_in", "sum_of").mutate(**filled))

    return make


def _weighed(shop: Workshop, rows: Table) -> Table:
    weights = shop.policies.weights("content_weights")
    weighed = sum(
        (rows[name] * ibis.literal(weight, "int64") for name, weight in weights.items() if name in REACTIONS), ZERO
    )
    engaged = sum((rows[name] for name in REACTIONS), ZERO)
    return rows.mutate(
        engaged=engaged.cast(DECIMAL), weighed=weighed.cast(DECIMAL), settled=rows.until < day_after(shop.as_of)
    )


UNSEEN = later("A post is left out of what is divided by impressions, or by reach, while these are not told of it.")

VIEWS = {
    "accounts": View(
        _accounts,
        "object_id",
        counted_by=later("the last snapshot up to the last day of the period"),
        edges=later(
            "Where there is no new snapshot the last one stands; what an account had before its first one is unknown, not 0."
        ),
    ),
    "posts": View(
        _posts(lambda rows: rows.p1),
        "object_id",
        counted_by=later("the day of posting, counters as of the last day of the period"),
        edges=UNSEEN,
    ),
    "settled_posts": View(
        _posts(lambda rows: (rows.day + ibis.interval(days=SETTLED_AFTER)).cast("date")),
        "object_id",
        counted_by=later("the day of posting, counters as of seven days later"),
        edges=UNSEEN,
    ),
}
