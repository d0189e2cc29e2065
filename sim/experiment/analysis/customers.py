"""What becomes of customers: cohorts, recommendation, contribution, promises, by segment."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...errors import RunError
from ...market.rules.tally import Count
from ...measures import BY_SEGMENT, CUSTOMER_VALUE, Totals, ratio
from ...model.observation import YEAR
from ..compared import ComparedDesigns
from ..figures.customer_value import VALUE_LABELS, VALUES, value_totals
from ..run.runner import ObservedRun
from ..statistics.estimates import Band, Estimate

Array = NDArray[np.float64]


class Cohorts(NamedTuple):
    """How long customers stay. Q quarters.

    Attributes:
        kept: [1 + Q, 1 + Q], share of a cohort (rows: joined before, in quarter 1, 2, ...) still
            there so many quarters after it was first counted: those from before at departure, the
            others at the end of their quarter of joining. Not a number where that is not simulated
            yet or no one joined.
        mean: [Q], the same over all who joined during the comparison; not a number where no
            one did.
    """

    kept: Array
    mean: Band


def cohorts(result: ComparedDesigns, design: str) -> Cohorts:
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
    kept = result.sample.of_means(_kept, _joiners(result, design), bounds=(0.0, 1.0))
    return Cohorts(ratio(counted, first), kept)


def cohorts_difference(result: ComparedDesigns, design: str, base: str) -> Band:
    """Share of joiners still there less another design's, paired, by quarters since, [Q]."""
    return result.sample.of_means(
        lambda a, b: _kept(a) - _kept(b), _joiners(result, design), _joiners(result, base)
    )


def _by_age(run: ObservedRun) -> Array:
    """Customers by cohort and by quarters since it was first counted, [1 + Q, 1 + Q]."""
    counts, first_month = run.observed.cohorts.sum(axis=1), run.observed.counts[0].sum(axis=0)
    quarters = len(counts)
    ages = np.full((1 + quarters, 1 + quarters), np.nan)
    ages[0, 0] = first_month[Count.CUSTOMERS] - first_month[Count.JOINED] + first_month[Count.LEFT]
    ages[0, 1:] = counts[:, 0]
    for cohort in range(1, 1 + quarters):
        simulated = counts[cohort - 1 :, cohort]
        ages[cohort, : len(simulated)] = simulated
    return ages


def _joiners(result: ComparedDesigns, design: str) -> dict[str, Array]:
    """All who joined and could be seen so many quarters later, and those still there, [n, Q]."""
    joined = result.each(design, _by_age)[:, 1:, :-1]
    first = np.where(np.isnan(joined), 0.0, joined[:, :, :1])
    return {"still": np.nansum(joined, axis=1), "joined": first.sum(axis=1)}


def _kept(t: Totals) -> Array:
    return ratio(t["still"], t["joined"])


class Recommendation(NamedTuple):
    """Who recommends the firm, of the last year's customers; rows are segments, the firm last.

    Not a number where there are none.

    Attributes:
        shares: [S + 1, 3], detractors, passives and promoters.
        score: [S + 1], net promoter score.
    """

    shares: Array
    score: Band


def recommendation(result: ComparedDesigns, design: str) -> Recommendation:
    """Detractors, passives and promoters by segment.

    Raises:
        RunError: the design is not in the comparison.
    """
    answers = _answers(result, design)
    shares = result.sample.of_means(_shares, answers, bounds=(0.0, 1.0)).mean
    return Recommendation(shares, result.sample.of_means(_score, answers, bounds=(-100.0, 100.0)))


def score_difference(result: ComparedDesigns, design: str, base: str) -> Band:
    """Net promoter score less another design's, paired, by segment, the firm last."""
    return result.sample.of_means(
        lambda a, b: _score(a) - _score(b), _answers(result, design), _answers(result, base)
    )


def _answers(result: ComparedDesigns, design: str) -> dict[str, Array]:
    """Customers, promoters and detractors of the last year's months, [n, S + 1] each."""
    counts = result.each(design, lambda run: run.observed.counts[-YEAR:].sum(axis=0))
    counts = np.concatenate([counts, counts.sum(axis=1, keepdims=True)], axis=1)
    wanted = (Count.CUSTOMERS, Count.PROMOTERS, Count.DETRACTORS)
    return {count.name: counts[..., count] for count in wanted}


