"""Colours stand off their ground, in both themes."""

import pytest

from tenure.render.tokens import colours, contrast, tokens


def test_contrast_runs_from_one_to_twenty_one():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)  # the example of every checker
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_colour_can_be_told_from_its_ground(theme):
    assert [one for one in colours(theme) if one.contrast < one.least] == []


def test_both_themes_have_the_same_names():
    assert tokens("light").keys() == tokens("dark").keys() >= {"paper", "ink", "total"}
