"""Stages kept on disk between runs: what a build made, and under which facts, day and policies it holds."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from ibis.expr.types import Table

from tenure.engine import Engine

_MANIFEST = "manifest.json"
_FACES = ("cli", "demo", "desk", "exports", "notebook", "pages", "render", "verification", "words")


@dataclass(frozen=True)
class Footing:
    """What stages stand on: the same footing gives the same stages."""

    code: str
    policies: str
    currency: str
    zone: str
    as_of: str
    version: int  # commit of the lake


@dataclass(frozen=True)
class Manifest:
    """What lies on the shelf: files by stage, by month of the panel, and by month of usage."""

    footing: Footing
    facts: tuple[str, ...]  # the lake's files it was made from
    stages: dict[str, str] = field(default_factory=dict)
    months: dict[str, str] = field(default_factory=dict)
    asked: dict[str, list[str]] = field(default_factory=dict)  # of each stage and of the panel, the policies asked

    def paths(self) -> set[str]:
        """Every file it names."""
        return {*self.stages.values(), *self.months.values()}


@cache
def code_version() -> str:
    """A short name of the code that makes stages and values: other code, others of them."""
    return code_of(Path(str(files("tenure"))))


def code_of(package: Path) -> str:
    """The same of a package in a folder: of all its code but the rooms that only show what is made."""
    digest = hashlib.sha256()
    for folder, rooms, names in os.walk(package):
        place = folder.removeprefix(str(package))
        rooms[:] = sorted(room for room in rooms if place or room not in _FACES)
        for name in sorted(names):
            if name.endswith(".py"):
                digest.update(f"{place}/{name}".encode() + Path(folder, name).read_bytes())
    return digest.hexdigest()[:12]


class Shelf:
    """One folder of stages; a new manifest takes the place of the old one in a single step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def manifest(self) -> Manifest | None:
        """What lies there; None before the first build, or when it cannot be read."""
        try:
            told = json.loads((self.folder / _MANIFEST).read_text(encoding="utf-8"))
            footing = Footing(**told["footing"])
            return Manifest(footing, tuple(told["facts"]), told["stages"], told["months"], told["asked"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def path(self, name: str) -> Path:
        """Where a file of the shelf lies."""
        return self.folder / name

    def put(self, engine: Engine, table: Table, label: str) -> str:
        """Write a table durably under a fresh name, and give the name."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{label}-{uuid.uuid4().hex[:12]}.parquet"
        part = self.folder / f"{name}.part"
        engine.write(table, part)
        _sync(part)
        part.rename(self.folder / name)
        return name

    def publish(self, manifest: Manifest) -> None:
        """Make the manifest the one that readers see; what neither it nor the one before names is deleted."""
        before = self.manifest()
        self.say(manifest)
        kept = manifest.paths() | (before.paths() if before else set()) | {_MANIFEST}
        for path in self.folder.iterdir():
            if path.name not in kept:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def say(self, manifest: Manifest) -> None:
        """Make the manifest the one that readers see; every file stays."""
        part = self.folder / f"{_MANIFEST}.part"
        part.write_text(json.dumps(asdict(manifest), indent=1, sort_keys=True), encoding="utf-8")
        _sync(part)
        part.rename(self.folder / _MANIFEST)
        _sync(self.folder)


def footing_of(policies: str, currency: str, zone: str, as_of: date, version: int) -> Footing:
    """The footing of the code as it is."""
    return Footing(code_version(), policies, currency, zone, as_of.isoformat(), version)


def _sync(path: Path) -> None:
    """Bring a file to the disk, or a folder with all that lies in it."""
    for inside in path.iterdir() if path.is_dir() else ():
        _sync(inside)
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