def _shares(t: Totals) -> Array:
    """Detractors, passives and promoters, [..., 3]."""
    detract, promote = (ratio(t[n], t["CUSTOMERS"]) for n in ("DETRACTORS", "PROMOTERS"))
    return np.stack([detract, 1 - detract - promote, promote], axis=-1)


def _score(t: Totals) -> Array:
    return 100 * ratio(t["PROMOTERS"] - t["DETRACTORS"], t["CUSTOMERS"])


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


def whale(result: ComparedDesigns, design: str) -> Whale:
    """Who earns and who loses money.

    Raises:
        RunError: the design is not in the comparison.
    """
    curves = result.each(design, lambda run: run.observed.contribution[-1])
    steps = curves.shape[1] - 1
    return Whale(
        result.band(curves),
        result.band(curves.argmax(axis=1) / steps).at(()),
        result.band(curves.max(axis=1) - curves[:, -1]).at(()),
    )


def promises(result: ComparedDesigns, design: str) -> tuple[Band, Band, Band]:
    """What is promised, what is delivered, and the second less the first, [months, S].

    Not a number where no one is promised anything, or meets the firm.

    Raises:
        RunError: the design is not in the comparison.
    """
    promised = result.each(design, lambda run: run.observed.promised)
    delivered = result.each(design, lambda run: run.observed.delivered)
    return result.band(promised), result.band(delivered), result.band(delivered - promised)


def by_month(run: ObservedRun) -> dict[str, Array]:
    """What the monthly figures of segments are worked out from, [months, S] each.

    Leavers and months paid are those of the last twelve months; the first months look back on what
    there is.
    """
    counts = run.observed.counts
    return {
        "contribution": np.asarray(run.cube.sum(axis=(2, 3))[:, :-1] / 100),
        "customers": counts[..., Count.CUSTOMERS],
        "score": 100 * (counts[..., Count.PROMOTERS] - counts[..., Count.DETRACTORS]),
        "left": _last_twelve(counts[..., Count.LEFT]),
        "paying": _last_twelve(counts[..., Count.PAYING]),
    }


def monthly(result: ComparedDesigns, design: str, figure: str, base: str | None = None) -> Band:
    """A monthly figure of every segment with its interval, [months, S].

    Args:
        result: the comparison.
        design: which design.
        figure: key of `measures.BY_SEGMENT`.
        base: a design that is taken off, paired; none when missing.

    Raises:
        RunError: a design is not in the comparison.
    """
    own = _by_month(result, design)
    work_out = BY_SEGMENT[figure].figure
    if work_out is None:  # an amount: its mean over replications
        return result.band(own[figure] - (0.0 if base is None else _by_month(result, base)[figure]))
    if base is None:
        return result.sample.of_means(work_out, own, bounds=BY_SEGMENT[figure].bounds)
    other = _by_month(result, base)
    return result.sample.of_means(lambda a, b: work_out(a) - work_out(b), own, other)


def _by_month(result: ComparedDesigns, design: str) -> dict[str, Array]:
    """`by_month` of every run of a design, [replications, months, S] each."""
    result.check(design)
    found = [by_month(replication.runs[design]) for replication in result.replications]
    return {name: np.array([each[name] for each in found]) for name in found[0]}


def _last_twelve(counts: Array) -> Array:
    """Sums over the last twelve months or what there is; of nothing exactly nothing."""
    months = range(1, len(counts) + 1)
    return np.array([counts[max(month - YEAR, 0) : month].sum(axis=0) for month in months])


def worth_by_segment(result: ComparedDesigns, design: str) -> pd.DataFrame:
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


def _of_replications(result: ComparedDesigns, design: str) -> dict[str, Array]:
    """`value_totals` of every run of a design, [replications, S + 1] each."""
    found = [value_totals(result.scenario, r.runs[design]) for r in result.replications]
    return {name: np.array([each[name] for each in found]) for name in found[0]}
