"""The people who run the firm, as Mesa agents: leaders, teams, promise maker, executive.

A few dozen objects whose decisions can be read. What they may do, know and are paid for comes from
the design; the arithmetic of plans, of shipping and of the levers is in `planning`, `delivery` and
`levers`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from numpy.typing import NDArray

from ..scenario.schema.magnitudes import MOST_RELEASES
from . import delivery, levers
from .decisions import Outcome
from .levers import Settings

if TYPE_CHECKING:
    from .firm import Firm

Array = NDArray[np.float64]


class Leader(mesa.Agent):
    """Somebody who owns a share of capacity and plans what it builds.

    Attributes:
        name: as the decision log prints it.
        number: position among leaders of this kind.
        variant: the variant of offers that this leader edits.
        capacity: effort this month.
        team: who does the work.
    """

    def __init__(self, model: Any, firm: Firm, name: str, number: int, variant: int) -> None:
        super().__init__(model)
        self.firm, self.name, self.number, self.variant = firm, name, number, variant
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

    def plan(self, only: list[int] | None = None) -> list[delivery.Item]:
        """The items this leader wants next.

        Args:
            only: touchpoints to choose among; all when missing.
        """
        view = self.firm.prospectus(self)
        if only is not None:
            chosen = np.zeros(self.firm.touchpoints, dtype=bool)
            chosen[only] = True
            view = view._replace(free=view.free & chosen)
        return delivery.plan(view, self.variant, self.firm.habits)


class ProductLeader(Leader):
    """Owns a product; edits the shared variant that everybody without an own one is served with."""

    def segment_credit(self) -> Array:
        """Each segment's P&L, by the product's share of the segment's revenue."""
        share = self.firm.books.mix[:, self.number]
        return np.repeat(share[:, None], self.firm.touchpoints, axis=1)

    def product_credit(self) -> Array:
        """1 on the own product's use, its share of revenue on shared touchpoints, else 0."""
        return _credit_of_products(self.firm, self.firm.each_product[self.number])


class SegmentLeader(Leader):
    """Owns a segment; edits, or first creates, the segment's own variant."""

    def segment_credit(self) -> Array:
        """All of the own segment's P&L, nothing of others'."""
        credit = np.zeros((self.firm.segments, self.firm.touchpoints))
        credit[self.number] = 1.0
        return credit

    def product_credit(self) -> Array:
        """The products' P&L, by each product's share of the segment's revenue."""
        return _credit_of_products(self.firm, self.firm.books.mix[self.number])


def _credit_of_products(firm: Firm, share: Array) -> Array:
    """Credit of somebody who owns a share [P] of each product's P&L, [S, K].

    The use of a product counts by the share of it; shared touchpoints by its share of revenue.
    """
    out = np.zeros((firm.segments, firm.touchpoints))
    out[:, : firm.products] = share
    out[:, firm.products :] = (firm.books.mix @ share)[:, None]
    return out


MOST_PROGRAMMES = MOST_RELEASES
"""Programmes that one team can start in a month, whatever they cost."""


