"""A page for people at a terminal: headings, sentences, aligned tables."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.pages.blocks import Block, Cell, Chart, Column, Definitions, Figures, Heatmap, HeatRow, Note, Page, Table
from tenure.render.cells import cell_text, mark, money_digits, rows_told
from tenure.render.plates import chart_table
from tenure.render.text import aligned
from tenure.words import currency_symbol, number_text, say
from tenure.words.numbers import DASH

_WORDS = ("text", "period", "day")


def page_text(page: Page) -> str:
    """The sections one after the other."""
    parts = []
    for section in page.sections:
        parts += [f"{section.title}\n{section.lead}".rstrip()]
        parts += [told for block in section.blocks if (told := _block(block, page))]
    return "\n\n".join(parts) + "\n"


def _block(block: Block, page: Page) -> str:
    match block:
        case Table():
            return _table(block, page)
        case Chart():
            return _titled(block.title, block.summary, _lines(chart_table(block, page), page))
        case Heatmap():
            return _heatmap(block, page)
        case Note():
            return _titled(block.title, block.text, [f"- {item}" for item in block.items])
        case Figures():
            rows = tuple(
                (one.title, number_text(one.value.value, one.unit, page.lang, page.currency)) for one in block.figures
            )
            columns = (Column("number", say("Number", page.lang)), Column("value", say("Value", page.lang)))
            return "\n".join(_lines(Table(block.key, "", columns, rows), page))
        case Definitions():
            return ""


def _titled(title: str, text: str, lines: Sequence[str]) -> str:
    return "\n".join([title, *([text] if text else []), *lines])


def _table(block: Table, page: Page) -> str:
    lines = _lines(block, page) if block.rows else []
    return _titled(block.title, "", [*lines, *(text for text in (rows_told(block, page.lang), block.note) if text)])


def _lines(block: Table, page: Page) -> list[str]:
    every = (*block.rows, *([block.total] if block.total else []))
    digits = [
        money_digits((row[n] for row in every), page.currency) if column.kind == "money" else None
        for n, column in enumerate(block.columns)
    ]
    rows = [[_head(column, page) for column in block.columns]]
    for row in (*block.part, *([block.total] if block.total else [])):
        rows.append([_cell(cell, block.columns[n], digits[n], page) for n, cell in enumerate(row)])
    return aligned(rows, [n for n, column in enumerate(block.columns) if column.kind not in _WORDS])


def _head(column: Column, page: Page) -> str:
    unit = f" {currency_symbol(page.currency, page.lang).strip()}" if column.kind == "money" else ""
    return f"{column.title}{unit}"


def _cell(cell: Cell, column: Column, digits: int | None, page: Page) -> str:
    return cell_text(cell, column.kind, page.lang, page.currency, digits) + mark(cell)


def _heatmap(block: Heatmap, page: Page) -> str:
    rows = [[block.row_title, block.size_title, *map(str, block.ages)]]
    rows += [_heat_row(row, page) for row in (block.overall, *block.rows)]
    over = say("Columns: {what}.", page.lang, what=block.over or say("Months since start", page.lang))
    lines = aligned(rows, range(1, len(rows[0])))
    return _titled(block.title, block.summary, [over, *lines, *([block.note] if block.note else [])])


def _heat_row(row: HeatRow, page: Page) -> list[str]:
    shares = (None if cell is None else cell.share for cell in row.cells)
    return [
        row.title,
        f"{row.size:,}",
        *(DASH if share is None else number_text(share, "share", page.lang) for share in shares),
    ]
