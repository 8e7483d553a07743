"""social: followers and posts, by snapshots that a platform may restate."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.days import instant
from tests.oracle.results import Result, amount, matured, median, share, with_status
from tests.oracle.service import within
from tests.oracle.world import Ask, Metric, World, registrar

METRICS: dict[str, Metric] = {}
metric = registrar(METRICS)


@metric("social.followers")
def followers(world: World, ask: Ask) -> Result:
    rows = world.facts["social_snapshots"]
    kinds = [row for row in rows if (row["object_kind"], row["metric"]) == ("account", "followers")]
    known = any(world.zone.day(row["happened_at"]) <= ask.last for row in kinds)
    return amount(_followers(world, ask.last) if known else None)


@metric("social.follower_growth")
def follower_growth(world: World, ask: Ask) -> Result:
    opening = _followers(world, ask.opening)
    return share(_followers(world, ask.last) - opening, opening)


def _snapshot(world: World, thing: str, measure: str, day: date) -> int:
    rows = [
        row
        for row in world.facts["social_snapshots"]
        if (row["object_id"], row["metric"]) == (thing, measure) and world.zone.day(row["happened_at"]) <= day
    ]
    last = max(rows, key=lambda row: (instant(row["happened_at"]), row["snapshot_id"]), default=None)
    return int(last["value"]) if last else 0


def _followers(world: World, day: date) -> int:
    rows = world.facts["social_snapshots"]
    accounts = {row["object_id"] for row in rows if row["object_kind"] == "account"}
    return sum(_snapshot(world, account, "followers", day) for account in accounts)


def _posts(world: World, ask: Ask) -> list[str]:
    rows = world.between("social_snapshots", ask.first, ask.last)
    return sorted({row["object_id"] for row in rows if row["metric"] == "posted"})


def _post_sum(world: World, ask: Ask, weights: dict[str, int]) -> int:
    posts = _posts(world, ask)
    return sum(weight * _snapshot(world, post, name, ask.last) for post in posts for name, weight in weights.items())


@metric("social.engagement_rate", "social.engagement_rate.reach", "social.engagement_rate.followers")
def engagement_rate(world: World, ask: Ask) -> Result:
    engaged = _post_sum(world, ask, dict.fromkeys(("likes", "comments", "shares", "saves"), 1))
    if ask.variant == "followers":
        return share(engaged, Fraction(_followers(world, ask.opening) + _followers(world, ask.last), 2))
    return share(engaged, _post_sum(world, ask, {"reach" if ask.variant == "reach" else "impressions": 1}))


@metric("social.content_quality")
def content_quality(world: World, ask: Ask) -> Result:
    weighted = _post_sum(world, ask, world.policies.weights("content_weights"))
    return share(weighted, _post_sum(world, ask, {"impressions": 1}))


@metric("social.reply_time")
def reply_time(world: World, ask: Ask) -> Result:
    tickets = world.tickets.opened(ask.first, ask.last, channel="social")
    return amount(median([t.minutes_to(t.first_reply) for t in tickets if t.first_reply]))


@metric("social.reply_rate")
def reply_rate(world: World, ask: Ask) -> Result:
    tickets = world.tickets.opened(ask.first, ask.last, channel="social")
    return share(sum(1 for ticket in tickets if ticket.first_reply), len(tickets))


@metric("social.engagement_rate.count")
def engagements(world: World, ask: Ask) -> Result:
    return amount(_post_sum(world, ask, dict.fromkeys(("likes", "comments", "shares", "saves"), 1)))


@metric("social.engagement_rate.d7")
def settled_engagement_rate(world: World, ask: Ask) -> Result:
    engaged = {True: 0, False: 0}
    seen = {True: 0, False: 0}
    for post in _posts(world, ask):
        moments = [
            instant(row["happened_at"])
            for row in world.between("social_snapshots", ask.first, ask.last)
            if (row["object_id"], row["metric"]) == (post, "posted")
        ]
        end = world.zone.local_day(max(moments)) + timedelta(days=7)
        over = end <= world.as_of
        engaged[over] += sum(_snapshot(world, post, name, end) for name in ("likes", "comments", "shares", "saves"))
        seen[over] += _snapshot(world, post, "impressions", end)
    whole = share(engaged[True] + engaged[False], seen[True] + seen[False])
    if whole.value is None or not _young_posts(world, ask):
        return whole
    settled = share(engaged[True], seen[True])
    return with_status(settled, "provisional") if settled.value is not None else Result(None, status="immature")


def _young_posts(world: World, ask: Ask) -> bool:
    rows = world.between("social_snapshots", max(ask.first, world.as_of - timedelta(days=6)), ask.last)
    return any(row["metric"] == "posted" for row in rows)


@metric("social.reply_rate.window")
def reply_rate_in_time(world: World, ask: Ask) -> Result:
    window = world.policies.whole("unanswered_window_days")
    tickets = world.tickets.opened(ask.first, ask.last, channel="social")
    return matured([within(world, ticket, ticket.first_reply, window) for ticket in tickets])
