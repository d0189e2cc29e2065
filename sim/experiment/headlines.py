"""The headline figures of a run, and of a run against today's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..ledger import SERVING, Account
from ..scenario_file.scenario import Scenario
from ..valuation import net_present_value
from .runner import Run
from .year import PEOPLE, figures_of_year

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


def headlines(scenario: Scenario, run: Run) -> dict[str, float]:
    """Headline figures of one run; keys of `LABELS`.

    Args:
        scenario: for discounting.
        run: what one design did.
    """
    profit, structure = run.series("profit"), run.series("structure")
    accounts = run.cube.sum(axis=(0, 1, 2)) / 100
    revenue = float(accounts[Account.REVENUE])
    paying, joined = run.series("paying"), float(run.series("joined").sum())
    costs = scenario.costs
    restructuring = run.cube[..., Account.RESTRUCTURING].sum(axis=(1, 2)) / 100
    return {
        "npv": net_present_value(profit, costs.discount_yearly, costs.terminal_fade, restructuring),
        "npv_gross": net_present_value(
            profit + structure, costs.discount_yearly, costs.terminal_fade
        ),
        "operating_profit": float(profit.sum()),
        "operating_profit_gross": float((profit + structure).sum()),
        "revenue": revenue,
        "margin": float(profit.sum()) / revenue if revenue else 0.0,
        "retention": 1 - _yearly_churn(run),
        "nps": float(run.series("nps")[-12:].mean()),
        "advocacy": float(run.series("advocated").sum()) / joined if joined else 0.0,
        "cost_to_serve": -float(accounts[list(SERVING)].sum()) / max(float(paying.sum()), 1e-9),
        "customers": float(run.series("customers")[-1]),
        "delivered": float(run.series("delivered").mean()),
        "idle": float(run.series("idle").mean()),
    }


def _yearly_churn(run: Run) -> float:
    """How likely a customer is to leave within a year: 1 - (1 - c)^12, c the mean monthly churn.

    It suits runs of any length. The share of a year's customers who left, as books have it, is in
    `figures_of_year`.
    """
    left, paying = float(run.series("left").sum()), float(run.series("paying").sum())
    return 1 - (1 - left / max(paying, 1e-9)) ** 12


def starting_year(figures: Array, ledger: NDArray[np.int64]) -> dict[str, float]:
    """Facts of the year before the comparison: yearly churn, NPS, operating margin, advocacy.

    Churn is the chance to leave within a year, as for any run; what there is nothing of is 0.

    Args:
        figures: [12, FIGURES], the last year of the burn-in.
        ledger: cents of that year.
    """
    year = Run(figures, ledger, [])
    people = {name: year.series(name)[:, None] for name in PEOPLE}
    known = figures_of_year(people, ledger.sum(axis=(0, 1, 2))[None] / 100)
    names = {"nps": "nps", "margin": "operating_margin", "advocacy": "advocacy"}
    facts = {name: float(np.nan_to_num(known[figure][0])) for name, figure in names.items()}
    return {"churn": _yearly_churn(year), **facts}
