"""The shifted beta-geometric model on published data (Fader and Hardie 2007, tables 1 and 2)."""

import pytest

from tenure.stats.sbg import ShiftedBetaGeometric, fit_sbg

REGULAR = (1000, 631, 468, 382, 326, 289, 262, 241)  # of 1000, still customers after each year
HIGH_END = (1000, 869, 743, 653, 593, 551, 517, 491)


def fitted(alive: tuple[int, ...]) -> ShiftedBetaGeometric | None:
    """The fit to those who left year by year, the others not followed longer."""
    lost = {year: before - after for year, (before, after) in enumerate(zip(alive, alive[1:], strict=False))}
    return fit_sbg(lost, {len(alive) - 1: alive[-1]})


@pytest.mark.parametrize(
    ("alive", "alpha", "beta", "likelihood"), [(REGULAR, 0.704, 1.182, -1680.3), (HIGH_END, 0.668, 3.806, -1611.2)]
)
def test_the_fit_is_the_published_one(alive, alpha, beta, likelihood):
    model = fitted(alive)
    assert model.alpha == pytest.approx(alpha, abs=0.0005)
    assert model.beta == pytest.approx(beta, abs=0.0005)
    assert model.log_likelihood == pytest.approx(likelihood, abs=0.05)


def test_the_chance_to_renew_rises_with_every_renewal():
    model = ShiftedBetaGeometric(1.0, 2.0, 0.0)
    assert [model.renewing(renewals) for renewals in range(3)] == [2 / 3, 3 / 4, 4 / 5]


def test_renewals_to_come_are_those_of_equal_chances_where_all_are_alike():
    same = ShiftedBetaGeometric(1e9, 3e9, 0.0)  # everybody stays with three in four
    assert same.renewals_to_come(5, 0.25) == pytest.approx(0.6 / (1 - 0.6))  # 0.75 / 1.25 = 0.6


def test_there_is_no_fit_where_nobody_left_or_nobody_renewed():
    assert fit_sbg({}, {0: 3, 4: 2}) is None
    assert fit_sbg({0: 5}, {0: 3}) is None
    assert fit_sbg({}, {}) is None


def test_one_renewal_does_not_tell_how_much_chances_differ():
    """Two of four renew at the first time: Beta(1, 1) says so, and Beta(9, 9), and any other with equal sides."""
    assert fit_sbg({0: 2}, {1: 2}) is None
    assert fit_sbg({0: 20}, {0: 5, 1: 30}) is None


def test_a_second_renewal_tells_it():
    """Half leave at the first time and a third at the second: Beta(1, 1), where they are 1/2 and 1/3 (eq. 8)."""
    model = fit_sbg({0: 60, 1: 20}, {2: 40})
    assert (model.alpha, model.beta) == (pytest.approx(1, rel=1e-4), pytest.approx(1, rel=1e-4))
