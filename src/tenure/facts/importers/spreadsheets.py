"""Workbooks as sheets of text: the first sheet that holds anything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tenure.errors import RejectedData
from tenure.facts.importers.delimited import header_place, tidy
from tenure.facts.importers.encodings import Judge
from tenure.facts.importers.sheets import BLANKS, Sheet, unique_headers
from tenure.texts import Text

_LONG = r"^-?\d{16,}$"
_EXACT = 2**53  # whole numbers above this are rounded when a spreadsheet holds them as numbers


def read_workbook(path: Path, name: str, judge: Judge) -> Sheet:
    """The first sheet of a workbook that holds a table.

    Raises: RejectedData when none does.
    """
    import fastexcel

    try:
        book = fastexcel.read_excel(path)
    except fastexcel.FastExcelError as error:
        raise RejectedData(
            "{file} is no workbook that can be opened: {error}.",
            "Save it again as .xlsx or CSV.",
            file=name,
            error=error,
        ) from error
    for place, title in enumerate(book.sheet_names):
        table = _all_cells(book, place)
        if table.num_rows > 1:
            others = [other for other in book.sheet_names if other != title]
            sheet = _sheet(book, place, table, name if not others else f"{name} [{title}]", judge)
            told = Text("only sheet '{title}' is read; the others are {others}", title=title, others=others)
            return replace(sheet, notes=(told,)) if others else sheet
    raise RejectedData("{file} holds no table.", "Export the sheet again with column names.", file=name)


def _all_cells(book: object, place: int) -> pa.Table:
    # Every cell as text and no row left out, so that a row's place is its number in the sheet.
    batch = book.load_sheet(place, header_row=None, skip_rows=0, dtypes="string").to_arrow()  # type: ignore[attr-defined]
    return pa.Table.from_batches([pa.record_batch(batch)])


def _sheet(book: object, place: int, table: pa.Table, name: str, judge: Judge) -> Sheet:
    first = [[row[column] or "" for column in table.column_names] for row in table.slice(0, 50).to_pylist()]
    header, _ = header_place(first, judge)
    headers = first[header]
    columns = unique_headers(headers)
    body = table.slice(header + 1)
    cells = {}
    for index, column in enumerate(columns):
        text = body.column(index).cast(pa.string())
        cells[column] = _marked(text) if _are_numbers(book, place, index, header, text) else text
    preamble = tuple(" ".join(cell for cell in row if cell.strip(BLANKS)) for row in first[:header])
    rows = pa.chunked_array([pa.array(range(header + 2, header + 2 + body.num_rows), pa.int64())])
    filled = pa.table({column: pc.fill_null(values, "") for column, values in cells.items()})
    sheet = Sheet(name, columns, filled, rows)
    return tidy(sheet, "xlsx", header + 1, preamble, [not cell.strip(BLANKS) for cell in headers])


def _are_numbers(book: object, place: int, index: int, header: int, text: pa.ChunkedArray) -> bool:
    """Whether the long figures of a column are numbers that lost digits, and no text."""
    long = text.filter(pc.fill_null(pc.match_substring_regex(text, _LONG), False)).to_pylist()
    if not any(abs(int(cell)) >= _EXACT for cell in long):
        return False
    part = book.load_sheet(place, header_row=header, use_columns=[index], schema_sample_rows=None).to_arrow()  # type: ignore[attr-defined]
    kind = part.schema.field(0).type
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return True
    return len(long) > 1 and all(int(float(cell)) == int(cell) for cell in long)


def _marked(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Long figures as the rounded numbers they are: 4.089123456789012e+18."""
    cells = [
        repr(float(cell)) if cell and cell.lstrip("-").isdigit() and abs(int(cell)) >= _EXACT else cell
        for cell in text.to_pylist()
    ]
    return pa.chunked_array([pa.array(cells, pa.string())])
