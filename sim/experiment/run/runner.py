"""Runs replications, in parallel, each exactly repeatable from its own number.

A replication is one market run under every design: the same people, common random numbers, one
burn-in that all designs depart from. Its seed follows from the user's seed and its number alone, so
neither the number of jobs nor the order of finishing can change a bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ...firm.decisions import Decision
from ...market.rules.draws import replication_seed
from ...model.figures import FIGURES
from ...model.model import OrganisationModel, after_burn_in, settled_day
from ...model.observation import Observations, observed
from ...model.opening import Opening
from ...scenario.scenario import Scenario
from ...scenario.schema.design import Design
from .parallel import in_parallel

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Run:
    """What one design did in one replication.

    Attributes:
        figures: [months, len(FIGURES)], monthly figures.
        cube: int64 cents [months, segments + 1, products + 1, accounts].
        decisions: what was shipped.
    """

    figures: Array
    cube: NDArray[np.int64]
    decisions: list[Decision]

    def series(self, name: str) -> Array:
        """One monthly figure, [months]."""
        return self.figures[:, FIGURES.index(name)]


@dataclass(frozen=True)
class ObservedRun(Run):
    """A run whose customers were watched.

    Attributes:
        observed: what was seen of them, by segment.
    """

    observed: Observations


@dataclass(frozen=True)
class Replication:
    """One market run under every design.

    Attributes:
        number: which replication.
        starting_year: [12, len(FIGURES)], the last year of the burn-in.
        starting_ledger: int64 cents of that year.
        runs: what each design did.
    """

    number: int
    starting_year: Array
    starting_ledger: NDArray[np.int64]
    runs: dict[str, ObservedRun]


def replicate(
    scenario: Scenario,
    designs: Mapping[str, Design],
    seed: int,
    numbers: range,
    jobs: int | None = None,
    progress: bool = False,
    markets: int = 1,
    label: str = "",
) -> list[Replication]:
    """Run some replications.

    Args:
        scenario: the market and the firm as it is today.
        designs: designs by name.
        seed: the user's seed.
        numbers: which replications, e.g. range(0, 30).
        jobs: processes; all processors when missing.
        progress: show a bar on standard error.
        markets: how many markets to draw the replications from; replication r uses market
            r modulo `markets`, drawn by `market_seed` plus that number.
        label: what the bar says in front.

    Returns:
        replications in order of their number.
    """
    tasks = (
        (drawn_for(scenario, seed, number, markets), dict(designs), seed, number)
        for number in numbers
    )
    prepare = partial(prepared, scenario, seed)
    return in_parallel(one_replication, tasks, jobs, progress, prepare, len(numbers), label)


def prepared(scenario: Scenario, seed: int) -> None:
    """Do once, before processes begin, what every replication needs.

    Args:
        scenario: the market and the firm as it is today.
        seed: the user's seed.
    """
    if not scenario.uncertain:  # else every replication has a pilot run of its own
        settled_day(scenario, seed % 2**32)


def drawn_for(scenario: Scenario, seed: int, number: int, markets: int = 1) -> Scenario:
    """The market and the firm that a replication simulates.

    What is `uncertain` is drawn, and what a market draws is drawn for its number.

    Args:
        scenario: as it was declared.
        seed: the user's seed.
        number: which replication.
        markets: how many markets the replications are drawn from.
    """
    return _drawn_market(scenario.drawn(seed, number), number % markets)


def one_replication(
    scenario: Scenario, designs: Mapping[str, Design], seed: int, number: int
) -> Replication:
    """Live one market with every design, from one shared opening.

    Designs that are equal are run once: equal parameters are the same design, whatever the name.
    """
    own_seed = replication_seed(seed, number)
    opening = after_burn_in(scenario, own_seed)
    simulated: list[tuple[Design, ObservedRun]] = []
    runs: dict[str, ObservedRun] = {}
    for name, design in designs.items():
        run = next((run for other, run in simulated if other == design), None)
        if run is None:
            run = _run(scenario, design, own_seed, opening)
            simulated.append((design, run))
        runs[name] = run
    return Replication(number, opening.starting_year, opening.starting_ledger, runs)


def _run(scenario: Scenario, design: Design, seed: int, opening: Opening) -> ObservedRun:
    model = OrganisationModel(scenario, design, seed, opening)
    seen = observed(model)
    cube = model.ledger.cube[: scenario.months]
    return ObservedRun(model.series(), cube, model.firm.decisions, seen)


def _drawn_market(scenario: Scenario, number: int) -> Scenario:
    if number == 0:
        return scenario
    return scenario.override({"market.market_seed": scenario.market.market_seed + number})
