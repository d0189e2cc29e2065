"""Intervals, probabilities and crossovers against hand-worked and known answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from sim.experiment.statistics.estimates import (
    Estimate,
    Pairing,
    ahead_from,
    band,
    crossover,
    estimate,
    known_band,
    known_mean,
    pairing,
    probability_best,
)


def generator() -> np.random.Generator:
    return np.random.default_rng(5)


def test_interval_is_students_of_four_values():
    # mean 2.5, sd 1.2910, t(3, .975) = 3.1824: half-width 2.0543
    found = estimate(np.array([1.0, 2.0, 3.0, 4.0]))
    assert found.mean == 2.5
    assert found.half_width == pytest.approx(2.0543, abs=1e-4)
    assert found.sign == 1
    assert estimate(np.array([1.0, -1.0, 0.5])).sign == 0
    assert estimate(-np.array([1.0, 2.0, 3.0, 4.0])).sign == -1


def test_interval_of_two_values_by_hand():
    # sd 1.4142, t(1, .975) = 12.7062
    for found in (estimate(np.array([1.0, 3.0])), band(np.array([1.0, 3.0])).at(())):
        assert tuple(found) == pytest.approx((2, 2 - 12.7062, 2 + 12.7062), abs=1e-4)
    wide = band(np.array([[1.0, 10.0], [3.0, 30.0]]), 0.9)  # t(1, .95) = 6.3138
    assert wide.high - wide.mean == pytest.approx([6.3138, 63.138], abs=1e-3)


@pytest.mark.parametrize(
    ("low", "high", "sign"),
    [(0.1, 0.2, 1), (0.0, 2.0, 0), (-1.0, 1.0, 0), (-2.0, 0.0, 0), (-0.2, -0.1, -1)],
)
def test_an_interval_that_touches_nought_is_too_close_to_call(low, high, sign):
    assert Estimate((low + high) / 2, low, high).sign == sign


def test_one_replication_has_no_interval():
    found = estimate(np.array([3.0]))
    assert (found.mean, found.low, found.high) == (3.0, -np.inf, np.inf)
    assert found.sign == 0


def test_what_some_replications_do_not_know_is_over_the_others():
    none = np.nan
    values = np.array([[1.0, none, none, 5.0], [2.0, 4.0, none, 6.0], [none, 6.0, 7.0, 7.0]])
    found = known_band(values)
    assert found.mean == pytest.approx([1.5, 5.0, 7.0, 6.0])
    assert found.at(1) == estimate(np.array([4.0, 6.0]))
    assert found.at(2) == (7.0, -np.inf, np.inf)
    assert found.at(3) == estimate(values[:, 3])
    assert known_mean(values) == pytest.approx(found.mean)
    assert known_band(values[:, 0]).at(()) == estimate(np.array([1.0, 2.0]))


def test_what_nobody_knows_is_no_number():
    assert np.isnan(known_band(np.full((3, 2), np.nan)).mean).all()
    assert known_band(np.full(3, np.nan)).at(()).sign == 0
    assert np.isnan(known_mean(np.full((3, 2), np.nan))).all()


def test_intervals_cover_the_truth_as_often_as_they_say():
    draws = generator().normal(7.0, 3.0, (2000, 10))
    covered = [e.low <= 7.0 <= e.high for e in map(estimate, draws)]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.02)


def test_probability_best_of_one_that_always_leads_is_one():
    values = np.array([[1.0, 2.0, 3.0], [1.5, 2.5, 3.5]])
    assert probability_best(values, generator()).tolist() == [0.0, 1.0]


def test_equal_designs_share_the_win():
    values = np.array([[1.0, 2.0, 3.0]] * 2 + [[-50.0, -50.0, -50.0]])
    assert probability_best(values, generator()).tolist() == [0.5, 0.5, 0.0]


@pytest.mark.parametrize("count", [5, 10, 30])
def test_a_design_that_is_no_better_seldom_passes_for_a_winner(count):
    """Two equal designs: one of them reaches 90 % in no more than about 20 % of experiments."""
    numbers = generator()
    trials = [numbers.normal(0, 1, (2, count)) for _ in range(150)]
    won = np.mean([probability_best(trial, numbers).max() >= 0.9 for trial in trials])
    assert won <= 0.2 + 2 * (0.2 * 0.8 / 150) ** 0.5


@pytest.mark.parametrize(("ahead", "wanted"), [(1.57, 1 - 0.8**5), (1.6, 1.0)])
def test_deviations_of_means_are_widened_by_hand(ahead, wanted):
    """Ahead by x + 4 once and by x - 1 four times: a resample without the first is x - 1 ahead.

    Widened by sqrt(5 / 4) t(4, .975) / 1.96 = 1.1180 * 2.7764 / 1.9600 = 1.5838 that is x - 1.5838.
    """
    values = np.array([np.zeros(5), [ahead + 4, *[ahead - 1] * 4]])
    assert probability_best(values, generator())[1] == pytest.approx(wanted, abs=0.03)


def test_probability_best_matches_the_normal_probability_of_a_mean_difference():
    # differences with mean 1 and sd 4 over 64 replications: P(mean > 0) = Phi(2) = .977
    difference = generator().normal(0, 4, 64)
    difference = (difference - difference.mean()) / difference.std(ddof=0) * 4 + 1
    values = np.array([np.zeros(64), difference])
    assert probability_best(values, generator())[1] == pytest.approx(0.977, abs=0.012)


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=1, max_size=4))
def test_probabilities_add_up_to_one(values):
    assert probability_best(np.array(values), generator()).sum() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("curve", "month"),
    [
        ([1, 1, 1], 1),
        ([-1, 0, 1], 3),
        ([-1, 1, -1, 2], 4),
        ([-1, -1, -1], 4),
        ([0, 0], 3),
        ([2, -1, 3, 4], 3),
    ],
)
def test_ahead_from_is_the_month_after_the_last_one_behind(curve, month):
    assert ahead_from(np.array([curve], dtype=float)).tolist() == [month]


def test_crossover_of_certain_curves_has_no_width():
    curves = np.tile([-2.0, -1.0, 1.0, 2.0], (8, 1))
    found = crossover(curves, generator())
    assert (found.month, found.low, found.high, found.chance) == (3, 3, 3, 1.0)


def test_crossover_that_never_happens_is_none():
    found = crossover(np.full((5, 6), -1.0), generator())
    assert (found.month, found.low, found.high, found.chance) == (None, None, None, 0.0)


def test_crossover_of_doubtful_curves_is_open_at_the_late_end():
    late = np.array([[-3.0, -2.0, 0.5]] * 6 + [[-3.0, -2.0, -0.6]] * 4)
    found = crossover(late, generator())
    assert found.month == 3
    assert found.high is None
    assert 0.5 < found.chance < 1.0


def test_interval_of_a_crossover_by_hand():
    """A resample of nine with k of the five late runs in it is ahead from month k + 1 on.

    Its curve is m - 1/2 - k in month m, and k is binomial (9, 5/9): 2.5 % of it is below 2 or at
    it and 2.5 % above 8 or at it, 5 % lies up to 3 and from 7 on.
    """
    months = np.arange(1.0, 11.0)
    curves = np.array([months - 0.5] * 4 + [months - 9.5] * 5)
    found = crossover(curves, generator())
    assert (found.month, found.low, found.high, found.chance) == (6, 3, 9, 1.0)
    # three months less, and month 8, with more than six of the late, lies beyond the horizon
    short = crossover(curves[:, :7], generator())
    assert (short.month, short.low, short.high) == (6, 3, None)
    assert short.chance == pytest.approx(binom.cdf(6, 9, 5 / 9), abs=0.02)


def test_pairing_of_shared_luck_is_the_ratio_of_variances():
    numbers = generator()
    draw = numbers.normal(0, 10, 4000)
    one, other = draw + numbers.normal(0, 1, 4000), draw
    found = pairing(one, other)
    assert found.ratio == pytest.approx(200, rel=0.1)
    assert pairing(draw, draw).ratio == float("inf")


def test_pairing_by_hand():
    one, other = np.array([2.0, 4.0, 6.0, 12.0]), np.array([2.0, 2.0, 6.0, 6.0])
    # differences 0, 2, 0, 6: 8 is their variance; 56 / 3 and 16 / 3 are those of the two
    found = pairing(one, other)
    assert (found.paired, found.unpaired) == pytest.approx((8, 24))
    assert found.ratio == pytest.approx(3)


def test_pairing_tells_rounding_from_luck():
    assert Pairing(paired=1e-6, unpaired=1e7).ratio == float("inf")
    assert Pairing(paired=1e-3, unpaired=1e7).ratio == pytest.approx(1e10)
