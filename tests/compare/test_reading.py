"""Parts that are rounded still sum to the whole."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tenure.compare.reading import rounded, shared_out

PARTS = st.dictionaries(st.text("abc", min_size=1, max_size=3), st.fractions(-1000, 1000), min_size=1)


def test_three_thirds_are_one():
    thirds = {name: Fraction(1, 3) for name in "abc"}
    assert shared_out(thirds, Decimal(1), 2) == (("a", Decimal("0.34")), ("b", Decimal("0.33")), ("c", Decimal("0.33")))


@given(PARTS, st.sampled_from([0, 2, 10]))
def test_rounded_parts_sum_to_the_rounded_whole(parts, digits):
    total = rounded(sum(parts.values(), Fraction(0)), digits)
    told = dict(shared_out(parts, total, digits))
    assert sum(told.values()) == total
    assert all(abs(Fraction(told[name]) - parts[name]) <= Fraction(2, 10**digits) for name in parts)
