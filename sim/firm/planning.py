"""The sums behind a leader's plan: what a change is believed to bring and take, and which is best.

Two things can be done at a touchpoint: move to another treatment, or harden what is there. What is
compiled here calls the rulebook and this file only: the cache of compiled code watches no other.
"""

from __future__ import annotations

from math import exp, inf, log
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..market.rules import rules
from ..market.rules.compiled import kernel, scalar

Array = NDArray[np.float64]
Change = tuple[float, float, float, float]
"""Position, quality, believed benefit and effort of a change."""

ACTIONS: tuple[Literal["move", "harden"], ...] = ("move", "harden")
_MOVE = ACTIONS.index("move")


class Prospectus(NamedTuple):
    """What an owner looks at when planning. S segments, K touchpoints.

    Attributes:
        weight: [S, K], credited monthly revenue that meets each touchpoint, for this owner's
            variant; 0 where the variant would serve no customers.
        position, quality: [K], what those people meet now (quality as believed).
        true_quality: [K], what the teams find when they start.
        mean, variance: [S, K], believed ideals and how unsure they are.
        saving: [K], share of effort saved because a variant of it exists.
        free: [K], whether no one else works on it.
        capacity: effort a month.
        worth: months of revenue that one unit of delivered value is believed to be worth to the
            owner, see `delivery.months_worth`.
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


class Way(NamedTuple):
    """How a firm plans: the numbers of its `Habits`; see the schema for units and sources.

    Attributes:
        hit_rate: chance that a move works, research included.
        outage_loss: share of a month's value lost to an item that may break, cfr * outage.
        release_share: an item's share of the effort of a release.
        marginal_cost: what using a unit of effort costs more than leaving it idle, currency.
    """

    quality_bar: float
    progressive: float
    upfront_research: float
    risk_aversion: float
    outcome_focus: float
    horizon_months: float
    taste_variance: float
    hit_rate: float
    outage_loss: float
    move_effort: float
    quality_effort: float
    launch_quality: float
    research_cost: float
    release_share: float
    marginal_cost: float


@kernel
def appraised(view: Prospectus, way: Way) -> Array:
    """The better of the two changes at every touchpoint.

    score = benefit * hit rate * exp(-lead / H) / effort, lead = effort / capacity; the effort is
    the item's own and its share of a release.

    Args:
        view: `Prospectus`, what the owner looks at.
        way: `Way`, how the firm plans.

    Returns:
        [K, 6]: score, number in `ACTIONS`, position and quality aimed at, believed benefit and
        planned effort. The score is minus infinity where nothing helps.
    """
    rows = np.empty((len(view.position), 6))
    for k in range(len(rows)):
        rows[k, 0] = -inf
        for action in range(2 if view.free[k] else 0):
            change = _move(view, way, k) if action == _MOVE else _hardening(view, way, k)
            position, quality, benefit, effort = change
            lead = effort / max(view.capacity, 1e-9)
            score = benefit * exp(-lead / way.horizon_months) / (effort + way.release_share + 1e-12)
            if benefit > 0 and score > rows[k, 0]:
                rows[k, 0], rows[k, 1], rows[k, 2] = score, action, position
                rows[k, 3], rows[k, 4], rows[k, 5] = quality, benefit, effort
    return rows


@scalar
def _move(view: Prospectus, way: Way, k: int) -> Change:
    """Position, quality, benefit and effort of moving to the credited people's mean believed ideal.

    effort = (a_move |dy| + a_quality ln((1 - q_launch) / (1 - q))) (1 - saving) (1 + research),
    where q is the bar or, for who goes on from a first usable version, the quality of today that
    the new offer will be brought back to: a first version is not judged as if it were the last.
    It ships at the bar all the same.
    """
    total, pull = 0.0, 0.0
    for s in range(len(view.weight)):
        total += view.weight[s, k]
        pull += view.weight[s, k] * view.mean[s, k]
    position = pull / total if total > 0 else view.position[k]
    bar = way.quality_bar
    quality = bar + way.progressive * max(view.quality[k] - bar, 0.0)
    unknown = 1 - 0.5 * way.upfront_research
    benefit = way.hit_rate * _credited(view, way, k, position, quality, unknown)
    step, failing = abs(position - view.position[k]), max(1 - quality, 1e-6)
    hardening = max(log((1 - way.launch_quality) / failing), 0.0)
    effort = (way.move_effort * step + way.quality_effort * hardening) * (1 - view.saving[k])
    return position, bar, benefit, effort * (1 + way.research_cost * way.upfront_research)


@scalar
def _hardening(view: Prospectus, way: Way, k: int) -> Change:
    """Position, quality, benefit and effort of fewer failures.

    Up to the bar; beyond it, where the habit is progressive, failures are halved as long as that
    pays: as long as the margin it keeps within the horizon is above what the effort costs more
    than standing idle. Capacity that is paid anyway is free to use.
    """
    now, found = view.quality[k], view.true_quality[k]
    below = now < way.quality_bar - 1e-9
    quality = way.quality_bar if below else 1 - (1 - now) / 2
    benefit = _credited(view, way, k, view.position[k], quality, 1.0)
    ratio = max(1 - found, 1e-6) / max(1 - max(quality, found), 1e-6)
    effort = way.quality_effort * log(ratio) * (1 - view.saving[k])
    if not below:
        pays = benefit * view.worth > way.marginal_cost * effort
        benefit *= way.progressive if pays else 0.0
    return view.position[k], quality, benefit, effort


@scalar
def _credited(
    view: Prospectus, way: Way, k: int, position: float, quality: float, unknown: float
) -> float:
    """Believed gain at a touchpoint: sum over segments of weight * change, less the release's risk.

    change = w d(q f) + (1 - w) f dq - risk_aversion V |dy| / 4, with w the outcome focus and f the
    expected fit given what is believed. A gain lasts for the horizon and a failed release for a
    month, so cfr * outage * f / H is taken off: no one ships what a likely outage outweighs.

    Args:
        view, way: as for `appraised`.
        k: the touchpoint.
        position, quality: what is aimed at.
        unknown: share of the variance of beliefs that is left when the change is built.
    """
    focus, before, gain = way.outcome_focus, view.quality[k], 0.0
    step = abs(position - view.position[k])
    for s in range(len(view.weight)):
        ideal, variance = view.mean[s, k], view.variance[s, k]
        now = rules.expected_fit(ideal - view.position[k], variance + way.taste_variance)
        then = rules.expected_fit(ideal - position, unknown * variance + way.taste_variance)
        outcome = quality * then - before * now
        output = now * (quality - before)
        fear = 0.25 * way.risk_aversion * variance * step
        outage = way.outage_loss * now / way.horizon_months
        gain += view.weight[s, k] * (focus * outcome + (1 - focus) * output - fear - outage)
    return gain
