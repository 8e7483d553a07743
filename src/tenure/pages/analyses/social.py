"""Social media: followers, posts and what they set going, platform by platform and month by month."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.catalogue.value import Value
from tenure.pages.analysis import Analysis, Asked
from tenure.pages.blocks import Block, Cell, Chart, Column, Table
from tenure.pages.series import lines
from tenure.periods import Period
from tenure.words import later

_METRICS = (
    "social.followers", "social.follower_growth", "social.engagement_rate", "social.engagement_rate.count", "social.content_quality",
    "social.reply_time", "social.reply_rate",
)  # fmt: skip


def _make(asked: Asked) -> Sequence[Block]:
    months = [month for month in asked.months if month.start <= asked.asking.as_of]
    names = [name for name in _METRICS if asked.asking.value(name, asked.stretch).status != "unavailable"]
    if not names:
        return [asked.note("none", asked.say("Nothing is known of social media in this time."))]
    chart: Chart | None = lines(asked.asking, "social_followers", asked.say("Followers by month"), (("social.followers", "first"),), months)  # fmt: skip
    return [*([chart] if chart else []), _platforms(asked, names), _months(asked, names, months)]


def _columns(asked: Asked, names: Sequence[str]) -> list[Column]:
    return [Column(name, asked.asking.name(name), asked.asking.measure(name).unit.value, name) for name in names]


def _platforms(asked: Asked, names: Sequence[str]) -> Table:
    """Each platform over the whole time, those that reply from elsewhere left out."""
    told = [name for name in names if not name.startswith("social.reply")]
    cells: dict[str | None, dict[str, Value]] = {}
    for value in asked.asking.book.ask(told, asked.stretch, asked.asking.as_of, ("platform",)):
        cells.setdefault(value.dims["platform"], {})[value.metric] = value
    rows: list[tuple[Cell, ...]] = []
    for platform in sorted(cells, key=lambda name: (name is None, name or "")):
        rows.append((platform or asked.say("(none)"), *(cells[platform].get(name) for name in told)))
    total: tuple[Cell, ...] = (asked.say("All platforms"), *(asked.asking.value(name, asked.stretch) for name in told))
    columns = (Column("platform", asked.say("Platform")), *_columns(asked, told))
    return Table("social", asked.say("By platform"), columns, tuple(rows), total)


def _months(asked: Asked, names: Sequence[str], months: Sequence[Period]) -> Table:
    asked.asking.ask(names, months)
    rows: list[tuple[Cell, ...]] = []
    for month in months:
        rows.append((month, *(asked.asking.value(name, month) for name in names)))
    columns = (Column("month", asked.say("Month"), "period"), *_columns(asked, names))
    return Table("social_months", asked.say("Month by month"), columns, tuple(rows))


ANALYSIS = Analysis(
    name="social",
    title=later("Social media"),
    question=later("How many follow us, what do posts set going, and how fast do we reply?"),
    method=(
        later("Counters are the last known in the time; followers are those on its last day."),
        later("Engagement: likes, comments, shares and saves of the posts published in the time. Replies: conversations on social channels."),
    ),
    make=_make,
    needs=("social_snapshots",),
)  # fmt: skip
