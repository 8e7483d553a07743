"""Blocks as plain tables: what a spreadsheet, a frame or a terminal can hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal

from tenure.errors import NotFound, unknown
from tenure.pages.blocks import (
    Block,
    Cell,
    Chart,
    Column,
    Definitions,
    Figures,
    Heatmap,
    Note,
    Page,
    Table,
    bare,
    blocks_of,
)
from tenure.periods import Period
from tenure.render.csv import harmless
from tenure.render.plates import chart_table
from tenure.texts import Text
from tenure.words import say


def flat_tables(page: Page) -> Mapping[str, Table]:
    """Every table, chart and heat map of a page by its key, tables first."""
    found = [made for block in blocks_of(page.sections) if (made := _flat(block, page)) is not None]
    charts = {block.key for block in blocks_of(page.sections) if isinstance(block, Chart)}
    return {table.key: table for table in sorted(found, key=lambda table: table.key in charts)}


def table_of(page: Page, key: str = "") -> Table:
    """One table of a page; the first when none is named.

    Raises: NotFound with the tables there are, or where there are none at all.
    """
    tables = flat_tables(page)
    if not tables:
        raise NotFound("There is nothing to show as a table.", "Read the page to see why.")
    if key and key not in tables:
        raise unknown(Text("table of this page called"), key, tables)
    return tables[key] if key else next(iter(tables.values()))


def _flat(block: Block, page: Page) -> Table | None:
    match block:
        case Table():
            return block
        case Chart():
            table = chart_table(block, page)
            return Table(block.key, block.title, table.columns, table.rows)
        case Heatmap():
            return heat_table(block, page)
        case Figures() | Note() | Definitions():
            return None


def heat_table(block: Heatmap, page: Page) -> Table:
    """A heat map with a row for each cohort and age; cells that are not known are left out."""
    columns = (
        Column("cohort", block.row_title), Column("customers", block.size_title, "count"),
        Column("age", block.over or say("Months since start", page.lang), "count"),
        Column("part", say("Left", page.lang), block.kind), Column("whole", say("Of", page.lang), block.kind),
        Column("share", say("Share", page.lang), "share"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for row in (block.overall, *block.rows):
        for age, cell in zip(block.ages, row.cells, strict=True):
            if cell is not None:
                rows.append((row.title, row.size, age, cell.part, cell.whole, cell.share))
    return Table(block.key, block.title, columns, tuple(rows))


def table_csv(table: Table) -> str:
    """A head of keys, then a row for each row, the total last; numbers exact, unknown empty, nothing a spreadsheet would run."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in table.columns])
    for row in (*table.rows, *([table.total] if table.total else [])):
        writer.writerow([_exact(cell) for cell in row])
    return out.getvalue()


def _exact(cell: Cell) -> str:
    number = bare(cell)
    if number is None:
        return ""
    if isinstance(number, Decimal):
        return f"{number:f}"
    if isinstance(number, str | Period):
        return harmless(str(number))
    return str(number)
