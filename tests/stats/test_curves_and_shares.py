"""Small curves, and the sizes of arms."""

from fractions import Fraction

import pytest

from tenure.stats.curves import slope, standard_deviation
from tenure.stats.shares import even_split

HALF = Fraction(1, 2)


def test_the_slope_is_the_change_a_step():
    assert slope([Fraction(1), Fraction(3), Fraction(5)]) == 2
    assert slope([HALF, Fraction(1, 4), HALF]) == 0


def test_the_spread_is_that_of_a_sample():
    assert standard_deviation([HALF, Fraction(1), Fraction(0)]) == pytest.approx(0.5)
    assert standard_deviation([HALF]) is None


def test_an_even_split_is_likely_and_a_lopsided_one_is_not():
    assert even_split(4, 4) == 1
    assert even_split(60, 40) == pytest.approx(0.0455, abs=0.00005)  # chi-square 4, one degree
    assert even_split(0, 0) is None
