"""How much faster customers leave today than they would at the reference satisfaction.

A table shows how customers leave a firm as it is, with the satisfaction that it gives them and with
the offers that it makes to those at risk; a scenario says how they would leave at the reference
satisfaction. Between the two stands the exposure

    x = sum lambda_i exp(-b_S (S_i - ref)) (1 - cut_i) / sum lambda_i,

over the simulated customers of a segment, lambda_i being their base hazard and `cut_i` what a
retention offer takes of it: the same x as in the survival of `Hazard.survival`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..firm.treatment import treatment_of
from ..market.draws import replication_seed
from ..market.population import Status
from ..model import OrganisationModel, settled_day
from ..observation import YEAR
from ..scenario_file.scenario import Scenario

Array = NDArray[np.float64]

REPLICATIONS = 4
"""Lives that the exposure is a mean of."""


def exposures(scenario: Scenario, oldest: int, seed: int) -> Array:
    """The exposure of each segment in the year before the comparison, [S].

    Args:
        scenario: the market and the firm as it is today, every value as it stands.
        oldest: months of tenure of the longest customers that count, as the table has them; where
            a segment has none of them, all of its customers count.
        seed: the user's seed.
    """
    seeds = [replication_seed(seed, number) for number in range(REPLICATIONS)]
    return np.asarray(np.mean([_exposure_lived(scenario, oldest, each) for each in seeds], axis=0))


def _exposure_lived(scenario: Scenario, oldest: int, seed: int) -> Array:
    """Live one burn-in; the exposure of its last year."""
    start = settled_day(scenario, seed)
    model = OrganisationModel(scenario, scenario.today, seed, start, keep_opening=False)
    model.run(scenario.burn_in - YEAR)
    sums = np.zeros((2, 2, len(scenario.segments)))
    for _ in range(YEAR):
        model.step()
        sums += _leaving(model, scenario, oldest)
    (young, young_base), (everybody, base) = sums
    ratio = np.where(young_base > 0, young, everybody) / np.where(
        young_base > 0, young_base, np.maximum(base, 1e-30)
    )
    return np.where(base > 0, ratio, 1.0)


def _leaving(model: OrganisationModel, scenario: Scenario, oldest: int) -> Array:
    """Hazards of a month, today's and base, of those up to a tenure and of all, [2, 2, S]."""
    people, experience = model.market.people, scenario.experience
    treatment = treatment_of(model.firm)
    customers = np.flatnonzero(people.status == Status.CUSTOMER)
    need, happy = people.need[customers], people.satisfaction[customers].astype(float)
    base = people.base_intensity[customers].astype(float)
    taken_for = model.firm.base.acted()[customers]
    at_risk = happy < scenario.levers.at_risk
    cut = treatment.offer_cut[taken_for] * treatment.seen * at_risk
    today = base * np.exp(-experience.churn_sensitivity * (happy - experience.reference))
    today *= 1 - cut
    young = people.tenure[customers] <= oldest
    segments = len(scenario.segments)

    def summed(weights: Array, who: NDArray[np.bool_] | None = None) -> Array:
        some = slice(None) if who is None else who
        found = np.bincount(need[some], weights=weights[some], minlength=segments)
        return np.asarray(found, dtype=float)

    return np.array([[summed(today, young), summed(base, young)], [summed(today), summed(base)]])
