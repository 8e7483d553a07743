"""A page as a letter: one line above it, and the signs of its language."""

import re
from dataclasses import replace

from tenure.pages.blocks import Figures
from tenure.render.letter import letter

LINKS = ("https://tenure.example.com/shop/", "https://tenure.example.com/end/")


def test_a_name_over_two_lines_is_one_in_the_subject(shop_page):
    told = letter(replace(shop_page, title="Corner\r\n shop"), *LINKS)
    assert told.subject == f"Corner shop · {shop_page.subtitle}"


def test_a_chinese_letter_has_chinese_signs(shop_page):
    section, block, figure = next(
        (section, block, one)
        for section in shop_page.sections
        for block in section.blocks
        if isinstance(block, Figures)
        for one in block.figures
        if any(then.difference is not None for then in one.comparisons)
    )
    unsure = replace(figure.value, status="partial", n_open=0)
    figures = (replace(figure, value=unsure, comparisons=figure.comparisons * 2),)
    page = replace(shop_page, sections=(replace(section, blocks=(replace(block, figures=figures),)),))
    english, chinese = (letter(replace(page, lang=lang), *LINKS) for lang in ("en", "zh"))
    (name, told), *_more = page.marks
    for form in (english.text, english.html):
        assert f"{name}: {told}" in form
        assert " (so far)" in form
        assert re.search(" vs [^;]+; ", form)
    for form in (chinese.text, chinese.html):
        assert f"{name}：{told}" in form
        assert re.search("（[^ )）]+）", form)
        assert re.search("较[^；]+；", form)
