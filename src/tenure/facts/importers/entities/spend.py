"""What advertising cost, and how often it was seen and clicked."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.cells import Wrong, constant, holds, joined, only_where
from tenure.facts.importers.dates import read_days, to_utc
from tenure.facts.importers.entities.entity import Entity, Facts, fact_table
from tenure.facts.importers.entities.grouping import PART_OF_A_SUM, Trouble, reject_groups, reject_strangers, summed
from tenure.facts.importers.rows import Rows, fields
from tenure.facts.importers.stragglers import Together
from tenure.facts.importers.troubles import Troubles
from tenure.texts import Text

FIELDS = fields(
    no_less="impressions clicks",
    day="date range_start range_end",
    text="channel campaign adset ad currency",
    id="account campaign_id",
    money="cost",
    integer="impressions clicks",
)
_OTHER_CURRENCY = Text("is part of a sum with rows in another currency; map a column that tells them apart")
_SEEN = (("impression", "impressions"), ("click", "clicks"))
_ONE_DAY = pa.scalar(1, pa.int32())
_DAY_WRITTEN = re.compile(
    r"[A-Z][a-z]{2,8} \d{1,2}, \d{4}|\d{4}-\d{1,2}-\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2} [A-Z][a-z]{2,8} \d{4}"
)


def _span(rows: Rows) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """First day, and the day after the last one, of what each row sums up."""
    told_first, told_last = _range_above(rows)
    first = pc.coalesce(rows.get("date"), rows.get("range_start"), told_first)
    last = pc.coalesce(rows.get("date"), rows.get("range_end"), told_last)
    return first, pc.add(last.cast(pa.int32()), _ONE_DAY).cast(pa.date32())


def _range_above(rows: Rows) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """The range of days in the lines above the header: "September 1, 2026 - September 3, 2026"."""
    days = next((found for line in rows.preamble if len(found := _DAY_WRITTEN.findall(line)) == 2), ["", ""])
    read = read_days(
        pa.chunked_array([pa.array([day or None for day in days], pa.string())]), rows.settings.zone
    ).values
    first, last = (constant(read[place].as_py(), pa.date32(), len(rows)) for place in (0, 1))
    return first, last


def examine(rows: Rows, troubles: Troubles) -> None:
    """Spend belongs to a day or a range of days, and is no refund."""
    first, last = _span(rows)
    missing = pc.or_(pc.is_null(first), pc.is_null(last))
    campaign = pc.coalesce(rows.get("campaign"), rows.get("campaign_id"))
    troubles.add(
        rows.numbers, Wrong(missing, Text("has no day, and the file names no range of days")), "date", campaign
    )
    troubles.add(
        rows.numbers, Wrong(holds(pc.less(rows.get("cost"), 0)), Text("is less than nothing")), "cost", rows.get("cost")
    )
    sound = rows.without(troubles.rows())
    paid = only_where(pc.is_valid(sound.get("cost")), sound.currency)
    reject_strangers(_keys(sound), sound.numbers, [paid], Trouble(troubles, "currency", _OTHER_CURRENCY))
    reject_groups(_keys(rows), rows.numbers, troubles, PART_OF_A_SUM)


def _together(rows: Rows) -> Together:
    key = _keys(rows)
    seen = [("campaign_events", _event_key(key, kind)) for kind, _ in _SEEN]
    return [("costs", key), *seen]


def _keys(rows: Rows) -> pa.ChunkedArray:
    """What each row is the spend of: its days and everything that the file tells spend apart by."""
    first, after = _span(rows)
    told = ("account", "campaign_id", "campaign", "adset", "ad", "channel")
    parts = [pc.fill_null(rows.get(name), "") for name in told if rows.has(name)]
    nothing = constant("", pa.string(), len(rows))
    detail = pc.binary_join_element_wise(*parts, "|") if parts else nothing
    source = constant(rows.recipe.source or "spend", pa.string(), len(rows))
    return joined(":", source, first.cast(pa.string()), after.cast(pa.string()), detail)


def build(rows: Rows) -> Facts:
    """Costs of the days they were spent on; impressions and clicks of the campaigns; rows of one key are summed."""
    first, after = _span(rows)
    source, key = rows.recipe.source or "spend", _keys(rows)
    named = pc.coalesce(rows.get("campaign_id"), rows.get("campaign"))
    campaign = joined(":", constant(source, pa.string(), len(rows)), named)
    channel = pc.coalesce(
        rows.get("channel"), constant(rows.recipe.channel or rows.recipe.source or None, pa.string(), len(rows))
    )
    costs = fact_table(
        "costs",
        rows.numbers,
        cost_id=key,
        purpose=rows.recipe.purpose or "acquisition_marketing",
        amount_minor=rows.get("cost"),
        currency=rows.currency,
        period_start=first,
        period_end=after,
        campaign_id=campaign,
        channel=channel,
    ).filter(pc.is_valid(rows.get("cost")))
    at = to_utc(first.cast(pa.timestamp("us")), rows.settings.zone)
    seen = [_events(rows, key, campaign, at, kind, name) for kind, name in _SEEN]
    silent = rows.get("cost").null_count
    notes = [Text("{count:,} rows tell no cost", count=silent)] if silent else []
    (costs, paid), (events, noticed) = summed(costs, "amount_minor"), summed(pa.concat_tables(seen), "quantity")
    return Facts({"costs": costs, "campaign_events": events}, {}, notes, merged=pa.concat_tables([paid, noticed]))


def _event_key(key: pa.ChunkedArray, kind: str) -> pa.ChunkedArray:
    return joined(":", key, constant(kind, pa.string(), len(key)))


def _events(
    rows: Rows, key: pa.ChunkedArray, campaign: pa.ChunkedArray, at: pa.ChunkedArray, kind: str, name: str
) -> pa.Table:
    count = rows.get(name)
    table = fact_table(
        "campaign_events",
        rows.numbers,
        campaign_event_id=_event_key(key, kind),
        campaign_id=campaign,
        kind=kind,
        quantity=count,
        happened_at=at,
    )
    return table.filter(pc.and_(holds(pc.greater(count, 0)), pc.is_valid(campaign)))


SPEND = Entity("spend", "campaign", FIELDS, build, examine, adds_up=True, together=_together)
