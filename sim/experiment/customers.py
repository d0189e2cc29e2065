"""What becomes of customers: cohorts, recommendation, contribution, promises, by segment."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import RunError
from ..market.tally import Count
from ..observation import YEAR
from .comparison import Comparison
from .runner import ObservedRun
from .statistics import Band, Estimate, known_mean, ratio

Array = NDArray[np.float64]


class Cohorts(NamedTuple):
    """How long customers stay. Q quarters.

    Attributes:
        kept: [1 + Q, 1 + Q], share of a cohort (rows: joined before, in quarter 1, 2, ...) still
            there so many quarters after it was first counted: those from before at departure, the
            others at the end of their quarter of joining. Not a number where that is not lived yet
            or nobody joined.
        mean: [Q], the same over all who joined during the comparison; not a number where nobody
            did.
    """

    kept: Array
    mean: Band


def cohorts(result: Comparison, design: str) -> Cohorts:
    """Retention by quarter of joining, all segments together.

    Raises:
        RunError: the design is not in the comparison, or it is too short for two quarters.
    """
    if result.scenario.months < 6:
        raise RunError(
            f"a comparison of {result.scenario.months} months has no two quarters to follow "
            "customers through; set months to 6 or more"
        )
    counted = result.each(design, _by_age).sum(axis=0)
    first = np.broadcast_to(counted[:, :1], counted.shape)
    return Cohorts(ratio(counted, first), result.band(result.each(design, _kept_of_joiners)))


def cohorts_difference(result: Comparison, design: str, base: str) -> Band:
    """Share of joiners still there less another design's, paired, by quarters since, [Q]."""
    return result.band(result.each(design, _kept_of_joiners) - result.each(base, _kept_of_joiners))


def _by_age(run: ObservedRun) -> Array:
    """Customers by cohort and by quarters since it was first counted, [1 + Q, 1 + Q]."""
    counts, first_month = run.observed.cohorts.sum(axis=1), run.observed.counts[0].sum(axis=0)
    quarters = len(counts)
    ages = np.full((1 + quarters, 1 + quarters), np.nan)
    ages[0, 0] = first_month[Count.CUSTOMERS] - first_month[Count.JOINED] + first_month[Count.LEFT]
    ages[0, 1:] = counts[:, 0]
    for cohort in range(1, 1 + quarters):
        lived = counts[cohort - 1 :, cohort]
        ages[cohort, : len(lived)] = lived
    return ages


def _kept_of_joiners(run: ObservedRun) -> Array:
    """Share still there of all who joined and whom so many quarters could be seen since, [Q]."""
    joined = _by_age(run)[1:, :-1]
    first = np.where(np.isnan(joined), 0.0, joined[:, :1])
    return ratio(np.nansum(joined, axis=0), first.sum(axis=0))


class Recommendation(NamedTuple):
    """Who recommends the firm, mean of the last year's months; rows are segments, the firm last.

    Means are over the months in which there are customers, and not a number where there are none.

    Attributes:
        shares: [S + 1, 3], detractors, passives and promoters.
        score: [S + 1], net promoter score.
    """

    shares: Array
    score: Band


def recommendation(result: Comparison, design: str) -> Recommendation:
    """Detractors, passives and promoters by segment.

    Raises:
        RunError: the design is not in the comparison.
    """
    shares = result.each(design, _last_year)
    return Recommendation(
        result.band(shares).mean, result.band(100 * (shares[..., 2] - shares[..., 0]))
    )


def score_difference(result: Comparison, design: str, base: str) -> Band:
    """Net promoter score less another design's, paired, by segment, the firm last."""
    gap = result.each(design, _last_year) - result.each(base, _last_year)
    return result.band(100 * (gap[..., 2] - gap[..., 0]))


def _last_year(run: ObservedRun) -> Array:
    counts = _with_firm(run.observed.counts[-YEAR:])
    customers = counts[..., Count.CUSTOMERS]
    detract, promote = (
        ratio(counts[..., c], customers) for c in (Count.DETRACTORS, Count.PROMOTERS)
    )
    return known_mean(np.stack([detract, 1 - detract - promote, promote], axis=-1))


def _with_firm(counts: Array) -> Array:
    """[months, S, ...] with a last member of the second axis: all segments together."""
    return np.concatenate([counts, counts.sum(axis=1, keepdims=True)], axis=1)


class Whale(NamedTuple):
    """Contribution of customers, the most profitable first, in the last twelve months.

    Attributes:
        curve: [101], cumulative contribution of 0, 1, ..., 100 % of the customers, currency.
        peak: share of the customers who earn all that is earned.
        lost: what the others lose, currency, 0 or more.
    """

    curve: Band
    peak: Estimate
    lost: Estimate


def whale(result: Comparison, design: str) -> Whale:
    """Who earns and who loses money.

    Raises:
        RunError: the design is not in the comparison.
    """
    curves = result.each(design, lambda run: run.observed.contribution[-1])
    steps = curves.shape[1] - 1
    return Whale(
        result.band(curves), result.band(curves.argmax(axis=1) / steps).at(()),
        result.band(curves.max(axis=1) - curves[:, -1]).at(()),
    )  # fmt: skip


def promises(result: Comparison, design: str) -> tuple[Band, Band, Band]:
    """What is promised, what is delivered, and the second less the first, [months, S].

    Not a number where nobody is promised anything, or meets the firm.

    Raises:
        RunError: the design is not in the comparison.
    """
    promised = result.each(design, lambda run: run.observed.promised)
    delivered = result.each(design, lambda run: run.observed.delivered)
    return result.band(promised), result.band(delivered), result.band(delivered - promised)


def contribution(run: ObservedRun) -> Array:
    """What each segment earns in a month before shared cost, [months, S], currency."""
    return np.asarray(run.cube.sum(axis=(2, 3))[:, :-1] / 100)


def customers(run: ObservedRun) -> Array:
    """Customers at the end of each month, [months, S]."""
    return run.observed.counts[..., Count.CUSTOMERS]


def nps(run: ObservedRun) -> Array:
    """Net promoter score at the end of each month, not a number of nobody, [months, S]."""
    counts = run.observed.counts
    gap = counts[..., Count.PROMOTERS] - counts[..., Count.DETRACTORS]
    return 100 * ratio(gap, counts[..., Count.CUSTOMERS])


def churn(run: ObservedRun) -> Array:
    """Share of customers who would leave in a year, by the last twelve months, [months, S].

    1 - (1 - c)^12, c the mean monthly churn; the first months look back on what there is. Not a
    number where nobody paid.
    """
    left, paying = (
        _last_twelve(run.observed.counts[..., count]) for count in (Count.LEFT, Count.PAYING)
    )
    return np.asarray(1 - (1 - ratio(left, paying)) ** YEAR)


def _last_twelve(counts: Array) -> Array:
    """Sums over the last twelve months or what there is; of nothing exactly nothing."""
    months = range(1, len(counts) + 1)
    return np.array([counts[max(month - YEAR, 0) : month].sum(axis=0) for month in months])


BY_SEGMENT: dict[str, Callable[[ObservedRun], Array]] = {
    "contribution": contribution, "customers": customers, "nps": nps, "churn": churn,
}  # fmt: skip
"""Monthly figures that every segment has, [months, S]."""
