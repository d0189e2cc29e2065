"""Leaders of products and of segments, as Mesa agents: who owns capacity and plans what it builds.

What they may do, know and are paid for comes from the design; the arithmetic of plans is in
`planning` and `delivery`.
"""

from __future__ import annotations

from collections.abc import Collection
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
Place = tuple[int, int]
"""A variant and a touchpoint."""


class Leader(mesa.Agent):
    """Somebody who owns a share of capacity and plans what it builds.

    Args:
        model: the Mesa model.
        firm: whose capacity it is.
        colleagues: every leader of the firm, this one included once it is appointed.
        name: as the decision log prints it.
        number: position among leaders of this kind.

    Attributes:
        variants: the variants of offers that this leader may edit, or first create.
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
    ) -> None:
        super().__init__(model)
        self.firm, self.colleagues = firm, colleagues
        self.name, self.number = name, number
        self.variants = self._may_edit()
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

    def _may_edit(self) -> tuple[int, ...]:
        """The variants that this leader may edit, or first create."""
        raise NotImplementedError

    def editing(self, variant: int) -> NDArray[np.bool_]:
        """Which segments, at which touchpoints, a variant serves or would, [S, K].

        The shared one serves whoever has none of their own; a segment's would serve that segment,
        where the firm tells segments apart.

        Args:
            variant: number of the variant.
        """
        if variant == SHARED:
            return self.firm.offers.served == SHARED
        return self._alone[variant - 1]

    @cached_property
    def _alone(self) -> NDArray[np.bool_]:
        """Where a variant of one segment would serve, [S, S, K]: no month changes it."""
        firm = self.firm
        told_apart = np.eye(firm.segments, dtype=bool) & firm.company.acts_on_segments
        return np.repeat(told_apart[:, :, None], firm.touchpoints, axis=2)

    def base_variant(self, variant: int) -> NDArray[np.int64]:
        """The variants that a change of one starts from, [K]: what its people are served with.

        Args:
            variant: number of the variant.
        """
        return self._shared if variant == SHARED else self.firm.offers.served[variant - 1]

    @cached_property
    def _shared(self) -> NDArray[np.int64]:
        return np.full(self.firm.touchpoints, SHARED)

    def exposure(self, variant: int) -> Array:
        """Monthly revenue that meets a variant and that this leader is credited with, [S, K].

        Revenue is what the books trace to the people taken for each segment: the same all month.

        Args:
            variant: number of the variant.
        """
        return self._credited() * self.editing(variant)

    def value(self) -> float:
        """Monthly revenue that meets what this leader may edit, as credited; currency."""
        raise NotImplementedError

    def _credited(self) -> Array:
        """The same, whoever a variant serves or would: what never changes in a month."""
        stakes = self.firm.view.stakes
        if self not in stakes:
            stakes[self] = self.credit() * self.firm.weighed() * self.firm.company.frequency
        return stakes[self]

    def prospectus(self, variant: int, lane: Lane = Lane.CHANGE) -> Prospectus:
        """What this leader looks at when planning the work of a lane on a variant.

        Args:
            variant: number of the variant.
            lane: which kind of work.
        """
        firm, offers, base = self.firm, self.firm.offers, self.base_variant(variant)
        further = base != variant  # a variant of something that exists
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
            self.exposure(variant),
            position,
            quality,
            scope,
            true_quality,
            known,
            firm.beliefs.mean,
            firm.beliefs.variance,
            firm.scenario.work.reuse * further,
            self._free(variant, lane),
            self._may_harden(variant) & self._not_hardened(variant, lane),
            self.capacity,
        )

    def _free(self, variant: int, lane: Lane) -> NDArray[np.bool_]:
        """Where no one works on a variant already, in the same lane, [K]."""
        free = np.ones(self.firm.touchpoints, dtype=bool)
        for other in self.colleagues:
            if lane in other.team.programmes:
                for item in other.team.programmes[lane].items:
                    if item.variant == variant:
                        free[item.touchpoint] = False
        return free

    def _not_hardened(self, variant: int, lane: Lane) -> NDArray[np.bool_]:
        """Where no one hardens a variant already in the other of two lanes, [K]."""
        other_lane = Lane.CHANGE if lane is Lane.MAINTENANCE else Lane.MAINTENANCE
        left = np.ones(self.firm.touchpoints, dtype=bool)
        for other in self.colleagues:
            if other_lane in other.team.programmes:
                for item in other.team.programmes[other_lane].items:
                    if item.variant == variant and item.action == "harden":
                        left[item.touchpoint] = False
        return left

    def _may_harden(self, variant: int) -> NDArray[np.bool_]:
        """Where a variant may be hardened, [K]: not to be changed."""
        return self._everywhere

    @cached_property
    def _everywhere(self) -> NDArray[np.bool_]:
        return np.ones(self.firm.touchpoints, dtype=bool)

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
        for s in np.flatnonzero(self.exposure(item.variant)[:, k] > 0):
            row = int(s) + firm.segments * item.variant
            key = int(Purpose.RESEARCH), row, k + 64 * number, firm.clock
            z = normal_of(firm.company.seed, *key)
            variance = firm.beliefs.variance[s, k]
            met = firm.offers.position[firm.offers.served[s, k], k]
            ideal = float(firm.view.true_ideal[s, k])
            found = researched(ideal, met, firm.design.organisation, firm.scenario.insight)
            seen = found + np.sqrt(variance * (1 / gain - 1)) * z
            firm.beliefs.mean[s, k] += gain * (seen - firm.beliefs.mean[s, k])
            firm.beliefs.variance[s, k] *= 1 - gain

    def plan(
        self, lane: Lane = Lane.CHANGE, only: Collection[Place] | None = None
    ) -> list[delivery.Item]:
        """The items this leader wants next, of whatever variants it may edit.

        Args:
            lane: which kind of work.
            only: variants and touchpoints to choose among; all when missing.

        Returns:
            as `delivery.plan`, at most one item a variant and touchpoint.
        """
        first, *others = self.variants
        planned = self._planned(first, lane, only)
        if not others:
            return planned
        plans = [planned, *(self._planned(variant, lane, only) for variant in others)]
        return delivery.best_of(plans, self.firm.habits, lane)

    def _planned(
        self, variant: int, lane: Lane, only: Collection[Place] | None
    ) -> list[delivery.Item]:
        """The same of one variant."""
        view = self.prospectus(variant, lane)
        if only is not None:
            chosen = np.zeros(self.firm.touchpoints, dtype=bool)
            chosen[[k for v, k in only if v == variant]] = True
            view = view._replace(free=view.free & chosen)
        return delivery.plan(view, variant, self.firm.habits, lane)


class ProductLeader(Leader):
    """Owns a product; edits the shared variant that everybody without an own one is served with.

    Where the firm tells segments apart, a change may also be a version for one of them, such as an
    account for students. It begins with a move, since it is another treatment; hardening and
    visions are for the versions that there are.
    """

    def _may_edit(self) -> tuple[int, ...]:
        """The shared variant and, where the firm tells them apart, those of segments."""
        told_apart = self.firm.segments if self.firm.company.acts_on_segments else 0
        return SHARED, *range(SHARED + 1, SHARED + 1 + told_apart)

    def segment_credit(self) -> Array:
        """Each segment's P&L, by the product's share of the segment's revenue."""
        share = self.firm.books.mix[:, self.number]
        return np.repeat(share[:, None], self.firm.touchpoints, axis=1)

    def product_credit(self) -> Array:
        """1 on the own product's use, its share of revenue on shared touchpoints, else 0."""
        return _credit_of_products(self.firm, self.firm.company.each_product[self.number])

    def value(self) -> float:
        """Credited revenue of everybody whom the shared variant or a version could serve."""
        if self.firm.company.acts_on_segments:
            return float(self._credited().sum())
        return float(self.exposure(SHARED).sum())

    def _free(self, variant: int, lane: Lane) -> NDArray[np.bool_]:
        """Where no one works on a variant already, and what is to be kept up exists, [K]."""
        free = super()._free(variant, lane)
        return free if lane is Lane.CHANGE else free & self._may_harden(variant)

    def _may_harden(self, variant: int) -> NDArray[np.bool_]:
        """Where a variant exists, [K]: a version is another treatment, and begins with a move."""
        if variant == SHARED:
            return self._everywhere
        return self.base_variant(variant) == variant


class SegmentLeader(Leader):
    """Owns a segment; edits, or first creates, the segment's own variant."""

    def _may_edit(self) -> tuple[int, ...]:
        """The own segment's variant."""
        return (SHARED + 1 + self.number,)

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

    def value(self) -> float:
        """Credited revenue of the own segment."""
        return float(self.exposure(self.variants[0]).sum())


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
