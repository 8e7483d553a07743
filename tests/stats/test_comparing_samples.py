"""Curves, means and shares against each other, with witnesses from books and from other programs."""

from collections import Counter

import pytest

from tenure.stats.durations import log_rank, survival_at, survival_curve
from tenure.stats.marginal import Line, line, moved
from tenure.stats.means import Sample, apart, mean_interval
from tenure.stats.shares import difference_interval, even_split, split

# Acute myelogenous leukaemia, weeks to relapse (Miller 1981, in R's package survival as `aml`)
KEPT = (Counter([9, 13, 18, 23, 31, 34, 48]), Counter([13, 28, 45, 161]))
PLAIN = (Counter([5, 5, 8, 8, 12, 23, 27, 30, 33, 43, 45]), Counter([16]))


def sample(values: list[float]) -> Sample:
    return Sample(len(values), sum(values), sum(value * value for value in values))


def test_the_curve_is_the_one_read_point_by_point():
    for group in (KEPT, PLAIN):
        for point in survival_curve(*group, range(0, 60, 7)):
            exact = survival_at(*group, point.time)
            assert exact is not None
            assert point.share == pytest.approx(float(exact.share))
            assert (point.interval is None) == (exact.interval is None)
            assert point.interval is None or point.interval == pytest.approx(exact.interval)


def test_the_curve_ends_with_the_longest_duration_seen():
    assert [point.time for point in survival_curve({10: 1}, {20: 1}, (0, 10, 20, 30))] == [0, 10, 20]
    assert [float(point.share) for point in survival_curve({10: 2}, {}, (0, 10, 30))] == [1, 0, 0]  # nobody is left
    assert survival_curve({}, {}, (0, 10)) == []


def test_those_at_risk_are_the_ones_still_watched():
    assert [point.at_risk for point in survival_curve({10: 1}, {10: 1, 20: 2}, (0, 10, 20))] == [4, 2, 0]


def test_log_rank_is_that_of_r():
    """survdiff(Surv(time, status) ~ x, aml) in R: chi-square 3.4 on 1 degree of freedom, p = 0.0653."""
    assert log_rank([KEPT, PLAIN]) == pytest.approx(0.0653, abs=0.00005)


def test_log_rank_tells_nothing_of_one_group_or_without_an_end():
    assert log_rank([KEPT]) is None
    assert log_rank([(Counter(), Counter([5])), (Counter(), Counter([7]))]) is None


def test_newcombe_is_that_of_his_paper():
    """Newcombe (1998), table II, example (a): 56 of 70 against 48 of 80 gives 0.0524 to 0.3339 by method 10."""
    assert difference_interval(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=0.00005)


def test_a_planned_split_of_one_half_is_the_even_one():
    assert split(40, 60, 0.5) == pytest.approx(even_split(40, 60))
    assert split(90, 10, 0.9) == 1
    assert split(0, 0, 0.9) is None


def test_welch_is_that_of_scipy():
    from scipy.stats import ttest_ind

    one, other = [3.0, 5.0, 4.0, 8.0, 1.0], [2.0, 2.5, 1.0, 3.0]
    found = apart(sample(one), sample(other))
    expected = ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    assert found is not None
    assert found.value == pytest.approx(4.2 - 2.125)
    assert found.interval == pytest.approx((expected.low, expected.high))


def test_means_of_too_few_have_no_interval_and_none_of_nobody():
    assert apart(sample([1.0]), sample([])) is None
    assert mean_interval(sample([])) is None
    alone = mean_interval(sample([4.0]))
    assert alone is not None
    assert (alone.value, alone.interval) == (4, None)


def test_moving_money_gains_the_difference_of_the_slopes():
    spent, good, bad = [10, 20, 30, 40, 50, 60], [5, 6, 9, 10, 13, 14], [3, 3, 4, 3, 4, 4]
    better, worse = line(spent, good), line(spent, bad)
    assert better is not None
    assert worse is not None
    shift = moved(100, worse, better)
    assert shift.value == pytest.approx(100 * (better.slope - worse.slope))
    assert shift.low < shift.value < shift.high
    back = moved(100, better, worse)
    assert (back.value, back.low, back.high) == pytest.approx((-shift.value, -shift.high, -shift.low))


def test_lines_without_scatter_leave_no_doubt():
    shift = moved(10, Line(1.0, 0.0, 4), Line(3.0, 0.0, 4))
    assert (shift.low, shift.value, shift.high) == (20, 20, 20)


def test_a_line_needs_six_months_and_some_spread():
    assert line([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]) is None
    assert line([2] * 6, [1, 2, 3, 4, 5, 6]) is None
    rising = line([1, 2, 3, 4, 5, 6], [2, 4, 6, 8, 10, 12])
    assert rising is not None
    assert rising.slope == pytest.approx(2)
