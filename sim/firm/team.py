"""A delivery team, as a Mesa agent: it builds and ships what its leader planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from numpy.typing import NDArray

from ..scenario.schema.magnitudes import MOST_RELEASES
from . import delivery, outcomes
from .outcomes import Landing, RollBack

if TYPE_CHECKING:
    from .leaders import Leader

Array = NDArray[np.float64]


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
        if outcomes.release_fails(items, firm.habits, firm.company.seed, firm.clock, self.shipped):
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
        outcome = outcomes.outcome_of(item, attempt, firm.habits, seed)

        def gain(after: Landing) -> float:
            taste = firm.habits.taste_variance
            return outcomes.true_gain(weight, firm.view.true_ideal[:, k], taste, before, after)

        after = outcomes.landed(item, outcome, before, firm.scenario.work.harm_size, gain)
        if outcome != "nothing":
            served = firm.offers.served[:, k].copy()
            firm.offers.position[v, k], firm.offers.quality[v, k] = after
            firm.offers.served[serving, k] = v
            if outcome == "harm" and outcomes.harm_is_seen(item, attempt, firm.habits, seed):
                undo = RollBack(item, before, after[0], served)
                self.unchecked.append(undo)
        firm.log(self.leader.name, item, effort, gain(after), outcome)
