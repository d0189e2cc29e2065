"""Programmes that overrun: the fat tail of information technology, and whom it hurts.

The shipped bank with its organisation of today, where effort is fat-tailed (`forms.overrun`). Every
setting was written down before the experiment was run.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..experiment.compare import compare
from ..experiment.requests import form_called
from ..experiment.statistics.estimates import estimate
from ..market.market import expected_revenue
from ..model.model import OrganisationModel
from ..scenario.scenario import Scenario
from ..scenario.schema.design import INCREMENTAL, PERFECTION, Design
from .delivery import deliveries
from .effort import Effort
from .fact import Fact, Figure
from .markets import bank

Array = NDArray[np.float64]
QUESTION, ANSWER = "overrun", "fat_tailed"
WORST = 1 / 6
"""Share of programmes that are taken for the worst."""


def overrun(scenario: Scenario, seed: int) -> Array:
    """Effort over plan less 1: mean of all that ships, and of the worst sixth of it, [2].

    Args:
        scenario: the firm and its market.
        seed: the replication's seed.
    """
    model = OrganisationModel(scenario, seed=seed)
    shipped = deliveries(model.firm)
    release = model.run().firm.habits.release_effort
    over = np.array(
        [p.effort / (sum(item.effort for item in p.items) + release) - 1 for p, _ in shipped]
    )
    return np.array([over.mean(), over[over >= np.quantile(over, 1 - WORST)].mean()])


def overruns(effort: Effort) -> list[Figure]:
    """V21's mean and tail."""
    given = bank(**{"market.simulated": 2000, f"forms.{QUESTION}": ANSWER})
    tasks = [(given, seed) for seed in effort.seeds(effort.replications(200, 10))]
    mean, worst = np.array(effort.each(overrun, tasks)).T
    return [
        Figure("Effort over plan, mean", "share", "27 %", estimate(mean), 0.17, 0.37),
        Figure(
            "Effort over plan, worst sixth of programmes",
            "share",
            "200 %",
            estimate(worst),
            1.5,
            2.5,
        ),
    ]


def suffering(effort: Effort) -> list[Figure]:
    """V21's consequence for two habits of delivery, under the same organisation."""
    given = bank(**{"market.simulated": effort.people(20_000)})
    organisation = given.today.organisation
    designs = {
        "perfection": Design(organisation=organisation, delivery=PERFECTION),
        "incremental": Design(organisation=organisation, delivery=INCREMENTAL),
    }
    result = compare(
        given,
        designs,
        replications=effort.replications(120),
        seed=effort.seed,
        jobs=effort.jobs,
        progress=effort.progress,
        forms=[QUESTION],
    )
    fat = result.in_forms[form_called(QUESTION, ANSWER)]
    year = 12 * expected_revenue(given)
    lost = {name: (fat[name] - result.totals(name)["npv"]) / year for name in designs}
    return [
        Figure(
            "What the fat tail does to the worth in a year's revenue, perfection less incremental",
            "points",
            "big programmes suffer most",
            estimate(lost["perfection"] - lost["incremental"]),
            -np.inf,
            0.0,
        )
    ]


_SOURCE = (
    "Flyvbjerg & Budzier 2011, 1,471 projects of information technology: 27 % over budget on "
    "average, one in six 200 % over"
)
FACTS = (
    Fact(
        "V21a",
        "Programmes overrun, and one in six by far",
        "input",
        _SOURCE,
        "S",
        "17 to 37 % on average, 150 to 250 % in the worst sixth",
        overruns,
        "overrun grows with size, and most programmes of the bank are small steps of the size of "
        "one usual item, which take what was planned; a black swan among them takes 2.4 times as "
        "much, and every other one 0.73 times "
        "(checked on an earlier calibration). The study's projects are large",
    ),
    Fact(
        "V21b",
        "The fat tail hurts flawless big releases more than small steps",
        "predicted",
        f"{_SOURCE}; they advise to split big programmes",
        "S",
        "the sign, both habits under today's organisation",
        suffering,
        "the mean effort is the same with the fat tail and without, and a firm goes on with other "
        "work while a programme takes long",
    ),
)
