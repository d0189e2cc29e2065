"""Cohorts of customers grow more loyal because those who leave early are gone (Fader & Hardie).

Two cohorts' first seven years fit the spread of base hazards, in the form that the model's months
step through exactly; the engine then simulates twelve years; the fit did not see the last five.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..calibration.fit.survival import Counts, Hazard, fitted
from ..calibration.tables.cohort import Cohort
from ..experiment.statistics.estimates import band
from ..market.rules.tally import Count
from . import laboratory
from .effort import Effort
from .fact import Fact, Figure

Array = NDArray[np.float64]
PUBLISHED: dict[str, Sequence[float]] = {
    "Regular": (
        1.0,
        0.631,
        0.468,
        0.382,
        0.326,
        0.289,
        0.262,
        0.241,
        0.223,
        0.207,
        0.194,
        0.183,
        0.173,
    ),
    "High end": (
        1.0,
        0.869,
        0.743,
        0.653,
        0.593,
        0.551,
        0.517,
        0.491,
        0.468,
        0.445,
        0.427,
        0.409,
        0.394,
    ),
}
"""Share of a cohort still there after 0 to 12 years: Fader & Hardie 2007, Table 1."""

FITTED, YEARS = 7, 12
"""Years that the hazards are fitted to, and years that are simulated."""


def fitted_to_first_years(name: str) -> Hazard:
    """The spread of a cohort's yearly base hazards, from its first seven years.

    Args:
        name: key of `PUBLISHED`, whose shares are counted as customers of a thousand.
    """
    there = np.array([round(1000 * share) for share in PUBLISHED[name][: FITTED + 1]])
    return fitted(Counts.of([Cohort(name, 0, 12 * np.arange(FITTED + 1), there)]))


def simulated(people: int, seed: int) -> Array:
    """Shares of each cohort still there after 0 to 12 years, [13, cohorts].

    Everybody joins in the first month; satisfaction has no part, and no one comes back.

    Args:
        people: of a cohort.
        seed: the replication's seed.
    """
    segments = []
    for name in PUBLISHED:
        hazard = fitted_to_first_years(name)
        churn = {"churn_shape": hazard.shape, "churn_yearly": hazard.mean}
        segments.append({"name": name, "share": 1 / len(PUBLISHED), "penetration": 0.0, **churn})
    given = laboratory.scenario(
        len(PUBLISHED) * people, segments, **{"experience.churn_sensitivity": 0.0}
    )
    market = laboratory.opened(given, seed)
    there = [laboratory.simulated(market, 0, recruiting=50.0).counts[:, Count.CUSTOMERS]]
    for month in range(1, 12 * YEARS + 1):
        counts = laboratory.simulated(market, month).counts
        if month % 12 == 0:
            there.append(counts[:, Count.CUSTOMERS])
    return np.array(there) / there[0]


@lru_cache(maxsize=4)
def _replications(effort: Effort) -> Array:
    """Shares of all replications, [replications, 13, cohorts]: both facts read the same ones."""
    tasks = [(effort.people(100_000), seed) for seed in effort.seeds(effort.replications(10, 8))]
    return np.array(effort.each(simulated, tasks))


def _farthest(effort: Effort, years: range, tolerances: Sequence[float]) -> list[Figure]:
    """The year of each cohort in which the simulated share is farthest from the printed one."""
    shares, figures = band(_replications(effort)), []
    for cohort, (name, printed) in enumerate(PUBLISHED.items()):
        year = max(years, key=lambda t: abs(shares.mean[t, cohort] - printed[t]))
        stated = f"{name}, still there in the year farthest off ({years[0]} to {years[-1]})"
        low, high = printed[year] - tolerances[cohort], printed[year] + tolerances[cohort]
        figures.append(
            Figure(
                stated,
                "share",
                f"{100 * printed[year]:.1f} % in year {year}",
                shares.at((year, cohort)),
                low,
                high,
            )
        )
    return figures


def first_years(effort: Effort) -> list[Figure]:
    """Years 1 to 7, which the hazards were fitted to."""
    return _farthest(effort, range(1, FITTED + 1), (0.01, 0.02))


def later_years(effort: Effort) -> list[Figure]:
    """Years 8 to 12, which the fit did not see."""
    return _farthest(effort, range(FITTED + 1, YEARS + 1), (0.025, 0.025))


_SOURCE = "Fader & Hardie 2007, Table 1: two cohorts of a subscription service over 12 years"
FACTS = (
    Fact(
        "V1a",
        "Cohorts' first seven years of survival",
        "fitted",
        _SOURCE,
        "S",
        "regular within 1 point, high end within 2 points of every year",
        first_years,
    ),
    Fact(
        "V1b",
        "Cohorts' years 8 to 12, from hazards fitted to years 1 to 7",
        "predicted",
        _SOURCE,
        "S",
        "within 2.5 points of every year",
        later_years,
    ),
)
