"""Word of mouth: how often people speak well and ill of a firm, and how far each word reaches."""

from __future__ import annotations

from math import log

import numpy as np

from ..experiment.statistics.estimates import estimate
from ..market.people.population import Status
from ..market.rules.tally import Count
from ..model.model import OrganisationModel
from ..scenario.reading.loading import load
from . import laboratory
from .effort import Effort
from .fact import Fact, Figure

TIES, IMPACT, UNREPORTED = 10, 0.05, 0.5
"""Ties of a person; hazard that a good word adds, and share of it that a bad one takes away; hazard
of joining without any word of mouth."""


def talkers(people: int, seed: int) -> tuple[float, float]:
    """Who talks in a year of the retail bank as it is today.

    Args:
        people: simulated.
        seed: the replication's seed.

    Returns:
        good words over bad ones; and the good word of a promoter over the bad one of a detractor.
    """
    bank = load("retail_bank").override({"market.simulated": people, "months": 12})
    model = OrganisationModel(bank, seed=seed)
    good = bad = bad_of_customers = promoters = detractors = 0
    for _ in range(bank.months):
        everybody, counts = model.market.people, model.tally.counts.sum(axis=0)
        warns = everybody.talk == 2
        good += int((everybody.talk == 1).sum())
        bad += int(warns.sum())
        bad_of_customers += int((warns & (everybody.status == Status.CUSTOMER)).sum())
        promoters += int(counts[Count.PROMOTERS])
        detractors += int(counts[Count.DETRACTORS])
        model.step()
    return good / bad, (good / promoters) / (bad_of_customers / detractors)


def reaches(people: int, seed: int) -> float:
    """How far a bad word reaches over how far a good one does, by what it does to joining.

    Half of the people are customers who all say the same: nothing, well of the firm, or ill of it.
    Everybody else hears the average. The hazard of joining is h + reach w n after n good words and
    h (1 - w)^(reach n) after n bad ones.

    Args:
        people: of the market.
        seed: the replication's seed.
    """
    half = {"name": "Everybody", "share": 1.0, "penetration": 0.5}
    common = {
        "market.network.kind": "mixed",
        "market.network.strong_ties": TIES,
        "experience.rating_sd": 0.0,
        "advocacy.strong_impact": IMPACT,
        "advocacy.detractor_impact": IMPACT,
    }
    hazards = []
    for satisfaction, incidence in ((0.95, 0.0), (0.95, 1.0), (0.2, 1.0)):
        talk = {"advocacy.promoter_incidence": incidence, "advocacy.detractor_incidence": incidence}
        given = laboratory.scenario(
            people, [half], **common, **talk, **{"experience.reference": satisfaction}
        )
        counts = laboratory.simulated(
            laboratory.opened(given, seed), 0, recruiting=UNREPORTED
        ).counts
        joined = counts[:, Count.JOINED].sum()
        hazards.append(-log(1 - joined / (people - round(people / 2))))
    words = TIES / 2
    unreported, told_well, told_ill = hazards
    good, bad = (told_well - unreported) / IMPACT, log(told_ill / unreported) / log(1 - IMPACT)
    return (bad / words) / (good / words)


def incidence_and_reach(effort: Effort) -> list[Figure]:
    """Good words over bad ones, and how far each reaches."""
    seeds = effort.seeds(effort.replications(20, 4))
    in_bank = np.array(effort.each(talkers, [(effort.people(20_000), seed) for seed in seeds]))
    tasks = [(effort.people(100_000, 50_000), seed) for seed in seeds]
    reach = np.array(effort.each(reaches, tasks))
    return [
        Figure(
            "word of a promoter over word of a detractor, retail bank",
            "times",
            "about 3 : 1",
            estimate(in_bank[:, 1]),
            2.7,
            3.3,
        ),
        Figure(
            "all good words over all bad ones, retail bank",
            "times",
            "about 3 : 1",
            estimate(in_bank[:, 0]),
            2.0,
            4.0,
        ),
        Figure(
            "reach of a bad word over that of a good one",
            "times",
            "about twice",
            estimate(reach),
            1.8,
            2.2,
        ),
    ]


FACTS = (
    Fact(
        "V10",
        "Positive word of mouth is three times as frequent as negative, which reaches twice as far",
        "input",
        "Incidence: East et al. 2007, 15 studies; reach: TARP",
        "S",
        "parameters within 10 %, all positive over all negative word of mouth between 2 and 4",
        incidence_and_reach,
    ),
)
