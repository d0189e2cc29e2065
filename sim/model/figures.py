"""What is collected of a firm every month, and how."""

from __future__ import annotations

from typing import Any

import mesa

from ..accounts.chart_of_accounts import STRUCTURE
from ..firm.firm import Firm
from ..market.rules.tally import Count

MEANINGS: dict[str, tuple[str, str]] = {
    # figure: (unit, what it is)
    "customers": ("people", "customers at the end of the month"),
    "joined": ("people", "who joined in the month"),
    "advocated": ("people", "joiners whom a friend's word brought"),
    "returned": ("people", "joiners who had been customers before"),
    "left": ("people", "who left in the month"),
    "gained": ("people", "joiners won from rivals"),
    "lost": ("people", "leavers lost to rivals"),
    "paying": ("people", "who paid for the month"),
    "nps": ("points", "net promoter score of the customers at the end of the month"),
    "satisfaction": ("0 to 1", "mean satisfaction of the customers at the end of the month"),
    "expectation": ("0 to 1", "mean expectation of the customers at the end of the month"),
    "delivered": ("share", "mean value delivered at a moment of truth"),
    "quality": ("share", "mean over segments and touchpoints of how often the offer works"),
    "promise": ("share", "mean over segments of the value promised"),
    "complaints": ("people", "who complained"),
    "resolved": ("people", "complaints that were resolved"),
    "offers": ("people", "who were made a retention offer"),
    "cross_sold": ("people", "who took a further product"),
    "dropped": ("people", "who dropped a product and stayed"),
    "contacts": ("contacts", "contacts with the firm"),
    "moments": ("moments", "moments of truth"),
    "failures": ("moments", "moments of truth that failed"),
    "resolved_fast": ("people", "complaints that were resolved at once"),
    "releases": ("releases", "releases shipped"),
    "incidents": ("releases", "releases that broke something"),
    "rollbacks": ("items", "harmful items that were noticed and taken back"),
    "idle": ("effort", "capacity that stood idle"),
    "variants": ("variants", "variants of offers that somebody is served with"),
    "norm": ("share", "value that people expect of any firm"),
    "profit": ("currency", "operating profit"),
    "structure": ("currency", "cost of leadership, coordination and restructuring"),
}
"""Unit and meaning of what is collected every month."""

FIGURES = tuple(MEANINGS)
"""What is collected every month, in this order."""

COUNTED = {
    name: Count[name.upper()]
    for name in (
        "customers",
        "joined",
        "advocated",
        "returned",
        "left",
        "gained",
        "lost",
        "paying",
        "complaints",
        "resolved",
        "offers",
        "cross_sold",
        "dropped",
        "contacts",
        "moments",
        "failures",
        "resolved_fast",
    )
}
"""Figures that are people counted, scaled to the real market."""

NOTHING = dict.fromkeys(FIGURES, 0.0)
"""The figures of a firm that is not in the market."""


def figures_of(firm: Firm, row: int) -> dict[str, float]:
    """A firm's `FIGURES` of the month that has just been closed.

    Args:
        firm: whose.
        row: the month's row in the firm's ledger.
    """
    tally, month, offers = firm.base.tally, firm.month, firm.offers
    counts = tally.counts.sum(axis=0).tolist()
    accounts = firm.ledger.cube[row].sum(axis=(0, 1)).tolist()
    customers = max(counts[Count.CUSTOMERS], 1.0)
    size = firm.scenario.represents
    quality, promise = offers.met_quality(), firm.promise_maker.promise
    return {name: counts[count] * size for name, count in COUNTED.items()} | {
        "nps": 100 * (counts[Count.PROMOTERS] - counts[Count.DETRACTORS]) / customers,
        "satisfaction": counts[Count.SATISFACTION] / customers,
        "expectation": counts[Count.EXPECTATION] / customers,
        "delivered": float(tally.value.sum()) / max(counts[Count.MOMENTS], 1.0),
        "quality": float(quality.sum()) / quality.size,
        "promise": float(promise.sum()) / promise.size,
        "releases": month.releases,
        "incidents": month.incidents,
        "rollbacks": month.rollbacks,
        "idle": month.idle,
        "variants": offers.variants_live(),
        "norm": firm.norm,
        "profit": sum(accounts) / 100,
        "structure": -sum(accounts[account] for account in STRUCTURE) / 100,
    }


class MonthlyFigures(mesa.DataCollector):
    """Mesa's data collector for figures that are plain numbers, which need no deep copies.

    Args:
        firms: how many firms there are. The first one's figures are collected under their own
            names, those of further ones as "2: nps".
    """

    def __init__(self, firms: int = 1) -> None:
        names = [(f, name) for f in range(firms) for name in FIGURES]
        super().__init__({column(f, name): _reporter(f, name) for f, name in names})

    def collect(self, model: Any) -> None:
        """Take down what every reporter says of the month."""
        for name, reporter in self.model_reporters.items():
            self.model_vars[name].append(reporter(model))


def column(firm: int, name: str) -> str:
    """What the data collector calls a figure of a firm, counted from 0."""
    return name if firm == 0 else f"{firm + 1}: {name}"


def _reporter(firm: int, name: str) -> Any:
    """A data collector's function that reads one figure of the month."""
    return lambda model: model.figures_by_firm[firm][name]
