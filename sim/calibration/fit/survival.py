"""How long customers stay: the shifted beta-geometric, fitted to cohorts by maximum likelihood.

Someone's yearly base hazard is theta ~ Beta(a, b), and at constant satisfaction the share of a
cohort that is still there after t months is

    S(t) = B(a, b + X(t)) / B(a, b),

X being the years that t months count for: t / 12 at the reference satisfaction, and more where
customers leave faster than there (`sim.calibration.fit.exposure`). For X(t) = t / 12 and whole
years this is the model of Fader & Hardie 2007, "How to project customer retention",
doi:10.1002/dir.20074; the months between follow from the rulebook's `leaving_probability`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, minimize
from scipy.special import betaln, digamma
from threadpoolctl import ThreadpoolController

from ...market.people.population import beta_shapes
from ...scenario.schema.portfolio import Segment
from ..tables.cohort import Cohort

Array = NDArray[np.float64]


def _bounds(name: str) -> tuple[float, float]:
    """What the schema allows of a parameter of a segment."""
    limits = Segment.model_fields[name].metadata
    low, high = (
        next(getattr(limit, key) for limit in limits if hasattr(limit, key)) for key in ("ge", "le")
    )
    return float(low), float(high)


MEANS, SHAPES = _bounds("churn_yearly"), _bounds("churn_shape")
"""Bounds of the mean and of the first shape: a scenario file takes no others."""

STARTS = ((0.1, 1.0), (0.3, 0.5), (0.3, 5.0))
"""Mean and shape from which the likelihood is climbed; the highest summit counts."""


GAIN, SLOPE = 1e-12, 1e-8
"""A climb ends where a step gains less than this share of the likelihood, or at a slope this low
along log odds and logarithm."""


Exposure = float | Array
"""How much faster than at the reference satisfaction customers leave: a number for all ages, or X,
the years that each age in months counts for, from age 0 on."""


def years(months: Array, exposure: Exposure) -> Array:
    """The years at the reference satisfaction that these ages count for: X."""
    if isinstance(exposure, float):
        return exposure * months / 12
    return np.interp(months, np.arange(len(exposure)), exposure)


class Hazard(NamedTuple):
    """How base hazards are spread over newcomers.

    Attributes:
        mean: of the yearly base hazard: `churn_yearly`.
        shape: first shape of Beta(a, b), `churn_shape`: small where newcomers differ much.
    """

    mean: float
    shape: float

    def survival(self, months: Array, exposure: Exposure = 1.0) -> Array:
        """Share of a cohort that is still there after these months."""
        a, b = beta_shapes(self.mean, self.shape)
        return np.asarray(np.exp(betaln(a, b + years(months, exposure)) - betaln(a, b)))

    @property
    def alike(self) -> bool:
        """Whether the shape stands at its highest, which says that newcomers are all alike."""
        return self.shape >= 0.99 * SHAPES[1]

    @property
    def none_leaves(self) -> bool:
        """Whether the mean stands at its lowest."""
        return self.mean <= 1.01 * MEANS[0]

    @property
    def all_leave(self) -> bool:
        """Whether the mean stands at its highest."""
        return self.mean >= 0.99 * MEANS[1]

    @property
    def unlike(self) -> bool:
        """Whether the shape stands at its lowest: some leave at once, the others hardly ever."""
        return self.shape <= 1.01 * SHAPES[0]


class Counts(NamedTuple):
    """Cohorts summed up to what the likelihood needs: exact, since members of cohorts are alike.

    Attributes:
        before, after: ages in months between which customers were lost, [n].
        lost: how many between each, [n].
        ages: at which cohorts were seen first or last, [m].
        balance: customers seen last at an age less those seen first at it, [m].
    """

    before: Array
    after: Array
    lost: Array
    ages: Array
    balance: Array

    @classmethod
    def of(cls, cohorts: Sequence[Cohort]) -> Counts:
        """Sum up cohorts; one that was seen once says nothing and changes nothing."""
        lost: dict[tuple[int, int], int] = {}
        balance: dict[int, int] = {}
        for cohort in cohorts:
            ages, there = cohort.ages.tolist(), cohort.customers.tolist()
            if len(ages) < 2:
                continue
            for n in range(1, len(ages)):
                step = ages[n - 1], ages[n]
                lost[step] = lost.get(step, 0) + there[n - 1] - there[n]
            balance[ages[-1]] = balance.get(ages[-1], 0) + there[-1]
            balance[ages[0]] = balance.get(ages[0], 0) - there[0]
        steps = np.array(sorted(lost), dtype=float).reshape(-1, 2)
        return cls(
            steps[:, 0],
            steps[:, 1],
            np.array([lost[step] for step in sorted(lost)], dtype=float),
            np.array(sorted(balance), dtype=float),
            np.array([balance[age] for age in sorted(balance)], dtype=float),
        )

    @property
    def at_risk(self) -> float:
        """Customer-months that were seen."""
        return float((self.balance * self.ages).sum() + (self.lost * self._middle).sum())

    @property
    def _middle(self) -> Array:
        return (self.before + self.after) / 2


def log_likelihood(hazard: Hazard, counts: Counts, exposure: Exposure = 1.0) -> float:
    """Logarithm of the chance of these counts.

    Customers lost between two counts are multinomial, those of the last count are censored there,
    and a cohort that is first seen at a later age counts from there on:

        sum lost ln(S(before) - S(after)) + sum last ln S(last age) - sum first ln S(first age).
    """
    return -_climbed(_placed(hazard), counts, exposure)[0]


def fitted(counts: Counts, exposure: Exposure = 1.0, near: Hazard | None = None) -> Hazard:
    """The hazard that makes the counts most likely, within the bounds of a scenario file.

    Args:
        counts: what was seen.
        exposure: how much faster than at the reference satisfaction customers leave.
        near: where to begin to climb; several places when missing.
    """
    starts = [Hazard(*start) for start in STARTS] if near is None else [near]
    summits = [_summit(_placed(start), counts, exposure) for start in starts]
    return _hazard(min(summits, key=lambda summit: summit[0])[1])


def _summit(place: Array, counts: Counts, exposure: Exposure) -> tuple[float, Array]:
    """Climb from a place to the next summit, within the bounds, by L-BFGS-B.

    OpenBLAS has one thread meanwhile: shared out among processors, matrices of twenty rows take
    several times as long (two processors, 16 tables: 8.7 times as long).

    Returns:
        the likelihood, as a logarithm turned over, and where it was found.
    """
    bounds = Bounds(*np.array([_logit(np.array(MEANS)), np.log(SHAPES)]).T)
    place = np.clip(place, bounds.lb, bounds.ub)
    with _libraries().limit(limits=1, user_api="blas"):
        found = minimize(
            _climbed,
            place,
            args=(counts, exposure),
            method="L-BFGS-B",
            jac=True,
            bounds=bounds,
            options={"ftol": GAIN, "gtol": SLOPE},
        )
    return float(found.fun), np.asarray(found.x)


@cache
def _libraries() -> ThreadpoolController:
    """The libraries in this process that have threads of their own."""
    return ThreadpoolController()


def _logit(share: Array) -> Array:
    return np.log(share / (1 - share))


def _placed(hazard: Hazard) -> Array:
    """Where a hazard stands on the map that is climbed: log odds of the mean, log shape."""
    return np.array([float(_logit(np.array(hazard.mean))), np.log(hazard.shape)])


def _hazard(place: Array) -> Hazard:
    mean = min(max(1 / (1 + np.exp(-place[0])), MEANS[0]), MEANS[1])
    return Hazard(float(mean), float(min(max(np.exp(place[1]), SHAPES[0]), SHAPES[1])))


def _climbed(place: Array, counts: Counts, exposure: Exposure) -> tuple[float, Array]:
    """Likelihood, as a logarithm turned over, with its slope along the log odds and log shape.

    With the mean m = a / (a + b), log odds u = -ln(b / a) and log shape v = ln a, b = a e^-u: so
    db/du = -b, da/dv = a and db/dv = b.
    """
    a, b = np.exp(place[1]), np.exp(place[1] - place[0])
    before, by_a, by_b = _log_survival(a, b, years(counts.before, exposure))
    after, later_by_a, later_by_b = _log_survival(a, b, years(counts.after, exposure))
    ends, ends_by_a, ends_by_b = _log_survival(a, b, years(counts.ages, exposure))
    share = np.exp(after - before)  # of those who were there, who still are
    gone = np.maximum(-np.expm1(after - before), 1e-300)
    value = (counts.lost * (before + np.log(gone))).sum() + (counts.balance * ends).sum()

    def slope(one: Array, two: Array, end: Array) -> float:
        return float(
            (counts.lost * (one - share * two) / gone).sum() + (counts.balance * end).sum()
        )

    of_a, of_b = slope(by_a, later_by_a, ends_by_a), slope(by_b, later_by_b, ends_by_b)
    return -float(value), -np.array([-b * of_b, a * of_a + b * of_b])


def _log_survival(a: float, b: float, simulated: Array) -> tuple[Array, Array, Array]:
    """Logarithm of the share that is still there, and its slopes along a and b."""
    value = betaln(a, b + simulated) - betaln(a, b)
    sums = digamma(a + b + simulated) - digamma(a + b)
    return np.asarray(value), -sums, digamma(b + simulated) - digamma(b) - sums
