"""Faces of pages: the same blocks as HTML, as a workbook, as JSON; values as tables."""

from __future__ import annotations

import os
from pathlib import Path

from tenure.errors import NotFound, TenureError, UsageError
from tenure.pages.blocks import Page
from tenure.words import Language

FORMS = (".html", ".xlsx", ".json")


def write_report(page: Page, path: Path, lang: Language | None = None) -> None:
    """Write a page into a file; its ending says the form. The page carries its own language.

    Raises: UsageError for an ending that no form has.
    """
    check_form(path)
    match path.suffix.lower():
        case ".xlsx":
            from tenure.render.xlsx import write_xlsx

            write_xlsx(page, path)
        case ".json":
            from tenure.render.json import page_json

            _write(page_json(page), path)
        case _:
            from tenure.render.html import html

            _write(html(page), path)


def check_form(path: Path) -> None:
    """Whether a report can be written there, told before the work is done.

    Raises: UsageError for an ending that no form has; NotFound, or another TenureError, for a folder that cannot take it.
    """
    if path.suffix.lower() not in FORMS:
        raise UsageError(
            "'{file}' ends in no form of a report.",
            "Name a file that ends in {endings}.",
            file=path.name,
            endings=tuple(FORMS),
        )
    if not path.parent.is_dir():
        raise NotFound("There is no folder {folder}.", "Make it, or name another.", folder=path.parent)
    if not os.access(path.parent, os.W_OK):
        raise TenureError("{path} may not be written.", "Name another place, or change its rights.", path=path.parent)


def _write(text: str, path: Path) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
