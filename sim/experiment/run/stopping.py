"""Why a comparison has as many replications as it has."""

from __future__ import annotations

from dataclasses import dataclass

CAP = 320
"""The most replications that are run for a wanted precision."""
NPV_TODAY = "today's NPV"
LEAST = 0.1
"""Share of a year's revenue that precision is told against where today's NPV is smaller: a share of
next to nothing says nothing."""
NEAR_NOTHING = "a tenth of a year's revenue, since today's NPV is near 0"

MOST = 10_000
"""The most replications that may be asked for. All that each says is kept in memory, some hundreds
of kilobytes at least, and an interval is then a sixth as wide as at the cap."""


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
        reached = f"the 95 % half-width of the NPV differences is {self.reached:.2%} of {base}"
        if self.target is None:
            return f"{self.replications} replications as asked; {reached}"
        rule = f"Replicated 10, 20, 40, ... until below {self.target:.2%} of {base}"
        met = "" if self.reached < self.target else f"; stopped at the cap of {CAP}"
        return f"{rule}: {self.replications} replications, {reached}{met}"
