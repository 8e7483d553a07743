"""What every command shares: its workspace, its clock, and how it shows rows."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tenure.errors import UsageError
from tenure.words import Language, say

if TYPE_CHECKING:
    from tenure.book import Book

LANG = typer.Option(None, "--lang", hidden=True)


class Form(Enum):
    """How rows are shown."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def workspace_option(lang: Language) -> Any:
    """The option that names the workspace."""
    text = say("The workspace's folder; else TENURE_WORKSPACE, else the folder you stand in or one above it.", lang)
    return typer.Option(None, "--workspace", "-w", help=text)


def json_option(lang: Language) -> Any:
    """The option for one JSON document."""
    return typer.Option(False, "--json", help=say("As one JSON document.", lang), callback=_only_form)


def csv_option(lang: Language) -> Any:
    """The option for CSV."""
    return typer.Option(False, "--csv", help=say("As CSV.", lang), callback=_only_form)


def _only_form(context: typer.Context, wanted: bool) -> bool:
    """One form at most, refused before any work is done."""
    if wanted and (context.params.get("as_json") or context.params.get("as_csv")):
        raise UsageError("{name} does not go with {others}.", "Leave one of them out.", name="--json", others="--csv")
    return wanted


def form_of(as_json: bool, as_csv: bool) -> Form:
    """The form asked for."""
    return Form.JSON if as_json else Form.CSV if as_csv else Form.TEXT


def now() -> datetime:
    """The present instant, in UTC without a zone: the only clock that commands read."""
    return datetime.now(UTC).replace(tzinfo=None)


def book_of(folder: Path | None) -> Book:
    """The Book of the workspace named, or of the one we stand in."""
    from tenure.book import open_book

    return open_book(folder or Path(os.environ.get("TENURE_WORKSPACE") or "."))


def tell(text: str) -> None:
    """A line for people, beside the data."""
    sys.stderr.write(text + "\n")


def put(text: str) -> None:
    """Data, on standard output."""
    sys.stdout.write(text)


def done(row: Mapping[str, Any], form: Form, *lines: str) -> int:
    """What a command did: lines for people, or one row of data. Gives the exit code."""
    if form is Form.JSON:
        document(row)
    elif form is Form.CSV:
        show([row], tuple(row), form)
    else:
        for line in lines:
            tell(line)
    return 0


def show(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], form: Form, heads: Sequence[str] | None = None
) -> None:
    """Rows on standard output: a table for people, JSON with stable keys, or CSV that a spreadsheet cannot run."""
    from tenure.render.text import aligned

    if form is Form.JSON:
        document([{name: row.get(name) for name in columns} for row in rows])
    elif form is Form.CSV:
        put(_csv(rows, columns))
    else:
        lines = [
            list(heads or columns),
            *[["–" if row.get(name) is None else str(row[name]) for name in columns] for row in rows],
        ]
        put("".join(line + "\n" for line in aligned(lines)))


def document(value: Any) -> None:
    """One JSON document on standard output."""
    put(json.dumps(_plain(value), ensure_ascii=False, indent=2) + "\n")


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Iterable):
        return [_plain(item) for item in value]
    return str(value)


def _csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        cells = [row.get(name) for name in columns]
        writer.writerow([_cell(cell) for cell in cells])
    return out.getvalue()


def _cell(told: Any) -> Any:
    from tenure.render.csv import harmless

    match told:
        case None:
            return ""
        case Decimal():
            return f"{told:f}"
        case str():
            return harmless(told)
    return told
