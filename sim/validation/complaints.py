"""What a complaint leaves behind: leaving, recovery, purchases before it, complaints before it.

Lives of one market, the same people with common random numbers, who all expect the same and get
just that but in the months in which everything fails; everybody then complains. Failures cause no
further contacts here, so that moments of truth come to the same people in every life. Every setting
was written down before the experiment was run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..experiment.statistics.estimates import estimate
from ..market.people.population import Status
from . import laboratory
from .effort import Effort
from .experience import EXPECTED, alike, position_of
from .fact import Fact, Figure

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
LONG_AGO, RECENTLY, NOW, MONTHS = 0, 9, 11, 24
"""Months of complaints, from 0, and months that are simulated."""

SHORTLY, YEAR = 3, 12
"""Months after which leaving is counted, that of the complaint included."""

EVERYBODY_COMPLAINS = {
    "experience.complaint_rate": 1.0,
    "experience.repeat_contacts": 0.0,
    "experience.onboarding_contacts": 0.0,
}


class Life(NamedTuple):
    """What became of everybody.

    Attributes:
        there: [MONTHS + 1, people], who was a customer after so many months.
        hurt: [MONTHS, people], whose satisfaction fell in a month.
        purchases: [people], months with the firm times contacts a month, when `NOW` begins.
    """

    there: Flags
    hurt: Flags
    purchases: Array


def life(people: int, seed: int, failing: Mapping[int, float]) -> Life:
    """Live through some months in which everything fails.

    Args:
        people: of the market.
        seed: the replication's seed.
        failing: by such a month, the share of complaints that are resolved, at best at once.
    """
    market = laboratory.opened(alike(people, **EVERYBODY_COMPLAINS), seed)
    position = position_of(EXPECTED)
    there, hurt = [market.people.status == Status.CUSTOMER], []
    for month in range(MONTHS):
        if month == NOW:
            purchases = market.people.tenure * market.people.contact_rate.astype(float)
        before = market.people.satisfaction.copy()
        laboratory.simulated(
            market,
            month,
            position=position,
            quality=0.0 if month in failing else 1.0,
            resolve=failing.get(month, 0.0),
        )
        hurt.append(there[-1] & (market.people.satisfaction < before - 0.01))
        there.append(market.people.status == Status.CUSTOMER)
    return Life(np.array(there), np.array(hurt), purchases)


def leaving(lived: Life, who: Flags, months: int) -> float:
    """Share who leave in so many months from `NOW` on, of those there when it begins.

    Args:
        lived: what became of everybody.
        who: [people], whom to look at.
        months: how many.
    """
    start = lived.there[NOW] & who
    return float(1 - lived.there[NOW + months][start].mean())


def simulated(people: int, seed: int) -> Array:
    """What complaints do to leaving, [5], shares.

    A complaint over no failure, within a year; the same when it is resolved at once; the first for
    the third with the most purchases less for the third with the fewest; leaving within
    `SHORTLY` after a complaint with a recent one before it less without; and with one long
    ago less with the recent one.

    Args:
        people: of the market.
        seed: the replication's seed.
    """
    none, alone = life(people, seed, {}), life(people, seed, {NOW: 0.0})
    answered = life(people, seed, {NOW: 1.0})
    recent = life(people, seed, {RECENTLY: 0.0, NOW: 0.0})
    long_ago = life(people, seed, {LONG_AGO: 0.0, NOW: 0.0})
    those = alone.hurt[NOW]
    lost, kept = (leaving(each, those, YEAR) for each in (alone, answered))
    usual = leaving(none, those, YEAR)
    few, many = np.quantile(none.purchases[those], (1 / 3, 2 / 3))
    added = [
        leaving(alone, those & group, YEAR) - leaving(none, those & group, YEAR)
        for group in (none.purchases >= many, none.purchases <= few)
    ]
    # Who meets the firm in all three months is known from the lives in which each fails.
    every = those & recent.hurt[RECENTLY] & long_ago.hurt[LONG_AGO]
    first, soon, late = (leaving(each, every, SHORTLY) for each in (alone, recent, long_ago))
    return np.array([lost - usual, kept - usual, added[0] - added[1], soon - first, late - soon])


def after_complaints(effort: Effort) -> list[Figure]:
    """V19's signs."""
    people = effort.people(100_000, 20_000)
    seeds = effort.seeds(effort.replications(20, 4))
    found = np.array(effort.each(simulated, [(people, seed) for seed in seeds]))
    more, less = (0.0, np.inf), (-np.inf, 0.0)
    named = (
        ("Leaving within a year: complained, not resolved, over no failure", "raised", more),
        ("Leaving within a year: resolved at once, over no failure", "not fully offset", more),
        (
            "Leaving that the complaint adds, a third with the most purchases less that with the "
            "fewest",
            "buffered",
            less,
        ),
        (
            f"Leaving within {SHORTLY} months of a complaint: one more {NOW - RECENTLY} months "
            "before, over none before",
            "raised",
            more,
        ),
        (
            f"The same: one more {NOW - LONG_AGO} months before, over {NOW - RECENTLY} months "
            "before",
            "fades",
            less,
        ),
    )
    return [
        Figure(name, "points", published, estimate(found[:, place]), *sign)
        for place, (name, published, sign) in enumerate(named)
    ]


FACTS = (
    Fact(
        "V19",
        "A complaint costs customers even when resolved; purchases buffer it, old ones fade",
        "predicted",
        "Knox & van Oest 2014, 20,000 customers of a retailer: a complaint raises leaving, "
        "recovery hardly ever offsets it in full, prior purchases buffer it for long, prior "
        "complaints add to it for a short time",
        "S",
        "the signs",
        after_complaints,
    ),
)
