"""Why a comparison has as many replications as it has."""

from __future__ import annotations

from dataclasses import dataclass

CAP = 320
"""The most replications that are run for a wanted precision."""

MOST = 10_000
"""The most replications that may be asked for. All that each says is kept in memory, some hundreds
of kilobytes at least, and an interval is then a sixth as wide as at the cap."""


@dataclass(frozen=True)
class Stopping:
    """Why replication stopped.

    Attributes:
        target: wanted half-width of the NPV differences as a share of today's NPV; None when the
            number of replications was fixed.
        reached: widest half-width as a share of today's NPV.
        replications: how many were run.
    """

    target: float | None
    reached: float
    replications: int

    def __str__(self) -> str:
        reached = f"the 95 % half-width of the NPV differences is {self.reached:.2%} of today's NPV"
        if self.target is None:
            return f"{self.replications} replications as asked; {reached}"
        rule = f"Replicated 10, 20, 40, ... until below {self.target:.2%} of today's NPV"
        met = "" if self.reached < self.target else f"; stopped at the cap of {CAP}"
        return f"{rule}: {self.replications} replications, {reached}{met}"
