"""Policies as facts: how one is set, and what was told of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa

from tenure.facts.asof import Facts
from tenure.facts.delivery import Delivery, delivered_schema
from tenure.facts.kinds import kind
from tenure.policies import SETTINGS, WORKSPACE, Policies, check

SOURCE = "tenure policy"


@dataclass(frozen=True)
class Told:
    """A value of a policy: since when it is in force, and which import told it. Nobody told a default."""

    value: str
    since: date | None = None  # None: since ever
    batch: int | None = None
    note: str = ""


def policy_delivery(key: str, value: str, since: date, zone: str, now: datetime, note: str = "") -> Delivery:
    """The fact that a policy has a value from a day on; it is known from that day on too.

    Each setting is a fact of its own, so that taking it back brings back the one before.

    Raises: NotFound for a policy or a word that does not exist, UsageError for a value that cannot be.
    """
    check(key, value)
    begin = datetime(since.year, since.month, since.day, tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
    row = {
        "row": 1, "policy_id": f"{key}@{since} {now:%Y-%m-%dT%H:%M:%S.%f}", "policy": key, "value": value, "effective_from": since, "note": note or None,
        "known_at": begin.replace(tzinfo=None), "op": "assert",
    }  # fmt: skip
    table = pa.Table.from_pylist([row], schema=delivered_schema(kind("policies")))
    return Delivery(SOURCE, f"policy {key} = {value}", {"policies": table}, rows_in=1)


def policies_told(facts: Facts) -> dict[str, Told]:
    """Of each policy that facts tell the value in force on the day; of two that begin on one day the one told last."""
    if not facts.has("policies"):
        return {}
    rows = sorted(facts.engine.rows(facts.origins("policies")), key=lambda row: int(str(row["batch"])))
    told: dict[str, Told] = {}
    for row in rows:
        since = row["effective_from"] if isinstance(row["effective_from"], date) else None
        key, begin = str(row["policy"]), since or date.min
        if begin <= facts.as_of and (key not in told or begin >= (told[key].since or date.min)):
            told[key] = Told(str(row["value"] or ""), since, int(str(row["batch"])), str(row["note"] or ""))
    return told


def policies_of(facts: Facts) -> Policies:
    """The policies in force on the day."""
    return Policies({key: told.value for key, told in policies_told(facts).items()})


def policies_unknown(facts: Facts) -> list[str]:
    """Names that facts tell as policies and that mean nothing."""
    return sorted(set(policies_told(facts)) - set(SETTINGS) - set(WORKSPACE))
