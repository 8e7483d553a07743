"""The HTML report stands alone, is well formed, and leads from each number to its meaning."""

import re
from html.parser import HTMLParser

import pytest

from tenure.pages.blocks import Chart, blocks_of
from tenure.render.charts import NARROW, WIDE, specification
from tenure.render.html import html

COMPANIES = [(company, lang) for company in ("golden", "shop") for lang in ("en", "zh")]
VOID = {"meta", "br", "hr", "img", "input", "link", "col"}
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink")


class Tree(HTMLParser):
    """Open tags, ids and links of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.open, self.ids, self.links, self.wrong, self.texts = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.ids += [told["id"]] if "id" in told else []
        self.links += [told["href"]] if "href" in told else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "script"):
            self.texts.append(data)


@pytest.fixture(scope="module", params=COMPANIES, ids="-".join)
def document(request, pages):
    return html(pages[request.param])


def read(document):
    """The document as a tree."""
    tree = Tree()
    tree.feed(document)
    return tree


def test_the_file_needs_nothing_from_elsewhere(document):
    addresses = set(re.findall(r"https?://[^\s\"'<>)]+", document)) - set(NAMESPACES)
    assert addresses == set()
    assert not re.search(r"<(link|iframe|img|object)\b|@import|url\(|src=", document)


def test_every_tag_is_closed_and_every_id_is_of_one_thing(document):
    tree = read(document)
    assert (tree.wrong, tree.open) == ([], [])
    assert len(tree.ids) == len(set(tree.ids))


def test_every_link_leads_somewhere_in_the_page(document):
    tree = read(document)
    assert {link.removeprefix("#") for link in tree.links} <= set(tree.ids)
    assert sum(link.startswith("#def-") for link in tree.links) > 8


def test_names_from_the_company_are_text_not_markup(shop_page):
    document = html(shop_page)
    assert "Corner &lt;shop&gt;" in document and "Corner <shop>" not in document


def test_the_page_says_its_language(pages):
    assert html(pages["golden", "zh"]).startswith('<!doctype html>\n<html lang="zh-Hans">')
    assert html(pages["golden", "en"]).startswith('<!doctype html>\n<html lang="en">')


def test_every_chart_has_a_sentence_two_widths_and_a_table(pages):
    page = pages["golden", "en"]
    document, charts = html(page), [one for one in blocks_of(page.sections) if isinstance(one, Chart)]
    assert document.count('<svg class="wide"') == document.count('<svg class="narrow"') == len(charts)
    assert document.count("<details>") == len(charts)
    for chart in charts:
        assert chart.summary.split(".")[0][:20] in document


def test_colours_of_charts_are_the_pages_own(pages):
    for one in blocks_of(pages["golden", "en"].sections):
        if isinstance(one, Chart):
            made = str(specification(one, "en", "CNY", WIDE))
            assert "var(--" in made and not re.search("#[0-9a-f]{6}", made)
            assert specification(one, "en", "CNY", NARROW)["width"] < 360


def test_an_immature_cell_is_empty_and_says_so(pages):
    document = html(pages["golden", "en"])
    assert '<td class="h none"><span class="hidden">not over yet</span></td>' in document
