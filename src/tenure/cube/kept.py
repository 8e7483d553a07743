"""The file of the cube: one row a value, exact, and what the values stand on."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tenure.catalogue.value import Value
from tenure.periods import Period
from tenure.stages.shelf import Footing
from tenure.stages.workshop import Workshop
from tenure.texts import Text

CUBE = "cube.parquet"
_STAND = b"tenure"
_NUMBERS = ("value", "numerator", "denominator", "low", "high")
ROWS = pa.schema(
    [
        ("metric", pa.string()),
        ("grain", pa.string()),
        ("period", pa.string()),
        ("slice", pa.string()),  # empty for the whole
        ("slice_value", pa.string()),
        ("status", pa.string()),
        *((name, pa.string()) for name in _NUMBERS),  # every digit
        ("n_open", pa.int64()),
        ("interval_low", pa.float64()),
        ("interval_high", pa.float64()),
        ("small", pa.bool_()),
        ("reason", pa.string()),
    ]
)


@dataclass(frozen=True)
class Stand:
    """What the values stand on, and which there are."""

    footing: Footing
    own: str  # version of the company's own definitions
    kinds: tuple[str, ...]  # of facts that there are
    unrated: tuple[str, ...]  # currencies without any rate, money older than the first one, and since when use is told
    measures: tuple[str, ...] = ()
    sliced: tuple[str, ...] = ()  # of these, those cut by slices, by month
    periods: tuple[str, ...] = ()
    slices: tuple[str, ...] = ()

    @property
    def grounds(self) -> tuple[object, ...]:
        """What has to be the same for a value to stay while facts are added."""
        return (self.footing.code, self.own, self.kinds, self.unrated, self.slices)


def stand_now(shop: Workshop, own: str) -> Stand:
    """What values of a workshop stand on."""
    return Stand(
        shop.footing,
        own,
        tuple(shop.facts.kinds()),
        (*shop.unrated, *(str(gap) for gap in shop.gaps if gap.own), str(shop.first_use)),
    )


def read_stand(folder: Path) -> Stand | None:
    """What the values kept in a folder stand on; None without any, or when they cannot be read."""
    try:
        told: dict[str, Any] = json.loads(pq.read_schema(folder / CUBE).metadata[_STAND])
        footing = Footing(**told.pop("footing"))
        lists: dict[str, Any] = {n: tuple(item) if isinstance(item, list) else item for n, item in told.items()}
        return Stand(footing, **lists)
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def read_rows(folder: Path, filters: list[tuple[str, str, Any]] | None = None) -> list[dict[str, Any]]:
    """The rows kept in a folder, those that the filters leave."""
    rows: list[dict[str, Any]] = pq.read_table(folder / CUBE, filters=filters).to_pylist()
    return rows


def write_cube(folder: Path, stand: Stand, rows: list[dict[str, Any]]) -> None:
    """Put rows and what they stand on into the place of those before, in a single step."""
    folder.mkdir(parents=True, exist_ok=True)
    told = json.dumps(asdict(stand), sort_keys=True).encode()
    part = folder / f"{CUBE}.part"
    with part.open("wb") as handle:
        pq.write_table(pa.Table.from_pylist(rows, ROWS.with_metadata({_STAND: told})), handle, compression="zstd")
        handle.flush()
        os.fsync(handle.fileno())
    part.rename(folder / CUBE)


def drop_cube(folder: Path) -> None:
    """Forget every value kept in a folder."""
    for name in (CUBE, f"{CUBE}.part"):
        (folder / name).unlink(missing_ok=True)


def row_of(value: Value, slice_: str) -> dict[str, Any]:
    """A value as a row."""
    low, high = value.interval or (None, None)
    numbers = {name: None if (n := getattr(value, name)) is None else str(n) for name in _NUMBERS}
    return {
        "metric": value.metric, "grain": value.period.grain, "period": str(value.period), "slice": slice_,
        "slice_value": value.dims[slice_] if slice_ else None, "status": value.status, **numbers, "n_open": value.n_open,
        "interval_low": low, "interval_high": high, "small": value.small, "reason": _told(value.reason),
    }  # fmt: skip


def value_of(row: Mapping[str, Any], period: Period, stand: Stand) -> Value:
    """A row as the value it was."""
    numbers = {name: None if row[name] is None else Decimal(row[name]) for name in _NUMBERS}
    low, high, footing = row["interval_low"], row["interval_high"], stand.footing
    return Value(
        row["metric"], period, date.fromisoformat(footing.as_of), row["status"], **numbers, n_open=row["n_open"],
        dims={row["slice"]: row["slice_value"]} if row["slice"] else {}, interval=None if low is None else (low, high),
        small=row["small"], policy_version=footing.policies, facts_version=footing.version, reason=_text(row["reason"]),
    )  # fmt: skip


def _told(reason: str) -> str:
    # days as they are said
    return json.dumps([reason.template, dict(reason.values)], default=str) if isinstance(reason, Text) else ""


def _text(told: str) -> str:
    if not told:
        return ""
    template, values = json.loads(told)
    return Text(template, **values)
