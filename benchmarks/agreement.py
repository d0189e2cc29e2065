"""Whether the NumPy version lives the same rules as the columns: their figures, side by side."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.market.rules.tally import Count, Tally

from .engines import Opening, in_columns, in_numpy

FIGURES = (
    "customers at the end",
    "joined",
    "joined by advocacy",
    "left",
    "promoters",
    "detractors",
    "satisfaction",
    "expectation",
    "moments",
    "failures",
    "complaints",
    "resolved",
    "offers",
    "cross-sold",
    "dropped",
    "spend",
    "delivered value",
    "reached by recruiting",
)
_COUNTS = (
    Count.JOINED,
    Count.ADVOCATED,
    Count.LEFT,
    Count.PROMOTERS,
    Count.DETRACTORS,
    Count.SATISFACTION,
    Count.EXPECTATION,
    Count.MOMENTS,
    Count.FAILURES,
    Count.COMPLAINTS,
    Count.RESOLVED,
    Count.OFFERS,
    Count.CROSS_SOLD,
    Count.DROPPED,
)
_PER_CUSTOMER = (Count.SATISFACTION, Count.EXPECTATION)


class Compared(NamedTuple):
    """One figure of both engines.

    Attributes:
        columns, numpy: means over repetitions.
        apart: their difference in standard errors.
    """

    columns: float
    numpy: float
    apart: float


def compared(
    opening: Opening, months: int, repeats: int, other: Opening | None = None
) -> dict[str, Compared]:
    """Figures of some months from one opening under one treatment, by both engines.

    Args:
        opening: where both depart from.
        months: how many months.
        repeats: how often, each time with other luck.
        other: where NumPy departs from instead.
    """
    other, simulated = other or opening, []
    for seed in range(1, repeats + 1):
        month = in_columns(opening, seed=seed)
        market = in_numpy(other, sparing=seed % 2 == 0, seed=seed)
        simulated.append(
            [
                figures([month().of(0) for _ in range(months)]),
                figures([market.live(other.world) for _ in range(months)]),
            ]
        )
    ours, theirs = np.mean(simulated, axis=0)
    error = np.sqrt(np.var(simulated, axis=0, ddof=1).sum(axis=0) / repeats)
    apart = np.abs(ours - theirs) / np.maximum(error, 1e-12)
    rows = zip(FIGURES, ours, theirs, apart, strict=True)
    return {name: Compared(float(a), float(b), float(c)) for name, a, b, c in rows}


def figures(months: list[Tally]) -> NDArray[np.float64]:
    """`FIGURES` of some months: sums, and means of what customers feel and expect."""
    counts = np.sum([tally.counts.sum(axis=0) for tally in months], axis=0)
    chosen = [counts[c] / (counts[Count.CUSTOMERS] if c in _PER_CUSTOMER else 1) for c in _COUNTS]
    last = months[-1].counts[:, Count.CUSTOMERS].sum()
    sums = [sum(float(getattr(t, name).sum()) for t in months) for name in ("spend", "value")]
    reached = sum(float(t.touched[..., -1].sum()) for t in months)
    return np.array([last, *chosen, *sums, reached])
