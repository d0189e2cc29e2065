"""What a firm's books say of a year, each figure defined once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..ledger import Account
from .statistics import ratio

Array = NDArray[np.float64]

PEOPLE = ("customers", "paying", "joined", "advocated", "left", "nps")
"""Monthly figures that those of a year are made of."""


def figures_of_year(people: Mapping[str, Array], amounts: Array) -> dict[str, Array]:
    """Figures of a year by name, for the firm or for each of N groups of customers, [N].

    Customers are those at the end. Churn is the year's leavers, among them those who joined in it,
    over the customers at its start. NPS is the mean of the months, acquisition cost recruiting
    spend over joiners. Not a number where nothing is there to divide by.

    Args:
        people: by name of `PEOPLE`, [months, N], as in `sim.figures`.
        amounts: [N, accounts], the year's sums, currency; costs negative.
    """
    at_start = customers_at_start(people)
    revenue, joined = amounts[:, Account.REVENUE], people["joined"].sum(axis=0)
    return {
        "customers": people["customers"][-1],
        "revenue_per_customer": ratio(revenue, people["paying"].sum(axis=0)),
        "gross_margin": ratio(revenue + amounts[:, Account.COST_OF_SALES], revenue),
        "churn_yearly": ratio(people["left"].sum(axis=0), at_start),
        "nps": people["nps"].mean(axis=0),
        "acquisition_cost": ratio(-amounts[:, Account.RECRUITING], joined),
        "operating_margin": ratio(amounts.sum(axis=1), revenue),
        "advocacy": ratio(people["advocated"].sum(axis=0), joined),
    }


def customers_at_start(people: Mapping[str, Array]) -> Array:
    """Customers when the first month began: those at its end, less who joined, and who left."""
    return people["customers"][0] - people["joined"][0] + people["left"][0]


def growth(people: Mapping[str, Array]) -> Array:
    """Customers at the end of a year over those at its start, less 1; 0 from nobody."""
    return np.nan_to_num(ratio(people["customers"][-1], customers_at_start(people)) - 1)
