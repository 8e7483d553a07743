"""Credit by four rules, and what one more costs."""

import pytest

from tenure.stats.attribution import by_first, by_last, by_linear, by_removal
from tenure.stats.marginal import cost_of, line

# ten leads came by search alone and half of them signed; ten by an ad, then search, and all signed
JOURNEYS = {(("search",), True): 5, (("search",), False): 5, (("ad", "search"), True): 10}


def test_the_simple_rules_share_all_signatures():
    assert by_first(JOURNEYS) == {"search": 5, "ad": 10}
    assert by_last(JOURNEYS) == {"search": 15}
    assert by_linear(JOURNEYS) == {"search": 10, "ad": 5}


def test_the_removal_rule_gives_what_would_be_missing():
    # chance to sign 15/20; without search nobody does (effect 1); without the ad only those who start at search:
    # 1/2 x 15/20, so half of all (effect 1/2): credits 15 x 2/3 and 15 x 1/3
    assert by_removal(JOURNEYS) == {"search": pytest.approx(10), "ad": pytest.approx(5)}


def test_a_step_taken_twice_has_two_parts_of_the_linear_credit():
    assert by_linear({(("a", "b", "a"), True): 3}) == {"a": pytest.approx(2), "b": pytest.approx(1)}


def test_there_is_no_credit_without_a_success():
    assert by_removal({(("a",), False): 3}) == {}
    assert by_first({(("a",), False): 3}) == {}


def test_one_more_costs_the_inverse_of_the_slope():
    spent = [1000, 2000, 3000, 4000, 5000, 6000]
    exact = cost_of(line(spent, [3, 5, 7, 9, 11, 13]))  # two more a thousand
    assert (exact.value, exact.low, exact.high) == (pytest.approx(500),) * 3
    # months off the line by one, up and down
    rough = cost_of(line(spent, [4, 4, 6, 10, 12, 12]))
    assert rough.low < rough.value < rough.high


def test_nothing_is_said_of_few_months_or_a_line_that_does_not_rise():
    assert cost_of(line([1, 2, 3], [1, 2, 3])) is None
    assert cost_of(line([5] * 6, [1, 2, 3, 4, 5, 6])) is None
    assert cost_of(line([1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1])) is None


def test_the_upper_end_is_open_where_more_spending_may_bring_nobody():
    found = cost_of(line([1, 2, 3, 4, 5, 6], [1, 4, 0, 5, 1, 4]))
    assert found.high is None
