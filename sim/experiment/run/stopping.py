"""Why a comparison has as many replications as it has."""

from __future__ import annotations

from dataclasses import dataclass

CAP = 320
"""The most replications that are run for a wanted precision."""
NPV_TODAY = "today's NPV"
LEAST = 0.1
"""Share of a year's revenue that precision is measured against where today's NPV is smaller: a
share of next to nothing carries no information."""
NEAR_NOTHING = "a tenth of a year's revenue, since today's NPV is near 0"

MOST = 10_000
"""The most replications that may be asked for. All figures of each are kept in memory, some
hundreds of kilobytes at least, and an interval is then a sixth as wide as at the cap."""


@dataclass(frozen=True)
class Stopping:
    """Why replication stopped.

    Attributes:
        target: wanted half-width of the NPV differences as a share of the base; None when the
            number of replications was fixed.
        reached: widest half-width as a share of the base.
        replications: how many were run.
        near_nothing: whether they are shares of `LEAST` of a year's revenue, since today's NPV is
            less.
    """

    target: float | None
    reached: float
    replications: int
    near_nothing: bool = False

    def __str__(self) -> str:
        base = NEAR_NOTHING if self.near_nothing else NPV_TODAY
        width = "the widest 95 % CI of an NPV difference is"
        reached = f"{width} ±{100 * self.reached:.2f} % of {base}"
        if self.target is None:
            return f"{self.replications} replications as requested; {reached}"
        rule = f"Replications doubled from 10 until below ±{100 * self.target:.2f} % of {base}"
        met = "" if self.reached < self.target else f"; stopped at the limit of {CAP}"
        return f"{rule}: {self.replications} replications, {reached}{met}"
