"""What a firm's books say of a year, each figure defined once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ...accounts.chart_of_accounts import Line, amount_of
from ...measures import OF_YEAR, Bounds, Totals, by_month, figures, ratio

Array = NDArray[np.float64]

PEOPLE = ("customers", *by_month(OF_YEAR), "nps")
"""Monthly figures that those of a year are made of."""


def totals_of_year(people: Mapping[str, Array], amounts: Array) -> dict[str, Array]:
    """What the figures of a year are worked out from, for the firm or N groups of customers, [N].

    Args:
        people: by name of `PEOPLE`, [months, N], as in `sim.model.figures`.
        amounts: [N, accounts], the year's sums, currency; costs negative.
    """
    summed = {name: people[name].sum(axis=0) for name in by_month(OF_YEAR)}
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


FIGURES_OF_YEAR = figures(OF_YEAR)
"""Figures of a year by name, worked out from `totals_of_year`; see `OF_YEAR`."""


def figures_of_year(people: Mapping[str, Array], amounts: Array) -> dict[str, Array]:
    """Figures of one year by name, [N]; arguments as for `totals_of_year`."""
    totals = totals_of_year(people, amounts)
    return {name: np.asarray(figure(totals)) for name, figure in FIGURES_OF_YEAR.items()}


def bounds_of_year(figure: str) -> Bounds:
    """What a figure of a year can be."""
    return OF_YEAR[figure].bounds


def customers_at_start(people: Mapping[str, Array]) -> Array:
    """Customers when the first month began: those at its end, less who joined, and who left."""
    return people["customers"][0] - people["joined"][0] + people["left"][0]


def growth(totals: Totals) -> Array:
    """Customers at the end of a year over those at its start, less 1; 0 if it began with none."""
    return np.nan_to_num(ratio(totals["at_end"], totals["at_start"]) - 1)
