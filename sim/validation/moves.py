"""Reorganisations, many of them: how many pay, how many keep their promise, how many do damage.

Every shipped scenario moves from today to each preset, over draws of what the scenario declares to
be uncertain, against the twin that stays. Definitions were written down before anything was run:

- a move improves performance when its NPV is above its twin's by a tenth or more of the twin's;
- it does damage when it is below by as much;
- it promises to have paid for itself when its planned time is over (`transition.months`, as drawn),
  and misses that when the profit added up so far, charge included, is below the twin's.

Where a twin is worth less than a tenth of a year's revenue, that is what a tenth is taken of.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..experiment.figures.headlines import totals
from ..experiment.run.runner import drawn_for, one_replication
from ..experiment.run.stopping import LEAST
from ..experiment.statistics.estimates import estimate
from ..scenario.reading.loading import load, shipped
from ..scenario.schema.design import PRESETS
from .effort import Effort
from .fact import Fact, Figure

Array = NDArray[np.float64]
MEANINGFUL, YEAR = 0.1, 12
"""Share of the twin's NPV that counts as better or worse."""


def outcomes(name: str, people: int, seed: int, number: int) -> Array:
    """Whether moves of one drawn firm improve, miss and do damage, [presets, 3], 0 or 1.

    Args:
        name: a shipped scenario.
        people: simulated.
        seed: the user's seed.
        number: which replication.
    """
    scenario = drawn_for(load(name).override({"market.simulated": people}), seed, number)
    runs = one_replication(scenario, {"": scenario.today} | PRESETS, seed, number).runs
    twin = totals(scenario, runs[""])
    least = LEAST * twin["revenue"] * YEAR / scenario.months
    planned = min(max(round(scenario.transition.months), 1), scenario.months)
    found = []
    for preset in PRESETS:
        better = (totals(scenario, runs[preset])["npv"] - twin["npv"]) / max(
            abs(twin["npv"]), least
        )
        lead = runs[preset].series("profit") - runs[""].series("profit")
        found.append((better >= MEANINGFUL, lead[:planned].sum() < 0, better <= -MEANINGFUL))
    return np.array(found, dtype=float)


@lru_cache(maxsize=4)
def shares(effort: Effort) -> Array:
    """Shares of all moves that improve, miss and do damage, [replications, 3]."""
    names, count = list(shipped()), effort.replications(40, 3)
    people = effort.people(5000)
    tasks = [(name, people, effort.seed, n) for n in range(count) for name in names]
    found = np.array(effort.each(outcomes, tasks))
    return np.asarray(found.reshape(count, len(names) * len(PRESETS), 3).mean(axis=1))


def of_moves(effort: Effort) -> list[Figure]:
    """V24's three shares."""
    improved, missed, damaged = shares(effort).T
    return [
        Figure(
            "Moves that improve performance",
            "share",
            "below a third",
            estimate(improved),
            0.0,
            1 / 3,
        ),
        Figure(
            "Moves that miss their promise in time",
            "share",
            "above 80 %",
            estimate(missed),
            0.8,
            1.0,
        ),
        Figure("Moves that do damage", "share", "about 10 %", estimate(damaged), 0.05, 0.2),
    ]


FACTS = (
    Fact(
        "V24",
        "Few reorganisations improve performance, most miss their promise, some do damage",
        "predicted",
        "Bain, 57 reorganisations: fewer than a third improve performance; Harvard Business Review "
        "2016: over 80 % miss the value promised in the time planned, about 10 % do damage. Here "
        "every shipped scenario moves to each preset, over draws of what is uncertain; better and "
        "worse mean by at least a tenth of the NPV of the twin that stays, and what is promised is "
        "that the profit added up is not below the twin's when the transition is over",
        "S",
        "below a third, above 80 %, 5 to 20 %",
        of_moves,
        "here every firm moves to every preset, whether it suits the firm or not, and no board "
        "stops half-way. Of moves to the preset that is best for a firm on average about a tenth "
        "do damage (checked on an earlier calibration)",
    ),
)
