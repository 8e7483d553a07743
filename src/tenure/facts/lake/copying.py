"""A lake as it stood at one instant, in another folder; imports go on meanwhile."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import sqlalchemy as sa

from tenure.errors import Conflict, TenureError
from tenure.facts import quarantine
from tenure.facts.lake.catalogue import FILES, LAKE, connect, copy_rows, reading
from tenure.facts.lake.files import digest
from tenure.facts.lake.ledger import KEY, Ledger
from tenure.facts.lake.stock import Stock

MARK = "lake.mark"
CATALOGUE = "catalogue.sqlite3"
_TIMES = 5
_PATIENCE = 60.0


def copy_lake(stock: Stock, to: Path) -> None:
    """Catalogue, live files, what waits in quarantine and the key of the erasures; each file proven to be what was written.

    Files never change, so they are linked where the disk allows it. One that an erasure took away meanwhile is one reason to begin
    anew.

    Raises: TenureError for a file that is damaged, Conflict where erasures do not come to an end.
    """
    _ = Ledger(stock.folder).key
    for _time in range(_TIMES):
        shutil.rmtree(to, ignore_errors=True)
        to.mkdir(parents=True)
        try:
            _copy(stock, to)
        except FileNotFoundError:
            continue
        return
    if damage := stock.damage():
        raise TenureError(
            "A file of the lake is damaged: {path}.", "tenure doctor tells more; restore a backup, or import the source again.", path=damage[0]
        )  # fmt: skip
    raise Conflict("The lake in {folder} changes all the time.", "Try again.", folder=stock.folder)


def _copy(stock: Stock, to: Path) -> None:
    own = connect(to / CATALOGUE, _PATIENCE)
    copy_rows(stock.catalogue, own)
    with reading(own) as connection:
        live = connection.execute(sa.select(FILES.c.path, FILES.c.sha256)).all()
    own.dispose()
    for path, sha256 in live:
        link(stock.folder / path, to / path)
        if digest(to / path) != sha256:
            raise TenureError(
                "A file of the lake is damaged: {path}.", "tenure doctor tells more; restore a backup, or import the source again.", path=path
            )  # fmt: skip
    for place in (stock.folder / MARK, stock.folder / KEY, *quarantine.folder_of(stock.folder).glob("*.[ct]*")):
        if not place.name.endswith(".part"):
            link(place, to / place.relative_to(stock.folder))


def link(file: Path, to: Path) -> None:
    """The same bytes under another name."""
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file, to)
    except FileNotFoundError:
        raise
    except OSError:  # another disk, or one without links
        shutil.copy2(file, to)


def move_catalogue(lake: Path, address: str) -> None:
    """Put a lake's catalogue from its file into the database of an address.

    Raises: Conflict where that holds the catalogue of a lake already.
    """
    own, there = connect(lake / CATALOGUE, _PATIENCE), connect(address, _PATIENCE)
    if sa.inspect(there).has_table(LAKE.name):
        raise Conflict(
            "The catalogue at {address} is of another lake.", "Name an empty database as `catalogue` in tenure.toml.",
            address=there.url.render_as_string(hide_password=True),
        )  # fmt: skip
    copy_rows(own, there)
    own.dispose()
    for place in lake.glob(f"{CATALOGUE}*"):
        place.unlink()
