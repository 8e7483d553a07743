"""Who was erased, told by keyed hashes alone: so that nobody comes back with a file, nor with a backup.

The list lies in the lake's folder and is never part of a backup, for it must know of erasures after it; a copy of it lies in each
folder into which backups were written. The key lies beside it, and is part of each backup: the list alone tells nothing.
"""

from __future__ import annotations

import hmac
import json
import logging
import os
import secrets
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from tenure.errors import Conflict
from tenure.facts.lake.durable import sync, write_durably

LEDGER = "erased.json"
KEY = "erased.key"
_KEY_BYTES = 32
_MARK_BYTES = 16  # of a hash: enough that no two are ever the same
_log = logging.getLogger("tenure.erase")


@dataclass(frozen=True)
class Erasure:
    """One erasure: when, of whom as hashes, and whether it came to its end."""

    id: str
    at: str
    marks: tuple[str, ...]
    done: bool = False


class Ledger:
    """The erasures of one lake; it is written by who holds the lake for writing."""

    def __init__(self, lake: Path) -> None:
        self.lake = lake

    @cached_property
    def key(self) -> bytes:
        """What the hashes are keyed with; made at the first need, readable by its owner alone.

        Raises: Conflict where it is gone, though people were erased.
        """
        path = self.lake / KEY
        if not path.exists():
            if self.entries():
                raise Conflict(
                    "The key of the erasures in {folder} is gone.", "Bring {name} back from a backup.", folder=self.lake, name=KEY
                )  # fmt: skip
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(_KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            sync(self.lake)
        return bytes.fromhex(path.read_text(encoding="ascii").strip())

    def mark(self, *parts: str) -> str:
        """The hash of what somebody or something is called."""
        told = json.dumps(parts, ensure_ascii=False).encode()
        return hmac.digest(self.key, told, "sha256")[:_MARK_BYTES].hex()

    def entries(self) -> list[Erasure]:
        """Every erasure, the oldest first."""
        return read_ledger(self.lake / LEDGER)

    def marks(self) -> frozenset[str]:
        """The hashes of everybody who was erased."""
        return frozenset(mark for one in self.entries() for mark in one.marks)

    def known(self) -> Callable[..., bool]:
        """Tells of the parts of a mark whether it is one of somebody erased; without anybody it costs nothing."""
        marks = self.marks()
        return (lambda *parts: self.mark(*parts) in marks) if marks else (lambda *_parts: False)

    def begin(self, marks: Iterable[str], now: datetime) -> str:
        """Note an erasure before anything is removed; gives its id."""
        made = Erasure(secrets.token_hex(8), f"{now:%Y-%m-%dT%H:%M:%S}", tuple(sorted(set(marks))))
        self.write([*self.entries(), made])
        return made.id

    def finish(self, erasure: str) -> None:
        """Note that an erasure came to its end."""
        self.write([replace(one, done=True) if one.id == erasure else one for one in self.entries()])

    def write(self, entries: Iterable[Erasure]) -> None:
        """Put the list in the place of the one before, and its copies in the folders of backups."""
        self._put(self.lake / LEDGER, entries := list(entries), copies := self.copies())
        for folder in copies:
            file = copy_in(Path(folder), self.lake)
            try:
                self._put(file, {one.id: one for one in [*read_ledger(file), *entries]}.values(), copies)
            except OSError as error:
                _log.warning("the list of erasures could not be copied into %s: %s", folder, error.strerror)

    def _put(self, file: Path, entries: Iterable[Erasure], copies: list[str]) -> None:
        write_durably(file, json.dumps({"erasures": [asdict(one) for one in entries], "copies": copies}, indent=0))

    def copies(self) -> list[str]:
        """The folders into which backups were written."""
        path = self.lake / LEDGER
        return list(json.loads(path.read_text(encoding="utf-8"))["copies"]) if path.exists() else []

    def keep_copy_in(self, folder: Path) -> None:
        """From now on, keep a copy in this folder too."""
        entries = self.entries()
        self._put(self.lake / LEDGER, entries, list(dict.fromkeys([*self.copies(), str(folder.resolve())])))
        self.write(entries)


def copy_in(folder: Path, lake: Path) -> Path:
    """The file of a lake's erasures in a folder of backups: named by what marks the lake."""
    mark = (lake / "lake.mark").read_text(encoding="ascii").strip()
    return folder / f"{mark}.{LEDGER}"


def read_ledger(path: Path) -> list[Erasure]:
    """The erasures that a file lists; none where there is no file."""
    if not path.exists():
        return []
    told = json.loads(path.read_text(encoding="utf-8"))["erasures"]
    return [Erasure(one["id"], one["at"], tuple(one["marks"]), one["done"]) for one in told]
