"""Leaders of products and of segments, as Mesa agents: who owns capacity and plans what it builds.

What they may do, know and are paid for comes from the design; the arithmetic of plans is in
`planning` and `delivery`.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from ..market.rules.compiled import kernel
from ..market.rules.draws import Purpose, normal_of
from . import delivery
from .business import Business
from .insight import believed_quality, believed_scope, researched
from .offers import SHARED
from .planning import Lane, Prospectus
from .team import DeliveryTeam

Array = NDArray[np.float64]


class Leader(mesa.Agent):
    """Somebody who owns a share of capacity and plans what it builds.

    Args:
        model: the Mesa model.
        firm: whose capacity it is.
        colleagues: every leader of the firm, this one included once it is appointed.
        name: as the decision log prints it.
        number: position among leaders of this kind.
        variant: the variant of offers that this leader edits.

    Attributes:
        capacity: effort this month.
        team: who does the work.
    """

    def __init__(
        self,
        model: Any,
        firm: Business,
        colleagues: list[Leader],
        name: str,
        number: int,
        variant: int,
    ) -> None:
        super().__init__(model)
        self.firm, self.colleagues = firm, colleagues
        self.name, self.number, self.variant = name, number, variant
        self.capacity = 0.0
        self.team = DeliveryTeam(model, self)

    def credit(self) -> Array:
        """Share of each segment's and touchpoint's gain that this leader is paid for, [S, K]."""
        incentive = self.firm.design.organisation.incentive
        if incentive == 0:
            return self.product_credit()
        if incentive == 1:
            return self.segment_credit()
        return incentive * self.segment_credit() + (1 - incentive) * self.product_credit()

    def segment_credit(self) -> Array:
        """Credit when paid on segments' P&L, [S, K], the same at every touchpoint."""
        raise NotImplementedError

    def product_credit(self) -> Array:
        """Credit when paid on products' P&L, [S, K]."""
        raise NotImplementedError

    def editing(self) -> NDArray[np.bool_]:
        """Which segments, at which touchpoints, the own variant serves or would, [S, K]."""
        raise NotImplementedError

    def base_variant(self) -> NDArray[np.int64]:
        """The variant that a change starts from, [K]."""
        raise NotImplementedError

    def exposure(self) -> Array:
        """Monthly revenue that meets each touchpoint and that this leader is credited with, [S, K].

        Revenue is what the books trace to the people taken for each segment: the same all month.
        """
        return self._credited() * self.editing()

    def _credited(self) -> Array:
        """The same, whoever the own variant serves or would: what never changes in a month."""
        stakes = self.firm.view.stakes
        if self not in stakes:
            stakes[self] = self.credit() * self.firm.weighed() * self.firm.company.frequency
        return stakes[self]

    def prospectus(self, lane: Lane = Lane.CHANGE) -> Prospectus:
        """What this leader looks at when planning the work of a lane."""
        firm, offers, base = self.firm, self.firm.offers, self.base_variant()
        further = base != self.variant  # a variant of something that exists
        position, quality, scope, true_quality, known = _reported(
            offers.position,
            offers.quality,
            offers.scope,
            offers.known,
            base,
            firm.habits.keep,
            firm.habits.hidden_failures,
        )
        return Prospectus(
            self.exposure(),
            position,
            quality,
            scope,
            true_quality,
            known,
            firm.beliefs.mean,
            firm.beliefs.variance,
            firm.scenario.work.reuse * further,
            self._free(lane),
            self.capacity,
            firm.view.worth,
        )

    def _free(self, lane: Lane) -> NDArray[np.bool_]:
        """Where no one works on the same variant already, in the same lane, [K]."""
        free = np.ones(self.firm.touchpoints, dtype=bool)
        for other in self.colleagues:
            if other.variant == self.variant and lane in other.team.programmes:
                for item in other.team.programmes[lane].items:
                    free[item.touchpoint] = False
        return free

    def research(self, item: delivery.Item, number: int) -> None:
        """Learn more of the needs that an item is for, before it is built.

        Full research is an observation as good as what is known, so it halves the variance.

        Args:
            item: what is to be built.
            number: programmes begun this month, so that each has a random draw of its own.
        """
        firm = self.firm
        gain, k = 0.5 * firm.design.delivery.upfront_research, item.touchpoint
        if gain < 1e-6:
            return
        for s in np.flatnonzero(self.exposure()[:, k] > 0):
            row = int(s) + firm.segments * self.variant
            key = int(Purpose.RESEARCH), row, k + 64 * number, firm.clock
            z = normal_of(firm.company.seed, *key)
            variance = firm.beliefs.variance[s, k]
            met = firm.offers.position[firm.offers.served[s, k], k]
            ideal = float(firm.view.true_ideal[s, k])
            found = researched(ideal, met, firm.design.organisation, firm.scenario.insight)
            seen = found + np.sqrt(variance * (1 / gain - 1)) * z
            firm.beliefs.mean[s, k] += gain * (seen - firm.beliefs.mean[s, k])
            firm.beliefs.variance[s, k] *= 1 - gain

    def plan(self, lane: Lane = Lane.CHANGE, only: list[int] | None = None) -> list[delivery.Item]:
        """The items this leader wants next.

        Args:
            lane: which kind of work.
            only: touchpoints to choose among; all when missing.
        """
        view = self.prospectus(lane)
        if only is not None:
            chosen = np.zeros(self.firm.touchpoints, dtype=bool)
            chosen[only] = True
            view = view._replace(free=view.free & chosen)
        return delivery.plan(view, self.variant, self.firm.habits, lane)


