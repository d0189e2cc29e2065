"""How far a design falls behind, and when it makes that up: worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.statistics.shortfall import Payback, deepest, payback

UP = [1.0, 2.0, 3.0, 4.0]  # never behind
BACK = [-1.0, -3.0, 0.0, 2.0]  # deepest in month 2, made up in month 3
LATE = [-1.0, -3.0, -2.0, 1.0]  # made up in month 4
SOON = [-1.0, 0.0, 1.0, 1.0]  # made up in month 2
LEVEL = [0.0, 0.0, 0.0, 0.0]  # as today, never behind
CLOSE = [0.5, 0.25, 0.5, 1.0]  # never behind
NEVER = [-1.0, -2.0, -3.0, -1.0]


@pytest.mark.parametrize(
    ("runs", "wanted", "words"),
    [
        ([BACK, BACK], Payback(3.0, 1.0, 0.0), "month 3"),
        ([UP, UP], Payback(None, 0.0, 1.0), "never behind"),
        ([NEVER, NEVER], Payback(None, 0.0, 0.0), "not within 4 months"),
        ([UP, LATE], Payback(4.0, 0.5, 0.5), "month 4 in 50 % of runs, never behind in 50 %"),
        (
            [UP, UP, UP, LATE],
            Payback(4.0, 0.25, 0.75),
            "month 4 in 25 % of runs, never behind in 75 %",
        ),
        (
            [UP, NEVER, NEVER, NEVER],
            Payback(None, 0.0, 0.25),
            "never behind in 25 % of runs, else not within 4 months",
        ),
        (
            [LEVEL, CLOSE, BACK],
            Payback(3.0, 1 / 3, pytest.approx(2 / 3)),
            "month 3 in 33 % of runs, never behind in 67 %",
        ),
        ([SOON, BACK, LATE], Payback(3.0, 1.0, 0.0), "month 3"),
        ([SOON, SOON, LATE], Payback(2.0, 1.0, 0.0), "month 2"),
        ([BACK, LATE, NEVER, NEVER], Payback(3.5, 0.5, 0.0), "month 4 in 50 % of runs"),
    ],
)
def test_payback_keeps_apart_who_never_owed_and_who_never_paid(runs, wanted, words):
    found = payback(np.array(runs))
    assert found == wanted
    assert found.words(4) == words


def test_deepest_is_by_run_and_its_month_over_those_that_fall():
    depth, month = deepest(np.array([UP, BACK, NEVER]))
    assert depth.tolist() == [0.0, -3.0, -3.0]
    assert month == 2.5
    assert deepest(np.array([UP]))[1] is None


def test_the_usual_month_of_the_deepest_point_is_the_median_one():
    depth, month = deepest(np.array([SOON, SOON, LEVEL, NEVER]))
    assert depth.tolist() == [-1.0, -1.0, 0.0, -3.0]
    assert month == 1.0
