"""What storing a delivery would come to, with nothing written and no number taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tenure.facts.delivery import Counts, Delivery, Receipt
from tenure.facts.kinds import KINDS, Kind
from tenure.facts.lake.columns import NUMBERED, reference_columns
from tenure.facts.lake.intake import Intake, intake
from tenure.facts.lake.stock import Stock

_FIRST = 1 << 40  # provisional numbers of somebodies who are not known yet; nobody ever sees them
_SHOWN = 20
_HIDDEN = ("place", "told_at", "restated", "is_late", "known_on", "source", "batch", "seq")

Facts = Mapping[str, object]


@dataclass(frozen=True)
class Change:
    """One fact before and after; references as a source tells them."""

    kind: str
    key: str
    row: int | None  # of the source
    before: Facts | None  # None for a new fact
    after: Facts


@dataclass(frozen=True)
class Preview(Receipt):
    """The receipt that `Lake.store` would give, under batch 0, and some of the changes, then of the new facts."""

    changes: tuple[Change, ...] = ()


def preview(
    stock: Stock, delivery: Delivery, now: datetime, earlier_than: int | None = None, show: int = _SHOWN
) -> Preview:
    """Sort a delivery without storing it.

    Raises: what storing it would raise.
    """
    counts: dict[str, Counts] = {}
    changes: list[Change] = []
    with intake(stock, delivery, now, 0, earlier_than) as work:
        work.recognise(lambda subject, count: _FIRST)
        for kind in work.kinds():
            counts[kind.name] = work.sort(kind)
            changes += _changes(work, kind, show)
            work.con.execute(f"DROP TABLE fresh_{kind.name}")
        receipt = work.receipt(counts)
    changes.sort(key=lambda change: change.before is None)
    return Preview(**vars(receipt), changes=tuple(changes[:show]))


def _changes(work: Intake, kind: Kind, show: int) -> list[Change]:
    """Some of the facts in `fresh_<kind>`, those with an earlier version first."""
    name = kind.name
    after = _rows(
        work,
        f"""SELECT f.*, d.{kind.key} AS told_key FROM fresh_{name} f JOIN delivered_{name} d USING (place)
            ORDER BY NOT f.restated, place LIMIT {show}""",
    )
    work.con.execute(
        "CREATE OR REPLACE TEMP TABLE shown AS SELECT unnest(?::VARCHAR[]) AS key", [[r["key"] for r in after]]
    )
    before = _rows(
        work,
        f"""SELECT * FROM ({work.stored(kind)}) SEMI JOIN shown USING (key)
            QUALIFY row_number() OVER (PARTITION BY key ORDER BY known_at DESC, seq DESC) = 1""",
    )
    old = {row["key"]: row for row in before}
    called = _called(work, kind, [*after, *before])
    out = []
    for row in after:
        key, last = str(row.pop("told_key")), old.get(row["key"])
        told = None if last is None else _told(kind, last, called)
        number = row.pop("row")
        out.append(Change(name, key, number if isinstance(number, int) else None, told, _told(kind, row, called)))
    return out


def _rows(work: Intake, query: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = work.con.execute(query).to_arrow_table().to_pylist()
    return rows


def _called(work: Intake, kind: Kind, rows: list[dict[str, object]]) -> dict[tuple[str, object], str]:
    """What the numbers of references are called: by the delivery, else by any source."""
    out: dict[tuple[str, object], str] = {}
    identities = KINDS["identities"]
    for column, subject in reference_columns(kind):
        numbers = sorted({int(str(row[column])) for row in rows if row[column] is not None})
        listed = f"SELECT {NUMBERED[subject]} AS number, value AS name, 1 AS rank FROM ({work.stored(identities)})"
        found = work.con.execute(
            f"""SELECT number, arg_min(name, (rank, name)) FROM (
                    SELECT number, raw AS name, 0 AS rank FROM who WHERE subject = '{subject}' UNION ALL {listed}
                ) WHERE number IN (SELECT unnest(?::BIGINT[])) GROUP BY number""",
            [numbers],
        )
        out |= {(subject, number): str(name) for number, name in found.fetchall()}
    return out


def _told(kind: Kind, row: Facts, called: Mapping[tuple[str, object], str]) -> Facts:
    subjects = dict(reference_columns(kind))
    shown = {name: value for name, value in row.items() if name not in _HIDDEN and name != "key"}
    return {
        name: called.get((subjects[name], value), value) if name in subjects else value for name, value in shown.items()
    }