class ProductLeader(Leader):
    """Owns a product; edits the shared variant that everybody without an own one is served with."""

    def segment_credit(self) -> Array:
        """Each segment's P&L, by the product's share of the segment's revenue."""
        share = self.firm.books.mix[:, self.number]
        return np.repeat(share[:, None], self.firm.touchpoints, axis=1)

    def product_credit(self) -> Array:
        """1 on the own product's use, its share of revenue on shared touchpoints, else 0."""
        return _credit_of_products(self.firm, self.firm.company.each_product[self.number])

    def editing(self) -> NDArray[np.bool_]:
        """Whoever is served with the shared variant, [S, K]."""
        return self.firm.offers.served == SHARED

    def base_variant(self) -> NDArray[np.int64]:
        """The shared variant, [K]."""
        return self._shared

    @cached_property
    def _shared(self) -> NDArray[np.int64]:
        return np.full(self.firm.touchpoints, SHARED)


class SegmentLeader(Leader):
    """Owns a segment; edits, or first creates, the segment's own variant."""

    def segment_credit(self) -> Array:
        """All of the own segment's P&L, nothing of others'."""
        return self._own

    @cached_property
    def _own(self) -> Array:
        """1 on the own segment, [S, K]."""
        own = np.zeros((self.firm.segments, self.firm.touchpoints))
        own[self.number] = 1.0
        return own

    def product_credit(self) -> Array:
        """The products' P&L, by each product's share of the segment's revenue."""
        return _credit_of_products(self.firm, self.firm.books.mix[self.number])

    def editing(self) -> NDArray[np.bool_]:
        """The own segment, where the firm tells segments apart, [S, K]."""
        return self._edited

    @cached_property
    def _edited(self) -> NDArray[np.bool_]:
        """The same: no month changes it."""
        return (self._own > 0) & self.firm.company.acts_on_segments

    def base_variant(self) -> NDArray[np.int64]:
        """What the own segment is served with, [K]."""
        return self.firm.offers.served[self.number]


def _credit_of_products(firm: Business, share: Array) -> Array:
    """Credit of somebody who owns a share [P] of each product's P&L, [S, K].

    The use of a product counts by the share of it; shared touchpoints by its share of revenue.
    """
    out = np.zeros((firm.segments, firm.touchpoints))
    out[:, : firm.products] = share
    out[:, firm.products :] = (firm.books.mix @ share)[:, None]
    return out


@kernel
def _reported(
    position: Array,
    quality: Array,
    scope: Array,
    known: Array,
    base: NDArray[np.int64],
    keep: float,
    hidden: float,
) -> Array:
    """What an owner sees of the offers that changes start from, [5, K].

    Args:
        position, quality, scope, known: [V, K], as in `Offers`.
        base: [K], the variant that a change starts from.
        keep, hidden: as for `believed_quality`.

    Returns:
        position, quality and scope as believed, true quality, and what is known, by touchpoint.
    """
    seen = np.empty((5, len(base)))
    for k in range(len(base)):
        v = base[k]
        seen[0, k], seen[3, k], seen[4, k] = position[v, k], quality[v, k], known[v, k]
        seen[1, k] = believed_quality(quality[v, k], keep, hidden)
        seen[2, k] = believed_scope(scope[v, k], keep)
    return seen
