"""Every engine's month from the same opening, in nanoseconds a person."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from sim.firm.treatment import treatment_of
from sim.market.engine import columns
from sim.market.market import Market
from sim.market.people.population import Status
from sim.market.people.world import World
from sim.market.rules.tally import Sums
from sim.model.model import OrganisationModel
from sim.scenario.reading.loading import load
from sim.scenario.scenario import Scenario

from .bare_mesa import BareMarket
from .numpy_version import NumPyMarket
from .timing import interleaved

SEED = 1
COLUMNS, TWO_THREADS = "columns, 1 thread", "columns, 2 threads"
NUMPY, NUMPY_SPARING, NUMPY_ASKING = "NumPy", "NumPy, fewer draws", "NumPy, everybody asks"
OBJECTS, BARE, SHUFFLED = "objects", "bare Mesa", "bare Mesa, shuffled"

Months = dict[str, dict[int, float]]
"""Nanoseconds per person-month by engine and number of people."""


class Opening(NamedTuple):
    """A market after its first month, whose firm goes on treating people as it then did."""

    model: OrganisationModel
    world: World

    @property
    def market(self) -> Market:
        return self.model.market


NUMPY_RULES: dict[str, Any] = {
    "experience.repeat_contacts": 0.0,
    "experience.misfit_contacts": 0.0,
    "experience.onboarding_contacts": 0.0,
    "experience.recovery_on": "satisfaction",
    "levers.deal_proneness": 0.0,
}
"""What the month in NumPy does not know is off for every engine, so that all do the same work."""


def retail_bank(people: int, **changes: Any) -> Scenario:
    """The retail bank with this many simulated people and no burn-in, by `NUMPY_RULES`."""
    usual = {"market.simulated": people, "burn_in": 0}
    return load("retail_bank").override({**usual, **NUMPY_RULES, **changes})


def opened(people: int) -> Opening:
    """The retail bank after its first month."""
    model = OrganisationModel(retail_bank(people), seed=SEED)
    model.step()
    return Opening(model, world_of(model))


def world_of(model: OrganisationModel) -> World:
    """What people meet under the firms' present treatment."""
    return model.market._world([treatment_of(firm) for firm in model.firms])


def in_columns(opening: Opening, threads: int = 1, seed: int = SEED) -> Callable[[], Sums]:
    """A call that lives the next month in columns; the opening's people are copied."""
    first, clock = opening.market, iter(range(1, 2**31))
    bases = [base.basis for base in first.bases]
    market = Market(first.scenario, seed, first.state().copy(), bases, threads=threads)
    return lambda: market.run(columns.WHOLE_MONTH, opening.world, np.uint32(next(clock)))


def in_numpy(
    opening: Opening, sparing: bool, seed: int = SEED, asking: bool = False
) -> NumPyMarket:
    """The same people in NumPy; `live` lives a month."""
    market = opening.market
    return NumPyMarket(
        market.people, market.ties, market.behaviour, opening.world, seed, sparing, asking
    )


def as_objects(opening: Opening) -> Callable[[], Any]:
    """A call that lives the next month as agents."""
    first = opening.market
    bases = [base.basis for base in first.bases]
    market = Market(first.scenario, SEED, first.state().copy(), bases)
    market.become_agents(opening.model)
    treatments = [treatment_of(firm) for firm in opening.model.firms]
    clock = iter(range(1, 2**31))
    return lambda: market.live(next(clock), treatments)


def in_arrays(opening: Opening, numpy: bool) -> dict[str, Callable[[], Any]]:
    """A month of the columns, and of NumPy if wanted."""
    tasks: dict[str, Callable[[], Any]] = {
        COLUMNS: in_columns(opening),
        TWO_THREADS: in_columns(opening, threads=2),
    }
    if numpy:
        tasks |= {
            name: partial(in_numpy(opening, sparing, asking=asking).live, opening.world)
            for name, sparing, asking in (
                (NUMPY, False, False),
                (NUMPY_SPARING, True, False),
                (NUMPY_ASKING, False, True),
            )
        }
    return tasks


def in_agents(opening: Opening) -> dict[str, Callable[[], Any]]:
    """A month of the object engine and of bare Mesa."""
    market = opening.market
    bare = BareMarket(market.people, market.ties, market.behaviour, opening.world, SEED)
    return {OBJECTS: as_objects(opening), BARE: bare.step, SHUFFLED: bare.shuffled_step}


def measured(sizes: list[int], most_agents: int, most_numpy: int, rounds: int) -> Months:
    """Nanoseconds per person-month of every engine at every size.

    Args:
        sizes: numbers of people.
        most_agents, most_numpy: largest size for agents and for NumPy.
        rounds: turns of the smaller sizes; large ones, which vary less, get fewer.
    """
    out: Months = {}
    for people in sizes:
        opening = opened(people)
        turns = rounds if people <= 10**6 else 2
        times = interleaved(in_arrays(opening, people <= most_numpy), turns)
        if people <= most_agents:
            times |= interleaved(in_agents(opening), max(2, rounds * 5000 // people), calls=2)
        for name, time in times.items():
            out.setdefault(name, {})[people] = time / people * 1e9
    return out


def customers_share(opening: Opening) -> float:
    """Share of people who are customers."""
    return float(np.mean(opening.market.people.status == Status.CUSTOMER))
