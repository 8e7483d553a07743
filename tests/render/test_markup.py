"""Tags are closed and texts are escaped."""

from tenure.render.markup import Markup, join, tag


def test_texts_and_attributes_are_escaped_markup_is_not():
    assert tag("p", "a < b", class_='"x"') == '<p class="&quot;x&quot;">a &lt; b</p>'
    assert tag("p", tag("b", "&")) == "<p><b>&amp;</b></p>"


def test_attributes_that_are_not_there_fall_away():
    assert tag("input", disabled=True, checked=False, title=None, aria_label="x") == '<input disabled aria-label="x">'


def test_joining_leaves_out_what_is_none():
    assert join("<", None, Markup("<br>"), between="|") == "&lt;|<br>"
