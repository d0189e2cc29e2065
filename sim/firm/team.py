"""A delivery team, as a Mesa agent: it builds and ships what its leader planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from numpy.typing import NDArray

from ..scenario.schema.magnitudes import MOST_RELEASES
from . import delivery, outcomes
from .decisions import Outcome
from .outcomes import Landing, RollBack
from .planning import Lane

if TYPE_CHECKING:
    from .leaders import Leader

Array = NDArray[np.float64]


MOST_PROGRAMMES = MOST_RELEASES
"""Programmes that one team can start in a month, whatever they cost."""


class DeliveryTeam(mesa.Agent):
    """Builds and ships what its leader planned, and finds out what became of it.

    Attributes:
        programmes: what is being built, by lane.
        idle: effort this month that found nothing to do.
        shipped, started: releases made and programmes begun this month.
        unchecked: harmful items shipped last month that a reality check will roll back.
    """

    def __init__(self, model: Any, leader: Leader) -> None:
        super().__init__(model)
        self.leader, self.firm = leader, leader.firm
        self.programmes: dict[Lane, delivery.Programme] = {}
        self.idle, self.shipped, self.started = 0.0, 0, 0
        self.unchecked: list[RollBack] = []

    def work(self, effort: float) -> None:
        """Spend a month's effort: roll back, check, then build, ship, plan again.

        What is kept for maintenance and finds nothing to do works on changes.
        """
        if self.unchecked:
            self._roll_back()
        self.idle, self.shipped, self.started = 0.0, 0, 0
        rate = self.firm.design.delivery.reality_check * self.firm.habits.ageing
        if rate > 0:
            for programme in self.programmes.values():
                programme.check(rate)
        kept = self.firm.scenario.work.maintenance_share * effort
        left = self.build(Lane.MAINTENANCE, kept)
        self.idle = self.build(Lane.CHANGE, effort - kept + left)

    def build(self, lane: Lane, effort: float) -> float:
        """Work on the programmes of a lane, one after the other.

        Returns:
            effort that found nothing to do.
        """
        while effort > 1e-12:
            if lane not in self.programmes and not self._start(lane):
                return effort
            effort = self.advance(lane, effort)
        return 0.0

    def advance(self, lane: Lane, effort: float) -> float:
        """Work on the programme of a lane, and ship it when it is done; returns what is left."""
        programme = self.programmes[lane]
        spent = min(effort, programme.remaining)
        programme.done += spent
        self.firm.spend(programme, spent)
        if programme.remaining <= 1e-12:
            self._ship(programme)
            del self.programmes[lane]
        return effort - spent

    @property
    def backlog(self) -> float:
        """Effort still to spend on what is under way."""
        return sum(programme.remaining for programme in self.programmes.values())

    def _roll_back(self) -> None:
        """Take back the harm that was found, the latest first."""
        for harm in reversed(self.unchecked):
            if harm.undo(self.firm.offers):
                self.firm.month.rollbacks += 1
                self.firm.log(self.leader.name, harm.item, 0.0, 0.0, "rolled back")
        self.unchecked = []

    def _start(self, lane: Lane) -> bool:
        """Plan the next programme of a lane; False where there is none to begin."""
        if not self.can_begin:
            return False
        self.started += 1
        items = self.leader.plan(lane)
        if items:
            self.begin(lane, items)
        return bool(items)

    @property
    def can_begin(self) -> bool:
        """Whether another programme may start this month: what costs nothing would never end."""
        return self.started < MOST_PROGRAMMES

    def begin(self, lane: Lane, items: list[delivery.Item]) -> None:
        """Begin what is planned: research if that is the habit, and find out what it really takes.

        Something is under way then, if only research that found nothing worth building.
        """
        firm = self.firm
        items, wasted = self._researched(items)
        effort, release = 0.0, 0.0
        if items:
            seed, month = firm.company.seed, firm.clock
            effort, release = delivery.actual_effort(items, firm.habits, seed, month)
        self.programmes[lane] = delivery.Programme(items, effort + wasted, release, firm.clock)

    def _researched(self, items: list[delivery.Item]) -> tuple[list[delivery.Item], float]:
        """What is still worth building once needs are better known, and research for nothing."""
        firm, moves = self.firm, [item for item in items if item.action == "move"]
        if not moves or firm.design.delivery.upfront_research <= 0:
            return items, 0.0
        for item in moves:
            self.leader.research(item, self.started)
        again = self.leader.plan(only=[item.place for item in moves])
        kept = {item.place for item in again if item.action == "move"}
        share = firm.scenario.work.research_cost * firm.design.delivery.upfront_research
        wasted = sum(item.effort for item in moves if item.place not in kept)
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
        effort, age = programme.effort / len(items), firm.clock - programme.started
        for item in items:  # in turn: a version takes its people from the shared offer
            self._ship_item(item, effort, age)

    def _ship_item(self, item: delivery.Item, effort: float, age: int) -> None:
        firm, leader, v, k = self.firm, self.leader, item.variant, item.touchpoint
        seed, offers, base = firm.company.seed, firm.offers, leader.base_variant(v)[k]
        serving, weight = leader.editing(v)[:, k], leader.exposure(v)[:, k]
        before = Landing(
            float(offers.position[base, k]), float(offers.quality[base, k]), offers.scope[base, k]
        )
        attempt, known = int(offers.attempts[v, k]), float(offers.known[base, k])
        outcome = outcomes.outcome_of(item, attempt, firm.habits, seed, age, known)
        if item.action != "harden":
            offers.attempts[v, k] += 1
            learnt = firm.scenario.work.learning * firm.design.delivery.reality_check
            offers.known[v, k] = known + learnt * (1 - known)

        def gain(after: Landing) -> float:
            taste = firm.habits.taste_variance
            return outcomes.true_gain(weight, firm.view.true_ideal[:, k], taste, before, after)

        after = outcomes.landed(item, outcome, before, firm.habits, gain, age)
        if outcome == "works" and item.action == "move":
            firm.learn(item, before.position, weight)
        if outcome != "nothing":
            served = offers.served[:, k].copy()
            offers.position[v, k], offers.quality[v, k], offers.scope[v, k] = after
            offers.served[serving, k] = v
            self._share(item, outcome, before, after, age)
            if outcome == "harm" and outcomes.harm_is_seen(item, attempt, firm.habits, seed):
                self.unchecked.append(RollBack(item, before, after, served))
        firm.log(self.leader.name, item, effort, gain(after), outcome)

    def _share(
        self,
        item: delivery.Item,
        outcome: Outcome,
        before: Landing,
        after: Landing,
        age: int,
    ) -> None:
        """Let other variants have a part of an improvement that was not made for one of them.

        Their failures, or their gap to the state of the art, are multiplied by
        ratio^(sharing reuse).
        """
        work = self.firm.scenario.work
        reused = work.sharing * work.reuse
        if reused == 0 or outcome not in ("hardened", "works") or item.action == "move":
            return
        failures, gap = 1.0, outcomes.extension(item, outcome, self.firm.habits, age)
        if item.action == "harden":
            failures = max(1 - after.quality, 1e-6) / max(1 - before.quality, 1e-6)
        self.firm.offers.share(item.variant, item.touchpoint, failures**reused, gap**reused)
