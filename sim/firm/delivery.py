"""What to build next, what it takes, and what becomes of it: items, programmes and their outcomes.

Planning uses beliefs; shipping uses the truth. An owner ranks items by believed benefit per effort;
benefit is what the owner is credited with, so incentives and information decide, not a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..market.rules import rules
from ..market.rules.compiled import kernel
from ..market.rules.draws import Purpose, normal_of
from ..scenario.schema.design import Delivery, Organisation
from ..scenario.schema.work import Work
from .levers import Response
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

    plan * (1 + overrun (items - 1) / 2) * lognormal with mean 1, unseen by the planner.
    """
    first = items[0]
    z = normal_of(seed, int(Purpose.EFFORT), first.variant, first.touchpoint, month)
    sd = habits.work.effort_sd
    draw = float(np.exp(sd * z - 0.5 * sd * sd))
    factor = (1 + habits.work.overrun * (len(items) - 1) / 2) * draw
    planned = sum(item.effort for item in items)
    return (planned + habits.release_effort) * factor, habits.release_effort * factor
