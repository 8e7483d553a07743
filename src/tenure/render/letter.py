"""A page as a letter: text, and HTML that any mail program shows; numbers and tables, of charts the sentence that tells them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tenure.pages.blocks import (
    Block,
    Chart,
    Column,
    Definitions,
    Figure,
    Figures,
    Heatmap,
    Note,
    Page,
    Section,
    Table,
)
from tenure.render.cells import cell_text, mark, money_digits, range_text, sureness
from tenure.render.markup import Markup, join, tag
from tenure.render.plain import page_text
from tenure.words import change_text, currency_symbol, html_language, number_text, period_text, say, several

_ROWS = 20  # of a table; the page has the others
_BODY = "font: 15px/1.5 sans-serif; color: #16191f; max-width: 720px; margin: 0 auto; padding: 16px"
_CELL = "padding: 4px 14px 4px 0; border-bottom: 1px solid #e3e6eb; vertical-align: top; text-align: "
_QUIET = "color: #5b6472; font-size: 13px"
_WORDS = ("text", "period", "day")


@dataclass(frozen=True)
class Letter:
    """What a message says, in both of its forms."""

    subject: str
    text: str
    html: str


def letter(page: Page, link: str, end: str) -> Letter:
    """A page as a message that leads to the page itself, and to where it is told not to come again."""
    short = _short(page)
    subject = subject_of(page)
    marks = " · ".join(say("{name}: {told}", page.lang, name=name, told=told) for name, told in page.marks)
    foot = say("You subscribed to this page. No further mail of it: {link}", page.lang, link=end)
    text = "\n\n".join([subject, marks, link, page_text(short).strip(), "-- \n" + foot]) + "\n"
    ways = tag("p", tag("a", say("Open the page", page.lang), href=link), style="margin: 12px 0 0")
    leave = tag("a", say("No further mail of this page", page.lang), href=end)
    body = tag(
        "body", tag("h1", subject, style="font-size: 20px; margin: 0"), tag("p", marks, style=_QUIET), ways,
        *(_section(section, short) for section in short.sections),
        tag("p", say("You subscribed to this page.", page.lang), " ", leave, style=f"{_QUIET}; margin-top: 28px"), style=_BODY,
    )  # fmt: skip
    head = tag("head", tag("meta", charset="utf-8"), tag("title", subject))
    return Letter(subject, text, "<!doctype html>\n" + tag("html", head, body, lang=html_language(page.lang)) + "\n")


def subject_of(page: Page) -> str:
    """What a message is about, in one line, as a head of one has to be."""
    return " ".join(f"{page.title} · {page.subtitle}".split())


def _short(page: Page) -> Page:
    """The page as a letter tells it."""
    sections = [replace(one, blocks=tuple(_told(block, page) for block in one.blocks)) for one in page.sections]
    kept = (one for one in sections if not all(isinstance(block, Definitions) for block in one.blocks))
    return replace(page, sections=tuple(kept))


def _told(block: Block, page: Page) -> Block:
    match block:
        case Figures():
            columns = (
                Column("number", say("Number", page.lang)),
                Column("value", say("Value", page.lang)),
                Column("change", say("Change", page.lang)),
            )
            return Table(block.key, "", columns, tuple(figure_told(one, page) for one in block.figures))
        case Chart() | Heatmap():
            return Note(block.key, block.title, block.summary)
        case Table() if len(block.rows) > _ROWS:
            more = say("{n} rows; the page has all of them.", page.lang, n=f"{len(block.rows):,}")
            return replace(block, rows=block.rows[:_ROWS], shown=None, note=" ".join(filter(None, (more, block.note))))
        case Table():
            return replace(block, shown=None)
    return block


def figure_told(one: Figure, page: Page) -> tuple[str, str, str]:
    """Its name, its number with how sure it is, and how it changed."""
    value, lang, currency = one.value, page.lang, page.currency
    told = number_text(value.value, one.unit, lang, currency)
    if value.value is None and value.low is not None and value.high is not None:
        told = range_text(value, one.unit, lang, currency)
    state = sureness(value, lang)
    changes = [
        f"{change_text(then.difference, one.unit, lang, currency)} {say('vs {period}', lang, period=period_text(then.then.period, lang))}"
        for then in one.comparisons
        if then.difference is not None
    ]
    told = say("{told} ({state})", lang, told=told, state=state) if state else told
    return one.title, told, several(changes, lang)


def _section(section: Section, page: Page) -> Markup:
    blocks = (_block(block, page, section) for block in section.blocks)
    return join(
        tag("h2", section.title, style="font-size: 17px; margin: 28px 0 4px"),
        tag("p", section.lead, style=_QUIET),
        *blocks,
    )


def _block(block: Block, page: Page, section: Section) -> Markup | None:
    match block:
        case Table():
            return join(
                _title(block.title, section),
                _table(block, page),
                tag("p", block.note, style=_QUIET) if block.note else None,
            )
        case Note():
            items = tag("ul", *(tag("li", item) for item in block.items)) if block.items else None
            return join(_title(block.title, section), tag("p", block.text) if block.text else None, items)
    return None


def _title(title: str, section: Section) -> Markup | None:
    return tag("h3", title, style="font-size: 15px; margin: 16px 0 4px") if title not in ("", section.title) else None


def _table(block: Table, page: Page) -> Markup:
    every = (*block.rows, *([block.total] if block.total else []))
    digits = [
        money_digits((row[n] for row in every), page.currency) if column.kind == "money" else None
        for n, column in enumerate(block.columns)
    ]
    sides = [_CELL + ("left" if column.kind in _WORDS else "right") for column in block.columns]
    heads = (
        tag(
            "th",
            f"{column.title} {currency_symbol(page.currency, page.lang)}".strip()
            if column.kind == "money"
            else column.title,
            style=sides[n],
        )
        for n, column in enumerate(block.columns)
    )
    rows = (
        tag("tr", *(
            tag("td", cell_text(cell, block.columns[n].kind, page.lang, page.currency, digits[n]) + mark(cell), style=sides[n])
            for n, cell in enumerate(row)
        ))
        for row in every
    )  # fmt: skip
    return tag(
        "table",
        tag("thead", tag("tr", *heads)),
        tag("tbody", *rows),
        style="border-collapse: collapse; font-size: 14px",
    )
