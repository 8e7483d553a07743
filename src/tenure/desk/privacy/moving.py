"""The desk's database out of PostgreSQL into a SQLite file, and back: row by row, with no program beside.

Both sides stand at the same migrations: an older file is brought to the present before it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tenure.errors import Conflict

_AT_ONCE = 50  # SQLite takes so many values at once
_FILE = "moving"  # what the connection to the file is called


def desk_of(folder: Path) -> Callable[[Path], None] | None:
    """What copies the database of a server's desk into a file; None where it is a file already, or where there is none."""
    from tenure.desk.databases import is_postgresql
    from tenure.desk.serving import prepare

    if not is_postgresql():
        return None
    prepare(folder)
    return to_file


def to_file(file: Path) -> None:
    """Put everything of the desk into a new SQLite file, as it stood at one instant."""
    with _beside(file):
        _move("default", _FILE)


def from_file(file: Path) -> None:
    """Put everything of a file into the desk's database.

    Raises: Conflict where somebody is in that already.
    """
    from django.core.management.color import no_style
    from django.db import connection

    from tenure.desk.people.models import Person

    if Person.objects.exists():
        raise Conflict("The database of the desk is not empty.", "Name an empty one with TENURE_DATABASE_URL.")
    with _beside(file):
        _move(_FILE, "default")
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)


def _models() -> list[Any]:
    from django.apps import apps

    return [
        model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy
    ]


def _move(source: str, target: str) -> None:
    """Everything of one database takes the place of everything of another; keys are looked at when all is there."""
    from django.db import connections, transaction

    with transaction.atomic(using=source), transaction.atomic(using=target):
        if connections[source].vendor == "postgresql":
            connections[source].cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for model in reversed(_models()):
            found = model._base_manager.using(target).all()
            found._raw_delete(target)
        for model in _models():
            rows = model._base_manager.using(source).order_by("pk").iterator(_AT_ONCE)
            for some in _pieces(rows):
                into = model._base_manager.using(target).all()
                into._insert(some, fields=model._meta.concrete_fields, using=target, raw=True)


def _pieces(rows: Iterator[Any]) -> Iterator[list[Any]]:
    piece: list[Any] = []
    for row in rows:
        piece.append(row)
        if len(piece) == _AT_ONCE:
            yield piece
            piece = []
    if piece:
        yield piece


@contextmanager
def _beside(file: Path) -> Iterator[None]:
    """A connection to a file beside the desk's own, its tables at the present."""
    from django.core.management import call_command
    from django.db import connections

    from tenure.desk.databases import database

    made = connections.configure_settings({"default": {}, _FILE: database("", file)})
    connections.settings[_FILE] = made[_FILE]
    try:
        connections[_FILE].connect()  # a file that cannot be opened is told before anything is done to it
        call_command("migrate", database=_FILE, interactive=False, verbosity=0)
        yield
    finally:
        connections[_FILE].close()
        del connections[_FILE]
        del connections.settings[_FILE]