class DeliveryTeam(mesa.Agent):
    """Builds and ships what its leader planned, and finds out what became of it.

    Attributes:
        programme: what is being built, or None.
        idle: effort this month that found nothing to do.
        shipped, started: releases made and programmes begun this month.
        unchecked: harmful items shipped last month that a reality check will roll back.
    """

    def __init__(self, model: Any, leader: Leader) -> None:
        super().__init__(model)
        self.leader, self.firm = leader, leader.firm
        self.programme: delivery.Programme | None = None
        self.idle, self.shipped, self.started = 0.0, 0, 0
        self.unchecked: list[RollBack] = []

    def work(self) -> None:
        """Spend this month's capacity: roll back, then build, ship, plan again."""
        for undo in reversed(self.unchecked):
            undo.apply(self.firm)
        self.unchecked = []
        left, self.idle, self.shipped, self.started = self.leader.capacity, 0.0, 0, 0
        while left > 1e-12:
            if self.programme is None:
                if self.started == MOST_PROGRAMMES:  # items that cost nothing would never end
                    self.idle = left
                    return
                self.started += 1
                self.programme = self._start()
                if self.programme is None:
                    self.idle = left
                    return
            spent = min(left, self.programme.remaining)
            self.programme.done += spent
            left -= spent
            self.firm.spend(self.programme, spent)
            if self.programme.remaining <= 1e-12:
                self._ship(self.programme)
                self.programme = None

    def _start(self) -> delivery.Programme | None:
        """Plan, research if that is the habit, and find out what it will really take."""
        firm, items = self.firm, self.leader.plan()
        if not items:
            return None
        items, wasted = self._researched(items)
        if not items:
            return delivery.Programme([], wasted, 0.0)
        effort, release = delivery.actual_effort(items, firm.habits, firm.seed, firm.clock)
        return delivery.Programme(items, effort + wasted, release)

    def _researched(self, items: list[delivery.Item]) -> tuple[list[delivery.Item], float]:
        """What is still worth building once needs are better known, and research for nothing."""
        firm, moves = self.firm, [item for item in items if item.action == "move"]
        if not moves or firm.design.delivery.upfront_research <= 0:
            return items, 0.0
        for item in moves:
            firm.research(item, self.leader, self.started)
        again = self.leader.plan(only=[item.touchpoint for item in moves])
        kept = {item.touchpoint for item in again if item.action == "move"}
        share = firm.scenario.work.research_cost * firm.design.delivery.upfront_research
        wasted = sum(item.effort for item in moves if item.touchpoint not in kept)
        others = [item for item in items if item.action != "move"]
        return again + others, wasted * share / (1 + share)

    def _ship(self, programme: delivery.Programme) -> None:
        firm, items = self.firm, programme.items
        if not items:
            return
        if delivery.release_fails(items, firm.habits, firm.seed, firm.clock, self.shipped):
            firm.month.incidents += 1
            for item in items:
                firm.offers.outage[item.variant, item.touchpoint] = firm.scenario.work.outage
        firm.month.releases += 1
        self.shipped += 1
        exposure = firm.exposure(self.leader)  # no item changes whom another one reaches
        for item in items:
            self._ship_item(item, programme.effort / len(items), exposure[:, item.touchpoint])

    def _ship_item(self, item: delivery.Item, effort: float, weight: Array) -> None:
        firm, v, k = self.firm, item.variant, item.touchpoint
        serving = firm.editing(self.leader)[:, k]
        base = firm.base_variant(self.leader)[k]
        before = float(firm.offers.position[base, k]), float(firm.offers.quality[base, k])
        attempt = int(firm.offers.attempts[v, k])
        firm.offers.attempts[v, k] += item.action == "move"
        outcome = delivery.outcome_of(item, attempt, firm.habits, firm.seed)

        def gain(after: Landing) -> float:
            taste = firm.habits.taste_variance
            return delivery.true_gain(weight, firm.true_ideal[:, k], taste, before, after)

        after = _landed(item, outcome, before, firm.scenario.work.harm_size, gain)
        if outcome != "nothing":
            served = firm.offers.served[:, k].copy()
            firm.offers.position[v, k], firm.offers.quality[v, k] = after
            firm.offers.served[serving, k] = v
            if outcome == "harm" and delivery.harm_is_seen(item, attempt, firm.habits, firm.seed):
                undo = RollBack(v, k, before, after[0], served, item, self.leader.name)
                self.unchecked.append(undo)
        firm.log(self.leader.name, item, effort, gain(after), outcome)


Landing = tuple[float, float]
"""Position and quality of an offer."""

FARTHEST = 1_000.0
"""Position beyond which no offer moves: long before, it reaches nobody any more."""


