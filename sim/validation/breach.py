"""A breach of data: customers trust the bank less, and some leave who would have stayed.

The shipped bank as it is today, against its twin without a breach, the same people with common
random numbers. A breach takes a share of everybody's satisfaction in the first month. No
publication gives that share, so replications of their own fit it to what is lost in half a year;
what is lost in a year is then predicted.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..experiment.statistics.estimates import estimate
from ..market.rules.draws import replication_seed
from ..model.figures import FIGURES
from ..model.model import OrganisationModel, after_burn_in
from ..scenario.scenario import Scenario
from .effort import Effort
from .fact import Fact, Figure
from .markets import bank

Array = NDArray[np.float64]
HALF_YEAR, YEAR = 6, 12
TRUSTS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4)
"""Shares of satisfaction that are tried."""

LOST = 0.02
"""What is lost in half a year, the middle of one to three points."""

FITTING = 1000
"""Replications from here on are those of the fit."""


def lost(scenario: Scenario, trusts: tuple[float, ...], seed: int) -> Array:
    """Customers lost to a breach over those there before it, [trusts, 2]: half a year and a year.

    Args:
        scenario: the firm and its market.
        trusts: shares of satisfaction that the breach takes.
        seed: the replication's seed.
    """
    opening = after_burn_in(scenario, seed)
    left = []
    for trust in (0.0, *trusts):
        breached = scenario.override({"shocks": [{"month": 1, "trust": trust}]})
        model = OrganisationModel(breached, seed=seed, opening=opening).run(YEAR)
        months = model.series()[:, FIGURES.index("left")].cumsum(axis=0)
        left.append(months[[HALF_YEAR - 1, YEAR - 1]])
    before = opening.starting_year[-1, FIGURES.index("customers")]
    return (np.array(left[1:]) - left[0]) / before


@lru_cache(maxsize=4)
def breached(effort: Effort) -> Array:
    """Lost in half a year and in a year to the fitted breach, [replications, 2]."""
    given = bank(**{"market.simulated": effort.people(20_000, 5000), "months": YEAR})
    count = effort.replications(40, 6)
    apart = [replication_seed(effort.seed, FITTING + number) for number in range(count)]
    tried = np.array(effort.each(lost, [(given, TRUSTS, seed) for seed in apart])).mean(axis=0)
    trust = float(np.interp(LOST, tried[:, 0], TRUSTS))
    tasks = [(given, (trust,), seed) for seed in effort.seeds(count)]
    return np.array(effort.each(lost, tasks))[:, 0]


def half_a_year(effort: Effort) -> list[Figure]:
    """V22's fitted figure."""
    return [
        Figure(
            "Customers lost to a breach within half a year",
            "points",
            "+1 to +3 points after fraud",
            estimate(breached(effort)[:, 0]),
            0.01,
            0.03,
        )
    ]


def a_year(effort: Effort) -> list[Figure]:
    """V22's predicted figure."""
    return [
        Figure(
            "Customers lost to it within a year",
            "points",
            "+2 to +3.6 points, finance +5.5",
            estimate(breached(effort)[:, 1]),
            0.02,
            0.055,
        )
    ]


FACTS = (
    Fact(
        "V22a",
        "A breach of trust that costs what fraud costs in half a year",
        "fitted",
        "Telang & Somanchi 2017: leaving after fraud 1 to 3 points higher within six months. The "
        "share of satisfaction that the breach takes is fitted to two points",
        "S",
        "within that range",
        half_a_year,
    ),
    Fact(
        "V22b",
        "What that breach has cost after a year",
        "predicted",
        "Ponemon Institute: abnormal leaving after a breach 2 to 3.6 %, in finance 5.5 %",
        "S",
        "2 to 5.5 points",
        a_year,
    ),
)
