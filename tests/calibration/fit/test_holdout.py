"""Months held back: the fit forecasts them better than who carries on what was last seen."""

from __future__ import annotations

import numpy as np
import pytest
from simulated import HAZARDS, START, cohort, cohorts

from sim.calibration.fit.holdout import FORECASTS, Error, Holdout, held_back, months_held_back
from sim.calibration.fit.survival import Hazard
from sim.calibration.tables.cohort import Cohort
from sim.calibration.tables.cohort_table import CohortTable
from sim.errors import RunError


def table(made, period=1):
    return CohortTable(made, period, [])


@pytest.mark.parametrize("name", HAZARDS)
def test_fit_beats_naive_forecasts_of_data_that_the_model_made(name):
    """In most of ten tables, and on average: luck may help a naive forecast once."""
    beaten, errors = 0, []
    for seed in range(10):
        made = cohorts(HAZARDS[name], np.random.default_rng(seed), number=12, size=2000, window=36)
        found = held_back(table(made), months_held_back(table(made), None))
        assert found.months == 9
        assert found.first_month == "2024-05"
        beaten += found.beaten
        errors.append([found.errors[forecast].share for forecast in FORECASTS])
    fit, constant, last = np.mean(errors, axis=0)
    assert beaten >= 6
    assert fit < 0.92 * min(constant, last)


def test_errors_are_what_was_missed():
    ages = np.arange(7)
    made = [Cohort("", START, ages, np.array([1000, 700, 560, 480, 430, 400, 375]))]
    found = held_back(table(made), 3)
    names = ("fitted hazards", "constant churn", "last value")
    fit, constant, last = (found.errors[name] for name in names)
    stay, stay_last = 1740 / 2260, 480 / 560
    for error, share in ((constant, stay), (last, stay_last)):
        came = (430, 400, 375)
        missed = sum(abs(480 * share ** (n + 1) - there) for n, there in enumerate(came))
        assert error.customers == pytest.approx(missed / 3)
        assert error.share == pytest.approx(missed / sum(came))
    assert found.counts == 3
    assert fit.customers < last.customers


def test_errors_of_quarterly_cohorts_by_hand():
    """Three months are held back of cohorts that were counted every three."""

    def counted(joined, *customers):
        ages = 3 * np.arange(len(customers))
        return Cohort("", START + joined, ages, np.array(customers))

    made = [
        counted(0, 1000, 800, 700, 630),
        counted(3, 500, 300, 270),
        counted(6, 200, 150),
        counted(0, 400, 100),  # nobody counted them in the last month that is known, nor later
    ]
    found = held_back(table(made, 3), 3)
    # of 1,000 + 800 + 500 + 400 stayed 800 + 700 + 300 + 100; at last 700 + 300 of 800 + 500
    for name, stay in (("constant churn", 1900 / 2700), ("last value", 1000 / 1300)):
        missed = [abs(700 * stay - 630), abs(300 * stay - 270), abs(200 * stay - 150)]
        assert found.errors[name].customers == pytest.approx(sum(missed) / 3), name
        assert found.errors[name].share == pytest.approx(sum(missed) / 1050), name
    assert (found.counts, found.months, found.since) == (3, 3, START + 7)


@pytest.mark.parametrize(
    ("fit", "constant", "last", "beaten"),
    [(1, 2, 3, True), (2, 1, 3, False), (2, 3, 1, False), (1, 1, 2, False), (1, 2, 1, False)],
)
def test_a_fit_beats_both_naive_forecasts_or_it_does_not(fit, constant, last, beaten):
    errors = {
        name: Error(float(error), 0.5)
        for name, error in zip(FORECASTS, (fit, constant, last), strict=True)
    }
    assert Holdout(3, START, 10, errors).beaten is beaten


def test_cohorts_of_the_months_held_back_are_not_forecast():
    made = cohorts(Hazard(0.2, 1.0), np.random.default_rng(1), number=12, window=12)
    found = held_back(table(made), 3)
    assert (
        found.counts == 10 * 3
    )  # of cohorts that had joined by then, one of them in the last month


def test_last_quarter_is_held_back_in_whole_periods():
    rng = np.random.default_rng(1)
    quarters = table([cohort(Hazard(0.2, 1.0), rng, months=36, every=3)], 3)
    assert months_held_back(quarters, None) == 9
    years = table([cohort(Hazard(0.2, 1.0), rng, months=144, every=12)], 12)
    assert months_held_back(years, None) == 36
    assert months_held_back(years, 60) == 60


@pytest.mark.parametrize(("window", "months"), [(4, 3), (8, 3), (12, 3), (13, 4), (36, 9)])
def test_a_quarter_is_held_back_and_three_months_at_least(window, months):
    made = table([cohort(Hazard(0.2, 1.0), np.random.default_rng(1), months=window)])
    assert months_held_back(made, None) == months
    assert months_held_back(made, 0) == 0


def test_cohorts_that_join_in_the_months_held_back_leave_the_others_to_be_forecast():
    made = table(cohorts(Hazard(0.2, 1.0), np.random.default_rng(1), number=12, window=12))
    assert months_held_back(made, None) == 3


def test_every_segment_must_have_something_to_fit_and_to_forecast():
    """B was not counted any more when the months that would be held back began."""
    rng, hazard = np.random.default_rng(1), Hazard(0.2, 1.0)
    long = cohort(hazard, rng, months=36, segment="A")
    ended = cohort(hazard, rng, months=20, segment="B")
    assert months_held_back(table([long]), None) == 9
    assert months_held_back(table([long, ended]), None) == 0
    assert months_held_back(table([long, ended]), 17) == 17
    with pytest.raises(RunError, match="leave too few to fit"):
        months_held_back(table([long, ended]), 9)


def test_a_table_too_short_holds_nothing_back():
    short = table([cohort(Hazard(0.2, 1.0), np.random.default_rng(1), months=3)])
    assert months_held_back(short, None) == 0
    with pytest.raises(
        RunError, match="the table's 3 months leave too few to fit; hold back fewer"
    ):
        months_held_back(short, 3)


@pytest.mark.parametrize("asked", [-3, 4])
def test_what_cannot_be_held_back_is_said(asked):
    made = table([cohort(Hazard(0.2, 1.0), np.random.default_rng(1), months=36, every=3)], 3)
    with pytest.raises(RunError, match=f"--holdout {asked}: give months in steps of the table's 3"):
        months_held_back(made, asked)
