"""Customers and companies: who they are, how to reach them, what is known of them, what they agreed to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.cells import Wrong, constant, holds, joined, matches, only_where
from tenure.facts.importers.dates import INSTANT, local_days
from tenure.facts.importers.entities.entity import Entity, Facts, fact_table
from tenure.facts.importers.entities.who import customers_of, links
from tenure.facts.importers.headers import attribute
from tenure.facts.importers.people import Who, opaque, prefixed
from tenure.facts.importers.rows import Rows, fields
from tenure.facts.importers.sheets import trimmed
from tenure.facts.importers.troubles import Troubles
from tenure.texts import Text

_NO_CUSTOMER = Text("names no customer: neither an id nor an e-mail nor a valid telephone number")
_SINCE_EVER = date(1970, 1, 1)
FIELDS = fields(
    id="customer_id open_id company_id",
    name="name first_name last_name nickname company_name",
    text="email phone acquisition_channel tags",
    instant="created_at lead_created_at trial_started_at unsubscribed_at",
    flag="consent_email consent_sms",
)
_NOT_ATTRIBUTES = frozenset(field.name for field in FIELDS) - {"nickname", "company_name"}


def examine(rows: Rows, troubles: Troubles) -> None:
    """A customer can be told from others; a telephone number that several names share is for a person to sort out."""
    who = customers_of(rows)
    troubles.add(rows.numbers, Wrong(pc.is_null(who.reference), _NO_CUSTOMER), "customer_id", who.reference)
    shared = _shared_phones(rows, who)
    troubles.add(
        rows.numbers,
        Wrong(shared, Text("is the telephone number of rows with different names; correct or merge them")),
        "phone",
        rows.get("phone"),
    )


def _shared_phones(rows: Rows, who: Who) -> pa.ChunkedArray:
    """Rows known by a telephone number alone that stands beside several names."""
    by_phone = holds(matches(who.reference, "^phone:"))
    table = pa.table({"reference": who.reference, "name": _names(rows)}).filter(by_phone)
    grouped = table.group_by("reference").aggregate([("name", "count_distinct")])
    several = grouped.filter(pc.greater(grouped["name_count_distinct"], 1))["reference"]
    return pc.is_in(who.reference, several.combine_chunks())


def _names(rows: Rows) -> pa.ChunkedArray:
    """The name, or first and last one."""
    first, last = (pc.fill_null(rows.get(name), "") for name in ("first_name", "last_name"))
    both = trimmed(joined(" ", first, last))  # null_handling="skip" would lose the rows without either
    return pc.coalesce(rows.get("name"), both, rows.get("nickname"))


def build(rows: Rows, company: bool) -> Facts:
    """Customers with identities, attributes, consents and the beginning of their story."""
    who = customers_of(rows)
    name = rows.get("company_name") if company else pc.coalesce(_names(rows), rows.get("company_name"))
    is_lead = pc.or_(pc.is_valid(rows.get("lead_created_at")), pc.is_valid(rows.get("trial_started_at")))
    tables = {
        "customers": fact_table(
            "customers",
            rows.numbers,
            customer_id=who.reference,
            name=name,
            first_channel=rows.get("acquisition_channel"),
            lead_id=only_where(is_lead, who.reference),
        ),
        "customer_attrs": pa.concat_tables(list(_attributes(rows, who, company))),
        "identities": links(rows),
        "consents": pa.concat_tables(list(_consents(rows, who))),
        "touches": pa.concat_tables(list(_touches(rows, who))),
    }
    return Facts(tables, {}, _notes(rows), tagged=_tagged(rows, who) if rows.has("tags") else None)


def _since(rows: Rows) -> pa.ChunkedArray:
    created = local_days(rows.get("created_at"), rows.settings.zone)
    return pc.fill_null(created, pa.scalar(_SINCE_EVER))


def _attributes(rows: Rows, who: Who, company: bool) -> Iterator[pa.Table]:
    """Everything else that the file says, each cell under the name of its column; tags one by one."""
    marks, since = opaque(who.reference), _since(rows)
    columns = {
        name: column
        for name, column in rows.columns.items()
        if name not in _NOT_ATTRIBUTES and (name != "company_name" or not company)
    }
    taken = set(columns)
    for header, column in rows.extra.items():
        name = attribute(header)
        while name in taken:
            name += "_2"
        taken.add(name)
        columns[name] = column
    if rows.has("created_at"):
        columns["created_at"] = pc.strftime(
            rows.get("created_at").cast(pa.timestamp("s"), safe=False), "%Y-%m-%dT%H:%M:%SZ"
        )
    yield _attribute(rows, who.reference, marks, since, "none").slice(0, 0)
    for name, column in columns.items():
        key = joined(
            ":",
            constant(rows.recipe.source or "own", pa.string(), len(rows)),
            marks,
            constant(name, pa.string(), len(rows)),
        )
        yield _attribute(rows, who.reference, key, since, name, column.cast(pa.string())).filter(pc.is_valid(column))
    if rows.has("tags"):
        yield _tags(rows, who, marks, since)


def _attribute(
    rows: Rows,
    reference: pa.ChunkedArray,
    key: pa.ChunkedArray,
    since: pa.ChunkedArray,
    name: str,
    value: pa.ChunkedArray | None = None,
) -> pa.Table:
    return fact_table(
        "customer_attrs", rows.numbers, attr_id=key, customer_id=reference, attr=name, value=value, valid_from=since
    )


def _tagged(rows: Rows, who: Who) -> pa.Table:
    """Whose tags the rows tell: all of them, as a cell lists what somebody carries."""
    source = constant(rows.recipe.source or "own", pa.string(), len(rows))
    begins = joined(":", source, opaque(who.reference), constant("tag:", pa.string(), len(rows)))
    table = pa.table({"row": rows.numbers, "customer_id": who.reference, "begins": begins})
    return table.filter(pc.is_valid(who.reference))


def _tags(rows: Rows, who: Who, marks: pa.ChunkedArray, since: pa.ChunkedArray) -> pa.Table:
    """A row for each tag of a cell: 'retail, ag-exempt' has two."""
    text = pc.replace_substring_regex(rows.get("tags"), r"[\"\[\]]", "")
    lists = pc.split_pattern_regex(text, r"\s*[,，;；|、]\s*")
    owner = pa.chunked_array([pc.list_parent_indices(lists.combine_chunks())], pa.int64())
    value = pa.chunked_array([pc.utf8_trim_whitespace(pc.list_flatten(lists.combine_chunks()))])
    source = constant(rows.recipe.source or "own", pa.string(), len(owner))
    key = joined(":", source, marks.take(owner), constant("tag", pa.string(), len(owner)), value)
    tags = fact_table(
        "customer_attrs",
        rows.numbers.take(owner),
        attr_id=key,
        customer_id=who.reference.take(owner),
        attr="tag",
        value=value,
        valid_from=since.take(owner),
    )
    return tags.filter(pc.not_equal(value, ""))


def _consents(rows: Rows, who: Who) -> Iterator[pa.Table]:
    """What each customer agreed to; where no column and no file name tells it, nothing."""
    marks = opaque(who.reference)
    since = pc.fill_null(rows.get("created_at"), pa.scalar(datetime(1970, 1, 1), INSTANT))  # noqa: DTZ001  stored instants carry no zone
    yield _consent(rows, who, marks, "email", constant(None, pa.string(), len(rows)), since)
    for column, channel in (("consent_email", "email"), ("consent_sms", "sms")):
        if rows.has(column):
            state = pc.if_else(rows.get(column), "granted", "denied")
            yield _consent(rows, who, marks, channel, state, since)
    told = _state_in_name(rows)
    if told:
        at = pc.coalesce(rows.get("unsubscribed_at"), since) if told == "withdrawn" else since
        yield _consent(rows, who, marks, "email", constant(told, pa.string(), len(rows)), at)


def _consent(
    rows: Rows, who: Who, marks: pa.ChunkedArray, channel: str, state: pa.ChunkedArray, at: pa.ChunkedArray
) -> pa.Table:
    source = constant(rows.recipe.source or "own", pa.string(), len(rows))
    key = joined(
        ":", source, marks, constant(channel, pa.string(), len(rows)), constant("marketing", pa.string(), len(rows))
    )
    table = fact_table(
        "consents",
        rows.numbers,
        consent_id=key,
        customer_id=who.reference,
        purpose="marketing",
        channel=channel,
        state=state,
        happened_at=at,
    )
    return table.filter(pc.is_valid(state))


def _state_in_name(rows: Rows) -> str:
    """Mailchimp says in the name of the file what its people agreed to."""
    if rows.recipe.consent_from != "file name":
        return ""
    states = (("unsubscribed_", "withdrawn"), ("cleaned_", "denied"), ("subscribed_", "granted"))
    return next((state for word, state in states if word in rows.name.lower()), "")


def _touches(rows: Rows, who: Who) -> Iterator[pa.Table]:
    """When somebody became a lead, and when a trial began."""
    marks = opaque(who.reference)
    for column, kind in (("lead_created_at", "inquiry"), ("trial_started_at", "trial_start")):
        at = rows.get(column)
        key = joined(":", prefixed(f"{rows.recipe.source or 'own'}:", marks), constant(kind, pa.string(), len(rows)))
        yield fact_table(
            "touches",
            rows.numbers,
            touch_id=key,
            kind=kind,
            channel=rows.get("acquisition_channel"),
            lead_id=who.reference,
            happened_at=at,
        ).filter(pc.is_valid(at))


def _notes(rows: Rows) -> list[Text]:
    if rows.recipe.consent_from == "file name" and not _state_in_name(rows):
        return [Text("the file is not named subscribed_…, unsubscribed_… or cleaned_…: no consent is taken from it")]
    return []


CUSTOMER = Entity(
    "customer",
    "customer_id",
    FIELDS,
    partial(build, company=False),
    examine,
    keeps_unmapped=True,
    parts="with key",
    called=("email", "phone", "name"),
)
COMPANY = Entity(
    "company",
    "company_id",
    FIELDS,
    partial(build, company=True),
    examine,
    keeps_unmapped=True,
    parts="with key",
    called=("email", "phone", "company_name"),
)
