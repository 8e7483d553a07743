"""The words of `tenure import`: which go together, and which no import could follow."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenure.errors import UsageError


@dataclass(frozen=True)
class Asked:
    """The words of the command."""

    paths: tuple[Path, ...] = ()
    dry_run: bool = False
    mapping: Path | None = None
    save_map: Path | None = None
    yes: bool = False
    date_order: Any = None
    decimal: Any = None
    currency: str | None = None
    source: str | None = None
    encoding: str | None = None
    database: str | None = None
    table: str = ""
    query: str = ""
    replay: int | None = None
    listing: bool = False

    def check(self) -> None:
        """Nothing that was said is left unheard.

        Raises: UsageError for words that do not go together, and for a currency that cannot be.
        """
        told = self._told()
        if self.listing:
            _alone("--list", told, ())
        elif self.replay is not None:
            _alone("--replay", told, ("--dry-run",))
        elif self.save_map is not None:
            _alone("--save-map", [name for name in told if name in ("--dry-run", "--map")], ())
        for name in ("--table", "--query"):
            if name in told and not self.database:
                raise UsageError(
                    "{name} needs {other}.", "Add {other}, or leave {name} out.", name=name, other="--database"
                )
        if self.encoding and self.database and not self.paths:
            _alone("--encoding", ["--database"], ())
        if self.currency:
            from tenure.units import exponent

            exponent(self.currency.upper())

    def _told(self) -> list[str]:
        """The options that were given, `--list` apart, as they are typed."""
        given = {
            "FILE…": self.paths, "--replay": self.replay is not None, "--dry-run": self.dry_run, "--map": self.mapping,
            "--save-map": self.save_map, "--yes": self.yes, "--date-order": self.date_order, "--decimal": self.decimal,
            "--currency": self.currency, "--source": self.source is not None, "--encoding": self.encoding, "--database": self.database, "--table": self.table,
            "--query": self.query,
        }  # fmt: skip
        return [name for name, one in given.items() if one]


def _alone(name: str, told: list[str], beside: tuple[str, ...]) -> None:
    others = [other for other in told if other not in (name, *beside)]
    if others:
        raise UsageError("{name} does not go with {others}.", "Leave one of them out.", name=name, others=others)
