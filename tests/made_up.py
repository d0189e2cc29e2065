"""Comparisons and starting years whose figures are made up, to be worked out by hand."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sim.experiment.check.starting_year import TOLERANCES, StartingYear
from sim.experiment.figures.customer_value import VALUES
from sim.experiment.figures.headlines import LABELS, RATIOS
from sim.results.comparison import Comparison


def totals_of(figures: pd.DataFrame) -> dict[str, Any]:
    """Totals of which headline figures come out, one replication a row; nobody's worth is known."""
    value = {name: figures[name].to_numpy(float) for name in figures}
    one = np.ones(len(figures))
    totals = {name: one for figure in RATIOS.values() for name in figure.totals}
    totals |= {name: value[name] for name in LABELS if name not in RATIOS}
    totals |= {
        "left": 1 - value["retention"] ** (1 / 12),
        "score": value["nps"],
        "advocated": value["advocacy"],
        "serving": value["cost_to_serve"],
        "value": value["delivered"],
    }
    unknown = (
        "joined_last_year",
        "recruiting",
        "base",
        "worth_of_base",
        "worth_of_joiners",
        "revenue_before",
        "revenue_at_most",
        "revenue_kept",
    )
    assert VALUES
    return totals | dict.fromkeys(unknown, 0 * one)


class MadeUp(Comparison):
    """A comparison of made-up headline figures: `_values` holds a table for each design.

    The margin is that of operating profit and revenue, whatever the table says.
    """

    @cached_property
    def _values(self) -> dict[str, pd.DataFrame]:
        return {}

    def totals(self, design: str) -> dict[str, Any]:
        self.check(design)
        return totals_of(self._values[design])


def year_of(scenario: Any, figures: dict[str, Any], growth: float = 0.0) -> StartingYear:
    """A starting year of which these figures come out, [replications, 1 + segments] each.

    Args:
        scenario: whose.
        figures: by name of `TOLERANCES`; what is left out is .5.
        growth: of the firm and of every segment.
    """
    shape = np.shape(next(iter(figures.values())))
    value = {name: np.asarray(figures.get(name, np.full(shape, 0.5)), float) for name in TOLERANCES}
    one, paid = np.ones(shape), value["revenue_per_customer"]
    start = value["customers"] / (1 + growth)
    return StartingYear(
        scenario,
        {
            "at_end": value["customers"],
            "at_start": start,
            "left": value["churn_yearly"] * start,
            "paying": one,
            "joined": one,
            "customer_months": one,
            "revenue": paid,
            "cost_of_sales": (value["gross_margin"] - 1) * paid,
            "score": value["nps"],
            "recruiting": -value["acquisition_cost"],
            "advocated": value["advocacy"],
            "profit": value["operating_margin"] * paid,
        },
    )
