"""Survival curves on published data."""

from fractions import Fraction

import pytest

from tenure.stats.durations import survival_at

# Freireich et al. (1963), 6-mercaptopurine: weeks to relapse, and weeks of those still in remission.
ENDED = {6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1}
LASTING = {6: 1, 9: 1, 10: 1, 11: 1, 17: 1, 19: 1, 20: 1, 25: 1, 32: 2, 34: 1, 35: 1}


@pytest.mark.parametrize(("weeks", "share"), [(5, 1), (6, 0.857), (7, 0.807), (10, 0.753), (16, 0.627), (23, 0.448)])
def test_the_curve_is_the_published_one(weeks, share):
    assert float(survival_at(ENDED, LASTING, weeks).share) == pytest.approx(share, abs=0.0005)


def test_the_interval_is_the_published_one():
    low, high = survival_at(ENDED, LASTING, 23).interval
    assert (low, high) == (pytest.approx(0.188, abs=0.0005), pytest.approx(0.680, abs=0.0005))


def test_nothing_is_known_past_the_longest_that_was_followed():
    assert survival_at(ENDED, LASTING, 35).share == survival_at(ENDED, LASTING, 23).share
    assert survival_at(ENDED, LASTING, 36) is None
    assert survival_at({}, {}, 1) is None


def test_where_all_were_lost_the_curve_stays_at_nothing():
    assert survival_at({3: 2}, {}, 9).share == Fraction(0)
    assert survival_at({3: 2}, {}, 9).interval is None
