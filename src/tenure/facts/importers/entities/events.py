"""Use of a product, event by event."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.cells import Wrong, constant, holds, joined
from tenure.facts.importers.entities.entity import Entity, Facts, fact_table
from tenure.facts.importers.entities.grouping import ordinals
from tenure.facts.importers.entities.who import customers_of, links, own_key
from tenure.facts.importers.people import not_masked, opaque
from tenure.facts.importers.rows import Rows, fields
from tenure.facts.importers.troubles import Troubles
from tenure.texts import Text

FIELDS = fields(
    "event timestamp",
    id="event_id customer_id user_id anonymous_id",
    text="event email",
    integer="quantity",
    instant="timestamp",
)


def _customer(rows: Rows) -> pa.ChunkedArray:
    """The account, or the user who stands for himself."""
    return pc.coalesce(customers_of(rows).reference, not_masked(rows.get("user_id")))


def examine(rows: Rows, troubles: Troubles) -> None:
    """An event is somebody's, and happened at least once."""
    troubles.add(
        rows.numbers, Wrong(pc.is_null(_customer(rows)), Text("names no user")), "user_id", rows.get("anonymous_id")
    )
    troubles.add(
        rows.numbers,
        Wrong(holds(pc.less(rows.get("quantity"), 1)), Text("is less than one")),
        "quantity",
        rows.get("quantity"),
    )


def build(rows: Rows) -> Facts:
    """Usage; an event without an id is known by who did what when, and the how manieth it is."""
    customer = _customer(rows)
    user = pc.coalesce(not_masked(rows.get("user_id")), customer)
    said = joined("|", user, rows.get("event"), rows.get("timestamp").cast(pa.string()))
    content = joined(":", opaque(said), ordinals(said).cast(pa.string()))
    key = own_key(rows, "event", pc.coalesce(rows.get("event_id"), content))
    quantity = pc.coalesce(rows.get("quantity"), constant(1, pa.int64(), len(rows)))
    events = fact_table(
        "usage_events",
        rows.numbers,
        event_id=key,
        customer_id=customer,
        user_id=user,
        feature=rows.get("event"),
        quantity=quantity,
        happened_at=rows.get("timestamp"),
    )
    return Facts({"usage_events": events, "identities": links(rows)})


EVENT = Entity("event", "event_id", FIELDS, build, examine, parts="with key", called=("email", "", ""))
