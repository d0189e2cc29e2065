"""How much faster customers leave today than they would at the reference satisfaction.

A table shows how customers leave a firm as it is, with the satisfaction that it gives them and with
the offers that it makes to those at risk; a scenario says how they would leave at the reference
satisfaction. Between the two stands the exposure of a month of tenure,

    x(k) = sum lambda_i exp(-b_S (S_i - ref)) (1 - cut_i) / sum lambda_i,

over the simulated customers of a segment in their k-th month, lambda_i being their base hazard and
`cut_i` what a retention offer takes of it. After t months they have left as after

    X(t) = (x(1) + ... + x(t)) / 12

years at the reference satisfaction. It has to be known by tenure: newcomers are content at first
and find out, and who took the mean for all ages would take that for newcomers being alike.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...firm.treatment import treatment_of
from ...market.people.population import Status
from ...market.rules.draws import replication_seed
from ...model.model import OrganisationModel, settled_day
from ...model.observation import YEAR
from ...scenario.scenario import Scenario

Array = NDArray[np.float64]

REPLICATIONS = 4
"""Lives that the exposure is a mean of."""


def exposures(scenario: Scenario, oldest: int, seed: int) -> Array:
    """X of each segment in the year before the comparison, [S, 1 + oldest].

    Where a segment has no customers of a tenure, its mean over all of them counts; 1 where it has
    no customers.

    Args:
        scenario: the market and the firm as it is today, every value as it stands.
        oldest: months of tenure of the longest customers that the table has.
        seed: the user's seed.
    """
    seeds = [replication_seed(seed, number) for number in range(REPLICATIONS)]
    today, base = np.sum([_leaving_in_a_year(scenario, oldest, each) for each in seeds], axis=0)
    usual = _ratio(today.sum(axis=1), base.sum(axis=1), np.ones(len(today)))
    monthly = _ratio(today, base, np.repeat(usual[:, None], today.shape[1], axis=1))
    simulated = np.cumsum(monthly[:, 1 : oldest + 1], axis=1) / YEAR
    return np.concatenate([np.zeros((len(simulated), 1)), simulated], axis=1)


def _ratio(above: Array, below: Array, usual: Array) -> Array:
    return np.divide(above, below, out=usual.copy(), where=below > 0)


def _leaving_in_a_year(scenario: Scenario, oldest: int, seed: int) -> Array:
    """Live one burn-in; hazards of its last year, today's and base, [2, S, 2 + oldest].

    Tenures beyond the oldest share the last place.
    """
    start = settled_day(scenario, seed)
    model = OrganisationModel(scenario, scenario.today, seed, start, keep_opening=False)
    model.run(scenario.burn_in - YEAR)
    sums = np.zeros((2, len(scenario.segments), oldest + 2))
    for _ in range(YEAR):
        model.step()
        sums += _leaving(model, scenario, oldest)
    return sums


def _leaving(model: OrganisationModel, scenario: Scenario, oldest: int) -> Array:
    """Hazards of a month, today's and base, by segment and tenure."""
    people, experience = model.market.people, scenario.experience
    treatment = treatment_of(model.firm)
    customers = np.flatnonzero(people.status == Status.CUSTOMER)
    happy = people.satisfaction[customers].astype(float)
    base = people.base_intensity[customers].astype(float)
    taken_for = model.firm.base.acted()[customers]
    at_risk = happy < scenario.levers.at_risk
    cut = treatment.offer_cut[taken_for] * treatment.seen * at_risk
    today = base * np.exp(-experience.churn_sensitivity * (happy - experience.reference))
    tenure = np.minimum(people.tenure[customers].astype(np.int64), oldest + 1)
    places = oldest + 2
    cell = people.need[customers].astype(np.int64) * places + tenure
    size = len(scenario.segments) * places
    today *= 1 - cut
    # Who left this month is not seen any more: everybody who stayed stands for 1 / P(staying).
    stayed = np.exp(np.minimum(today, 1.0))
    found = [np.bincount(cell, stayed * each, size) for each in (today, base)]
    return np.array(found, dtype=float).reshape(2, len(scenario.segments), places)
