"""A page as a workbook: one sheet a section, numbers as numbers, texts never as formulas."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.pages.blocks import Block, Cell, Chart, Definitions, Figures, Heatmap, Kind, Note, Page, Section, Table
from tenure.render.cells import cell_text, exact
from tenure.render.plates import chart_table
from tenure.words import currency_digits, say, several

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_FORMS: dict[str, str] = {
    "count": "#,##0", "amount": "#,##0.00",
    "share": "0.0%", "times": "0.00", "minutes": "#,##0", "days": "0.0", "points": "0.000", "score": "0.0", "chance": "0.000",
}  # fmt: skip
_WIDEST = 46


@dataclass
class _Sheet:
    """A sheet, and the row to write next."""

    sheet: Worksheet
    formats: dict[str, Format]
    page: Page
    row: int = 0
    widths: dict[int, int] = field(default_factory=dict)

    def text(self, column: int, text: str, form: str = "text", wide: bool = True) -> None:
        """A text, never run as a formula."""
        self.sheet.write_string(self.row, column, text, self.formats[form])
        if wide:
            self.widths[column] = min(_WIDEST, max(self.widths.get(column, 8), _width(text) + 2))

    def cell(self, column: int, cell: Cell, kind: Kind, bold: bool = False) -> None:
        """A number as a number, a period or a text as text; what is not known stays empty, bounds as text."""
        number = exact(cell)
        if number is not None:
            self.sheet.write_number(
                self.row,
                column,
                float(number),
                self.formats[f"{kind}!" if bold and f"{kind}!" in self.formats else kind],
            )
            self.widths[column] = max(self.widths.get(column, 8), 13)
        elif cell is not None:
            told = cell_text(cell, kind, self.page.lang, self.page.currency)
            self.text(column, "" if told == "–" else told, "head" if bold else "text")

    def heads(self, titles: list[str]) -> None:
        """A row of column heads."""
        for column, title in enumerate(titles):
            self.text(column, title, "head")
        self.row += 1


def write_xlsx(page: Page, path: Path) -> None:
    """Write the workbook; the file appears whole or not at all."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = _formats(book, page)
    used: set[str] = set()
    for section in page.sections:
        sheet = _Sheet(book.add_worksheet(sheet_name(section.title, used)), formats, page)
        _section(sheet, section)
        for column, width in sheet.widths.items():
            sheet.sheet.set_column(column, column, width)
    book.close()
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(buffer.getvalue())
    part.replace(path)


def sheet_name(title: str, used: set[str]) -> str:
    """A name that a workbook takes: at most 31 signs, none of []:*?/\\, none twice."""
    clean = re.sub(r"[\[\]:*?/\\]", " ", title).strip("' ")[:28] or "–"
    name, number = clean, 2
    while name.lower() in used:
        name, number = f"{clean} {number}", number + 1
    used.add(name.lower())
    return name


def _formats(book: Workbook, page: Page) -> dict[str, Format]:
    money = f"#,##0{'.' + '0' * digits if (digits := currency_digits(page.currency)) else ''}"
    forms = _FORMS | {"money": money}
    made = {name: book.add_format({"num_format": form}) for name, form in forms.items()}
    made |= {f"{name}!": book.add_format({"num_format": form, "bold": True, "top": 1}) for name, form in forms.items()}
    made |= {name: book.add_format({}) for name in ("text", "period", "day")}
    made["title"] = book.add_format({"bold": True, "font_size": 14})
    made["block"] = book.add_format({"bold": True, "font_size": 12})
    made["head"] = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    made["muted"] = book.add_format({"font_color": "#5B6472"})
    return made


def _section(sheet: _Sheet, section: Section) -> None:
    page = sheet.page
    sheet.text(0, f"{page.title} · {section.title}", "title", wide=False)
    sheet.row += 1
    sheet.text(0, " · ".join(_mark(sheet, *one) for one in page.marks), "muted", wide=False)
    sheet.row += 1
    if section.lead:
        sheet.text(0, section.lead, "muted", wide=False)
        sheet.row += 1
    for block in section.blocks:
        sheet.row += 1
        _block(sheet, block)


