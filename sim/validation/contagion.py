"""Leaving that is contagious: what a friend's leaving does to a customer's own hazard.

Customers of at least a year, by what their friends did in that year: none left, one left last month
and no other, or one left half a year ago and no other. Every setting was written down before the
experiment was run.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..experiment.statistics.estimates import estimate
from ..market.people.network import Ties
from ..market.people.population import People, Status
from ..model.model import OrganisationModel
from ..scenario.scenario import Scenario
from . import laboratory
from .effort import Effort
from .fact import Fact, Figure
from .markets import bank

Array = NDArray[np.float64]
MEMORY, LATER, WATCHED = 12, 6, 36
"""Months that are looked back on; months after which the effect is measured again; months that are
simulated."""

ALIKE = {
    "forms.leaving": "contagious",
    "market.network.strong_ties": 6,
    "experience.churn_sensitivity": 0.0,
    "segments.*.churn_shape": 50.0,
}
"""Satisfaction does not matter and base hazards hardly differ, so that nothing else is contagious;
how much a friend's leaving does and how fast that fades are by default."""


def friends_who(did: NDArray[np.bool_], ties: Ties) -> Array:
    """Of everybody, how many friends did something, [people].

    Args:
        did: [people], who did.
        ties: who hears whom; a tie is heard from both its ends.
    """
    start = ties.start.astype(np.int64)
    listener = np.repeat(np.arange(len(did)), start[1:] - start[:-1])
    return np.asarray(np.bincount(listener[did[ties.heard]], minlength=len(did)), dtype=float)


def hazards(
    people: Callable[[], People], ties: Ties, step: Callable[[int], object], months: int
) -> Array:
    """Monthly hazard after none, one last month, and one half a year ago left, [3].

    Args:
        people: everybody as they are now.
        ties: who knows whom.
        step: simulates a month, counted from 0.
        months: how many are simulated; the first `MEMORY` are only looked back on.
    """
    left, number = np.zeros(3), np.zeros(3)
    gone: deque[Array] = deque(maxlen=MEMORY)
    for month in range(months):
        before = people().status == Status.CUSTOMER
        known = before & (people().tenure >= MEMORY)
        step(month)
        leaves = before & (people().status != Status.CUSTOMER)
        if month >= MEMORY:
            total = np.sum(gone, axis=0)
            one = total == 1
            groups = (total == 0, one & (gone[-1] == 1), one & (gone[-LATER] == 1))
            for place, group in enumerate(groups):
                number[place] += (known & group).sum()
                left[place] += (leaves & known & group).sum()
        gone.append(friends_who(leaves, ties))
    return np.asarray(-np.log(1 - left / number))


def by_rule(people: int, seed: int) -> Array:
    """Hazards over that of those none of whose friends left, with the rule, [2].

    Args:
        people: of the market.
        seed: the replication's seed.
    """
    everybody = {"name": "Everybody", "share": 1.0, "penetration": 0.6, "churn_yearly": 0.3}
    market = laboratory.opened(laboratory.scenario(people, [everybody], **ALIKE), seed, tied=True)
    none, *after = hazards(
        lambda: market.people,
        market.ties,
        lambda month: laboratory.simulated(market, month),
        WATCHED,
    )
    return np.array(after) / none


def without_rule(scenario: Scenario, seed: int) -> float:
    """The hazard after one friend left last month over that after none did.

    Args:
        scenario: the firm and its market.
        seed: the replication's seed.
    """
    model = OrganisationModel(scenario, seed=seed)
    none, after, _ = hazards(
        lambda: model.market.people,
        model.market.ties,
        lambda _: model.step(),
        scenario.months,
    )
    return float(after / none)


def with_the_rule(effort: Effort) -> list[Figure]:
    """V16 where leaving is contagious."""
    tasks = [
        (effort.people(100_000, 20_000), seed) for seed in effort.seeds(effort.replications(20, 4))
    ]
    last_month, half_a_year = np.array(effort.each(by_rule, tasks)).T
    return [
        Figure(
            "Hazard of leaving in the month after a friend left, over that of those none of whose "
            "friends did",
            "times",
            "about 1.8",
            estimate(last_month),
            1.6,
            2.0,
        ),
        Figure(
            f"That ratio after {LATER} months less the one after the first",
            "times",
            "it decays",
            estimate(half_a_year - last_month),
            -np.inf,
            0.0,
        ),
    ]


def with_friends_alike(effort: Effort) -> list[Figure]:
    """V16 on the shipped bank, where leaving is independent."""
    scenario = bank(
        **{"market.simulated": effort.people(20_000, 5000), "forms.leaving": "independent"}
    )
    tasks = [(scenario, seed) for seed in effort.seeds(effort.replications(40, 4))]
    return [
        Figure(
            "Hazard of leaving in the month after a friend left, over that of those none of whose "
            "friends did",
            "times",
            "about 1.8",
            estimate(np.array(effort.each(without_rule, tasks))),
            1.4,
            2.2,
        )
    ]


_SOURCE = (
    "Nitzan & Libai 2011, a million customers of a mobile operator: a neighbour's defection raises "
    "the hazard by about 80 %, which decays with time"
)
FACTS = (
    Fact(
        "V16a",
        "Leaving is contagious, where the model form says so",
        "input",
        f"{_SOURCE}; the rise is a parameter of the form",
        "S",
        "a rise of 60 to 100 %, less after half a year",
        with_the_rule,
    ),
    Fact(
        "V16b",
        "Leaving among friends of the shipped bank, without that rule",
        "predicted",
        f"{_SOURCE}, similar tastes among friends taken out; here friends who are alike and talk "
        "are all there is",
        "S",
        "a rise of 40 to 120 %, half of the published one to half as much again",
        with_friends_alike,
        "without the form customers leave by what they live through themselves. Friends have needs "
        "in common, not experiences, and what they say is heard by those who might join; so their "
        "leaving says nothing of one's own",
    ),
)
