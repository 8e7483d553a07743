"""Tables, notes and definitions as HTML."""

from __future__ import annotations

from tenure.catalogue.value import Value
from tenure.pages.blocks import Cell, Column, Definitions, Note, Page, Table
from tenure.pages.sorting import DOWN
from tenure.pages.told import Told
from tenure.render.cells import cell_text, mark, money_digits, range_text, rows_told, sureness
from tenure.render.figures import info_link
from tenure.render.links import ALONE, Links
from tenure.render.markup import Markup, join, tag
from tenure.words import currency_symbol, number_text, say


def table_html(block: Table, page: Page, heading: bool = True, links: Links = ALONE) -> Markup:
    """A table in a region of its own that scrolls where the screen is narrow."""
    digits = [_digits(n, column, block, page) for n, column in enumerate(block.columns)]
    arranges = len(block.columns) + len(block.further) > 2 and bool(links.order(block, block.columns[0].key))
    further = "\n".join(f"{column.key}\t{column.title}" for column in block.further) if arranges else None
    head = tag("thead", tag("tr", *(_head(column, block, page, links) for column in block.columns)))
    first = block.shown.first if block.shown else 0
    subjects = block.subjects[first:] or ("",) * len(block.rows)
    rows = [_row(row, block, digits, page, links, word) for row, word in zip(block.part, subjects, strict=False)]
    foot = tag("tfoot", _row(block.total, block, digits, page, links)) if block.total else None
    title = tag("h3", block.title, id=f"{block.key}-title") if heading else None
    region = tag(
        "div",
        tag("table", head, tag("tbody", *rows), foot, data_table=block.key if arranges else None, data_further=further),
        class_="scroll",
        tabindex=0,
        role="region",
        aria_label=block.title if heading else say("Table: {title}", page.lang, title=block.title),
    )
    told = " ".join(text for text in (rows_told(block, page.lang), block.note) if text)
    note = tag("p", told, class_="note") if told else None
    return tag("div", title, region, note, class_=f"block table {_sort(block)}".strip())


def _sort(block: Table) -> str:
    """Rows that are many things of one sort stay a line each; a table of words alone may break them."""
    if block.sheet:
        return "many"
    return "words" if all(column.kind == "text" for column in block.columns) else ""


def _digits(place: int, column: Column, block: Table, page: Page) -> int | None:
    if column.kind != "money":
        return None
    rows = (*block.rows, block.total) if block.total else block.rows
    return money_digits((row[place] for row in rows), page.currency)


def _head(column: Column, block: Table, page: Page, links: Links) -> Markup:
    """A column's title, leading to the table sorted by it where the face has an address for that."""
    address = links.order(block, column.key)
    title = tag("a", column.title, href=address, class_="quiet", rel="nofollow") if address else column.title
    unit = f" {currency_symbol(page.currency, page.lang).strip()}" if column.kind == "money" else ""
    return tag(
        "th", title, tag("span", unit, class_="unit") if unit else None, info_link(column.definition, column.title, page.lang),
        scope="col", class_=None if column.kind in ("text", "period", "day") else "n", aria_sort=_way(block, column.key),
        data_key=column.key if address else None,
    )  # fmt: skip


def _way(block: Table, column: str) -> str | None:
    """Which way the table is sorted by a column; None where it is not."""
    if block.sorted.removeprefix(DOWN) != column:
        return None
    return "descending" if block.sorted.startswith(DOWN) else "ascending"


def _row(
    row: tuple[Cell, ...], block: Table, digits: list[int | None], page: Page, links: Links, subject: str = ""
) -> Markup:
    cells = [_cell(cell, block.columns[n], n, digits[n], page, links) for n, cell in enumerate(row)]
    if subject:
        cells[0] = _named(row[0], block.sheet, subject, links)
    return tag("tr", *cells)


def _named(cell: Cell, sheet: str, subject: str, links: Links) -> Markup:
    """What a row is called, leading to the page about it."""
    return tag("th", links.to_subject(join(str(cell)), sheet, subject), scope="row")


def _cell(cell: Cell, column: Column, place: int, digits: int | None, page: Page, links: Links) -> Markup:
    text, sign = cell_text(cell, column.kind, page.lang, page.currency, digits), mark(cell)
    told = links.to_people(join(text, tag("sup", sign) if sign else None), cell)
    hover = _hover(cell, column, page)
    if place == 0:
        return tag("th", told, scope="row", title=hover)
    kind = {"text": "words", "period": "day", "day": "day"}.get(column.kind, "n")
    return tag("td", told, class_=f"{kind} none" if text == "–" else kind, title=hover)


def _hover(cell: Cell, column: Column, page: Page) -> str | None:
    """What a pointer finds out: how sure it is, and what it is made of."""
    if isinstance(cell, Told) and len(cell.parts) > 1:
        return say("Put together from several numbers, each of which has its own customers.", page.lang)
    if not isinstance(cell, Value):
        return None
    parts = [sureness(cell, page.lang)]
    if cell.value is not None and cell.low is not None and cell.high is not None and cell.low != cell.high:
        parts.append(range_text(cell, column.kind, page.lang, page.currency))
    if cell.numerator is not None and cell.denominator is not None and cell.denominator:
        part, whole = (number_text(n, "text", page.lang) for n in (cell.numerator, cell.denominator))
        parts.append(say("{part} of {whole}", page.lang, part=part, whole=whole))
    return " · ".join(part for part in parts if part) or None


def note_html(block: Note, heading: bool = True) -> Markup:
    """What the reader has to know."""
    items = tag("ul", *(tag("li", item) for item in block.items)) if block.items else None
    return tag(
        "div",
        tag("h3", block.title) if heading else None,
        tag("p", block.text) if block.text else None,
        items,
        class_="block notice",
    )


def definitions_html(block: Definitions, page: Page) -> Markup:
    """The meaning of each number, at an address of its own."""
    back = say("Back to where you were", page.lang)
    entries = []
    for one in block.entries:
        details = join(
            *(tag("div", tag("dt", name), tag("dd", _detail(name, told, page))) for name, told in one.details)
        )
        returning = tag("a", "↩", href="#main", class_="back info", aria_label=back, title=back)
        entries.append(
            tag(
                "article",
                tag("h3", one.title, returning),
                tag("p", one.says),
                tag("dl", details),
                id=f"def-{one.key}",
                class_="definition",
                tabindex=-1,
            )
        )
    return tag("div", *entries, class_="block definitions")


def _detail(name: str, told: str, page: Page) -> Markup:
    """A detail of a definition: code, or a sentence with code between backticks."""
    if name == say("Source", page.lang):
        parts = enumerate(told.split("`"))
        return join(*(tag("code", part, lang="en") if place % 2 else part for place, part in parts))
    return tag("code", told, lang="en") if told.isascii() else join(told)
