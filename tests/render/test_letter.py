"""A page as a letter: one line above it, and the signs of its language."""

from dataclasses import replace

from tenure.render.letter import letter

LINKS = ("https://tenure.example.com/shop/", "https://tenure.example.com/end/")


def test_a_name_over_two_lines_is_one_in_the_subject(shop_page):
    told = letter(replace(shop_page, title="Corner\r\n shop"), *LINKS)
    assert told.subject == f"Corner shop · {shop_page.subtitle}"
