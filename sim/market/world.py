"""What the engine reads and what it counts: behaviour, this month's world, and the tally."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Count(IntEnum):
    """What a month is counted by; columns of `Tally.counts`."""

    CUSTOMERS = 0
    PAYING = 1
    JOINED = 2
    ADVOCATED = 3
    RETURNED = 4
    LEFT = 5
    PROMOTERS = 6
    DETRACTORS = 7
    CONTACTS = 8
    MOMENTS = 9
    FAILURES = 10
    COMPLAINTS = 11
    RESOLVED = 12
    RESOLVED_FAST = 13
    OFFERS = 14
    CROSS_SOLD = 15
    DROPPED = 16
    SATISFACTION = 17
    EXPECTATION = 18
    PROSPECTS = 19


class Behaviour(NamedTuple):
    """The constants of people's behaviour; see `Experience` and `Advocacy` in the schema."""

    satisfaction_speed: float
    loss_aversion: float
    expectation_learning: float
    norm_pull: float
    reference: float
    churn_sensitivity: float
    contact_effort: float
    taste_sd: float
    complaint_rate: float
    recovered_silent: float
    recovered_unresolved: float
    recovered_resolved: float
    recovered_fast: float
    product_drop: float
    promoter_incidence: float
    detractor_incidence: float
    promoter_reach: float
    detractor_reach: float
    strong_impact: float
    weak_impact: float
    detractor_impact: float
    winback: float
    at_risk: float


class World(NamedTuple):
    """What people meet this month. S segments, A = S segments acted on, K touchpoints, M baskets.

    Attributes:
        ideal: [S, K], what each need likes best.
        touch: [S, M, K], cumulative chance of each touchpoint.
        baskets: [S, M], cumulative chance of each set of products at joining.
        hazards: [S, QUANTILES + 1], newcomers' yearly base hazard by quantile.
        margin: [S, M], monthly gross margin of a basket at average spend, currency.
        position, quality: [A, K], the offer that people taken for a segment meet.
        promise, recruiting: [A], promised value; hazard of joining through recruiting.
        resolve, offer_cut, cross_sell: [A], resolved share of complaints, share of the churn hazard
            a retention offer takes away, monthly chance of a further product.
        seen: share of customers at risk whom the firm sees.
        norm: what people expect of any firm.
        contact_cost, complaint_cost: currency.
        mixed: 1 when everybody hears the average instead of own ties.
        strong_ties, weak_ties: ties per person where the average is heard.
    """

    ideal: NDArray[np.float64]
    touch: NDArray[np.float64]
    baskets: NDArray[np.float64]
    hazards: NDArray[np.float64]
    margin: NDArray[np.float64]
    position: NDArray[np.float64]
    quality: NDArray[np.float64]
    promise: NDArray[np.float64]
    recruiting: NDArray[np.float64]
    resolve: NDArray[np.float64]
    offer_cut: NDArray[np.float64]
    cross_sell: NDArray[np.float64]
    seen: float
    norm: float
    contact_cost: float
    complaint_cost: float
    mixed: int
    strong_ties: int
    weak_ties: int


class Touched(IntEnum):
    """Whom the commercial levers touch; planes of `Tally.touched`."""

    COMPLAINTS = 0
    OFFERS = 1
    SATISFIED = 2
    PROSPECTS = 3


class Tally(NamedTuple):
    """What happened in a month.

    Attributes:
        counts: [S, len(Count)], by segment.
        spend: [S, M], relative spend of paying customers by segment and basket.
        touched: [S, A, len(Touched)], people whom a lever touched, by need and by the segment that
            they are taken for.
        value: [S, K], delivered value summed over moments, by need and touchpoint.
        met: [S, K], moments by need and touchpoint.
    """

    counts: NDArray[np.float64]
    spend: NDArray[np.float64]
    touched: NDArray[np.float64]
    value: NDArray[np.float64]
    met: NDArray[np.float64]


def empty_tally(segments: int, touchpoints: int, baskets: int) -> Tally:
    """A tally of nothing."""
    return Tally(
        np.zeros((segments, len(Count))),
        np.zeros((segments, baskets)),
        np.zeros((segments, segments, len(Touched))),
        np.zeros((segments, touchpoints)),
        np.zeros((segments, touchpoints)),
    )
