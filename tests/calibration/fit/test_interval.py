"""Intervals of a hazard: their level on known fits, and what cohorts drawn anew look like."""

from __future__ import annotations

import numpy as np
import pytest
from simulated import START

from sim.calibration.fit import interval
from sim.calibration.fit.interval import drawn_anew, range_of
from sim.calibration.fit.survival import Hazard
from sim.calibration.tables.cohort import Cohort

SEEN = [Cohort("", START, np.array([0, 3, 6]), np.array([1000, 900, 850]))]


def range_of_fits(monkeypatch, fits, hazard):
    """The intervals where the bootstrap's samples are fitted by these hazards."""
    each = iter(fits)
    monkeypatch.setattr(interval, "fitted", lambda *_, **__: next(each))
    return range_of(SEEN, hazard, 1.0, np.random.default_rng(1), len(fits))


def test_intervals_leave_a_fortieth_of_the_fits_to_each_side(monkeypatch):
    # 201 fits, a step apart: a fortieth of 200 steps is 5 of them
    steps = np.random.default_rng(3).permutation(201)
    fits = [Hazard(0.1 + step / 1000, 3.0 - step / 100) for step in steps]
    found = range_of_fits(monkeypatch, fits, Hazard(0.2, 2.0))
    assert found.low == pytest.approx((0.105, 1.05))
    assert found.high == pytest.approx((0.295, 2.95))


def test_the_fit_itself_belongs_to_its_interval(monkeypatch):
    fits = [Hazard(0.2, 1.0), Hazard(0.3, 1.5)] * 10
    below = range_of_fits(monkeypatch, fits, Hazard(0.1, 0.5))
    assert (below.low, below.high) == (Hazard(0.1, 0.5), Hazard(0.3, 1.5))
    above = range_of_fits(monkeypatch, fits, Hazard(0.4, 2.5))
    assert (above.low, above.high) == (Hazard(0.2, 1.0), Hazard(0.4, 2.5))


def test_correlation_is_of_the_logarithms(monkeypatch):
    # logarithms (0, 0), (1, 2) and (2, 1): 1 / 2
    places = [(0, 0), (1, 2), (2, 1)]
    fits = [Hazard(0.05 * np.exp(x), np.exp(y)) for x, y in places]
    found = range_of_fits(monkeypatch, fits, Hazard(0.1, 1.0))
    assert found.correlation == pytest.approx(0.5)
    same = range_of_fits(monkeypatch, [Hazard(0.2, 1.0)] * 3, Hazard(0.2, 1.0))
    assert same.correlation == 0


def test_cohorts_drawn_anew_are_as_large_and_lose_as_many_as_the_hazard_says():
    hazard, size = Hazard(0.3, 0.9), 1_000_000
    made = [
        Cohort("", START, np.array([0, 3, 6]), np.array([size, 1, 1])),
        Cohort("", START, np.array([3, 6]), np.array([size, 1])),
        Cohort("", START, np.array([3]), np.array([size])),  # seen once says nothing
    ]
    first, second, third = hazard.survival(np.array([0.0, 3.0, 6.0]), 1.4)
    draws = drawn_anew(made, hazard, 1.4, np.random.default_rng(1), 40)
    assert len(draws) == 40
    lost = np.array([counts.lost for counts in draws])
    wanted = [size * (first - second), size * (second - third) + size * (1 - third / second)]
    assert draws[0].before.tolist() == [0, 3]
    assert draws[0].after.tolist() == [3, 6]
    assert lost.mean(axis=0) == pytest.approx(wanted, rel=2e-3)
    assert (lost.std(axis=0) > 0).all()
    for counts in draws:  # whoever was counted first is lost or counted last
        assert counts.ages.tolist() == [0, 3, 6]
        assert counts.balance[:2].tolist() == [-size, -size]
        assert counts.balance[2] == 2 * size - counts.lost.sum()
