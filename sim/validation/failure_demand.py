"""Failure demand: contacts that failures cause, and what quality therefore saves.

A year of shipped firms as they are today, every value as it stands.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..accounts.chart_of_accounts import Line, amount_of
from ..experiment.statistics.estimates import estimate
from ..model.figures import FIGURES
from ..model.model import OrganisationModel
from ..scenario.reading.loading import load
from ..scenario.scenario import Scenario
from .effort import Effort
from .fact import Fact, Figure
from .markets import bank

Array = NDArray[np.float64]
YEAR = 12
FIRMS = ("retail_bank", "insurer", "mobile_telecom", "regulated_utility")
"""Firms whose customers call; the first two are financial services."""


def year_of(scenario: Scenario, seed: int) -> Array:
    """Share of contacts that failures caused; contacts and cost to serve a customer and month, [3].

    Args:
        scenario: the firm and its market; its first year is simulated.
        seed: the replication's seed.
    """
    model = OrganisationModel(scenario, seed=seed).run(YEAR)
    series = {name: model.series()[:, FIGURES.index(name)] for name in FIGURES}
    paying = series["paying"].sum()
    caused = (series["failure_demand"] * series["contacts"]).sum() / series["contacts"].sum()
    cost = -amount_of(model.ledger.cube[:YEAR], Line.COST_TO_SERVE).sum() / 100
    return np.array([caused, series["contacts"].sum() / paying, cost / paying])


def half_the_failures(scenario: Scenario) -> dict[str, Any]:
    """Changes that halve the failures of every product and touchpoint.

    Args:
        scenario: the firm as it is today.
    """
    better = {f"products.{p.name}.quality": (1 + p.quality) / 2 for p in scenario.products}
    return better | {
        f"touchpoints.{t.name}.quality": (1 + t.quality) / 2 for t in scenario.touchpoints
    }


def contacts_caused(effort: Effort) -> list[Figure]:
    """V20's share of contacts, firm by firm."""
    seeds = effort.seeds(effort.replications(20, 4))
    changes = {"market.simulated": effort.people(20_000), "months": YEAR}
    firms = [load(name).certain().override(changes) for name in FIRMS]
    tasks = [(firm, seed) for firm in firms for seed in seeds]
    found = np.array(effort.each(year_of, tasks)).reshape(len(firms), len(seeds), 3)
    return [
        Figure(
            f"Share of contacts that failures caused, {firm.name}",
            "share",
            "20 to 60 %" + ", about 40 %" * (place < 2),
            estimate(found[place, :, 0]),
            0.2,
            0.6,
        )
        for place, firm in enumerate(firms)
    ]


def saved_by_quality(effort: Effort) -> list[Figure]:
    """V20's cost to serve, on the shipped bank with half the failures and without."""
    seeds = effort.seeds(effort.replications(40, 4))
    usual = bank(**{"market.simulated": effort.people(20_000), "months": YEAR, "burn_in": 0})
    better = usual.override(half_the_failures(usual))
    tasks = [(firm, seed) for firm in (usual, better) for seed in seeds]
    before, after = np.array(effort.each(year_of, tasks)).reshape(2, len(seeds), 3)
    change = (after - before) / before.mean(axis=0)
    return [
        Figure(
            f"{what} a customer, with half the failures",
            "share",
            "lower",
            estimate(change[:, place]),
            -np.inf,
            0.0,
        )
        for place, what in ((1, "Contacts of"), (2, "Cost to serve"))
    ]


_SOURCE = (
    "Seddon on failure demand, CCL and industry surveys: 20 to 60 % of contacts, about 40 % in "
    "financial services, are caused by a failure"
)
FACTS = (
    Fact(
        "V20a",
        "A fifth to three fifths of contacts are caused by failures",
        "input",
        f"{_SOURCE}. Contacts of newcomers whom no friend has prepared count as caused",
        "S",
        "20 to 60 %",
        contacts_caused,
        "in the shipped firms about 4 to 9 moments in a hundred fail, each of which causes at most "
        "about one more contact; the rest are poor fit and newcomers. Surveys also count questions "
        "about what takes long, which the model does not have",
    ),
    Fact(
        "V20b",
        "So cost to serve falls with quality",
        "predicted",
        f"{_SOURCE}; the conclusion is Seddon's",
        "S",
        "the signs",
        saved_by_quality,
    ),
)
