"""Prices: what demand does when they rise, and which horizon raises them.

The shipped bank as it is today, where prices are free (`forms.prices`). Every setting was written
down before the experiment was run.
"""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

from ..accounts.chart_of_accounts import Account
from ..experiment.statistics.estimates import estimate
from ..model.figures import FIGURES
from ..model.model import OrganisationModel, after_burn_in
from ..scenario.scenario import Scenario
from ..scenario.schema.design import PRODUCT_LED, SEGMENT_LED, Design
from .effort import Effort
from .fact import Fact, Figure
from .markets import bank

Array = NDArray[np.float64]
FREE = {"forms.prices": "free"}
HELD = {**FREE, "pricing.fastest": 1e-9}
"""Prices that leaders may move, but not by anything that counts."""

RAISED, YEAR = 1.1, 12
"""What all prices are multiplied by, and the months in which demand is measured."""

TELLIS, BIJMOLT = -1.76, -2.62
HORIZONS = (PRODUCT_LED.horizon_months, SEGMENT_LED.horizon_months)
"""Months that leaders look ahead, short and long: those of the presets, 4 and 30."""


def demand(scenario: Scenario, seed: int) -> float:
    """Elasticity of a year's volume: ln of volume at raised over usual prices, over ln of these.

    Args:
        scenario: the firm and its market, with prices held.
        seed: the replication's seed.
    """
    opening = after_burn_in(scenario, seed)
    volume = []
    for price in (1.0, RAISED):
        model = OrganisationModel(scenario, seed=seed, opening=opening)
        model.step()  # owners find today's prices right, which settles how volume responds
        tariff = model.firm.tariff
        tariff.segment = tariff.segment * price
        tariff.product = tariff.product * price
        model.run(YEAR)
        revenue = model.ledger.cube[1 : 1 + YEAR, ..., Account.REVENUE].sum()
        volume.append(float(revenue) / price)
    return log(volume[1] / volume[0]) / log(RAISED)


def far_and_near(scenario: Scenario, seed: int) -> Array:
    """Mean price at the end and share of customers who leave a month, [2, 2], by `HORIZONS`.

    Args:
        scenario: the firm and its market, with prices free.
        seed: the replication's seed.
    """
    opening, found = after_burn_in(scenario, seed), []
    today = scenario.today
    for months in HORIZONS:
        organisation = today.organisation.model_copy(update={"horizon_months": months})
        design = Design(organisation=organisation, delivery=today.delivery)
        model = OrganisationModel(scenario, design, seed, opening).run()
        series = model.series()
        left, paying = (series[:, FIGURES.index(name)].sum() for name in ("left", "paying"))
        found.append((model.firm.tariff.price(organisation.authority).mean(), left / paying))
    return np.array(found, dtype=float)


def response(effort: Effort) -> list[Figure]:
    """V23's elasticity."""
    given = bank(**HELD, **{"market.simulated": effort.people(20_000), "months": 1 + YEAR})
    tasks = [(given, seed) for seed in effort.seeds(effort.replications(40, 4))]
    return [
        Figure(
            f"Elasticity of a year's volume, all prices {100 * (RAISED - 1):.0f} % higher",
            "",
            f"{TELLIS} to {BIJMOLT}",
            estimate(np.array(effort.each(demand, tasks))),
            BIJMOLT,
            TELLIS,
        )
    ]


def short_sight(effort: Effort) -> list[Figure]:
    """V23's consequence: what a short horizon does, everything else as today."""
    given = bank(**FREE, **{"market.simulated": effort.people(20_000)})
    tasks = [(given, seed) for seed in effort.seeds(effort.replications(60, 4))]
    found = np.array(effort.each(far_and_near, tasks))
    price, leaving = (found[:, 0] - found[:, 1]).T
    apart = "leaders who look 4 months ahead, less those who look 30"
    return [
        Figure(
            f"Price at the end over today's, {apart}",
            "points",
            "higher",
            estimate(price),
            0.0,
            np.inf,
        ),
        Figure(
            f"Customers who leave in a month, {apart}",
            "points",
            "more",
            estimate(leaving),
            0.0,
            np.inf,
        ),
    ]


_SOURCE = (
    "Bijmolt, van Heerde & Pieters 2005, 1,851 estimates: -2.62 on average; Tellis 1988: -1.76; "
    "both of brands, mostly of packaged goods"
)
FACTS = (
    Fact(
        "V23a",
        "How much less is sold when a firm raises its prices",
        "input",
        f"{_SOURCE}; here volume, leaving, joining and what customers feel add up",
        "S",
        "between the two",
        response,
        "volume responds just so much that today's owners are content with today's prices, and "
        "customers under contract leave more slowly than shoppers change brands",
    ),
    Fact(
        "V23b",
        "A short horizon prices higher and loses customers",
        "predicted",
        f"{_SOURCE}; that the short horizon does so follows from demand that reacts late",
        "S",
        "the signs",
        short_sight,
    ),
)
