"""Mix and rate: parts of the change of a ratio."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tenure.compare.mix import split, telling

AMOUNT = st.integers(0, 1000).map(Fraction)
GROUPS = st.dictionaries(st.sampled_from("abcde"), st.tuples(AMOUNT, AMOUNT), min_size=1).filter(
    lambda groups: sum(base for _top, base in groups.values()) > 0
)


def sides(**groups):
    return {name: (Fraction(top), Fraction(base)) for name, (top, base) in groups.items()}


def test_same_rates_and_other_weights_are_all_mix():
    # 10 % of 80 and 50 % of 20 is 18 %; of 20 and 80 it is 42 %
    made = split(sides(small=(8, 80), large=(10, 20)), sides(small=(2, 20), large=(40, 80)))
    assert sum(made.mix.values()) == Fraction(24, 100)
    assert set(made.rate.values()) == {0}


def test_same_weights_and_other_rates_are_all_rate():
    made = split(sides(small=(5, 50), large=(10, 50)), sides(small=(10, 50), large=(10, 50)))
    assert made.rate == {"small": Fraction(5, 100), "large": 0}
    assert set(made.mix.values()) == {0}


def test_a_group_that_is_new_is_mix_with_its_own_rate():
    made = split(sides(old=(10, 100)), sides(old=(10, 100), new=(50, 100)))
    # the whole went from 10 % to 30 %: half of the weight moved from 10 % to 50 %
    assert made.rate == {"old": 0, "new": 0}
    assert sum(made.mix.values()) == Fraction(20, 100)


def test_the_dimension_whose_groups_move_apart_tells_more():
    apart = telling(sides(a=(10, 50), b=(10, 50)), sides(a=(0, 50), b=(20, 50)))
    together = telling(sides(a=(10, 50), b=(10, 50)), sides(a=(15, 50), b=(15, 50)))
    assert apart > together == 0


@given(GROUPS, GROUPS)
def test_mix_and_rate_sum_to_the_change(before, after):
    made = split(before, after)
    tops, bases = zip(*(tuple(map(sum, zip(*groups.values(), strict=True))) for groups in (before, after)), strict=True)
    change = tops[1] / bases[1] - tops[0] / bases[0]
    assert sum(made.mix.values()) + sum(made.rate.values()) == change
