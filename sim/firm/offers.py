"""What the firm offers at each touchpoint: a shared variant, and variants of segments' own."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SHARED = 0
"""Variant 0 is the one everybody is served with who has none of their own."""
SCOPE_TODAY = 0.8
"""Share of what the state of the art could do that an offer can do on the first day."""


def value_of_scope(scope: NDArray[np.float64]) -> NDArray[np.float64]:
    """Value of what an offer can do, relative to the first day: (u / u_0)^(1/2).

    Args:
        scope: u, share of what the state of the art could do; u_0 is `SCOPE_TODAY` (assumption).
    """
    return np.asarray(np.sqrt(scope / SCOPE_TODAY))


class Layout(NamedTuple):
    """Where offers lie in tables of variants and touchpoints, for as long as the same are served.

    Attributes:
        served: the variants served, as bytes.
        places: int [S, K], positions in a flat table of what people taken for a segment meet.
        live: [V, K], which variants somebody is served with.
        variants: how many these are.
    """

    served: bytes
    places: NDArray[np.int64]
    live: NDArray[np.bool_]
    variants: int


@dataclass
class Offers:
    """Offers by variant and touchpoint. V = S + 1 variants: the shared one, then one a segment.

    Attributes:
        position: [V, K], what kind of treatment it is.
        quality: [V, K], how often it works.
        served: int [S, K], the variant that people taken for a segment are served with.
        attempts: int [V, K], ideas tried so far; part of the key of an idea's random number.
        outage: [V, K], share of this month's quality lost to failed releases.
        scope: [V, K], share of what the state of the art could do there that the offer can do.
        known: [V, K], what checked releases have taught of the needs there, 0 to 1.
    """

    position: NDArray[np.float64]
    quality: NDArray[np.float64]
    served: NDArray[np.int64]
    attempts: NDArray[np.int64]
    outage: NDArray[np.float64]
    scope: NDArray[np.float64]
    known: NDArray[np.float64]
    _layout: Layout | None = field(default=None, init=False, repr=False, compare=False)

    @classmethod
    def shared_by_all(
        cls, position: NDArray[np.float64], quality: NDArray[np.float64], segments: int
    ) -> Offers:
        """One offer for everybody, with position and quality by touchpoint [K]."""
        shape = (segments + 1, len(position))
        return cls(
            np.tile(position, (segments + 1, 1)),
            np.tile(quality, (segments + 1, 1)),
            np.zeros((segments, len(position)), dtype=np.int64),
            np.zeros(shape, dtype=np.int64),
            np.zeros(shape),
            np.full(shape, SCOPE_TODAY),
            np.zeros(shape),
        )

    def copy(self) -> Offers:
        """Offers that can change without touching these."""
        return Offers(
            self.position.copy(),
            self.quality.copy(),
            self.served.copy(),
            self.attempts.copy(),
            self.outage.copy(),
            self.scope.copy(),
            self.known.copy(),
        )

    def layout(self) -> Layout:
        """Where offers lie, worked out again only when somebody is served with another variant."""
        served = self.served.tobytes()
        if self._layout is None or self._layout.served != served:
            places = self.served * self.position.shape[1] + np.arange(self.position.shape[1])
            live = np.zeros(self.position.shape, dtype=bool)
            live.reshape(-1)[places] = True
            self._layout = Layout(served, places, live, int(np.count_nonzero(live)))
        return self._layout

    def met_position(self) -> NDArray[np.float64]:
        """Position that people taken for each segment meet, [S, K]."""
        return self.position.take(self.layout().places)

    def met_quality(self) -> NDArray[np.float64]:
        """Quality that they meet, outages aside, [S, K]."""
        return self.quality.take(self.layout().places)

    def working_quality(self) -> NDArray[np.float64]:
        """Quality that they meet this month, outages included, [S, K]."""
        working = self.quality * (1 - self.outage)
        return working.take(self.layout().places)

    def met_scope(self) -> NDArray[np.float64]:
        """Scope that they meet, [S, K]."""
        return self.scope.take(self.layout().places)

    def live(self) -> NDArray[np.bool_]:
        """Which variants somebody is served with, [V, K]: not to be changed."""
        return self.layout().live

    def variants_live(self) -> int:
        """How many variants are live: each takes upkeep."""
        return self.layout().variants

    def age(self, decay: float, frontier: float) -> None:
        """Where nothing is done, live variants fail more often and the state of the art moves on.

        (1 - q) *= exp(decay), u *= exp(-frontier).

        Args:
            decay: growth of failures, log a month.
            frontier: speed of the state of the art, log a month.
        """
        live = self.live()
        aged = np.maximum(1 - (1 - self.quality) * exp(decay), 0.0)
        np.copyto(self.quality, aged, where=live)
        if frontier > 0:
            np.copyto(self.scope, self.scope * exp(-frontier), where=live)

    def share(self, variant: int, touchpoint: int, failures: float, gap: float) -> None:
        """Let the other live variants of a touchpoint have a part of what was done to one.

        Args:
            variant, touchpoint: what was improved.
            failures, gap: what the siblings' failures and their gap to the state of the art are
                multiplied by.
        """
        for other in np.unique(self.served[:, touchpoint]).tolist():
            if other != variant:
                quality, scope = self.quality[other, touchpoint], self.scope[other, touchpoint]
                self.quality[other, touchpoint] = 1 - (1 - quality) * failures
                self.scope[other, touchpoint] = 1 - (1 - scope) * gap

    def merge(self, weight: NDArray[np.float64]) -> None:
        """Serve everybody with one variant: at each touchpoint the one that carries most weight.

        Args:
            weight: [S], e.g. revenue by segment.
        """
        columns = np.arange(self.served.shape[1])
        carried = np.zeros(self.position.shape)
        np.add.at(carried, (self.served, columns[None, :]), weight[:, None] + 1e-12)
        kept = np.argmax(carried, axis=0)
        self.position[SHARED] = self.position[kept, columns]
        self.quality[SHARED] = self.quality[kept, columns]
        self.scope[SHARED] = self.scope[kept, columns]
        self.known[SHARED] = self.known[kept, columns]
        self.served[:] = SHARED
