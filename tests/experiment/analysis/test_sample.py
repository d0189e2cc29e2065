"""Ratios are those of means, with intervals by paired bootstrap that stay within what can be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiment.statistics.estimates import estimate
from sim.experiment.statistics.sample import Sample
from sim.measures import ratio


def over(t):
    return ratio(t["above"], t["below"])


def totals(above, below):
    return {"above": np.array(above, float), "below": np.array(below, float)}


def test_a_ratio_is_that_of_means_and_not_a_mean_of_ratios():
    found = Sample(range(3)).estimate(over, totals([10, 10, 10], [1, 10, 10]))
    assert found.mean == pytest.approx(30 / 21)  # the mean of ratios is 4
    assert found.low < found.mean < found.high


def test_a_replication_without_a_denominator_counts_with_its_numerator():
    found = Sample(range(3)).estimate(over, totals([100, 100, 100], [0, 1, 1]))
    assert found.mean == pytest.approx(150)


def test_of_nothing_at_all_nothing_is_known():
    found = Sample(range(3)).estimate(over, totals([100, 100, 100], [0, 0, 0]))
    assert np.isnan(found).all()


def test_one_replication_has_no_interval_but_what_can_be():
    found = Sample([0]).estimate(over, totals([1], [4]), bounds=(0.0, 1.0))
    assert found == (0.25, 0.0, 1.0)


def test_the_interval_is_as_wide_as_that_of_a_ratio_estimate():
    """Against the linearised variance of a ratio of means (Cochran 1977)."""
    generator, n = np.random.default_rng(1), 40
    below = generator.normal(100, 10, n)
    above = 0.3 * below + generator.normal(0, 2, n)
    found = Sample(range(n)).estimate(over, totals(above, below))
    left = (above - found.mean * below) / below.mean()
    reach = 2.0227 * left.std(ddof=1) / n**0.5  # Student's t of 39 degrees of freedom
    assert found.half_width == pytest.approx(reach, rel=0.08)


@pytest.mark.parametrize("count", [2, 3, 8, 30])
def test_of_what_is_a_mean_the_interval_is_students(count):
    generator = np.random.default_rng(count)
    values = generator.normal(5, 2, count)
    found = Sample(range(count)).estimate(over, totals(values, np.ones(count)))
    assert found.mean == pytest.approx(values.mean())
    assert found.half_width == pytest.approx(estimate(values).half_width, rel=0.06)


def test_where_luck_is_lopsided_so_is_the_interval():
    """Few replications with many joiners: the cost of each may be much higher, hardly lower."""
    joined = np.array([1.0] * 10 + [30.0] * 2)
    found = Sample(range(12)).estimate(over, totals(np.full(12, 100.0), joined))
    assert found.high - found.mean > 2 * (found.mean - found.low)


def test_pairs_stay_pairs():
    generator = np.random.default_rng(2)
    draw = generator.normal(0, 20, 30)
    one, other = totals(50 + draw, np.full(30, 100)), totals(48 + draw, np.full(30, 100))
    gap = Sample(range(30)).estimate(lambda a, b: over(a) - over(b), one, other)
    assert gap == pytest.approx((0.02, 0.02, 0.02))


def test_replications_of_one_market_are_averaged_first():
    values = totals([1, 2, 3, 4, 1, 2, 3, 4], np.ones(8))
    four = Sample(range(8), markets=4).estimate(over, values)
    one = Sample(range(4)).estimate(over, totals([1, 2, 3, 4], np.ones(4)))
    assert four == pytest.approx(one)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=12),
    st.integers(1, 5),
)
def test_a_share_and_its_interval_never_leave_0_to_1(pairs, seed):
    part, rest = np.array(pairs, float).T
    found = Sample(range(len(pairs)), 1, seed).estimate(
        over, totals(part, part + rest), bounds=(0.0, 1.0)
    )
    if (part + rest).sum() == 0:
        assert np.isnan(found.mean)
    else:
        assert 0 <= found.low <= found.mean <= found.high <= 1
        assert found.mean == pytest.approx(part.sum() / (part + rest).sum())


def test_many_figures_at_once_are_those_one_by_one():
    generator = np.random.default_rng(3)
    above, below = generator.random((2, 9, 4, 2)) + 0.5
    sample = Sample(range(9))
    together = sample.of_means(over, totals(above, below))
    alone = sample.estimate(over, totals(above[:, 2, 1], below[:, 2, 1]))
    assert together.at((2, 1)) == pytest.approx(alone)
