"""Frozen numbers: what a report said, under which facts, policies and code; written once, never changed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from tenure.catalogue.value import Value
from tenure.errors import Conflict, UsageError, unknown
from tenure.facts.lake.durable import write_durably
from tenure.facts.lake.lock import WRITE, holding
from tenure.stages.shelf import code_version
from tenure.stages.workshop import Workshop
from tenure.texts import Text

_NAME = re.compile(r"[\w.-]{1,80}")
_PATIENCE = 60  # seconds


@dataclass(frozen=True)
class FrozenValue:
    """One number as it was published; exact text, or None where it was not known."""

    metric: str
    period: str
    status: str
    value: str | None
    numerator: str | None = None
    denominator: str | None = None

    @property
    def number(self) -> Decimal | None:
        """The number itself."""
        return None if self.value is None else Decimal(self.value)


@dataclass(frozen=True)
class Frozen:
    """A set of numbers under one name."""

    name: str
    at: str
    as_of: str
    facts_version: int
    last_import: int  # the number of the last import that was in the lake
    policy_version: str
    policies: dict[str, str]
    code: str
    values: tuple[FrozenValue, ...]

    @property
    def day(self) -> date:
        """The day as known on which the numbers stand."""
        return date.fromisoformat(self.as_of)


def frozen(name: str, shop: Workshop, values: Sequence[Value], last_import: int, now: datetime) -> Frozen:
    """Values of one workshop as they stand; what cannot be told at all is left out."""
    kept = tuple(
        FrozenValue(
            v.metric, str(v.period), v.status, _text(v.value), _text(v.numerator), _text(v.denominator)
        )
        for v in values
        if v.status != "unavailable"
    )  # fmt: skip
    return Frozen(
        name, now.isoformat(), shop.as_of.isoformat(), shop.facts.version, last_import,
        shop.policies.version, dict(sorted(shop.policies.values.items())), code_version(), kept,
    )  # fmt: skip


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def write_frozen(folder: Path, one: Frozen) -> Path:
    """Write it down durably under its name.

    Raises: Conflict where the name is taken, UsageError for a name that cannot be one of a file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with holding(folder / WRITE, _PATIENCE):
        path = free_path(folder, one.name)
        write_durably(path, json.dumps(asdict(one), ensure_ascii=False, indent=1) + "\n")
    return path


def free_path(folder: Path, name: str) -> Path:
    """Where numbers under a name will lie.

    Raises: Conflict where the name is taken, UsageError for a name that cannot be one of a file.
    """
    if not _NAME.fullmatch(name) or name.startswith("."):
        raise UsageError("'{name}' cannot be a name.", "Use letters, digits, '.', '-' and '_'.", name=name)
    path = folder / f"{name}.json"
    if path.exists():
        raise Conflict(
            "Numbers are frozen under the name '{name}' already.",
            "Choose another name; frozen numbers stay.",
            name=name,
        )
    return path


def read_frozen(folder: Path, name: str = "") -> list[Frozen]:
    """What is frozen under a name, or everything, the oldest first.

    Raises: NotFound with the neighbours of the name.
    """
    found = {path.stem: path for path in folder.glob("*.json")}
    if name and name not in found:
        raise unknown(Text("frozen report"), name, found)
    made = [_read(path) for stem, path in found.items() if name in ("", stem)]
    return sorted(made, key=lambda one: (one.at, one.name))


def _read(path: Path) -> Frozen:
    told = json.loads(path.read_text(encoding="utf-8"))
    return Frozen(**{**told, "values": tuple(FrozenValue(**value) for value in told["values"])})
