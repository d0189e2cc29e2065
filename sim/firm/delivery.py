"""What to build next, what it takes, and what becomes of it: items, programmes and their luck.

Planning uses beliefs; shipping uses the truth. An owner ranks items by believed benefit per effort;
benefit is what the owner is credited with, so incentives and information decide, not a name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..market import rules
from ..market.compiled import over_arrays
from ..market.draws import Purpose, normal_of, uniforms_of
from ..scenario_file.design import Delivery, Organisation
from ..scenario_file.firm import Work
from ..scenario_file.market import Experience
from .decisions import Outcome

Array = NDArray[np.float64]
BAR_OF_CHANGE_FAILURE = 0.9
"""Quality bar at which `Work.change_failure` holds."""

fit = over_arrays(rules.expected_fit, 2)
"""Mean fit over arrays of (distance, variance)."""


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


class Prospectus(NamedTuple):
    """What an owner looks at when planning. S segments, K touchpoints.

    Attributes:
        weight: [S, K], credited monthly revenue that meets each touchpoint, for this owner's
            variant; 0 where the variant would serve nobody.
        position, quality: [K], what those people meet now (quality as believed).
        true_quality: [K], what the teams find when they start.
        mean, variance: [S, K], believed ideals and how unsure they are.
        saving: [K], share of effort saved because a variant of it exists.
        free: [K], whether nobody else works on it.
        capacity: effort a month.
        worth: months of revenue that one unit of delivered value is believed to be worth to the
            owner, see `months_worth`.
    """

    weight: Array
    position: Array
    quality: Array
    true_quality: Array
    mean: Array
    variance: Array
    saving: Array
    free: NDArray[np.bool_]
    capacity: float
    worth: float


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
    hit_rate: float = field(init=False)

    def __post_init__(self) -> None:
        gain = self.work.research_gain * self.delivery.upfront_research
        object.__setattr__(self, "hit_rate", min(self.work.hit_rate + gain, 1.0))

    @property
    def marginal_cost(self) -> float:
        """What using a unit of effort costs more than leaving it idle."""
        return self.unit_cost * (1 - self.idle_share)

    @property
    def change_failure(self) -> float:
        """Chance that an item breaks something: cfr (1 - bar) / (1 - 0.9)."""
        slack = (1 - self.delivery.quality_bar) / (1 - BAR_OF_CHANGE_FAILURE)
        return min(self.work.change_failure * slack, 1.0)

    @property
    def release_effort(self) -> float:
        """Effort of one release, dearer with legacy."""
        return self.work.release_effort * (1 + self.work.legacy)


def plan(view: Prospectus, variant: int, habits: Habits) -> list[Item]:
    """The owner's next programme: the items with most believed benefit per effort.

    score = benefit * hit rate * exp(-lead / H) / effort, lead = effort / capacity.

    Args:
        view: what the owner looks at.
        variant: the variant that this owner edits.
        habits: design and work.

    Returns:
        up to `batch_size` items, best first, at most one a touchpoint; empty when nothing helps.
    """
    actions: tuple[Literal["move", "harden"], ...] = ("move", "harden")
    moved, position = _moves(view, habits)
    hardened, quality = _hardenings(view, habits)
    bar = np.full(len(position), habits.delivery.quality_bar)
    choices = ((*moved, position, bar), (*hardened, view.position, quality))
    benefit = np.array([c[0] for c in choices])
    effort = np.array([c[1] for c in choices])
    lead = effort / max(view.capacity, 1e-9)
    share = habits.release_effort / habits.delivery.batch_size
    score = benefit * np.exp(-lead / habits.organisation.horizon_months) / (effort + share + 1e-12)
    score[:, ~view.free] = -np.inf
    score[benefit <= 0] = -np.inf
    action = np.argmax(score, axis=0)
    best = score[action, np.arange(len(action))]
    items = []
    for k in np.argsort(-best, kind="stable")[: habits.delivery.batch_size]:
        if best[k] == -np.inf:
            break
        which = int(action[k])
        items.append(
            Item(
                actions[which],
                variant,
                int(k),
                float(choices[which][2][k]),
                float(choices[which][3][k]),
                float(benefit[which, k]),
                float(effort[which, k]),
            )
        )
    return items


def _moves(view: Prospectus, habits: Habits) -> tuple[tuple[Array, Array], Array]:
    """Benefit and effort of moving to the credited people's believed mean ideal, and that ideal.

    effort = (a_move |dy| + a_quality ln((1 - q_launch) / (1 - q))) (1 - saving) (1 + research),
    where q is the bar or, for who goes on from a first usable version, the quality of today that
    the new offer will be brought back to: a first version is not judged as if it were the last.
    """
    work, delivery = habits.work, habits.delivery
    total = view.weight.sum(axis=0)
    position = np.where(
        total > 0, (view.weight * view.mean).sum(axis=0) / np.maximum(total, 1e-300), view.position
    )
    step = np.abs(position - view.position)
    known = view.variance * (1 - 0.5 * delivery.upfront_research)
    bar = np.full(len(position), delivery.quality_bar)
    quality = bar + delivery.progressive * np.maximum(view.quality - bar, 0.0)
    benefit = habits.hit_rate * _credited(view, habits, position, quality, known)
    failing = np.maximum(1 - quality, 1e-6)
    hardening = np.maximum(np.log((1 - work.launch_quality) / failing), 0.0)
    effort = (work.move_effort * step + work.quality_effort * hardening) * (1 - view.saving)
    return (benefit, effort * (1 + work.research_cost * delivery.upfront_research)), position


def _hardenings(view: Prospectus, habits: Habits) -> tuple[tuple[Array, Array], Array]:
    """Benefit and effort of fewer failures, and the quality aimed at.

    Up to the bar; beyond it, where the habit is progressive, failures are halved as long as that
    pays: as long as the margin it keeps within the horizon is above what the effort costs more
    than standing idle. Capacity that is paid anyway is free to use.
    """
    bar = habits.delivery.quality_bar
    below = view.quality < bar - 1e-9
    quality = np.where(below, bar, 1 - (1 - view.quality) / 2)
    benefit = _credited(view, habits, view.position, quality, view.variance)
    aimed = np.maximum(quality, view.true_quality)
    ratio = np.maximum(1 - view.true_quality, 1e-6) / np.maximum(1 - aimed, 1e-6)
    effort = habits.work.quality_effort * np.log(ratio) * (1 - view.saving)
    pays = benefit * view.worth > habits.marginal_cost * effort
    beyond = habits.delivery.progressive * pays
    return (np.where(below, benefit, beyond * benefit), effort), quality


def _credited(
    view: Prospectus, habits: Habits, position: Array, quality: Array, variance: Array
) -> Array:
    """Believed gain by touchpoint: sum over segments of weight * change, less the release's risk.

    change = w d(q f) + (1 - w) f dq - risk_aversion V |dy| / 4, with w the outcome focus and f the
    expected fit given what is believed. A gain lasts for the horizon and a failed release for a
    month, so cfr * outage * f / H is taken off: nobody ships what a likely outage outweighs.
    """
    focus, horizon = habits.organisation.outcome_focus, habits.organisation.horizon_months
    scatter = habits.taste_variance
    now = fit(view.mean - view.position, view.variance + scatter)
    then = fit(view.mean - position, variance + scatter)
    outcome = quality * then - view.quality * now
    output = now * (quality - view.quality)
    fear = 0.25 * habits.delivery.risk_aversion * view.variance * np.abs(position - view.position)
    outage = habits.change_failure * habits.work.outage * now / horizon
    change = focus * outcome + (1 - focus) * output - fear - outage
    return np.asarray((view.weight * change).sum(axis=0))


def months_worth(
    churn: float, contact: float, margin: float, horizon: float, experience: Experience
) -> float:
    """Months of revenue that one unit of delivered value brings through retention, in a horizon.

    worth = margin * -dLV_H/dc * c b_S * eta / (eta + beta contact): churn c falls with
    satisfaction at rate b_S, and expectation, pulled by the norm (eta) and by what is delivered
    (beta), leaves that share of a gain in sight.

    Args:
        churn, contact: monthly churn as traced, chance of a moment of truth.
        margin: gross margin, share of revenue.
        horizon: H, months.
        experience: how people respond.
    """
    step = 1e-4
    slope = rules.lifetime_months(churn, horizon) - rules.lifetime_months(churn + step, horizon)
    learning = experience.expectation_learning * contact
    in_sight = experience.norm_pull / max(experience.norm_pull + learning, 1e-12)
    return margin * slope / step * churn * experience.churn_sensitivity * in_sight


def actual_effort(items: list[Item], habits: Habits, seed: int, month: int) -> tuple[float, float]:
    """Effort a programme really takes, and the release's part of it.

    plan * (1 + overrun (items - 1) / 2) * lognormal with mean 1, unseen by the planner.
    """
    first = items[0]
    z = normal_of(seed, int(Purpose.EFFORT), first.variant, first.touchpoint, month)
    sd = habits.work.effort_sd
    luck = float(np.exp(sd * z - 0.5 * sd * sd))
    factor = (1 + habits.work.overrun * (len(items) - 1) / 2) * luck
    planned = sum(item.effort for item in items)
    return (planned + habits.release_effort) * factor, habits.release_effort * factor


def outcome_of(item: Item, attempt: int, habits: Habits, seed: int) -> Outcome:
    """What becomes of an idea: works, does nothing or harms; hardening always works.

    The luck is keyed by variant, touchpoint and attempt: two firms that try the same thing for the
    same time meet the same result.
    """
    if item.action == "harden":
        return "hardened"
    luck = uniforms_of(seed, int(Purpose.IDEA), item.variant, item.touchpoint, attempt)[0]
    if luck < habits.hit_rate:
        return "works"
    return "harm" if luck >= 1 - min(habits.work.harm_rate, 1 - habits.hit_rate) else "nothing"


def harm_is_seen(item: Item, attempt: int, habits: Habits, seed: int) -> bool:
    """Whether a reality check finds a harmful item in the month after."""
    luck = uniforms_of(seed, int(Purpose.CHECK), item.variant, item.touchpoint, attempt)[0]
    return bool(luck < habits.delivery.reality_check)


def release_fails(items: list[Item], habits: Habits, seed: int, month: int, number: int) -> bool:
    """Whether a release breaks: 1 - (1 - cfr)^items.

    The luck is keyed by touchpoint, month, variant and the release's number within the month.

    Args:
        items: what ships.
        habits: design and work.
        seed, month: key of the luck.
        number: how many releases the team made before in this month.
    """
    return any(
        uniforms_of(seed, int(Purpose.RELEASE), item.touchpoint, month, item.variant + 64 * number)[
            0
        ]
        < habits.change_failure
        for item in items
    )


def true_gain(
    weight: Array, ideal: Array, taste_variance: float, before: tuple[float, float],
    after: tuple[float, float],
) -> float:  # fmt: skip
    """What a change brought: sum over segments of weight * change of quality * mean true fit.

    Args:
        weight, ideal: [S], credited revenue and true ideals at the touchpoint.
        taste_variance: scatter of tastes.
        before, after: (position, quality).
    """
    gain = after[1] * fit(ideal - after[0], taste_variance)
    gain = gain - before[1] * fit(ideal - before[0], taste_variance)
    return float((weight * gain).sum())
