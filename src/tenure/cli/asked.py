"""The words of `tenure import`: which go together, and which no import could follow."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenure.cli.heard import Words, alone, needs


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
    instrument: Any = None
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
        words = self._words()
        if self.listing:
            alone("--list", words)
        elif self.replay is not None:
            alone("--replay", words, ("--dry-run", "--instrument"))
        elif self.save_map is not None:
            alone("--save-map", {name: words[name] for name in ("--dry-run", "--map")})
        if not self.database:
            needs("--database", {name: words[name] for name in ("--table", "--query")})
        if self.database and not self.paths:
            alone("--database", {"--encoding": self.encoding})
        if self.currency:
            from tenure.units import exponent

            exponent(self.currency.upper())

    def _words(self) -> Words:
        """Paths and options, `--list` apart, as they are typed."""
        return {
            "FILE…": self.paths, "--replay": self.replay, "--dry-run": self.dry_run, "--map": self.mapping,
            "--save-map": self.save_map, "--yes": self.yes, "--date-order": self.date_order, "--decimal": self.decimal,
            "--instrument": self.instrument, "--encoding": self.encoding, "--currency": self.currency,
            "--source": self.source is not None, "--database": self.database, "--table": self.table, "--query": self.query,
        }  # fmt: skip
