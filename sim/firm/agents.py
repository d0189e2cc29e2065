"""The people who run the firm, as Mesa agents: leaders, teams, promise maker, executive.

A few dozen objects whose decisions can be read. What they may do, know and are paid for comes from
the design; the arithmetic of plans, of shipping and of the levers is in `planning`, `delivery` and
`levers`.
"""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from ..market.rules.draws import Purpose, normal_of
from ..scenario.schema.magnitudes import MOST_RELEASES
from . import delivery, levers
from .business import Business
from .delivery import Landing, RollBack
from .insight import believed_quality
from .levers import Settings
from .offers import SHARED
from .planning import Prospectus

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
        firm, stakes = self.firm, self.firm.view.stakes
        if self not in stakes:
            revenue = firm.company.share_taken @ firm.books.revenue
            stakes[self] = self.credit() * revenue[:, None] * firm.company.frequency
        return stakes[self] * self.editing()

    def prospectus(self) -> Prospectus:
        """What this leader looks at when planning."""
        firm, base = self.firm, self.base_variant()
        columns = np.arange(firm.touchpoints)
        quality = firm.offers.quality[base, columns]
        further = base != self.variant  # a variant of something that exists
        return Prospectus(
            self.exposure(),
            firm.offers.position[base, columns],
            believed_quality(quality, firm.design.organisation, firm.scenario.insight),
            quality,
            firm.beliefs.mean,
            firm.beliefs.variance,
            firm.scenario.work.reuse * further,
            ~self._busy(),
            self.capacity,
            firm.view.worth,
        )

    def _busy(self) -> NDArray[np.bool_]:
        """Where somebody works on the same variant already, [K]."""
        busy = np.zeros(self.firm.touchpoints, dtype=bool)
        for other in self.colleagues:
            if other.variant == self.variant and other.team.programme is not None:
                for item in other.team.programme.items:
                    busy[item.touchpoint] = True
        return busy

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
            seen = firm.view.true_ideal[s, k] + np.sqrt(variance * (1 / gain - 1)) * z
            firm.beliefs.mean[s, k] += gain * (seen - firm.beliefs.mean[s, k])
            firm.beliefs.variance[s, k] *= 1 - gain

    def plan(self, only: list[int] | None = None) -> list[delivery.Item]:
        """The items this leader wants next.

        Args:
            only: touchpoints to choose among; all when missing.
        """
        view = self.prospectus()
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
        return _credit_of_products(self.firm, self.firm.company.each_product[self.number])

    def editing(self) -> NDArray[np.bool_]:
        """Whoever is served with the shared variant, [S, K]."""
        return self.firm.offers.served == SHARED

    def base_variant(self) -> NDArray[np.int64]:
        """The shared variant, [K]."""
        return np.zeros(self.firm.touchpoints, dtype=np.int64)  # SHARED


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

    def editing(self) -> NDArray[np.bool_]:
        """The own segment, where the firm tells segments apart, [S, K]."""
        mask = np.zeros((self.firm.segments, self.firm.touchpoints), dtype=bool)
        mask[self.number] = self.firm.company.acts_on_segments
        return mask

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
        if self.unchecked:
            self._roll_back()
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

    def _roll_back(self) -> None:
        """Take back the harm that was found, the latest first."""
        for harm in reversed(self.unchecked):
            if harm.undo(self.firm.offers):
                self.firm.month.rollbacks += 1
                self.firm.log(self.leader.name, harm.item, 0.0, 0.0, "rolled back")
        self.unchecked = []

    def _start(self) -> delivery.Programme | None:
        """Plan, research if that is the habit, and find out what it will really take."""
        firm, items = self.firm, self.leader.plan()
        if not items:
            return None
        items, wasted = self._researched(items)
        if not items:
            return delivery.Programme([], wasted, 0.0)
        effort, release = delivery.actual_effort(items, firm.habits, firm.company.seed, firm.clock)
        return delivery.Programme(items, effort + wasted, release)

    def _researched(self, items: list[delivery.Item]) -> tuple[list[delivery.Item], float]:
        """What is still worth building once needs are better known, and research for nothing."""
        firm, moves = self.firm, [item for item in items if item.action == "move"]
        if not moves or firm.design.delivery.upfront_research <= 0:
            return items, 0.0
        for item in moves:
            self.leader.research(item, self.started)
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
        if delivery.release_fails(items, firm.habits, firm.company.seed, firm.clock, self.shipped):
            firm.month.incidents += 1
            for item in items:
                firm.offers.outage[item.variant, item.touchpoint] = firm.scenario.work.outage
        firm.month.releases += 1
        self.shipped += 1
        exposure = self.leader.exposure()  # no item changes the people another one reaches
        for item in items:
            self._ship_item(item, programme.effort / len(items), exposure[:, item.touchpoint])

    def _ship_item(self, item: delivery.Item, effort: float, weight: Array) -> None:
        firm, v, k = self.firm, item.variant, item.touchpoint
        serving, seed = self.leader.editing()[:, k], firm.company.seed
        base = self.leader.base_variant()[k]
        before = float(firm.offers.position[base, k]), float(firm.offers.quality[base, k])
        attempt = int(firm.offers.attempts[v, k])
        firm.offers.attempts[v, k] += item.action == "move"
        outcome = delivery.outcome_of(item, attempt, firm.habits, seed)

        def gain(after: Landing) -> float:
            taste = firm.habits.taste_variance
            return delivery.true_gain(weight, firm.view.true_ideal[:, k], taste, before, after)

        after = delivery.landed(item, outcome, before, firm.scenario.work.harm_size, gain)
        if outcome == "works":
            firm.learn(item, before[0], weight)
        if outcome != "nothing":
            served = firm.offers.served[:, k].copy()
            firm.offers.position[v, k], firm.offers.quality[v, k] = after
            firm.offers.served[serving, k] = v
            if outcome == "harm" and delivery.harm_is_seen(item, attempt, firm.habits, seed):
                undo = RollBack(item, before, after[0], served)
                self.unchecked.append(undo)
        firm.log(self.leader.name, item, effort, gain(after), outcome)


