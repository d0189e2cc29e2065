"""The shifted beta-geometric: published fits, its slopes, its bounds, hazards recovered."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from simulated import START, cohort, cohorts
from threadpoolctl import threadpool_info, threadpool_limits

from sim.calibration.fit import survival
from sim.calibration.fit.interval import range_of
from sim.calibration.fit.survival import Counts, Hazard, fitted, log_likelihood
from sim.calibration.tables.cohort import Cohort
from sim.validation.cohorts import PUBLISHED

YEARS = np.arange(13.0)


def yearly(name, years=8):
    """The published cohort, of 1000 customers, counted once a year."""
    there = np.round(1000 * np.array(PUBLISHED[name][:years])).astype(int)
    return Counts.of([Cohort("", START, 12 * np.arange(years), there)])


@pytest.mark.parametrize(
    ("name", "a", "b", "year_12"),
    [("Regular", 0.704, 1.182, 17.0), ("High end", 0.668, 3.806, 37.8)],
)
def test_fit_of_years_1_to_7_is_that_of_fader_and_hardie(name, a, b, year_12):
    found = fitted(yearly(name))
    assert found.shape == pytest.approx(a, abs=0.0006)
    assert found.shape * (1 - found.mean) / found.mean == pytest.approx(b, abs=0.0006)
    assert 100 * found.survival(np.array([144.0]))[0] == pytest.approx(year_12, abs=0.06)


@pytest.mark.parametrize(("name", "in_fit"), [("Regular", 1.0), ("High end", 2.0)])
def test_cohorts_of_fader_and_hardie_are_forecast_within_two_and_a_half_points(name, in_fit):
    off = np.abs(100 * fitted(yearly(name)).survival(12 * YEARS) - 100 * np.array(PUBLISHED[name]))
    assert np.max(off[:8]) <= in_fit
    assert np.max(off[8:]) <= 2.5


def test_slopes_are_those_of_the_likelihood():
    counts = Counts.of(cohorts(Hazard(0.2, 1.1), np.random.default_rng(1), 5, 200, 20))
    for place in ([-1.5, 0.1], [0.3, 2.0]):
        _, slope = survival._climbed(np.array(place), counts, 1.7)
        by_steps = approx_fprime(place, lambda p: survival._climbed(p, counts, 1.7)[0], 1e-7)
        assert slope == pytest.approx(by_steps, rel=1e-4, abs=1e-3)


def test_a_climb_takes_one_thread_and_gives_back_the_others(monkeypatch):
    def threads():
        return [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]

    seen, climbed = [], survival._climbed
    monkeypatch.setattr(survival, "_climbed", lambda *a: seen.append(threads()) or climbed(*a))
    with threadpool_limits(limits=2, user_api="blas"):
        before = threads()
        fitted(yearly("Regular"))
        assert threads() == before
    assert {count for counts in seen for count in counts} == {1}


def test_likelihood_is_that_of_a_multinomial_with_censoring():
    hazard = Hazard(0.25, 1.3)
    s = hazard.survival(np.array([0.0, 3.0, 6.0]))
    counts = Counts.of([Cohort("", START, np.array([0, 3, 6]), np.array([100, 80, 70]))])
    expected = 20 * np.log(s[0] - s[1]) + 10 * np.log(s[1] - s[2]) + 70 * np.log(s[2])
    assert log_likelihood(hazard, counts) == pytest.approx(expected)


def test_who_is_counted_late_counts_from_there_only():
    hazard = Hazard(0.25, 1.3)
    s = hazard.survival(np.array([12.0, 15.0]))
    counts = Counts.of([Cohort("", START, np.array([12, 15]), np.array([80, 70]))])
    expected = 10 * np.log(1 - s[1] / s[0]) + 70 * np.log(s[1] / s[0])
    assert log_likelihood(hazard, counts) == pytest.approx(expected)


@pytest.mark.parametrize("exposure", [0.7, 1.0, 2.2])
@pytest.mark.parametrize("every", [1, 3, 12])
def test_hazard_is_recovered_with_its_exposure_and_period(exposure, every):
    true = Hazard(0.18, 1.2)
    made = [
        cohort(true, np.random.default_rng(n), size=4000, months=48, exposure=exposure, every=every)
        for n in range(20)
    ]
    found = fitted(Counts.of(made), exposure)
    assert found.mean == pytest.approx(true.mean, rel=0.03)
    assert found.shape == pytest.approx(true.shape, rel=0.15)


def test_a_cohort_seen_once_changes_nothing():
    some = cohorts(Hazard(0.2, 1.1), np.random.default_rng(4), 3)
    alone = Cohort("", START, np.array([0]), np.array([900]))
    for one, other in zip(Counts.of(some), Counts.of([*some, alone]), strict=True):
        assert (one == other).all()


def test_nobody_leaves_and_everybody_alike_stand_at_their_bounds():
    none = fitted(Counts.of([Cohort("", START, np.arange(24), np.full(24, 500))]))
    assert none.none_leaves
    steady = np.round(1e6 * 0.98 ** np.arange(36)).astype(int)
    alike = fitted(Counts.of([Cohort("", START, np.arange(36), steady)]))
    assert alike.alike
    assert not alike.none_leaves


def test_everybody_leaving_at_once_is_fitted_within_the_bounds():
    found = fitted(Counts.of([Cohort("", START, np.array([0, 1]), np.array([50, 0]))]))
    assert 0.9 < found.mean <= survival.MEANS[1]


@pytest.mark.parametrize("seed", range(60))
def test_any_cohorts_have_a_fit_within_the_bounds_and_an_interval_around_it(seed):
    rng = np.random.default_rng(seed)
    made = []
    for joined in range(rng.integers(1, 5)):
        stay, there = 1 - rng.choice([0, 0.01, 0.3, 1.0]), [int(rng.choice([0, 1, 5, 50, 100_000]))]
        for _ in range(rng.integers(1, 12)):
            there.append(int(rng.binomial(there[-1], stay)))
        ages = int(rng.integers(0, 3)) + np.arange(len(there))
        made.append(Cohort("", joined, ages, np.array(there)))
    found = fitted(Counts.of(made))
    low, high, correlation = range_of(made, found, 1.0, rng, 10)
    assert survival.MEANS[0] <= low.mean <= found.mean <= high.mean <= survival.MEANS[1]
    assert survival.SHAPES[0] <= low.shape <= found.shape <= high.shape <= survival.SHAPES[1]
    assert -1 - 1e-9 <= correlation <= 1 + 1e-9
