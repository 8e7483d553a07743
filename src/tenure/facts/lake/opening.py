"""Opening a lake: its catalogue, and proof that folder, catalogue and time zone belong together."""

from __future__ import annotations

import uuid
from pathlib import Path

import sqlalchemy as sa

from tenure.errors import Conflict, RemoteFailure
from tenure.facts.lake.catalogue import COMMITS, LAKE, changing, connect, make_tables, reading
from tenure.facts.lake.durable import write_durably
from tenure.facts.lake.files import FOLDER
from tenure.facts.lake.lock import DOOR, holding

_FILE = "catalogue.sqlite3"
_MARK = "lake.mark"


def open_catalogue(folder: Path, zone: str, address: str | None, patience: float) -> sa.Engine:
    """The catalogue of the lake in a folder; both are made when they are not there.

    Raises: Conflict when they are not of one lake, since a writer deletes the files that its catalogue does not list;
    or when the lake keeps its days in another zone. RemoteFailure when the database does not answer.
    """
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    engine = connect(address or folder / _FILE, patience)
    try:
        with holding(folder / DOOR, patience):
            make_tables(engine)
            _check_mark(folder, engine, zone)
            _check_zone(folder, engine, zone)
    except sa.exc.OperationalError as error:
        raise RemoteFailure(
            "The catalogue at {address} cannot be opened: {error}.",
            "Start its database, or correct `catalogue` in tenure.toml.",
            address=_shown(engine),
            error=error.orig,
        ) from error
    return engine


def _check_mark(folder: Path, engine: sa.Engine, zone: str) -> None:
    file = folder / _MARK
    told = file.read_text(encoding="ascii") if file.exists() else None
    with reading(engine) as connection:
        listed = connection.execute(sa.select(LAKE.c.mark)).scalar()
    used = _has_commits(engine) if told is None else any((folder / FOLDER).glob("*/*"))
    if told != listed and ((told is not None and listed is not None) or (used and (told or listed))):
        raise Conflict(
            "The catalogue at {address} is not of the lake in {folder}.",
            "Correct `catalogue` in tenure.toml, or bring both back from one backup.",
            address=_shown(engine),
            folder=folder,
        )
    mark = told or listed or uuid.uuid4().hex
    if told is None:
        write_durably(file, mark)
    if listed is None:
        with changing(engine) as connection:
            connection.execute(sa.insert(LAKE).values(mark=mark, zone=zone))


def _check_zone(folder: Path, engine: sa.Engine, zone: str) -> None:
    with reading(engine) as connection:
        kept = connection.execute(sa.select(LAKE.c.zone)).scalar_one()
    if kept == zone:
        return
    if _has_commits(engine):
        raise Conflict(
            "The lake in {folder} keeps its days in {kept}, not in {zone}.",
            "Set the zone back, or import everything into a new workspace.",
            folder=folder,
            kept=kept,
            zone=zone,
        )
    with changing(engine) as connection:
        connection.execute(sa.update(LAKE).values(zone=zone))


def _has_commits(engine: sa.Engine) -> bool:
    with reading(engine) as connection:
        return connection.execute(sa.select(sa.func.max(COMMITS.c.commit))).scalar() is not None


def _shown(engine: sa.Engine) -> str:
    return engine.url.render_as_string(hide_password=True)
