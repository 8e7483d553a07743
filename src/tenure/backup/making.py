"""Making a backup: everything is brought together at rest, then sealed piece by piece into one file."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from tenure.backup.sealing import Seal, Sealed, read_seal, seal_text
from tenure.errors import NotFound, UsageError
from tenure.facts.lake import Lake
from tenure.facts.lake.copying import MARK, copy_lake
from tenure.facts.lake.durable import sync, write_durably
from tenure.facts.lake.ledger import Ledger, copy_in
from tenure.facts.lake.lock import WRITE, holding
from tenure.facts.lake.room import enough_room
from tenure.workspace import Workspace, workspaces_in

FOLDER = "backups"  # in the server's folder, where no other is named
ENDING = ".tenure-backup"
SEAL = "desk.seal"
DESK = "desk.sqlite3"
MANIFEST = "manifest.json"
VERSION = 1
LEFT_OUT = frozenset(
    {"lake", "uploads", "handouts", FOLDER}
)  # of a company: taken by itself, on its way, or made again
_NAMED = f"tenure-%Y%m%d-%H%M%S{ENDING}"  # by when it was made
_STAGING = ".backup-"
LOCK = "backup.lock"
_log = logging.getLogger("tenure.backup")


def backup(folder: Path, to: Path, now: datetime, desk: Callable[[Path], None] | None = None) -> Path:
    """Write a backup of the server in `folder` into the folder `to`; gives the file.

    `desk` copies the desk's database into a SQLite file, where it is not one already.

    Raises: NotFound without a workspace, UsageError without a seal, TenureError for a damaged file or a full disk.
    """
    seal, began = read_seal(folder / SEAL), time.monotonic()
    if seal is None:
        raise UsageError(
            "Backups of {folder} have no passphrase yet.", "Choose one: tenure backup --new-passphrase.", folder=folder
        )
    companies = workspaces_in(folder)
    if not companies:
        raise NotFound("There is no workspace in {folder}.", "Make one with: tenure init FOLDER.", folder=folder)
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    with holding(folder / LOCK, 0), enough_room(to):
        for left in folder.glob(f"{_STAGING}*"):
            shutil.rmtree(left, ignore_errors=True)
        staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))
        try:
            told = [_company(one, folder, staging) for one in companies]
            _server(folder, staging, desk)
            file = to / f"{now:{_NAMED}}"
            _write(file, staging, seal, {"version": VERSION, "made_at": f"{now:%Y-%m-%dT%H:%M:%S}", "companies": told})
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    for one in companies:
        _let_follow(one, to)
    _log.info("backup: %d companies, %d bytes, %.1f s", len(companies), file.stat().st_size, time.monotonic() - began)
    return file


def keep_seal(folder: Path, seal: Seal) -> None:
    """From now on, backups of a server are sealed so."""
    write_durably(folder / SEAL, seal_text(seal))


def _company(workspace: Workspace, folder: Path, staging: Path) -> dict[str, Any]:
    """Bring one company to the staging folder; gives what the manifest tells of it."""
    place = workspace.folder.relative_to(folder.resolve()).as_posix()
    lake = Lake(workspace.lake, workspace.zone, workspace.catalogue)
    finished = [
        one.id for one in Ledger(lake.folder).entries() if one.done
    ]  # asked first: what ends later is done again
    copy_lake(lake, staging / place / "lake")
    for one in sorted(workspace.folder.iterdir()):
        if one.name.startswith((".", "desk.")) or one.name in LEFT_OUT or one.suffix == ".lock":
            continue
        _take(one, staging / place / one.name)
    mark = (lake.folder / MARK).read_text(encoding="ascii").strip()
    return {"folder": place, "name": workspace.name, "mark": mark, "erasures": finished}


def _take(place: Path, to: Path) -> None:
    if place.is_dir():
        shutil.copytree(place, to, ignore=shutil.ignore_patterns(".*", "*.part", "*.lock"))
    elif place.is_file() and place.suffix != ".part":
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(place, to)


def _server(folder: Path, staging: Path, desk: Callable[[Path], None] | None) -> None:
    """Bring what is the server's own: the desk's database, its secret, its seal."""
    for one in folder.glob("desk.*"):
        if not one.name.startswith(DESK):
            _take(one, staging / one.name)
    if desk is not None:
        desk(staging / DESK)
    elif (folder / DESK).exists():
        with closing(sqlite3.connect(folder / DESK)) as here, closing(sqlite3.connect(staging / DESK)) as there:
            here.backup(there)


def _write(file: Path, staging: Path, seal: Seal, manifest: dict[str, Any]) -> None:
    paths = sorted(path for path in staging.rglob("*") if path.is_file())
    names = {path.relative_to(staging).as_posix(): path for path in paths}
    files = {name: [path.stat().st_size, _digest(path)] for name, path in names.items()}
    (staging / MANIFEST).write_text(json.dumps({**manifest, "files": files}), encoding="utf-8")
    part = file.with_name(f"{file.name}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as sink:
            sealed = Sealed(sink, seal)
            with tarfile.open(fileobj=cast(BinaryIO, sealed), mode="w|") as archive:
                archive.add(staging / MANIFEST, MANIFEST, filter=_nobodys)
                for name, path in names.items():
                    archive.add(path, name, filter=_nobodys)
            sealed.close()
            sink.flush()
            os.fsync(sink.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    sync(file.parent)


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """A member without the name of who owns the file here."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _let_follow(workspace: Workspace, to: Path) -> None:
    """See to it that the list of erasures is copied beside the backups, now and after each erasure."""
    ledger = Ledger(workspace.lake)
    if str(to.resolve()) not in ledger.copies() or not copy_in(to, workspace.lake).exists():
        with holding(workspace.lake / WRITE, 600):
            ledger.keep_copy_in(to)


def made(folder: Path) -> Iterator[Path]:
    """The backups in a folder, the latest first."""
    yield from sorted(folder.glob(f"tenure-*{ENDING}"), reverse=True)


def _made_at(file: Path) -> datetime | None:
    """When a backup was made, in UTC; None where its name does not tell."""
    try:
        return datetime.strptime(file.name, _NAMED)  # noqa: DTZ007  in UTC, as `backup` was told
    except ValueError:
        return None


def prune(folder: Path, now: datetime) -> int:
    """Remove what is kept no longer: all of the last 7 days stay, one a week up to 35 days, and the latest ever.

    A file that somebody named otherwise is hers, and stays.
    """
    weeks, gone = set[tuple[int, int]](), 0
    timed = [(file, at) for file in made(folder) if (at := _made_at(file)) is not None]
    for number, (file, at) in enumerate(timed):
        week = (at.isocalendar().year, at.isocalendar().week)
        days = (now - at).days
        if number and days >= 7 and (days >= 35 or week in weeks):
            file.unlink()
            gone += 1
        elif days >= 7:
            weeks.add(week)
    return gone
