"""social: followers and posts, by snapshots that a platform may restate."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.days import instant
from tests.oracle.facts import Row
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
    accounts = _accounts(world, ask.opening)
    opening = sum(_snapshot(world, account, "followers", ask.opening) for account in accounts)
    return share(sum(_snapshot(world, account, "followers", ask.last) for account in accounts) - opening, opening)


def _told(world: World, thing: str, measure: str, day: date) -> list[Row]:
    return [
        row
        for row in world.facts["social_snapshots"]
        if (row["object_id"], row["metric"]) == (thing, measure) and world.zone.day(row["happened_at"]) <= day
    ]


def _snapshot(world: World, thing: str, measure: str, day: date) -> int:
    rows = _told(world, thing, measure, day)
    last = max(rows, key=lambda row: (instant(row["happened_at"]), row["snapshot_id"]), default=None)
    return int(last["value"]) if last else 0


def _accounts(world: World, day: date) -> list[str]:
    """The accounts whose followers are told by a day."""
    rows = world.facts["social_snapshots"]
    every = {row["object_id"] for row in rows if row["object_kind"] == "account"}
    return sorted(account for account in every if _told(world, account, "followers", day))


def _followers(world: World, day: date) -> int:
    return sum(_snapshot(world, account, "followers", day) for account in _accounts(world, day))


def _posts(world: World, ask: Ask) -> list[str]:
    rows = world.between("social_snapshots", ask.first, ask.last)
    return sorted({row["object_id"] for row in rows if row["metric"] == "posted"})


def _post_sum(world: World, ask: Ask, weights: dict[str, int], seen: str = "") -> int:
    """Over the posts of the span, or those of them whose impressions or reach are told."""
    posts = [post for post in _posts(world, ask) if not seen or _told(world, post, seen, ask.last)]
    return sum(weight * _snapshot(world, post, name, ask.last) for post in posts for name, weight in weights.items())


@metric("social.engagement_rate", "social.engagement_rate.reach", "social.engagement_rate.followers")
def engagement_rate(world: World, ask: Ask) -> Result:
    reactions = dict.fromkeys(("likes", "comments", "shares", "saves"), 1)
    if ask.variant == "followers":
        return share(_post_sum(world, ask, reactions), _mean_followers(world, ask))
    seen = "reach" if ask.variant == "reach" else "impressions"
    return share(_post_sum(world, ask, reactions, seen), _post_sum(world, ask, {seen: 1}))


def _mean_followers(world: World, ask: Ask) -> Fraction:
    """Of opening and closing followers; of an account that is told later, its closing ones."""
    opening = set(_accounts(world, ask.opening))
    days = {account: ask.opening if account in opening else ask.last for account in _accounts(world, ask.last)}
    begun = sum(_snapshot(world, account, "followers", day) for account, day in days.items())
    return Fraction(begun + _followers(world, ask.last), 2)


@metric("social.content_quality")
def content_quality(world: World, ask: Ask) -> Result:
    weighted = _post_sum(world, ask, world.policies.weights("content_weights"), "impressions")
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
        if not _told(world, post, "impressions", end):
            continue
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
