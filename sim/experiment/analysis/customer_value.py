"""What customers are worth and cost to win: by segment, and of the whole firm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...accounts.chart_of_accounts import Line, amount_of, amount_without
from ...market.rules.tally import Count
from ...measures import CUSTOMER_VALUE, bounds, figures, labels, ratio
from ...model.observation import YEAR
from ...scenario.scenario import Scenario
from ..run.runner import ObservedRun

if TYPE_CHECKING:
    from ..comparison import Comparison

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


def worth_by_segment(result: Comparison, design: str) -> pd.DataFrame:
    """The figures of `VALUES` by segment and, last, for all, with 95 % intervals.

    Returns:
        one row a segment and figure: `mean`, `low`, `high`, `today`, and `Δ to today` with
        `Δ low` and `Δ high`, paired by replication; nan where a figure is not known.
    """
    own, today = (_of_replications(result, name) for name in (design, "today"))
    members = [*(s.name for s in result.scenario.segments), "All segments"]
    rows = {}
    for figure, (label, _) in VALUE_LABELS.items():
        work_out, limits = VALUES[figure], CUSTOMER_VALUE[figure].bounds
        mine, base = (
            result.sample.of_means(work_out, each, bounds=limits) for each in (own, today)
        )
        gap = result.sample.of_means(lambda a, b, f=work_out: f(a) - f(b), own, today)
        for m, member in enumerate(members):
            rows[member, label] = (*mine.at(m), base.at(m).mean, *gap.at(m))
    columns = ["mean", "low", "high", "today", "Δ to today", "Δ low", "Δ high"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    frame.index = pd.MultiIndex.from_tuples(rows, names=["segment", "figure"])
    order = [(member, label) for member in members for label, _ in VALUE_LABELS.values()]
    return frame.loc[order]


def _of_replications(result: Comparison, design: str) -> dict[str, Array]:
    """`value_totals` of every run of a design, [replications, S + 1] each."""
    found = [value_totals(result.scenario, r.runs[design]) for r in result.replications]
    return {name: np.array([each[name] for each in found]) for name in found[0]}


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
