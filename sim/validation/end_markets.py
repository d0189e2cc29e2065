"""End markets: customer structure pays with many of them, and in large divisions.

The base test market with two, four or eight equal segments whose needs are drawn, one market a
replication, and with a division four times as large. Nothing but the organisation moves. Every
setting was written down before the experiment was run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..experiment.compare import compare
from ..experiment.statistics.estimates import estimate
from ..market.market import expected_revenue
from ..scenario.scenario import Scenario
from .effort import Effort
from .fact import Fact, Figure
from .markets import market, reorganised

Array = NDArray[np.float64]
FEW, USUAL, MANY = 2, 4, 8
"""End markets."""

LARGER = 4
"""How many times as large a large division is."""


def division(end_markets: int, people: int, size: int = 1) -> Scenario:
    """A division that serves some end markets.

    One that is larger has as many times the customers; for the same share of revenue it has as many
    times the capacity, and a leader or a pair of leaders takes so much smaller a share.

    Args:
        end_markets: segments of equal size.
        people: simulated.
        size: times the base market's.
    """
    usual = market("base")
    names = [f"End market {n}" for n in range(1, end_markets + 1)]
    changes: Mapping[str, Any] = {
        "segments": [{"name": name, "share": 1 / end_markets} for name in names],
        "market.people": size * usual.market.people,
        "market.simulated": people,
        "work.capacity": size * usual.work.capacity,
        "costs.leader_share": usual.costs.leader_share / size,
        "costs.coordination_share": usual.costs.coordination_share / size,
    }
    return usual.override(changes)


def benefit(scenario: Scenario, effort: Effort, replications: int) -> Array:
    """What customer structure is worth in a year's revenue, [replications].

    Args:
        scenario: a division; its needs are drawn anew in each replication.
        effort: seed and processes.
        replications: how many.
    """
    result = compare(
        scenario,
        {"reorganised": reorganised(scenario.today)},
        replications=replications,
        seed=effort.seed,
        jobs=effort.jobs,
        progress=effort.progress,
        markets=replications,
    )
    own, twin = (result.totals(name)["npv"] for name in ("reorganised", "today"))
    return np.asarray((own - twin) / (12 * expected_revenue(scenario)))


def structure_pays(effort: Effort) -> list[Figure]:
    """V26's two comparisons."""
    people, replications = effort.people(20_000), effort.replications(80)
    few, usual, many, large = (
        benefit(division(*how), effort, replications)
        for how in (
            (FEW, people),
            (USUAL, people),
            (MANY, people),
            (USUAL, people, LARGER),
        )
    )
    stated = "Worth of customer structure in a year's revenue"
    return [
        Figure(
            f"{stated}, {MANY} end markets less {FEW}",
            "points",
            "pays with many",
            estimate(many - few),
            0.0,
            np.inf,
        ),
        Figure(
            f"{stated}, a division {LARGER} times as large less the usual one",
            "points",
            "pays in large divisions",
            estimate(large - usual),
            0.0,
            np.inf,
        ),
    ]


FACTS = (
    Fact(
        "V26",
        "Customer structure pays with many end markets and in large divisions",
        "predicted",
        "Marketing Science Institute report 12-111: 174 firms. Here two, four and eight end "
        "markets; a larger division has more capacity for the same share of revenue, and leaders "
        "who weigh less",
        "S",
        "the signs",
        structure_pays,
        "each end market gets offers of its own from the same teams, while its share of revenue "
        "shrinks. Eight end markets cost a small division most of a year's revenue, and one with "
        "four times the capacity a tenth of it (checked on an earlier calibration)",
    ),
)