def _block(sheet: _Sheet, block: Block) -> None:
    match block:
        case Figures():
            _figures(sheet, block)
        case Table():
            _table(sheet, block)
        case Chart():
            _table(sheet, chart_table(block, sheet.page), block.summary)
        case Heatmap():
            _heatmap(sheet, block)
        case Note():
            sheet.text(0, block.title, "block", wide=False)
            for text in (block.text, *block.items):
                sheet.row += 1
                sheet.text(0, text, wide=False)
            sheet.row += 1
        case Definitions():
            _definitions(sheet, block)


def _figures(sheet: _Sheet, block: Figures) -> None:
    lang = sheet.page.lang
    change = say("Change", lang)
    then = (say("Period before", lang), change, say("Same period last year", lang), change, say("Id", lang))
    bounds = (say("Low", lang), say("High", lang), say("Numerator", lang), say("Denominator", lang))
    chosen = any(one.key == "chosen" for figure in block.figures for one in figure.comparisons)
    more = (say("Period compared with", lang), change) if chosen else ()
    sheet.heads([say("Number", lang), say("Value", lang), say("Status", lang), *bounds, *then, *more])
    for one in block.figures:
        value = one.value
        sheet.text(0, one.title)
        sheet.cell(1, value.value, one.unit)
        sheet.text(2, say(value.status, lang))
        for column, bound in ((3, value.low), (4, value.high)):
            sheet.cell(column, bound, one.unit)
        for column, side in ((5, value.numerator), (6, value.denominator)):
            sheet.cell(column, side, "money" if side is not None and side % 1 else "count")
        for comparison in one.comparisons:
            first = {"previous": 7, "last_year": 9, "chosen": 12}[comparison.key]
            sheet.cell(first, comparison.then.value, one.unit)
            sheet.cell(first + 1, comparison.difference, one.unit)
        sheet.text(11, one.key)
        sheet.row += 1


def _table(sheet: _Sheet, block: Table, note: str = "") -> None:
    sheet.text(0, block.title, "block", wide=False)
    sheet.row += 1
    for text in (note, block.note):
        if text:
            sheet.text(0, text, "muted", wide=False)
            sheet.row += 1
    sheet.heads([_head(sheet, column.title, column.kind) for column in block.columns])
    for row in (*block.rows, *([block.total] if block.total else [])):
        for column, cell in enumerate(row):
            sheet.cell(column, cell, block.columns[column].kind, bold=row is block.total)
        sheet.row += 1


def _head(sheet: _Sheet, title: str, kind: Kind) -> str:
    lang = sheet.page.lang
    unit = {"money": sheet.page.currency, "minutes": say("minutes", lang)}.get(kind)
    return say("{told} ({state})", lang, told=title, state=unit) if unit else title


def _mark(sheet: _Sheet, name: str, told: str) -> str:
    return say("{name}: {told}", sheet.page.lang, name=name, told=told)


def _heatmap(sheet: _Sheet, block: Heatmap) -> None:
    sheet.text(0, block.title, "block", wide=False)
    for text in (block.summary, block.note):
        sheet.row += 1
        sheet.text(0, text, "muted", wide=False)
    sheet.row += 1
    sheet.heads([block.row_title, block.size_title, *(str(age) for age in block.ages)])
    first = sheet.row
    for row in (block.overall, *block.rows):
        sheet.text(0, row.title)
        sheet.cell(1, row.size, "count")
        for column, cell in enumerate(row.cells, start=2):
            sheet.cell(column, None if cell is None else cell.share, "share")
        sheet.row += 1
    shades = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#8FB0F0"}
    sheet.sheet.conditional_format(first, 2, sheet.row - 1, 1 + len(block.ages), shades)


def _definitions(sheet: _Sheet, block: Definitions) -> None:
    lang = sheet.page.lang
    sheet.heads([say("Number", lang), say("What it means", lang), say("Details", lang)])
    for one in block.entries:
        sheet.text(0, one.title)
        sheet.text(1, one.says)
        sheet.text(2, several((_mark(sheet, *detail) for detail in one.details), lang))
        sheet.row += 1


def _width(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in text)
