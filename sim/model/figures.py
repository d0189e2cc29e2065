"""What is collected of a firm every month, and how."""

from __future__ import annotations

from typing import Any

import mesa

from ..accounts.chart_of_accounts import STRUCTURE
from ..firm.firm import Firm
from ..market.rules.tally import Count
from ..measures import MONTHLY, Kind, meanings

MEANINGS = meanings(MONTHLY)
"""Unit and meaning of what is collected every month."""

FIGURES = tuple(MONTHLY)
"""What is collected every month, in this order."""

COUNTED = {
    name: int(Count[name.upper()])
    for name, measure in MONTHLY.items()
    if measure.kind is Kind.COUNT and name.upper() in Count.__members__
}
"""Figures that are people counted, scaled to the real market."""

NOTHING = dict.fromkeys(FIGURES, 0.0)
"""The figures of a firm that is not in the market."""

_CUSTOMERS, _PROMOTERS, _DETRACTORS, _MOMENTS, _CONTACTS, _SATISFACTION, _EXPECTATION = (
    int(count)
    for count in (
        Count.CUSTOMERS,
        Count.PROMOTERS,
        Count.DETRACTORS,
        Count.MOMENTS,
        Count.CONTACTS,
        Count.SATISFACTION,
        Count.EXPECTATION,
    )
)


def figures_of(firm: Firm, row: int) -> dict[str, float]:
    """A firm's `FIGURES` of the month that has just been closed.

    Args:
        firm: whose.
        row: the month's row in the firm's ledger.
    """
    tally, month, offers = firm.base.tally, firm.month, firm.offers
    counts = tally.counts.sum(axis=0).tolist()
    accounts = firm.ledger.control[row].tolist()
    customers = max(counts[_CUSTOMERS], 1.0)
    size = firm.scenario.represents
    quality, promise = offers.met_quality(), firm.promise_maker.promise
    scope = offers.met_scope()
    return {name: counts[count] * size for name, count in COUNTED.items()} | {
        "nps": 100 * (counts[_PROMOTERS] - counts[_DETRACTORS]) / customers,
        "satisfaction": counts[_SATISFACTION] / customers,
        "expectation": counts[_EXPECTATION] / customers,
        "delivered": float(tally.value.sum()) / max(counts[_MOMENTS], 1.0),
        "failure_demand": float(tally.caused.sum()) / max(counts[_CONTACTS], 1e-9),
        "quality": float(quality.sum()) / quality.size,
        "promise": float(promise.sum()) / promise.size,
        "releases": month.releases,
        "incidents": month.incidents,
        "rollbacks": month.rollbacks,
        "idle": month.idle,
        "staff": month.staff,
        "scope": float(scope.sum()) / scope.size,
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