class PromiseMaker(mesa.Agent):
    """Decides what customers are promised.

    Attributes:
        promise: [S], value promised to each segment's people, 0 to 1.
    """

    def __init__(self, model: Any, firm: Business, promise: Array) -> None:
        super().__init__(model)
        self.firm, self.promise = firm, promise

    def decide(self) -> None:
        """Move part of the way to the promise that the KPI likes best."""
        firm, seen = self.firm, self.firm.view.seen
        best = levers.best_promise(
            seen.heard,
            seen.churn,
            seen.contact,
            firm.design.organisation.horizon_months,
            firm.norm,
            firm.company.response,
        )
        wanted = firm.blend(best)
        self.promise = self.promise + firm.scenario.levers.promise_speed * (wanted - self.promise)


class Executive(mesa.Agent):
    """Splits capacity between leaders and agrees the commercial levers with them."""

    def __init__(
        self, model: Any, firm: Business, leaders: list[Leader], promise_maker: PromiseMaker
    ) -> None:
        super().__init__(model)
        self.firm, self.leaders, self.promise_maker = firm, leaders, promise_maker

    def split_capacity(self) -> None:
        """Give each leader a share: authority to segment leaders, the rest to product leaders."""
        firm = self.firm
        authority = firm.design.organisation.authority
        total = firm.capacity()
        for leader in self.leaders:
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
            firm.view.seen,
            self.promise_maker.promise,
            books.heard,
            firm.norm,
            books.prospects,
            budget,
            firm.design.organisation.horizon_months,
            firm.company.response,
        )
        firm.settings = Settings(*firm.blend(wishes))
