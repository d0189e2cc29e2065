"""What customers are worth and cost to win: by segment, and of the whole firm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...accounts.ledger import Account
from ...market.rules.tally import Count
from ...model.observation import YEAR
from ...scenario.scenario import Scenario
from ..run.runner import ObservedRun
from ..statistics.estimates import ratio
from ..statistics.sample import Bounds, Figure, Totals

Array = NDArray[np.float64]

VALUE_LABELS: dict[str, tuple[str, str]] = {
    # figure: (what it is, unit)
    "clv": ("Lifetime value, newcomer", "currency"),
    "clv_of_base": ("Lifetime value, present customer", "currency"),
    "acquisition_cost": ("Acquisition cost per joiner", "currency"),
    "clv_to_acquisition_cost": ("Lifetime value over acquisition cost", "ratio"),
    "gross_revenue_retention": ("Gross revenue retention", "share"),
    "net_revenue_retention": ("Net revenue retention", "share"),
}
"""The figures of customers' worth in the order in which statements print them."""

VALUE_BOUNDS: dict[str, Bounds] = {
    "acquisition_cost": (0.0, np.inf),
    "gross_revenue_retention": (0.0, 1.0),
    "net_revenue_retention": (0.0, np.inf),
}
"""What these figures can be, where not anything."""

_LEFT_OUT = [Account.RECRUITING, Account.RESTRUCTURING]
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
    earned = np.delete(accounts, _LEFT_OUT, axis=1).sum(axis=1)
    lifetimes = run.observed.lifetimes
    worth = np.where(lifetimes == 0, 0.0, ratio(earned, paying)[:, None] * lifetimes)
    return {
        "joined_last_year": with_firm(joined),
        "recruiting": with_firm(-accounts[:, Account.RECRUITING]),
        "base": with_firm(run.observed.counts[-1, :, Count.CUSTOMERS]),
        "worth_of_base": with_firm(worth[:, 0]),
        "worth_of_joiners": with_firm(worth[:, 1]),
        "revenue_before": before,
        "revenue_at_most": at_most,
        "revenue_kept": kept,
    }


def _of_newcomer(t: Totals) -> Array:
    return ratio(t["worth_of_joiners"], t["joined_last_year"])


def _of_base(t: Totals) -> Array:
    return ratio(t["worth_of_base"], t["base"])


def _cost_of_joiner(t: Totals) -> Array:
    return ratio(t["recruiting"], t["joined_last_year"])


VALUES: dict[str, Figure] = {
    "clv": _of_newcomer,
    "clv_of_base": _of_base,
    "acquisition_cost": _cost_of_joiner,
    "clv_to_acquisition_cost": lambda t: ratio(_of_newcomer(t), _cost_of_joiner(t)),
    "gross_revenue_retention": lambda t: ratio(t["revenue_at_most"], t["revenue_before"]),
    "net_revenue_retention": lambda t: ratio(t["revenue_kept"], t["revenue_before"]),
}
"""The figures of customers' worth, worked out from `value_totals`; not a number where one cannot be
known: nobody joined, or no whole year.

Lifetime value is m times the expected discounted months that a customer pays (`market.lifetime`),
newcomers and those who are customers at the end apart. m is a customer's contribution a month
before acquisition: the segment contribution of a statement without acquisition, over the months
paid, both of the last twelve months. Acquisition cost is recruiting over everybody who joined.
Gross revenue retention counts at most as much from each customer as a year before, net all that
those pay who stayed.
"""


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
