"""What a month is counted by, and why the counts do not depend on any order.

Everything is summed in whole numbers: amounts that are no whole numbers are first rounded to a
2^-20th ("fixed point"). Sums of whole numbers are the same in whatever order, by however many
threads and blocks they are made; sums of floating-point numbers are not.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numba import float32, int32
from numpy.typing import NDArray

from ...scenario.schema.magnitudes import MOST_OF_A_PERSON
from .compiled import scalar

SCALE = 1 << 20
"""Steps of a fixed-point number in one."""

LARGEST = MOST_OF_A_PERSON
"""Largest amount of one person that fixed point holds."""


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
    GAINED = 20
    LOST = 21
    LOAD = 22


FIXED_POINT = (
    Count.ADVOCATED,
    Count.CONTACTS,
    Count.SATISFACTION,
    Count.EXPECTATION,
    Count.LOAD,
)
"""Counts that are sums of amounts; all others are numbers of people."""

_STEPS = np.array([float(SCALE) if count in FIXED_POINT else 1.0 for count in Count])
"""What each count is divided by to make it an ordinary number."""


class Touched(IntEnum):
    """The people the commercial levers touch; planes of `Tally.touched`."""

    COMPLAINTS = 0
    OFFERS = 1
    SATISFIED = 2
    PROSPECTS = 3


class Sums(NamedTuple):
    """What happened in a month, in whole numbers. F firms, S segments, M baskets, K touchpoints.

    Attributes:
        counts: int64 [F, S, len(Count)], by firm and segment; see `FIXED_POINT`.
        spend: int64 [F, S, M], fixed point.
        touched: int64 [F, S, S, len(Touched)], people.
        value: int64 [F, S, K], fixed point.
        met: int64 [F, S, K], moments.
        waiting: int64 [F, S, S], people without a firm at the end of the month, by need and by the
            segment that each firm takes them for.
        caused: int64 [F, S], fixed point, contacts that earlier trouble caused; no segments where
            nothing causes any.
        losses: int64 [F, S, P], fixed point; no products where there are no losses.
    """

    counts: NDArray[np.int64]
    spend: NDArray[np.int64]
    touched: NDArray[np.int64]
    value: NDArray[np.int64]
    met: NDArray[np.int64]
    waiting: NDArray[np.int64]
    caused: NDArray[np.int64]
    losses: NDArray[np.int64]

    def of(self, firm: int) -> Tally:
        """What happened to one firm's people, as ordinary numbers."""
        return Tally(
            self.counts[firm] / _STEPS,
            self.spend[firm] / SCALE,
            self.touched[firm].astype(float),
            self.value[firm] / SCALE,
            self.met[firm].astype(float),
            self.caused[firm] / SCALE,
            self.losses[firm] / SCALE,
        )


class Tally(NamedTuple):
    """What happened in a month to the people of one firm.

    Attributes:
        counts: [S, len(Count)], by segment. GAINED and LOST are customers won from rivals and lost
            to them, parts of JOINED and LEFT. LOAD is the contacts that the customers at the end
            of the month make.
        spend: [S, M], relative spend of paying customers by segment and basket.
        touched: [S, A, len(Touched)], people a lever touched, by need and by the segment that
            the firm takes them for.
        value: [S, K], delivered value summed over moments, by need and touchpoint.
        met: [S, K], moments by need and touchpoint.
        caused: [S], contacts that earlier trouble caused; empty where nothing causes any.
        losses: [S, P], relative spend of customers who caused a loss, by segment and product; no
            products where there are no losses.
    """

    counts: NDArray[np.float64]
    spend: NDArray[np.float64]
    touched: NDArray[np.float64]
    value: NDArray[np.float64]
    met: NDArray[np.float64]
    caused: NDArray[np.float64] = np.zeros(0)
    losses: NDArray[np.float64] = np.zeros((0, 0))


def nothing(
    firms: int,
    segments: int,
    touchpoints: int,
    baskets: int,
    causing: bool = False,
    losing: int = 0,
) -> Sums:
    """Sums of nothing.

    Args:
        firms, segments, touchpoints, baskets: how many there are.
        causing: whether trouble causes contacts.
        losing: products in which customers may cause losses, all or none.
    """
    return Sums(
        np.zeros((firms, segments, len(Count)), np.int64),
        np.zeros((firms, segments, baskets), np.int64),
        np.zeros((firms, segments, segments, len(Touched)), np.int64),
        np.zeros((firms, segments, touchpoints), np.int64),
        np.zeros((firms, segments, touchpoints), np.int64),
        np.zeros((firms, segments, segments), np.int64),
        np.zeros((firms, segments if causing else 0), np.int64),
        np.zeros((firms, segments, losing), np.int64),
    )


@scalar
def fixed(amount: float) -> int:
    """An amount from 0 to `LARGEST` in fixed point, rounded, a half upwards."""
    steps = amount * 1048576.0
    whole = int32(steps)  # type: ignore[call-overload]
    return whole + int32(steps - float32(whole) >= 0.5)


@scalar
def mean_of_fixed(total: int, number: int) -> np.float32:
    """Mean of numbers that were summed in fixed point; 0 of none."""
    return np.float32(total / (max(number, 1) * np.float64(1048576.0)))
