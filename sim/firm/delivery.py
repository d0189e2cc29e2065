"""What to build next and what it takes: items, programmes, and the habits that decide on both.

Planning uses beliefs. An owner ranks items by believed benefit per effort; benefit is what the
owner is credited with, so incentives and information decide, not a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, inf, log
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..market.rules import rules
from ..market.rules.compiled import kernel
from ..market.rules.draws import Purpose, normal_of, uniforms_of
from ..scenario.schema.design import Delivery, Organisation
from ..scenario.schema.insight import Insight
from ..scenario.schema.parameter import Section
from ..scenario.schema.work import Work
from .insight import believed_scope, hidden_failures, kept
from .levers import Response
from .offers import SCOPE_TODAY
from .planning import ACTIONS, Lane, Prospectus, Way, appraised, hit_chance

Array = NDArray[np.float64]
BAR_OF_CHANGE_FAILURE = 0.9
"""Quality bar at which `Work.change_failure` holds."""


@dataclass(frozen=True)
class Item:
    """One change to one variant at one touchpoint.

    Attributes:
        action: "move" (another treatment, launched and hardened), "harden" (fewer failures) or
            "extend" (can do more).
        variant, touchpoint: where.
        position, quality: what is aimed at.
        benefit: believed gain, currency of monthly revenue made happy.
        effort: planned effort.
        ratio: what the gap to the state of the art is to be multiplied by; 1 unless it extends.
        score: what it was ranked by when it was planned, see `planning.appraised`.
    """

    action: Literal["move", "harden", "extend"]
    variant: int
    touchpoint: int
    position: float
    quality: float
    benefit: float
    effort: float
    ratio: float = 1.0
    score: float = 0.0

    @property
    def place(self) -> tuple[int, int]:
        """Variant and touchpoint: no two items of a programme have the same."""
        return self.variant, self.touchpoint


@dataclass
class Programme:
    """Items that ship together.

    Attributes:
        items: what ships; none when research found nothing worth building.
        effort: effort it will really take, release and research for nothing included.
        release_effort: the part of it that is the release itself.
        started: month in which it was specified, counted from the start of the burn-in.
        done: effort spent so far.
        rework: the part of `effort` that checks found needs to have made necessary since.
    """

    items: list[Item]
    effort: float
    release_effort: float
    started: int = 0
    done: float = 0.0
    rework: float = 0.0

    @property
    def remaining(self) -> float:
        """Effort still to spend."""
        return max(self.effort - self.done, 0.0)

    def check(self, rate: float) -> None:
        """A month's check against needs: a share of what is done must be done again.

        Args:
            rate: that share; never more than half of the plan in all.
        """
        most = 0.5 * (self.effort - self.rework) - self.rework
        more = min(rate * self.done, max(most, 0.0))
        self.effort += more
        self.rework += more


@dataclass(frozen=True)
class Habits:
    """The settings that planning and shipping read.

    Attributes:
        organisation, delivery: the design.
        work: the work of delivery.
        insight: how informative reports are.
        needs_drift: how fast needs move, position a month.
        taste_variance: scatter of tastes, position squared.
    """

    organisation: Organisation
    delivery: Delivery
    work: Work
    insight: Insight
    needs_drift: float
    taste_variance: float

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
        """The numbers that planning reads, from wherever the schema keeps them."""
        organisation, delivery, work = self.organisation, self.delivery, self.work
        horizon = float(organisation.horizon_months)
        mine = {
            "horizon_months": horizon,
            "harm_lasts": 1 - delivery.reality_check * (1 - 1 / horizon),
            "outage_loss": self.change_failure * work.outage,
            "release_share": self.release_effort / delivery.batch_size,
            "maintained": float(work.maintenance_share > 0),
            "scope_today": believed_scope(SCOPE_TODAY, self.keep),
            "taste_variance": self.taste_variance,
        }
        sources = (delivery, organisation, work, self.insight)
        return Way(
            *(
                mine[name] if name in mine else getattr(_holder(name, sources), name)
                for name in Way._fields
            )
        )

    @cached_property
    def keep(self) -> float:
        """Share of bad news that reaches owners, see `insight.kept`."""
        return kept(self.organisation, self.insight)

    @cached_property
    def hidden_failures(self) -> float:
        """Failures that layers do not pass on, see `insight.hidden_failures`."""
        return hidden_failures(self.organisation, self.insight)

    @cached_property
    def ageing(self) -> float:
        """How fast a specification and what was learnt age: staleness times the needs' drift."""
        return self.work.staleness * self.needs_drift

    def most_items(self, lane: Lane) -> int:
        """Items in a programme at most: the batch, and of a vision one step.

        Args:
            lane: which kind of work.
        """
        return 1 if lane is Lane.VISION else self.delivery.batch_size

    def size(self, items: list[Item]) -> float:
        """Size of a release, in usual items: planned effort / effort of one. Small is less risky.

        Where `work.item_effort` is 0, the items are counted.
        """
        if self.work.item_effort <= 0:
            return float(len(items))
        return sum(item.effort for item in items) / self.work.item_effort

    def hit_rate(self, age: float, known: float) -> float:
        """Chance that an idea works that was specified some months ago; see `hit_chance`.

        Research ages like the specification it served: research exp(-ageing age).

        Args:
            age: months since it was specified.
            known: what checked releases have taught of the needs there, 0 to 1.
        """
        research = self.delivery.upfront_research * exp(-self.ageing * age)
        return hit_chance(self.work.hit_rate, self.work.research_gain, research, known)

    def fresh(self, age: float) -> float:
        """Share of a specification that still holds: 1 - (1 - exp(-ageing age)) (1 - check).

        Args:
            age: months since it was specified.
        """
        return 1 - (1 - exp(-self.ageing * age)) * (1 - self.delivery.reality_check)


