"""Share of voice: firms that recruit the same people share them instead of adding up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..market.customer_base import Treatment
from .business import Business

Array = NDArray[np.float64]


def kept(spend: Array, rivals: Array, scale: float) -> Array:
    """Share of its recruiting hazard that a firm keeps beside rivals, [A].

    (1 - exp(-(A + R) / scale)) A / ((A + R) (1 - exp(-A / scale))): all firms together recruit as
    one that spends what all do, and each has the part of its spend: its share of voice (Jones
    1990).

    Args:
        spend: A, the firm's, currency a prospect and month.
        rivals: R, that of rivals which meets the same people.
        scale: spend at which recruiting begins to saturate.
    """
    own = np.maximum(spend, 1e-9 * scale)  # less brings nobody, with rivals or without
    together = own + rivals
    return np.asarray(
        np.expm1(-together / scale) * own / (together * np.expm1(-own / scale)), dtype=float
    )


def shared(firms: Sequence[Business], treatments: Sequence[Treatment | None]) -> None:
    """Let the firms in the market share the people whom they recruit; owners do not foresee it.

    Args:
        firms: all of a market.
        treatments: what people meet at each; None for one that is not in the market.
    """
    weight = firms[0].scenario.rivalry.share_of_voice
    if weight == 0 or len(firms) == 1:
        return
    scale = firms[0].company.response.recruiting_scale
    for firm, treatment in zip(firms, treatments, strict=True):
        if treatment is not None:
            rivals = np.zeros(firm.segments)
            for other, present in zip(firms, treatments, strict=True):
                if other is not firm and present is not None:
                    rivals += firm.base.taken_by(other.base) @ other.settings.recruiting
            keeps = kept(firm.settings.recruiting, weight * rivals, scale)
            treatment.recruiting = treatment.recruiting * keeps
