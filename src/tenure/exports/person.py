"""Everything that is kept about one customer, to be handed out: JSON for machines, HTML for people, in one ZIP."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tenure.book import Book
from tenure.facts.lake.dossier import Kept, Rows, kept_about
from tenure.pages.blocks import Cell, Column, Page, Section, Table
from tenure.render.html import html
from tenure.words import Language, later, say

_HIDDEN = frozenset({"seq", "known_on", "key"})  # what means something to the lake alone
_BESIDE: Mapping[str, str] = {
    "waiting": later("Rows that could not be read and wait to be corrected"),
    "sources": later("Where it comes from: the imports"),
    "desk": later("What people of the company did about it"),
}


def write_person(book: Book, customer: int, path: Path, now: datetime, lang: Language, desk: Rows = ()) -> Kept:
    """Write the ZIP; `desk` has what the desk keeps. Gives what was found."""
    kept = kept_about(book.lake, customer)
    told = {"facts": kept.facts, "waiting": kept.waiting, "sources": kept.sources, "desk": list(desk)}
    made = {"company": book.workspace.name, "made_at": f"{now:%Y-%m-%dT%H:%M:%SZ}", "customer": customer}
    part = path.with_name(f"{path.name}.part")
    part.touch(0o600)
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", json.dumps({**made, **told}, ensure_ascii=False, indent=1, default=_plain))
        archive.writestr("person.html", html(_page(book, told, now, lang)))
    part.replace(path)
    return kept


def _plain(value: object) -> str:
    match value:
        case Decimal():
            return f"{value:f}"
        case datetime() | date():
            return value.isoformat()
    return str(value)


def _page(book: Book, told: Mapping[str, Any], now: datetime, lang: Language) -> Page:
    tables = [(name, name, rows) for name, rows in told["facts"].items()]
    tables += [(name, say(title, lang), told[name]) for name, title in _BESIDE.items() if told[name]]
    sections = tuple(Section(key, title, "", (_table(key, title, rows),)) for key, title, rows in tables)
    heading = say("What {company} keeps about you", lang, company=book.workspace.name)
    marks = ((say("Made on", lang), f"{now:%Y-%m-%d %H:%M} UTC"),)
    return Page("person", heading, f"{now:%Y-%m-%d}", lang, book.workspace.currency, marks, sections)


def _table(key: str, title: str, rows: Rows) -> Table:
    names = [name for name in dict.fromkeys(name for row in rows for name in row) if name not in _HIDDEN]
    names = [name for name in names if any(row.get(name) is not None for row in rows)]
    cells: tuple[tuple[Cell, ...], ...] = tuple(tuple(_cell(row.get(name)) for name in names) for row in rows)
    return Table(key, title, tuple(Column(name, name) for name in names), cells)


def _cell(value: object) -> Cell:
    return None if value is None else value if isinstance(value, str) else _plain(value)