def _holder(name: str, sections: tuple[Section, ...]) -> Section:
    """The section of the schema that holds a parameter."""
    return next(section for section in sections if name in type(section).model_fields)


def plan(view: Prospectus, variant: int, habits: Habits, lane: Lane = Lane.CHANGE) -> list[Item]:
    """The owner's next programme: the items with most believed benefit per effort.

    Args:
        view: what the owner looks at.
        variant: the variant that it is a view of.
        habits: design and work.
        lane: which kind of work.

    Returns:
        up to `batch_size` items, best first, at most one a touchpoint, and of a vision one step;
        empty when nothing helps.
    """
    changes = appraised(view, habits.way, int(lane)).tolist()
    best_first = sorted(range(len(changes)), key=lambda k: changes[k][0], reverse=True)
    items = []
    for touchpoint in best_first[: habits.most_items(lane)]:
        score, action, position, quality, benefit, effort, ratio = changes[touchpoint]
        if score == -inf:
            break
        sums = benefit, effort, ratio, score
        items.append(Item(ACTIONS[int(action)], variant, touchpoint, position, quality, *sums))
    return items


def best_of(plans: Sequence[list[Item]], habits: Habits, lane: Lane) -> list[Item]:
    """One programme of what was planned for several variants: the items of the highest scores.

    Args:
        plans: programmes of one lane, for different variants; of equal items the former's come
            first.
        habits: design and work.
        lane: which kind of work.
    """
    items = [item for plan in plans for item in plan]
    items.sort(key=lambda item: item.score, reverse=True)
    return items[: habits.most_items(lane)]


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
    churn = min(churn, 1.0 - step)
    slope = rules.lifetime_months(churn, horizon) - rules.lifetime_months(churn + step, horizon)
    learning = response.expectation_learning * contact
    in_sight = response.norm_pull / max(response.norm_pull + learning, 1e-12)
    return margin * slope / step * churn * response.churn_sensitivity * in_sight


def actual_effort(items: list[Item], habits: Habits, seed: int, month: int) -> tuple[float, float]:
    """Effort a programme really takes, and the release's part of it.

    plan * (1 + overrun (size - 1) / 2) * lognormal with mean 1 * black swan, unseen by the
    planner; a vision, which is planned with more care, plan * (1 + overrun_of_visions ln size) *
    the same. What is smaller than a usual item overruns like one.

    Args:
        items: what ships together.
        habits: design and work.
        seed, month: key of the random number.
    """
    first, size = items[0], habits.size(items)
    key, work = (int(Purpose.EFFORT), first.variant, first.touchpoint, month), habits.work
    z, sd = normal_of(seed, *key), work.effort_sd
    draw = float(np.exp(sd * z - 0.5 * sd * sd))
    draw *= black_swan(uniforms_of(seed, *key)[2], work.black_swan_share, work.black_swan_cost)
    size = max(size, 1.0)
    overrun = work.overrun * (size - 1) / 2
    if first.action == "extend":
        overrun = work.vision_overrun * log(size)
    factor = (1 + overrun) * draw
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
