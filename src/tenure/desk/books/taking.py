"""A page as a file to take along: a workbook, one table as CSV, JSON; the SQL of one of its numbers."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from django.http import HttpResponse

from tenure.desk.books.holding import book_of
from tenure.desk.books.wishes import Wish
from tenure.errors import unknown
from tenure.pages.blocks import Chart, Definitions, Page, blocks_of
from tenure.pages.reader import Reader
from tenure.render.flat import flat_tables, table_csv, table_of
from tenure.render.json import page_json
from tenure.render.xlsx import write_xlsx
from tenure.texts import Text
from tenure.words import later

FORMS: Mapping[str, str] = {"xlsx": later("Workbook (XLSX)"), "json": "JSON", "csv": "CSV", "sql": "SQL"}
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "sql": "text/plain; charset=utf-8",
}
_MOST = 100  # statements kept, all companies together
_SAID: dict[tuple[object, ...], str] = {}


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
    return _file(made, form, name, table)


def statements_of(company: str, page: Page, wish: Wish, reader: Reader, name: str, metric: str) -> HttpResponse:
    """The statements that compute a number of a page for a reader, as `tenure sql` tells them.

    Raises: NotFound for a metric that the page does not show; TenureError for one that cannot be said.
    """
    shown = numbers_of(page)
    if metric not in shown:
        raise unknown(Text("number of this page called"), metric, shown)
    where = {**dict(wish.slices), **reader.where}
    with book_of(company) as book:
        key = (company, book.state(), metric, wish.period, wish.as_of, tuple(sorted(where.items())))
        if key not in _SAID:  # it makes every stage anew, to tell how
            while len(_SAID) >= _MOST:
                _SAID.pop(next(iter(_SAID)))
            _SAID[key] = book.sql(metric, wish.period, wish.as_of, where)
        told = _SAID[key]
    return _file(f"{told}\n".encode(), "sql", name, metric)


def _file(made: bytes, form: str, name: str, part: str) -> HttpResponse:
    answer = HttpResponse(made, content_type=_TYPES[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{"-".join(filter(None, (name, part)))}.{form}"'
    return answer


def numbers_of(page: Page) -> Mapping[str, str]:
    """The metrics that a page shows: id and title."""
    shown = (one for block in blocks_of(page.sections) if isinstance(block, Definitions) for one in block.entries)
    return {one.key: one.title for one in shown}


def pictures_of(page: Page) -> Mapping[str, str]:
    """The charts of a page: key and title."""
    return {one.key: one.title for one in blocks_of(page.sections) if isinstance(one, Chart)}


def tables_of(page: Page) -> Mapping[str, str]:
    """The tables of a page: key and title."""
    return {key: one.title for key, one in flat_tables(page).items()}


def _workbook(page: Page) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.xlsx"
        write_xlsx(page, path)
        return path.read_bytes()
