"""A page as one HTML file that needs nothing else: no network, no script to be read, light and dark, screen and paper."""

from __future__ import annotations

from importlib.resources import files

from tenure.pages.blocks import Block, Chart, Definitions, Figures, Heatmap, Note, Page, Section, Table
from tenure.render.figures import figures_html
from tenure.render.links import ALONE, Links
from tenure.render.markup import Markup, join, tag
from tenure.render.plates import chart_html, heatmap_html
from tenure.render.tables import definitions_html, note_html, table_html
from tenure.words import html_language, say


def html(page: Page) -> str:
    """The whole document."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="generator", content="Tenure"),
        tag("title", f"{page.title} · {page.subtitle}"),
        tag("style", Markup(_part("style.css"))),
        tag("script", Markup(_part("theme.js"))),
    )
    body = tag(
        "body",
        _top(page),
        tag("div", _contents(page), _main(page), class_="frame"),
        _foot(page),
        tag("script", Markup(_part("page.js"))),
        tag("script", Markup(_part("chart.js"))),
    )
    return "<!doctype html>\n" + tag("html", head, body, lang=html_language(page.lang)) + "\n"


def _part(name: str) -> str:
    return files("tenure.render").joinpath("assets", name).read_text(encoding="utf-8")


def _top(page: Page) -> Markup:
    names = [say("System", page.lang), say("Light", page.lang), say("Dark", page.lang)]
    button = tag(
        "button", tag("span", names[0], class_="now"), type="button", id="theme", class_="button",
        data_names="|".join(names), data_label=say("Theme", page.lang), aria_label=f"{say('Theme', page.lang)}: {names[0]}",
    )  # fmt: skip
    tables = tag(
        "button", say("Show tables", page.lang), type="button", id="tables", class_="button", aria_pressed="false"
    )
    marks = join(*(tag("div", tag("dt", name), tag("dd", told)) for name, told in page.marks))
    return join(
        tag("a", say("Skip to the numbers", page.lang), href="#main", class_="skip"),
        tag(
            "header",
            tag("div", tag("h1", page.title), tag("dl", marks, class_="marks"), class_="who"),
            tag("div", tables, button, class_="tools"),
            class_="top",
        ),
    )


def _contents(page: Page) -> Markup:
    links = (tag("li", tag("a", section.title, href=f"#{section.key}")) for section in page.sections)
    return tag("nav", tag("ol", join(*links)), class_="contents", aria_label=say("Contents", page.lang))


def _main(page: Page) -> Markup:
    return tag("main", main_html(page), id="main", tabindex=-1)


def main_html(page: Page, links: Links = ALONE) -> Markup:
    """What the page says, for a document that others make around it."""
    return join(*(_section(section, page, links) for section in page.sections))


def _section(section: Section, page: Page, links: Links) -> Markup:
    name = f"{section.key}-section"  # a block may bear the name of its section
    blocks = join(*(_block(block, page, section, links) for block in section.blocks))
    lead = tag("p", section.lead, class_="lead") if section.lead else None
    return tag("section", tag("h2", section.title, id=name), lead, blocks, id=section.key, aria_labelledby=name)


def _block(block: Block, page: Page, section: Section, links: Links) -> Markup:
    match block:
        case Figures():
            return figures_html(block, page, links)
        case Table():
            return table_html(block, page, block.title != section.title, links)
        case Heatmap():
            return heatmap_html(block, page, links)
        case Chart():
            return chart_html(block, page, links)
        case Note():
            return note_html(block, heading=block.title != section.title)
        case Definitions():
            return definitions_html(block, page)


def _foot(page: Page) -> Markup:
    legend = say(
        "* not final yet · ° few members · – not known · a range is what the number can still become", page.lang
    )
    versions = dict(page.standing)
    made = say(
        "Made with Tenure, on your own machine. Settings {policies}, facts {facts}.",
        page.lang,
        policies=versions.get("policy_version", "–"),
        facts=versions.get("facts_version", "–"),
    )
    return tag("footer", tag("p", legend), tag("p", made), class_="foot")
