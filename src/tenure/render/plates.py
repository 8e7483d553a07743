"""Charts and heat maps as HTML: a sentence for everybody, the drawing, and its table."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tenure.pages.blocks import Cell, Chart, Column, HeatCell, Heatmap, HeatRow, Kind, Page, Series, Table
from tenure.render.charts import NARROW, WIDE, svg
from tenure.render.links import ALONE, Links
from tenure.render.markup import Markup, join, tag
from tenure.render.tables import table_html
from tenure.words import number_text, say

_STEPS = 8  # shades of a heat map


def chart_html(block: Chart, page: Page, links: Links = ALONE) -> Markup:
    """A figure: its sentence, the drawing in two widths, and the numbers behind it."""
    drawings = [Markup(svg(block, page.lang, page.currency, size)) for size in (WIDE, NARROW)]
    summary = block.summary
    if block.running:
        bars = block.shape in ("bars", "stacked")
        pale = say("Pale bars: the period is not over.", page.lang)
        summary = f"{summary} {pale if bars else say('Hollow points: the period is not over.', page.lang)}"
    if block.notes:
        told = ", ".join(f"{place} ({number})" for place, number in block.notes)
        summary = f"{summary} {say('Annotated: {places}.', page.lang, places=told)}"
    behind = chart_table(block, page)
    table = table_html(behind, page, heading=False, links=replace(links, order=ALONE.order))  # in the order of its axis
    details = tag("details", tag("summary", say("Show as table", page.lang)), table)
    title = tag("h3", block.title, id=f"{block.key}-title")
    places = {column.key: str(n) for n, column in enumerate(behind.columns)}
    columns = " ".join(places[series.key] for series in block.series)
    drawing = tag(
        "div", *drawings, class_="drawing", role="img", aria_label=f"{block.title}. {summary}", data_columns=columns
    )
    return tag(
        "figure",
        title,
        tag("figcaption", summary),
        drawing,
        details,
        class_="block chart",
        aria_labelledby=f"{block.key}-title",
    )


def chart_table(block: Chart, page: Page) -> Table:
    """The points of a chart, a row for each place."""
    head: list[Column] = [Column("place", block.axis, "text")]
    for series in block.series:
        head.append(Column(series.key, series.title, block.kind))
        if _bounded(block, series):
            head.append(Column(f"{series.key}_low", say("at least (95%)", page.lang), block.kind))
            head.append(Column(f"{series.key}_high", say("at most (95%)", page.lang), block.kind))
    rows: list[tuple[Cell, ...]] = []
    for number, place in enumerate(block.places):
        told = f"{place}*" if place in block.running else place
        cells: list[Cell] = [told]
        for series in block.series:
            bounds = (series.low[number], series.high[number]) if _bounded(block, series) else ()
            cells += [series.told[number] if series.told else series.values[number], *bounds]
        rows.append(tuple(cells))
    return Table(f"{block.key}_points", block.title, tuple(head), tuple(rows))


def _bounded(block: Chart, series: Series) -> bool:
    return block.shape == "band" and bool(series.low)


def heatmap_html(block: Heatmap, page: Page, links: Links = ALONE) -> Markup:
    """A heat map: numbers in every cell, shades behind them."""
    low, high = _range(block)
    columns = [tag("th", block.row_title, scope="col"), tag("th", block.size_title, scope="col", class_="n")]
    columns += [tag("th", str(age), scope="col", class_="h") for age in block.ages]
    over = tag(
        "tr",
        tag("td", "", colspan=2),
        tag(
            "th",
            block.over or say("Months since start", page.lang),
            colspan=len(block.ages),
            scope="colgroup",
            class_="over",
        ),
    )
    rows = [_row(row, low, high, block, page, links) for row in block.rows]
    table = tag(
        "table",
        tag("thead", over, tag("tr", *columns)),
        tag("tbody", _row(block.overall, low, high, block, page, links), class_="overall"),
        tag("tbody", *rows),
        class_="heat",
    )
    region = tag("div", table, class_="scroll", tabindex=0, role="region", aria_label=block.title)
    title = tag("h3", block.title, id=f"{block.key}-title")
    return tag(
        "figure",
        title,
        tag("figcaption", block.summary),
        region,
        tag("p", block.note, class_="note"),
        class_="block chart",
    )


def _range(block: Heatmap) -> tuple[float, float]:
    shares = [
        float(cell.share) for row in block.rows for cell in row.cells if cell is not None and cell.share is not None
    ]
    return (min(shares), max(shares)) if shares else (0.0, 1.0)


def _row(row: HeatRow, low: float, high: float, block: Heatmap, page: Page, links: Links) -> Markup:
    cells = (_cell(cell, low, high, block.kind, page, links) for cell in row.cells)
    size = links.to_people(join(f"{row.size:,}"), row.of)
    return tag("tr", tag("th", row.title, scope="row"), tag("td", size, class_="n"), *cells)


def _cell(cell: HeatCell | None, low: float, high: float, kind: Kind, page: Page, links: Links) -> Markup:
    if cell is None or cell.share is None:
        return tag("td", tag("span", say("not over yet", page.lang), class_="hidden"), class_="h none")
    shade = round((float(cell.share) - low) / ((high - low) or 1) * (_STEPS - 1))
    part, whole = (number_text(Decimal(n), kind, page.lang, page.currency) for n in (cell.part, cell.whole))
    made = say("{part} of {whole}", page.lang, part=part, whole=whole)
    share = links.to_people(join(_percent(cell.share, "share", page)), cell.of)
    return tag("td", share, class_=f"h s{max(0, min(_STEPS - 1, shade))}", title=made)


def _percent(share: Decimal, kind: Kind, page: Page) -> str:
    return number_text(share, kind, page.lang).replace("100.0%", "100%")
