"""Mailings and other campaigns, as totals: whom they reached and what came of it."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.cells import Wrong, constant, holds, joined
from tenure.facts.importers.dates import local_days
from tenure.facts.importers.entities.entity import Entity, Facts, fact_table
from tenure.facts.importers.entities.who import own_key
from tenure.facts.importers.rows import Field, Holds, Rows, fields
from tenure.facts.importers.troubles import Troubles
from tenure.facts.kinds import Limit
from tenure.texts import Text

_COUNTS = (
    ("recipients", "sent"),
    ("delivered", "delivered"),
    ("bounces", "bounced"),
    ("opens", "open"),
    ("clicks", "click"),
    ("unsubscribes", "unsubscribe"),
)
FIELDS = fields(
    "sent_at",
    text="campaign channel",
    id="campaign_id",
    instant="sent_at",
) + tuple(Field(name, Holds.INTEGER, limit=Limit.NO_LESS) for name, _ in _COUNTS)


def _named(rows: Rows) -> pa.ChunkedArray:
    return pc.coalesce(rows.get("campaign_id"), rows.get("campaign"))


def examine(rows: Rows, troubles: Troubles) -> None:
    """A campaign has a name or an id."""
    troubles.add(
        rows.numbers,
        Wrong(pc.is_null(_named(rows)), Text("is empty, and every row needs it")),
        "campaign",
        rows.get("channel"),
    )


def build(rows: Rows) -> Facts:
    """Campaigns, and events with how many people each stands for."""
    key, at = own_key(rows, "campaign", _named(rows)), rows.get("sent_at")
    channel = pc.coalesce(
        pc.utf8_lower(rows.get("channel")), constant(rows.recipe.channel or None, pa.string(), len(rows))
    )
    campaigns = fact_table(
        "campaigns",
        rows.numbers,
        campaign_id=key,
        kind=rows.recipe.purpose or "retention",
        name=rows.get("campaign"),
        channel=channel,
        start_date=local_days(at, rows.settings.zone),
    )
    events = [_events(rows, key, at, kind, rows.get(name)) for name, kind in _COUNTS]
    return Facts({"campaigns": campaigns, "campaign_events": pa.concat_tables(events)})


def _events(rows: Rows, key: pa.ChunkedArray, at: pa.ChunkedArray, kind: str, count: pa.ChunkedArray) -> pa.Table:
    event = joined(":", key, constant(kind, pa.string(), len(rows)))
    table = fact_table(
        "campaign_events",
        rows.numbers,
        campaign_event_id=event,
        campaign_id=key,
        kind=kind,
        quantity=count,
        happened_at=at,
    )
    return table.filter(holds(pc.greater(count, 0)))


CAMPAIGN = Entity("campaign", "campaign_id", FIELDS, build, examine)
