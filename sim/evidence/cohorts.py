"""Cohorts of customers grow more loyal because those who leave early are gone (Fader & Hardie).

Two cohorts' first seven years fit the spread of base hazards, in the form that the model's months
step through exactly; the engine then lives twelve years, of which nobody saw the last five.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betaln

from ..experiment.statistics import band
from ..market.tally import Count
from . import laboratory
from .effort import Effort
from .fact import Fact, Figure

Array = NDArray[np.float64]
PUBLISHED: dict[str, Sequence[float]] = {
    "Regular": (
        1.0, 0.631, 0.468, 0.382, 0.326, 0.289, 0.262, 0.241, 0.223, 0.207, 0.194, 0.183, 0.173,
    ),
    "High end": (
        1.0, 0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491, 0.468, 0.445, 0.427, 0.409, 0.394,
    ),
}  # fmt: skip
"""Share of a cohort still there after 0 to 12 years: Fader & Hardie 2007, Table 1."""

FITTED, YEARS = 7, 12
"""Years that the hazards are fitted to, and years that are lived."""


def survival(a: float, b: float, years: Array) -> Array:
    """Share still there after so many years, not only whole ones: B(a, b + t) / B(a, b)."""
    return np.asarray(np.exp(betaln(a, b + years) - betaln(a, b)))


def fitted(shares: Sequence[float]) -> tuple[float, float]:
    """Shapes (a, b) of the yearly base hazards, by maximum likelihood.

    Who left is known to the year only, who is still there not at all: ln L is the sum over years of
    (S(t - 1) - S(t)) ln(B(t - 1) - B(t)) and S(T) ln B(T), with S the shares seen and B the model's
    survival. At whole years it is the shifted beta-geometric's; between them the model's months.

    Args:
        shares: still there after 0, 1, ... T years.
    """
    seen, years = np.asarray(shares), np.arange(len(shares), dtype=float)

    def misfit(logs: Array) -> float:
        there = survival(float(np.exp(logs[0])), float(np.exp(logs[1])), years)
        return -float(-np.diff(seen) @ np.log(-np.diff(there)) + seen[-1] * np.log(there[-1]))

    best = minimize(
        misfit, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-12}
    )
    a, b = np.exp(best.x)
    return float(a), float(b)


def lived(people: int, seed: int) -> Array:
    """Shares of each cohort still there after 0 to 12 years, [13, cohorts].

    Everybody joins in the first month; satisfaction has no part, and nobody comes back.

    Args:
        people: of a cohort.
        seed: the replication's seed.
    """
    segments = []
    for name, shares in PUBLISHED.items():
        a, b = fitted(shares[: FITTED + 1])
        churn = {"churn_shape": a, "churn_yearly": a / (a + b)}
        segments.append({"name": name, "share": 1 / len(PUBLISHED), "penetration": 0.0, **churn})
    given = laboratory.scenario(
        len(PUBLISHED) * people, segments, **{"experience.churn_sensitivity": 0.0}
    )
    market = laboratory.opened(given, seed)
    there = [laboratory.lived(market, 0, recruiting=50.0).counts[:, Count.CUSTOMERS]]
    for month in range(1, 12 * YEARS + 1):
        counts = laboratory.lived(market, month).counts
        if month % 12 == 0:
            there.append(counts[:, Count.CUSTOMERS])
    return np.array(there) / there[0]


@lru_cache(maxsize=4)
def _replications(effort: Effort) -> Array:
    """Shares of all replications, [replications, 13, cohorts]: both facts read the same ones."""
    tasks = [(effort.people(100_000), seed) for seed in effort.seeds(effort.replications(10, 8))]
    return np.array(effort.each(lived, tasks))


def _farthest(effort: Effort, years: range, tolerances: Sequence[float]) -> list[Figure]:
    """The year of each cohort in which the simulated share is farthest from the printed one."""
    shares, figures = band(_replications(effort)), []
    for cohort, (name, printed) in enumerate(PUBLISHED.items()):
        year = max(years, key=lambda t: abs(shares.mean[t, cohort] - printed[t]))
        said = f"{name}, still there in the year farthest off ({years[0]} to {years[-1]})"
        low, high = printed[year] - tolerances[cohort], printed[year] + tolerances[cohort]
        figures.append(
            Figure(
                said, "share", f"{100 * printed[year]:.1f} % in year {year}",
                shares.at((year, cohort)), low, high,
            )
        )  # fmt: skip
    return figures


def first_years(effort: Effort) -> list[Figure]:
    """Years 1 to 7, which the hazards were fitted to."""
    return _farthest(effort, range(1, FITTED + 1), (0.01, 0.02))


def later_years(effort: Effort) -> list[Figure]:
    """Years 8 to 12, which nobody saw."""
    return _farthest(effort, range(FITTED + 1, YEARS + 1), (0.025, 0.025))


_SOURCE = "Fader & Hardie 2007, Table 1: two cohorts of a subscription service over 12 years"
FACTS = (
    Fact(
        "V1a", "Cohorts' first seven years of survival", "fitted", _SOURCE, "S",
        "regular within 1 point, high end within 2 points of every year", first_years,
    ),
    Fact(
        "V1b", "Cohorts' years 8 to 12, from hazards fitted to years 1 to 7", "predicted", _SOURCE,
        "S", "within 2.5 points of every year", later_years,
    ),
)  # fmt: skip
