"""How long customers who differ in loyalty will go on paying, discounted.

A customer with base intensity lambda leaves with chance h = 1 - exp(-phi lambda) a month, where phi
says how much faster than at the reference satisfaction people of the segment have been leaving.
Base hazards are Beta distributed, so that survival is that of the shifted beta-geometric, and those
who are still customers are more loyal than newcomers: one churn for all makes newcomers worth too
much and the base too little (Fader & Hardie 2010).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

Array = NDArray[np.float64]
FASTEST = 1e6
"""Highest phi: everybody leaves at once."""


def pace(intensity: Array, churn: float) -> float:
    """Phi at which a share of people leaves in a month: mean(1 - exp(-phi lambda)) = c.

    Args:
        intensity: [people], lambda, per month.
        churn: c, share a month.

    Returns:
        0 where no one leaves, `FASTEST` where more leave than any pace explains.
    """

    def missing(phi: float) -> float:
        return float(-np.expm1(-phi * intensity).mean()) - churn

    if churn <= 0 or missing(FASTEST) <= 0:
        return FASTEST if churn > 0 else 0.0
    return float(brentq(missing, 0.0, FASTEST, xtol=1e-12, rtol=1e-12))


def discounted_months(intensity: Array, phi: float, discount: float) -> float:
    """Expected months paid, discounted: mean over people of d / (1 - (1 - h) d).

    sum_k d^k (1 - h)^(k - 1), k = 1, 2, ...: the first payment is due at the end of this month, as
    every amount of a net present value is, and no one misses it. Over Beta distributed hazards it
    is the discounted expected lifetime of the shifted beta-geometric for newcomers, and the
    discounted expected residual lifetime for the base, whose hazards are the posterior ones.

    Args:
        intensity: [people], lambda, per month.
        phi: pace, see `pace`.
        discount: d, what currency in a month is worth now; below 1, else no one's future ends.
    """
    if discount >= 1 or len(intensity) == 0:
        return np.nan
    return float((discount / (1 - np.exp(-phi * intensity) * discount)).mean())
