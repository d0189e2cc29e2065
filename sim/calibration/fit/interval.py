"""How surely a hazard is known: a parametric bootstrap of the cohorts that it was fitted to.

Cohorts are drawn anew from the fitted hazard, with the counts at the same ages, and fitted again;
the 95 % interval lies between the 2.5 % and the 97.5 % point of what is found (Efron & Tibshirani
1993, percentile interval). `tests/calibration/test_coverage.py` measures how often it holds the
truth.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..tables.cohort import Cohort
from .survival import Array, Counts, Exposure, Hazard, fitted

RESAMPLES = 300
"""Bootstrap samples: the ends of an interval are known to some 5 % of its width."""


class Range(NamedTuple):
    """95 % intervals of a hazard.

    Attributes:
        low, high: lower and upper ends, of mean and shape each by itself.
        correlation: of the logarithms of mean and shape over the bootstrap samples.
    """

    low: Hazard
    high: Hazard
    correlation: float


def range_of(
    cohorts: Sequence[Cohort],
    hazard: Hazard,
    exposure: Exposure,
    generator: np.random.Generator,
    resamples: int = RESAMPLES,
) -> Range:
    """The intervals of a hazard that was fitted to some cohorts.

    Args:
        cohorts: what it was fitted to.
        hazard: the fit.
        exposure: with which it was fitted.
        generator: random numbers of the bootstrap.
        resamples: bootstrap samples.
    """
    found = np.array(
        [
            fitted(counts, exposure, near=hazard)
            for counts in drawn_anew(cohorts, hazard, exposure, generator, resamples)
        ]
    )
    low, high = np.quantile(found, [0.025, 0.975], axis=0)
    scatter = np.log(found) - np.log(found).mean(axis=0)
    spread = float(np.sqrt((scatter**2).sum(axis=0).prod()))
    correlation = float(scatter.prod(axis=1).sum()) / spread if spread > 0 else 0.0
    # The fit itself belongs to its interval, also where it stands at a bound.
    return Range(
        Hazard(min(float(low[0]), hazard.mean), min(float(low[1]), hazard.shape)),
        Hazard(max(float(high[0]), hazard.mean), max(float(high[1]), hazard.shape)),
        correlation,
    )


def drawn_anew(
    cohorts: Sequence[Cohort],
    hazard: Hazard,
    exposure: Exposure,
    generator: np.random.Generator,
    resamples: int,
) -> list[Counts]:
    """Counts of cohorts as large and seen at the same ages, whose customers leave by a hazard."""
    cohorts = [cohort for cohort in cohorts if len(cohort.ages) > 1]
    pattern = Counts.of(cohorts)
    steps = {step: n for n, step in enumerate(zip(pattern.before, pattern.after, strict=True))}
    ends = {age: n for n, age in enumerate(pattern.ages.tolist())}
    lost = np.zeros((resamples, len(steps)))
    balance = np.zeros((resamples, len(ends)))
    for cohort in cohorts:
        ages = cohort.ages.tolist()
        stays = _staying(hazard.survival(cohort.ages.astype(float), exposure))
        there = np.full(resamples, cohort.customers[0])
        balance[:, ends[ages[0]]] -= there
        for n, chance in enumerate(stays, start=1):
            stayed = generator.binomial(there, chance)
            lost[:, steps[ages[n - 1], ages[n]]] += there - stayed
            there = stayed
        balance[:, ends[ages[-1]]] += there
    return [
        pattern._replace(lost=gone, balance=left) for gone, left in zip(lost, balance, strict=True)
    ]


def _staying(survival: Array) -> Array:
    """Of those there at one count, the share that is still there at the next."""
    return np.clip(survival[1:] / survival[:-1], 0.0, 1.0)
