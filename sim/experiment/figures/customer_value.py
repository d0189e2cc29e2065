"""What customers are worth and cost to win: by segment, and of the whole firm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...accounts.chart_of_accounts import Line, amount_of, amount_without
from ...market.rules.tally import Count
from ...measures import CUSTOMER_VALUE, bounds, figures, labels, ratio
from ...model.observation import YEAR
from ...scenario.scenario import Scenario
from ..run.runner import ObservedRun

Array = NDArray[np.float64]

VALUE_LABELS = labels(CUSTOMER_VALUE)
"""The figures of customers' worth in the order in which statements print them."""

VALUE_BOUNDS = bounds(CUSTOMER_VALUE)
"""What these figures can be, where not anything."""

_LEFT_OUT = (Line.ACQUISITION, Line.RESTRUCTURING)
"""What segments cause and customers' contribution does not hold: it is spent before them."""


def value_totals(scenario: Scenario, run: ObservedRun) -> dict[str, Array]:
    """What the figures of customers' worth are worked out from, by segment and, last, the firm.

    Returns:
        by name, [S + 1] each: what all who joined in the last twelve months and all customers at
        the end are worth, contribution times the lifetimes of `Observations`; how many they are;
        recruiting of the last twelve months; revenue of the last whole year's customers.
    """
    year = slice(-YEAR, None)
    paying, joined = (
        run.observed.counts[year, :, count].sum(axis=0) for count in (Count.PAYING, Count.JOINED)
    )
    accounts = run.cube[year, :-1].sum(axis=(0, 2)) / 100  # what segments caused
    before, at_most, kept = _last_whole_year(run)
    earned = amount_without(accounts, *_LEFT_OUT)
    lifetimes = run.observed.lifetimes
    worth = np.where(lifetimes == 0, 0.0, ratio(earned, paying)[:, None] * lifetimes)
    return {
        "joined_last_year": with_firm(joined),
        "recruiting": with_firm(-amount_of(accounts, Line.ACQUISITION)),
        "base": with_firm(run.observed.counts[-1, :, Count.CUSTOMERS]),
        "worth_of_base": with_firm(worth[:, 0]),
        "worth_of_joiners": with_firm(worth[:, 1]),
        "revenue_before": before,
        "revenue_at_most": at_most,
        "revenue_kept": kept,
    }


VALUES = figures(CUSTOMER_VALUE)
"""The figures of customers' worth, worked out from `value_totals`; see `CUSTOMER_VALUE`."""


def customer_value(scenario: Scenario, run: ObservedRun) -> dict[str, Array]:
    """Keys of `VALUES` of one run, each by segment and, last, for the firm: [S + 1].

    Args:
        scenario: whose.
        run: what one design did.
    """
    found = value_totals(scenario, run)
    return {name: np.asarray(figure(found)) for name, figure in VALUES.items()}


def with_firm(values: Array) -> Array:
    """Values by segment with their sum as the last, [S + 1]."""
    return np.append(values, values.sum())


def _last_whole_year(run: ObservedRun) -> Array:
    """Revenue of the customers of a year's start, and what was kept of it, [3, S + 1]."""
    kept = run.observed.kept_revenue
    segments = kept.shape[1]
    if len(kept) == 0:
        return np.full((3, segments + 1), np.nan)
    return np.array([with_firm(column) for column in kept[-1].T])
