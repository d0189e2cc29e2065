"""What to build next, what it takes, and what becomes of it: items, programmes and their outcomes.

Planning uses beliefs; shipping uses the truth. An owner ranks items by believed benefit per effort;
benefit is what the owner is credited with, so incentives and information decide, not a name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..market.rules import rules
from ..market.rules.compiled import kernel
from ..market.rules.draws import Purpose, normal_of, uniforms_of
from ..scenario.schema.design import Delivery, Organisation
from ..scenario.schema.work import Work
from .decisions import Outcome
from .levers import Response
from .offers import Offers
from .planning import ACTIONS, Prospectus, Way, appraised

Array = NDArray[np.float64]
BAR_OF_CHANGE_FAILURE = 0.9
"""Quality bar at which `Work.change_failure` holds."""


@dataclass(frozen=True)
class Item:
    """One change to one variant at one touchpoint.

    Attributes:
        action: "move" (another treatment, launched and hardened) or "harden" (fewer failures).
        variant, touchpoint: where.
        position, quality: what is aimed at.
        benefit: believed gain, currency of monthly revenue made happy.
        effort: planned effort.
    """

    action: Literal["move", "harden"]
    variant: int
    touchpoint: int
    position: float
    quality: float
    benefit: float
    effort: float


@dataclass
class Programme:
    """Items that ship together.

    Attributes:
        items: what ships; none when research found nothing worth building.
        effort: effort it will really take, release and research for nothing included.
        release_effort: the part of it that is the release itself.
        done: effort spent so far.
    """

    items: list[Item]
    effort: float
    release_effort: float
    done: float = 0.0

    @property
    def remaining(self) -> float:
        """Effort still to spend."""
        return max(self.effort - self.done, 0.0)


@dataclass(frozen=True)
class Habits:
    """The settings that planning and shipping read.

    Attributes:
        organisation, delivery: the design.
        work: the work of delivery.
        taste_variance: scatter of tastes, position squared.
        unit_cost: currency per unit of effort.
        idle_share: share of that cost which is due even when the capacity stands idle.
    """

    organisation: Organisation
    delivery: Delivery
    work: Work
    taste_variance: float
    unit_cost: float
    idle_share: float

    @cached_property
    def hit_rate(self) -> float:
        """Chance that an idea works: what research finds out adds to it."""
        return min(
            self.work.hit_rate + self.work.research_gain * self.delivery.upfront_research, 1.0
        )

    @cached_property
    def change_failure(self) -> float:
        """Chance that an item breaks something: cfr (1 - bar) / (1 - 0.9)."""
        slack = (1 - self.delivery.quality_bar) / (1 - BAR_OF_CHANGE_FAILURE)
        return min(self.work.change_failure * slack, 1.0)

    @cached_property
    def release_effort(self) -> float:
        """Effort of one release, higher with legacy."""
        return self.work.release_effort * (1 + self.work.legacy)

    @cached_property
    def way(self) -> Way:
        """The numbers that planning reads."""
        organisation, delivery, work = self.organisation, self.delivery, self.work
        return Way(
            delivery.quality_bar,
            delivery.progressive,
            delivery.upfront_research,
            delivery.risk_aversion,
            organisation.outcome_focus,
            float(organisation.horizon_months),
            self.taste_variance,
            self.hit_rate,
            self.change_failure * work.outage,
            work.move_effort,
            work.quality_effort,
            work.launch_quality,
            work.research_cost,
            self.release_effort / delivery.batch_size,
            self.unit_cost * (1 - self.idle_share),
        )


def plan(view: Prospectus, variant: int, habits: Habits) -> list[Item]:
    """The owner's next programme: the items with most believed benefit per effort.

    Args:
        view: what the owner looks at.
        variant: the variant that this owner edits.
        habits: design and work.

    Returns:
        up to `batch_size` items, best first, at most one a touchpoint; empty when nothing helps.
    """
    changes = appraised(view, habits.way).tolist()
    best_first = sorted(range(len(changes)), key=lambda k: changes[k][0], reverse=True)
    items = []
    for touchpoint in best_first[: habits.delivery.batch_size]:
        score, action, *aim_and_sums = changes[touchpoint]
        if score == -inf:
            break
        items.append(Item(ACTIONS[int(action)], variant, touchpoint, *aim_and_sums))
    return items


@kernel
def months_worth(
    churn: float, contact: float, margin: float, horizon: float, response: Response
) -> float:
    """Months of revenue that one unit of delivered value brings through retention, in a horizon.

    worth = margin * -dLV_H/dc * c b_S * eta / (eta + beta contact): churn c falls with
    satisfaction at rate b_S, and expectation, pulled by the norm (eta) and by what is delivered
    (beta), leaves that share of a gain in sight.

    Args:
        churn, contact: monthly churn as traced, chance of a moment of truth.
        margin: gross margin, share of revenue.
        horizon: H, months.
        response: `Response`, how people respond.
    """
    step = 1e-4
    slope = rules.lifetime_months(churn, horizon) - rules.lifetime_months(churn + step, horizon)
    learning = response.expectation_learning * contact
    in_sight = response.norm_pull / max(response.norm_pull + learning, 1e-12)
    return margin * slope / step * churn * response.churn_sensitivity * in_sight


def actual_effort(items: list[Item], habits: Habits, seed: int, month: int) -> tuple[float, float]:
    """Effort a programme really takes, and the release's part of it.

    plan * (1 + overrun (items - 1) / 2) * lognormal with mean 1 * black swan, unseen by the
    planner. The random numbers are keyed by variant, touchpoint and month.
    """
    first, work = items[0], habits.work
    key = int(Purpose.EFFORT), first.variant, first.touchpoint, month
    z, sd = normal_of(seed, *key), work.effort_sd
    draw = float(np.exp(sd * z - 0.5 * sd * sd))
    draw *= black_swan(uniforms_of(seed, *key)[2], work.black_swan_share, work.black_swan_cost)
    factor = (1 + work.overrun * (len(items) - 1) / 2) * draw
    planned = sum(item.effort for item in items)
    return (planned + habits.release_effort) * factor, habits.release_effort * factor


def black_swan(draw: float, share: float, cost: float) -> float:
    """What a fat tail makes of the effort of a programme, as a ratio with mean 1.

    cost with chance share, else (1 - share cost) / (1 - share): most programmes come in below the
    mean, a few far above it (Flyvbjerg & Budzier 2011). 1 where the share is 0.

    Args:
        draw: uniform number, 0 to 1, independent of the other scatter.
        share: chance of a black swan.
        cost: its effort relative to the mean; share times cost is below 1.
    """
    return cost if draw < share else (1 - share * cost) / (1 - share)


def outcome_of(item: Item, attempt: int, habits: Habits, seed: int) -> Outcome:
    """What becomes of an idea: works, does nothing or harms; hardening always works.

    The random number is keyed by variant, touchpoint and attempt: two firms that try the same
    thing for the same time meet the same result.
    """
    if item.action == "harden":
        return "hardened"
    draw = uniforms_of(seed, int(Purpose.IDEA), item.variant, item.touchpoint, attempt)[0]
    if draw < habits.hit_rate:
        return "works"
    return "harm" if draw >= 1 - min(habits.work.harm_rate, 1 - habits.hit_rate) else "nothing"


def harm_is_seen(item: Item, attempt: int, habits: Habits, seed: int) -> bool:
    """Whether a reality check finds a harmful item in the month after."""
    draw = uniforms_of(seed, int(Purpose.CHECK), item.variant, item.touchpoint, attempt)[0]
    return bool(draw < habits.delivery.reality_check)


def release_fails(items: list[Item], habits: Habits, seed: int, month: int, number: int) -> bool:
    """Whether a release breaks: 1 - (1 - cfr)^items.

    The random number is keyed by touchpoint, month, variant and the release's number within the
    month.

    Args:
        items: what ships.
        habits: design and work.
        seed, month: key of the random number.
        number: how many releases the team made before in this month.
    """
    return any(
        uniforms_of(seed, int(Purpose.RELEASE), item.touchpoint, month, item.variant + 64 * number)[
            0
        ]
        < habits.change_failure
        for item in items
    )


@kernel
def true_gain(
    weight: Array, ideal: Array, taste_variance: float, before: Landing, after: Landing
) -> float:
    """What a change brought: sum over segments of weight * change of quality * mean true fit.

    Args:
        weight, ideal: [S], credited revenue and true ideals at the touchpoint.
        taste_variance: scatter of tastes.
        before, after: (position, quality).
    """
    gain = 0.0
    for s in range(len(weight)):
        now = before[1] * rules.expected_fit(ideal[s] - before[0], taste_variance)
        then = after[1] * rules.expected_fit(ideal[s] - after[0], taste_variance)
        gain += weight[s] * (then - now)
    return gain


Landing = tuple[float, float]
"""Position and quality of an offer."""

FARTHEST = 1_000.0
"""Position beyond which no offer moves: long before, it reaches no customers any more."""


def landed(
    item: Item,
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


def _worse(item: Item, before: Landing, harm_size: float) -> list[Landing]:
    """Where a harmful idea may lead: either way by its size, or nowhere; never to better quality.

    Harm is what customers meet, not what was planned: of these places it leads to the one that
    serves them worst, so that nothing harmful can be among what brought most.
    """
    quality = min(item.quality, before[1])
    step = harm_size * abs(item.position - before[0])
    ways = (before[0] - step, before[0] + step, before[0])
    return [(min(max(way, -FARTHEST), FARTHEST), quality) for way in ways]


@dataclass(frozen=True)
class RollBack:
    """How to undo a harmful item, unless something else has taken its place since.

    Attributes:
        item: what did harm.
        before: position and quality of what was there.
        harmful: position that it led to.
        served: [S], the variant that each segment was served with.
    """

    item: Item
    before: Landing
    harmful: float
    served: NDArray[np.int64]

    def undo(self, offers: Offers) -> bool:
        """Restore what was there, and the variants served; False where there is nothing to undo."""
        v, k = self.item.variant, self.item.touchpoint
        if offers.position[v, k] != self.harmful:
            return False
        offers.position[v, k], offers.quality[v, k] = self.before
        moved = (offers.served[:, k] == v) & (self.served != v)
        offers.served[moved, k] = self.served[moved]
        return True
