"""What customers are worth and cost to win: by segment, and of the whole firm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..ledger import SERVING, Account
from ..market.tally import Count
from ..observation import YEAR
from ..scenario_file.scenario import Scenario
from .runner import ObservedRun

if TYPE_CHECKING:
    from .comparison import Comparison

Array = NDArray[np.float64]

VALUE_LABELS: dict[str, tuple[str, str]] = {
    # figure: (what it is, unit)
    "clv": ("Customer lifetime value, last year", "currency"),
    "acquisition_cost": ("Acquisition cost per joiner, last year", "currency"),
    "clv_to_acquisition_cost": ("Lifetime value over acquisition cost", "ratio"),
    "gross_revenue_retention": ("Gross revenue retention, last whole year", "share"),
    "net_revenue_retention": ("Net revenue retention, last whole year", "share"),
}
"""The figures of `customer_value` in the order in which statements print them."""

_EARNING = (Account.REVENUE, Account.COST_OF_SALES, *SERVING, Account.CROSS_SELLING)


def customer_value(scenario: Scenario, run: ObservedRun) -> dict[str, Array]:
    """Keys of `VALUE_LABELS`, each by segment and, last, for the firm: [S + 1].

    Lifetime value is the present value of a customer's contributions m a month, the first due at
    once, when a share c leaves every month and money costs i a year:
    CLV = sum_t m ((1 - c) d)^t = m / (1 - (1 - c) d), d = (1 + i)^(-1/12) (Gupta & Lehmann 2003, in
    months). m and c are those of the last twelve months; m is gross margin less service,
    complaints, retention offers and cross-selling. Acquisition cost is recruiting over everybody
    who joined. Gross revenue retention counts at most as much from each customer as a year before,
    net all that those pay who stayed. What cannot be known is nan: nobody joined, or no whole year.

    Args:
        scenario: for discounting.
        run: what one design did.
    """
    year = slice(-YEAR, None)
    paying, joined, left = (
        with_firm(run.observed.counts[year, :, count].sum(axis=0))
        for count in (Count.PAYING, Count.JOINED, Count.LEFT)
    )
    accounts = run.cube[year].sum(axis=(0, 2)) / 100
    accounts[-1] = accounts[:-1].sum(axis=0)  # what segments caused, not what is shared
    with np.errstate(divide="ignore", invalid="ignore"):
        monthly = accounts[:, _EARNING].sum(axis=1) / paying
        discount = (1 + scenario.costs.discount_yearly) ** (-1 / 12)
        lifetime = monthly / (1 - (1 - left / paying) * discount)
        cost = -accounts[:, Account.RECRUITING] / joined
        before, at_most, kept = _last_whole_year(run)
        return {
            name: np.where(np.isfinite(value), value, np.nan)
            for name, value in zip(
                VALUE_LABELS,
                (lifetime, cost, lifetime / cost, at_most / before, kept / before),
                strict=True,
            )
        }


def worth_by_segment(result: Comparison, design: str) -> pd.DataFrame:
    """The figures of `customer_value` by segment and, last, for all, with 95 % intervals.

    Returns:
        one row a segment and figure: `mean`, `low`, `high`, `today`, and `Δ to today` with
        `Δ low` and `Δ high`, paired by replication; nan where a figure is not known.
    """
    own, today = (
        [customer_value(result.scenario, r.runs[name]) for r in result.replications]
        for name in (design, "today")
    )
    rows = {}
    for m, member in enumerate([*(s.name for s in result.scenario.segments), "All segments"]):
        for figure, (label, _) in VALUE_LABELS.items():
            mine, base = (np.array([v[figure][m] for v in values]) for values in (own, today))
            gap = result.estimate(mine - base)
            rows[member, label] = (*result.estimate(mine), base.mean(), *gap)
    columns = ["mean", "low", "high", "today", "Δ to today", "Δ low", "Δ high"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    frame.index = pd.MultiIndex.from_tuples(rows, names=["segment", "figure"])
    return frame


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
