"""The headline figures of a run, and of a run against today's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...accounts.chart_of_accounts import Line, amount_of
from ...accounts.valuation import net_present_value, present_value
from ...measures import BEFORE, HEADLINES, MONTHLY, bounds, by_month, figures, labels
from ...scenario.scenario import Scenario
from ..run.runner import Run
from .year import PEOPLE, totals_of_year

Array = NDArray[np.float64]

LABELS = labels(HEADLINES)
"""The headline figures in the order in which reports print them."""


RATIOS = figures(HEADLINES)
"""Headline figures that are worked out from several of `totals`; the others are one of them. Not a
number where there is nothing to divide by."""

BOUNDS = bounds(HEADLINES)
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
    names = by_month(HEADLINES)
    npv = present_value(profit, costs.discount_yearly, costs.terminal_fade, restructuring)
    return {name: MONTHLY[name].over(run.series(name)) for name in names} | {
        "npv": npv.total,
        "npv_cash": npv.cash,
        "npv_terminal": npv.terminal,
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


STARTING_YEAR = figures(BEFORE)
"""Facts of the year before the comparison; churn is the chance to leave within a year."""
