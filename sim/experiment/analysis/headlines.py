"""The headline figures of a run, and of a run against today's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...accounts.chart_of_accounts import Line, amount_of
from ...accounts.valuation import net_present_value
from ...scenario.scenario import Scenario
from ..run.runner import Run
from .sample import Bounds, Figure
from .statistics import ratio
from .year import FIGURES_OF_YEAR, PEOPLE, totals_of_year, yearly_churn

Array = NDArray[np.float64]

LABELS: dict[str, tuple[str, str]] = {
    # figure: (what it is, unit)
    "npv": ("Net present value, with terminal value", "currency"),
    "npv_gross": ("Net present value before cost of structure", "currency"),
    "operating_profit": ("Operating profit over the horizon", "currency"),
    "operating_profit_gross": ("Operating profit before cost of structure", "currency"),
    "revenue": ("Revenue over the horizon", "currency"),
    "margin": ("Operating margin", "share"),
    "retention": ("Customers kept, a year", "share"),
    "nps": ("Net promoter score, last year", "points"),
    "advocacy": ("Joiners through advocacy", "share"),
    "cost_to_serve": ("Cost to serve, customer and month", "currency"),
    "customers": ("Customers at the end", "people"),
    "delivered": ("Value delivered at a moment of truth", "share"),
    "idle": ("Capacity standing idle", "effort / month"),
}
"""The headline figures in the order in which reports print them."""


RATIOS: dict[str, Figure] = {
    "margin": lambda t: ratio(t["operating_profit"], t["revenue"]),
    "retention": lambda t: 1 - yearly_churn(t["left"], t["paying"]),
    "nps": lambda t: ratio(t["score"], t["customer_months"]),
    "advocacy": lambda t: ratio(t["advocated"], t["joined"]),
    "cost_to_serve": lambda t: ratio(t["serving"], t["paying"]),
    "delivered": lambda t: ratio(t["value"], t["moments"]),
}
"""Headline figures that are worked out from several of `totals`; the others are one of them. Not a
number where there is nothing to divide by."""

BOUNDS: dict[str, Bounds] = {
    "margin": (-np.inf, 1.0),
    "retention": (0.0, 1.0),
    "nps": (-100.0, 100.0),
    "advocacy": (0.0, 1.0),
    "cost_to_serve": (0.0, np.inf),
    "delivered": (0.0, 1.0),
    "revenue": (0.0, np.inf),
    "customers": (0.0, np.inf),
    "idle": (0.0, np.inf),
}
"""What headline figures can be, where not anything."""


def headlines(scenario: Scenario, run: Run) -> dict[str, float]:
    """Headline figures of one run; keys of `LABELS`.

    Args:
        scenario: for discounting.
        run: what one design did.
    """
    found = {name: np.asarray(value) for name, value in totals(scenario, run).items()}
    return {name: float(RATIOS[name](found) if name in RATIOS else found[name]) for name in LABELS}


def totals(scenario: Scenario, run: Run) -> dict[str, float]:
    """What the headline figures of a run are worked out from: sums over the horizon.

    NPS is over the customers of the last twelve months.

    Args:
        scenario: for discounting.
        run: what one design did.
    """
    profit, structure = run.series("profit"), run.series("structure")
    accounts = run.cube.sum(axis=(0, 1, 2)) / 100
    costs, last_year = scenario.costs, slice(-12, None)
    customers, moments = run.series("customers"), run.series("moments")
    restructuring = amount_of(run.cube, Line.RESTRUCTURING).sum(axis=(1, 2)) / 100
    summed = ("left", "paying", "joined", "advocated", "moments")
    return {name: float(run.series(name).sum()) for name in summed} | {
        "npv": net_present_value(profit, costs.discount_yearly, costs.terminal_fade, restructuring),
        "npv_gross": net_present_value(
            profit + structure, costs.discount_yearly, costs.terminal_fade
        ),
        "operating_profit": float(profit.sum()),
        "operating_profit_gross": float((profit + structure).sum()),
        "revenue": float(amount_of(accounts, Line.REVENUE)),
        "serving": -float(amount_of(accounts, Line.COST_TO_SERVE)),
        "score": float((run.series("nps") * customers)[last_year].sum()),
        "customer_months": float(customers[last_year].sum()),
        "value": float((run.series("delivered") * moments).sum()),
        "customers": float(customers[-1]),
        "idle": float(run.series("idle").mean()),
    }


def starting_year(figures: Array, ledger: NDArray[np.int64]) -> dict[str, Array]:
    """What the facts of the year before the comparison are worked out from; see `STARTING_YEAR`.

    Args:
        figures: [12, FIGURES], the last year of the burn-in.
        ledger: cents of that year.
    """
    year = Run(figures, ledger, [])
    people = {name: year.series(name)[:, None] for name in PEOPLE}
    found = totals_of_year(people, ledger.sum(axis=(0, 1, 2))[None] / 100)
    return {name: value[0] for name, value in found.items()}


STARTING_YEAR: dict[str, Figure] = {
    "churn": lambda t: yearly_churn(t["left"], t["paying"]),
    "nps": FIGURES_OF_YEAR["nps"],
    "margin": FIGURES_OF_YEAR["operating_margin"],
    "advocacy": FIGURES_OF_YEAR["advocacy"],
}
"""Facts of the year before the comparison; churn is the chance to leave within a year."""
