"""How often the 95 % intervals hold the truth, in data that the model has made.

Ten tables in every run of the tests; two hundred with COVERAGE_TABLES=200 (`make nightly`), which
is what the rule of 90 to 98.5 % is about.
"""

from __future__ import annotations

import os

import numpy as np
import pytest
from scipy.stats import binom
from simulated import cohorts

from sim.calibration.fit.interval import range_of
from sim.calibration.fit.survival import Counts, Hazard, fitted

TABLES = int(os.environ.get("COVERAGE_TABLES", "10"))
LEAST, MOST = 0.90, 0.985
WORLDS = {
    "a bank, told well": (Hazard(0.16, 1.6), 1.0, {"number": 24, "size": 500, "window": 36}),
    "a bank, told badly": (Hazard(0.16, 1.6), 1.5, {"number": 12, "size": 200, "window": 24}),
    "High End of Fader and Hardie": (Hazard(0.1493, 0.668), 1.0, {"number": 12, "size": 500}),
}


def covered(hazard, exposure, shape, seed):
    """Whether the intervals of mean and shape hold the truth, for one table."""
    generator = np.random.default_rng(seed)
    made = cohorts(hazard, generator, exposure=exposure, **shape)
    found = fitted(Counts.of(made), exposure)
    low, high, _ = range_of(made, found, exposure, generator)
    return [a <= b <= c for a, b, c in zip(low, hazard, high, strict=True)]


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS)
def test_intervals_hold_the_truth_as_often_as_they_say(world):
    hazard, exposure, shape = WORLDS[world]
    held = np.array([covered(hazard, exposure, shape, seed) for seed in range(TABLES)])
    shares = held.mean(axis=0)
    print(f"{world}: {TABLES} tables, mean {shares[0]:.3f}, shape {shares[1]:.3f}")
    if TABLES >= 200:
        assert (shares >= LEAST).all()
        assert (shares <= MOST).all()
    else:  # fewer than any of 1000 honest intervals would hold
        assert (held.sum(axis=0) >= binom.ppf(0.0005, TABLES, 0.95)).all()
