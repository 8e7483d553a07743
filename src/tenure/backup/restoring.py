"""Bringing a server back: into a folder beside it first, every byte proven, everybody erased since erased again; then it takes its place."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import tarfile
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from tenure.backup.making import DESK, MANIFEST, VERSION
from tenure.backup.sealing import Opened
from tenure.errors import Conflict, NotFound, RejectedData
from tenure.facts.forgetting import forget_files
from tenure.facts.lake import Lake
from tenure.facts.lake.copying import move_catalogue
from tenure.facts.lake.durable import sync
from tenure.facts.lake.ledger import LEDGER, Ledger, read_ledger
from tenure.facts.lake.room import enough_room
from tenure.workspace import read_workspace

_PIECE = 1 << 20
_log = logging.getLogger("tenure.backup")


@dataclass(frozen=True)
class Restored:
    """What came back, and who did not."""

    folder: Path
    made_at: str
    companies: tuple[str, ...]
    files: int
    erased_again: int  # facts of people who were erased after the backup
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by company's folder, of those; kept nowhere


def restore(
    file: Path,
    folder: Path,
    passphrase: str,
    now: datetime,
    ledgers: Path | None = None,
    settle: Callable[[Path, Restored], None] = lambda folder, restored: None,
) -> Restored:
    """Bring the server of a backup back into an empty folder. `ledgers` holds the lists of erasures; None where nobody was erased.

    `settle` puts the desk's database right, while nobody can read it yet.

    Raises: Conflict for a folder that is not empty, UsageError for a wrong passphrase, RejectedData for a file that is damaged or
    none of ours, NotFound without that file, or without the list of erasures.
    """
    if not file.is_file():
        raise NotFound("There is no backup {file}.", "Name the file that a backup wrote.", file=file)
    if folder.exists() and any(folder.iterdir()):
        raise Conflict("{folder} is not empty.", "Name a folder that is empty or not there.", folder=folder)
    began = time.monotonic()
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-restore-", dir=folder.parent))
    try:
        with enough_room(folder.parent):
            manifest = _unpack(file, staging, passphrase)
            done = _come_back(staging, folder, manifest, ledgers, now)
            if (staging / DESK).exists():
                settle(staging, done)
        if folder.exists():
            folder.rmdir()
        staging.replace(folder)
        sync(folder.parent)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    _log.info(
        "restore: %d files, %d facts erased again, %.1f s", done.files, done.erased_again, time.monotonic() - began
    )
    return done


def _unpack(file: Path, staging: Path, passphrase: str) -> Mapping[str, Any]:
    """Every file of a backup, each proven against the manifest; gives that.

    Raises: RejectedData.
    """
    damaged = RejectedData("{file} is damaged: it was changed, or cut short.", "Take another backup.", file=file.name)
    with file.open("rb") as source:
        opened = Opened(source, passphrase, file.name)
        try:
            with tarfile.open(fileobj=cast(BinaryIO, opened), mode="r|") as archive:
                first = archive.next()
                told = archive.extractfile(first) if first and first.name == MANIFEST else None
                if told is None:
                    raise damaged
                manifest: dict[str, Any] = json.loads(told.read())
                _refuse_newer(manifest, file)
                left = dict(manifest["files"])
                while (member := archive.next()) is not None:
                    size, digest = left.pop(member.name, (None, ""))
                    if not member.isreg() or member.size != size or _unpack_one(archive, member, staging) != digest:
                        raise damaged
        except (tarfile.TarError, ValueError, KeyError, EOFError) as error:
            raise damaged from error
        opened.read()  # to the last piece, or the end could be missing
        if left:
            raise damaged
    return manifest


def _refuse_newer(manifest: Mapping[str, Any], file: Path) -> None:
    if manifest["version"] > VERSION:
        raise RejectedData("{file} was made by a newer Tenure.", "Restore it with that one.", file=file.name)


def _unpack_one(archive: tarfile.TarFile, member: tarfile.TarInfo, staging: Path) -> str:
    """Write one file; gives its SHA-256. Names that lead elsewhere are none of ours.

    Raises: ValueError.
    """
    path = PurePosixPath(member.name)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(member.name)
    place, source = staging / path, archive.extractfile(member)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = hashlib.sha256()
    with place.open("xb") as sink:
        while source is not None and (piece := source.read(_PIECE)):
            found.update(piece)
            sink.write(piece)
    place.chmod(member.mode & 0o700 | 0o600)
    return found.hexdigest()


def _come_back(
    staging: Path, folder: Path, manifest: Mapping[str, Any], ledgers: Path | None, now: datetime
) -> Restored:
    """Prove each lake, and erase again whom somebody has erased since."""
    gone, names = 0, dict[str, tuple[str, ...]]()
    for company in manifest["companies"]:
        workspace = read_workspace(staging / company["folder"])
        lake = Lake(workspace.lake, workspace.zone)
        if damage := lake.damage():
            raise RejectedData("A file of the lake is damaged: {path}.", "Take another backup.", path=damage[0])
        if ledgers is not None:
            listed = ledgers / f"{company['mark']}.{LEDGER}"
            if not listed.exists():
                raise NotFound(
                    "The list of erasures of {company} is not in {folder}.",
                    "Name its folder with --ledger; where nobody was ever erased, say --no-ledger.",
                    company=company["name"],
                    folder=ledgers,
                )
            ledger, entries = Ledger(lake.folder), read_ledger(listed)
            ledger.write(entries)
            again = lake.erase_again(now, [one for one in entries if one.id not in company["erasures"]])
            gone += again.facts + again.waiting
            forget_files(workspace.folder, again.names)
            names[company["folder"]] = again.names
            ledger.keep_copy_in(ledgers)
        lake.catalogue.dispose()
        if workspace.catalogue is not None:
            move_catalogue(lake.folder, workspace.catalogue)
    told = tuple(company["name"] for company in manifest["companies"])
    return Restored(folder, manifest["made_at"], told, len(manifest["files"]), gone, names)
