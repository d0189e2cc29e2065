"""What a firm's books say of a year, each figure defined once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ...accounts.chart_of_accounts import Line, amount_of
from .sample import ANYTHING, Bounds, Figure, Totals
from .statistics import ratio

Array = NDArray[np.float64]

PEOPLE = ("customers", "paying", "joined", "advocated", "left", "nps")
"""Monthly figures that those of a year are made of."""


def totals_of_year(people: Mapping[str, Array], amounts: Array) -> dict[str, Array]:
    """What the figures of a year are worked out from, for the firm or N groups of customers, [N].

    Args:
        people: by name of `PEOPLE`, [months, N], as in `sim.model.figures`.
        amounts: [N, accounts], the year's sums, currency; costs negative.
    """
    summed = {name: people[name].sum(axis=0) for name in ("paying", "joined", "advocated", "left")}
    return summed | {
        "at_start": customers_at_start(people),
        "at_end": people["customers"][-1],
        "customer_months": people["customers"].sum(axis=0),
        "score": np.nan_to_num(people["nps"] * people["customers"]).sum(axis=0),
        "revenue": amount_of(amounts, Line.REVENUE),
        "cost_of_sales": amount_of(amounts, Line.COST_OF_SALES),
        "recruiting": amount_of(amounts, Line.ACQUISITION),
        "profit": amounts.sum(axis=1),
    }


FIGURES_OF_YEAR: dict[str, Figure] = {
    "customers": lambda t: t["at_end"],
    "revenue_per_customer": lambda t: ratio(t["revenue"], t["paying"]),
    "gross_margin": lambda t: ratio(t["revenue"] + t["cost_of_sales"], t["revenue"]),
    "churn_yearly": lambda t: ratio(t["left"], t["at_start"]),
    "nps": lambda t: ratio(t["score"], t["customer_months"]),
    "acquisition_cost": lambda t: ratio(-t["recruiting"], t["joined"]),
    "operating_margin": lambda t: ratio(t["profit"], t["revenue"]),
    "advocacy": lambda t: ratio(t["advocated"], t["joined"]),
}
"""Figures of a year by name, worked out from `totals_of_year`; not a number where nothing is there
to divide by.

Customers are those at the end. Churn is the year's leavers, among them those who joined in it, over
the customers at its start. NPS is promoters less detractors over customers, of all its months,
acquisition cost recruiting spend over joiners.
"""

BOUNDS_OF_YEAR: dict[str, Bounds] = {
    "customers": (0.0, np.inf),
    "revenue_per_customer": (0.0, np.inf),
    "gross_margin": (-np.inf, 1.0),
    "churn_yearly": (0.0, np.inf),
    "nps": (-100.0, 100.0),
    "acquisition_cost": (0.0, np.inf),
    "operating_margin": (-np.inf, 1.0),
    "advocacy": (0.0, 1.0),
}
"""What figures of a year can be, where not anything."""


def figures_of_year(people: Mapping[str, Array], amounts: Array) -> dict[str, Array]:
    """Figures of one year by name, [N]; arguments as for `totals_of_year`."""
    totals = totals_of_year(people, amounts)
    return {name: np.asarray(figure(totals)) for name, figure in FIGURES_OF_YEAR.items()}


def bounds_of_year(figure: str) -> Bounds:
    """What a figure of a year can be."""
    return BOUNDS_OF_YEAR.get(figure, ANYTHING)


def customers_at_start(people: Mapping[str, Array]) -> Array:
    """Customers when the first month began: those at its end, less who joined, and who left."""
    return people["customers"][0] - people["joined"][0] + people["left"][0]


def growth(totals: Totals) -> Array:
    """Customers at the end of a year over those at its start, less 1; 0 from nobody."""
    return np.nan_to_num(ratio(totals["at_end"], totals["at_start"]) - 1)


def yearly_churn(left: Array, paying: Array) -> Array:
    """How likely a customer is to leave within a year: 1 - (1 - c)^12, c = left / paying.

    c is the mean monthly churn, so that it suits runs of any length. The share of a year's
    customers who left, as books have it, is `churn_yearly`.
    """
    return np.asarray(1 - (1 - ratio(left, paying)) ** 12)
