"""Totals of shops, sites and accounts by day, and counters of posts: nobody in particular, so never a customer."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.amounts import NUMBER
from tenure.facts.importers.cells import constant, holds, joined
from tenure.facts.importers.dates import INSTANT, to_utc
from tenure.facts.importers.entities.entity import Entity, Facts, fact_table
from tenure.facts.importers.entities.grouping import PART_OF_A_SUM, reject_groups, summed
from tenure.facts.importers.entities.who import own_key
from tenure.facts.importers.rows import Field, Holds, Rows, fields
from tenure.facts.importers.stragglers import Together
from tenure.facts.importers.troubles import Troubles
from tenure.texts import Text

_LAST_MOMENT = 86_400_000_000 - 1_000_000  # counters of a day stand at its end
WEB_FIELDS = fields(
    "date visitors",
    no_less="visitors",
    day="date",
    id="product_id",
    text="product_name channel",
    integer="visitors",
)
CHANNEL_FIELDS = fields(
    "date",
    day="date",
    text="channel",
    integer="followers_new followers_lost followers_net followers_total",
)
_POST_METRICS = (
    ("likes", "likes"),
    ("comments", "comments"),
    ("shares", "shares"),
    ("views", "impressions"),
    ("favourites", "saves"),
)
POST_FIELDS = fields(
    "post_id posted_at",
    id="post_id",
    text="platform",
    instant="posted_at",
) + tuple(Field(name, Holds.INTEGER) for name, _ in _POST_METRICS)


def _moment(rows: Rows) -> pa.ChunkedArray:
    """The last second of the day, as an instant."""
    local = pc.add(rows.get("date").cast(pa.timestamp("us")).cast(pa.int64()), _LAST_MOMENT).cast(INSTANT)
    return to_utc(local, rows.settings.zone)


def _web_keys(rows: Rows) -> pa.ChunkedArray:
    """What each row counts the visits of: a day, and the product or channel or both."""
    what = pc.coalesce(rows.get("product_id"), rows.get("product_name"))
    channel, site = _web_channel(rows), constant("site", pa.string(), len(rows))
    if rows.has("channel"):
        what = pc.coalesce(joined(":", what, rows.get("channel")), what)
    visit = constant("visit", pa.string(), len(rows))
    day = own_key(rows, "web", rows.get("date").cast(pa.string()))
    return joined(":", day, pc.coalesce(what, channel, site), visit)


def _web_channel(rows: Rows) -> pa.ChunkedArray:
    own = constant(rows.recipe.channel or rows.recipe.source or None, pa.string(), len(rows))
    return pc.coalesce(rows.get("channel"), own)


def _together(rows: Rows) -> Together:
    return [("touches", _web_keys(rows))]


def examine_web(rows: Rows, troubles: Troubles) -> None:
    """Rows of one key stand or wait together: they are summed."""
    reject_groups(_web_keys(rows), rows.numbers, troubles, PART_OF_A_SUM)


def build_web(rows: Rows) -> Facts:
    """Visits of each day, as many as the file counts; rows of one key are summed."""
    key, channel = _web_keys(rows), _web_channel(rows)
    count = rows.get("visitors")
    visits = fact_table(
        "touches", rows.numbers, touch_id=key, kind="visit", channel=channel, quantity=count, happened_at=_moment(rows)
    )
    notes = (
        [Text("visitors are counted per product: somebody who saw two products counts twice")]
        if rows.has("product_id")
        else []
    )
    visits, merged = summed(visits.filter(holds(pc.greater(count, 0))), "quantity")
    return Facts({"touches": visits}, {}, notes, merged=merged)


def build_channel(rows: Rows) -> Facts:
    """Followers of an account: how many there are at the end of a day, came and went, by the way they came."""
    source = rows.recipe.source or "account"
    table = pa.table(
        {"date": rows.get("date"), "row": rows.numbers, "followers": rows.get("followers_total"), "at": _moment(rows)}
    )
    total = table.group_by("date", use_threads=False).aggregate([("row", "min"), ("followers", "max"), ("at", "first")])
    tables = [
        _snapshots(
            total["row_min"],
            total["date"],
            f"{source}:account",
            "followers",
            total["followers_max"],
            total["at_first"],
            rows,
        )
    ]
    for name in ("followers_new", "followers_lost"):
        way = pc.fill_null(rows.get("channel"), "all")
        account = joined(":", constant(f"{source}:account", pa.string(), len(rows)), way)
        tables.append(_snapshots(rows.numbers, rows.get("date"), account, name, rows.get(name), _moment(rows), rows))
    return Facts({"social_snapshots": pa.concat_tables(tables)})


def _snapshots(
    numbers: pa.ChunkedArray,
    day: pa.ChunkedArray,
    account: pa.ChunkedArray | str,
    metric: str,
    value: pa.ChunkedArray,
    at: pa.ChunkedArray,
    rows: Rows,
) -> pa.Table:
    who = constant(account, pa.string(), len(numbers)) if isinstance(account, str) else account
    key = joined(":", who, day.cast(pa.string()), constant(metric, pa.string(), len(numbers)))
    table = fact_table(
        "social_snapshots",
        numbers,
        snapshot_id=key,
        object_kind="account",
        object_id=who,
        platform=rows.recipe.channel or rows.recipe.source or None,
        metric=metric,
        value=value.cast(NUMBER),
        happened_at=at,
    )
    return table.filter(pc.is_valid(value))


def build_posts(rows: Rows) -> Facts:
    """Counters of each post; who wrote it and what it says are not kept."""
    post = own_key(rows, "post", rows.get("post_id"))
    platform = pc.coalesce(
        rows.get("platform"), constant(rows.recipe.channel or rows.recipe.source or None, pa.string(), len(rows))
    )
    tables = []
    one = constant(1, NUMBER, len(rows))
    for name, metric in (*_POST_METRICS, ("", "posted")):
        value = rows.get(name).cast(NUMBER) if name else one
        key = joined(":", post, constant(metric, pa.string(), len(rows)))
        table = fact_table(
            "social_snapshots",
            rows.numbers,
            snapshot_id=key,
            object_kind="post",
            object_id=post,
            platform=platform,
            metric=metric,
            value=value,
            happened_at=rows.get("posted_at"),
        )
        tables.append(table.filter(pc.is_valid(value)))
    return Facts(
        {"social_snapshots": pa.concat_tables(tables)},
        {},
        [Text("counters of posts stand at the moment of posting: the file tells no other")],
    )


WEB = Entity("web_stats", "date", WEB_FIELDS, build_web, examine_web, adds_up=True, together=_together)
CHANNEL = Entity("channel_stats", "date", CHANNEL_FIELDS, build_channel)
POST = Entity("social_post", "post_id", POST_FIELDS, build_posts, parts="rows")
