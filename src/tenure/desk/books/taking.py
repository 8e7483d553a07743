"""A page as a file to take along: a workbook, one table as CSV, or JSON."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from django.http import HttpResponse

from tenure.pages.blocks import Page
from tenure.render.flat import flat_tables, table_csv, table_of
from tenure.render.json import page_json
from tenure.render.xlsx import write_xlsx
from tenure.words import later

FORMS: Mapping[str, str] = {"xlsx": later("Workbook (XLSX)"), "json": "JSON", "csv": "CSV"}
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}


def taken(page: Page, form: str, name: str, table: str = "") -> HttpResponse:
    """The whole page in one form; of CSV one table, the first when none is named.

    Raises: NotFound for a table that the page has not.
    """
    made: bytes
    match form:
        case "csv":
            made = table_csv(table_of(page, table)).encode("utf-8-sig")  # spreadsheets read it as UTF-8 by its mark
        case "json":
            made = page_json(page).encode()
        case _:
            made = _workbook(page)
    answer = HttpResponse(made, content_type=_TYPES[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{"-".join(filter(None, (name, table)))}.{form}"'
    return answer


def tables_of(page: Page) -> Mapping[str, str]:
    """The tables of a page: key and title."""
    return {key: one.title for key, one in flat_tables(page).items()}


def _workbook(page: Page) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.xlsx"
        write_xlsx(page, path)
        return path.read_bytes()