def _landed(
    item: delivery.Item,
    outcome: Outcome,
    before: Landing,
    harm_size: float,
    gain: Callable[[Landing], float],
) -> Landing:
    """Where an offer stands after an item shipped.

    Args:
        item: what shipped.
        outcome: what became of it.
        before: where it stood.
        harm_size: how far a harmful idea moves, as a share of the move that was planned.
        gain: what another place would truly bring those who are served.
    """
    if outcome == "hardened":
        return before[0], max(item.quality, before[1])
    if outcome == "works":
        return item.position, item.quality
    if outcome == "harm":
        return min(_worse(item, before, harm_size), key=gain)
    return before


def _worse(item: delivery.Item, before: Landing, harm_size: float) -> list[Landing]:
    """Where a harmful idea may lead: either way by its size, or nowhere; never to better quality.

    Harm is what customers meet, not what was planned: of these places it leads to the one that
    serves them worst, so that nothing harmful can be among what brought most.
    """
    quality = min(item.quality, before[1])
    step = harm_size * abs(item.position - before[0])
    ways = (before[0] - step, before[0] + step, before[0])
    return [(min(max(way, -FARTHEST), FARTHEST), quality) for way in ways]


class RollBack:
    """How to undo a harmful item, unless something else has taken its place since."""

    def __init__(
        self,
        variant: int,
        touchpoint: int,
        before: tuple[float, float],
        harmful: float,
        served: NDArray[np.int64],
        item: delivery.Item,
        owner: str,
    ) -> None:
        self.variant, self.touchpoint, self.before = variant, touchpoint, before
        self.harmful, self.served, self.item, self.owner = harmful, served, item, owner

    def apply(self, firm: Firm) -> None:
        """Restore what was there, and who was served with it."""
        k = self.touchpoint
        if firm.offers.position[self.variant, k] != self.harmful:
            return
        firm.offers.position[self.variant, k], firm.offers.quality[self.variant, k] = self.before
        moved = (firm.offers.served[:, k] == self.variant) & (self.served != self.variant)
        firm.offers.served[moved, k] = self.served[moved]
        firm.month.rollbacks += 1
        firm.log(self.owner, self.item, 0.0, 0.0, "rolled back")


class PromiseMaker(mesa.Agent):
    """Decides what customers are told to expect.

    Attributes:
        promise: [S], value promised to each segment's people, 0 to 1.
    """

    def __init__(self, model: Any, firm: Firm, promise: Array) -> None:
        super().__init__(model)
        self.firm, self.promise = firm, promise

    def decide(self) -> None:
        """Move part of the way to the promise that the KPI likes best."""
        firm, seen = self.firm, self.firm.seen
        best = levers.best_promise(
            seen.heard,
            seen.churn,
            seen.contact,
            firm.design.organisation.horizon_months,
            firm.norm,
            firm.response,
        )
        wanted = firm.blend(best)
        self.promise = self.promise + firm.scenario.levers.promise_speed * (wanted - self.promise)


class Executive(mesa.Agent):
    """Splits capacity between leaders and agrees the commercial levers with them."""

    def __init__(self, model: Any, firm: Firm) -> None:
        super().__init__(model)
        self.firm = firm

    def split_capacity(self) -> None:
        """Give each leader a share: authority to segment leaders, the rest to product leaders."""
        firm = self.firm
        authority = firm.design.organisation.authority
        total = firm.capacity()
        for leader in firm.leaders:
            if isinstance(leader, SegmentLeader):
                leader.capacity = authority * total / firm.segments
            else:
                leader.capacity = (1 - authority) * total / firm.products

    def set_levers(self) -> None:
        """Recovery, retention offers, cross-selling and recruiting, each by the owners' KPI.

        Recruiting spends no more than its share of revenue.
        """
        firm, books = self.firm, self.firm.books
        budget = firm.scenario.levers.recruiting_budget * float(books.revenue.sum())
        wishes = levers.wishes(
            firm.seen,
            firm.promise_maker.promise,
            books.heard,
            firm.norm,
            books.prospects,
            budget,
            firm.design.organisation.horizon_months,
            firm.response,
        )
        firm.settings = Settings(*firm.blend(wishes))
