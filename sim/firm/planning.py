"""The sums behind a leader's plan: what a change is believed to bring and take, and which is best.

Three things can be done at a touchpoint: move to another treatment, harden what is there, or extend
what it can do. What is compiled here calls the rulebook and this file only: the cache of compiled
code watches no other.
"""

from __future__ import annotations

from enum import IntEnum
from math import exp, inf, log, sqrt
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..market.rules import rules
from ..market.rules.compiled import kernel, part, scalar

Array = NDArray[np.float64]
Change = tuple[float, float, float, float]
"""Position, quality, believed benefit and effort of a change."""

ACTIONS: tuple[Literal["move", "harden", "extend"], ...] = ("move", "harden", "extend")
_MOVE, _HARDEN, _EXTEND = range(3)


class Lane(IntEnum):
    """Kinds of work that do not wait for each other: each has a share of capacity of its own."""

    CHANGE = 0
    MAINTENANCE = 1
    VISION = 2


_ALL, _NONE = 1.0, 0.0
"""Of the variance of beliefs, and of releases; in double precision, as what is computed: a number
written in a rule is a single, and `_credited` would be compiled once for either."""
_CHANGE, _MAINTENANCE, _VISION = int(Lane.CHANGE), int(Lane.MAINTENANCE), int(Lane.VISION)


class Prospectus(NamedTuple):
    """What an owner looks at when planning. S segments, K touchpoints.

    Attributes:
        weight: [S, K], credited monthly revenue that meets each touchpoint, for this owner's
            variant; 0 where the variant would serve no customers.
        position, quality, scope: [K], what those people meet now (quality and scope as believed).
        true_quality: [K], what the teams find when they start.
        known: [K], what checked releases have taught of the needs there.
        mean, variance: [S, K], believed ideals and how unsure they are.
        saving: [K], share of effort saved because a variant of it exists.
        free: [K], whether no one else works on it.
        hardened: [K], whether it may be hardened: a product's version begins with a move, and what
            one lane hardens the other leaves alone.
        capacity: effort a month.
    """

    weight: Array
    position: Array
    quality: Array
    scope: Array
    true_quality: Array
    known: Array
    mean: Array
    variance: Array
    saving: Array
    free: NDArray[np.bool_]
    hardened: NDArray[np.bool_]
    capacity: float


class Way(NamedTuple):
    """How a firm plans: the numbers of its `Habits`; see the schema for units and sources.

    Attributes:
        outage_loss: share of a month's value lost to an item that may break, cfr * outage.
        harm_lasts: share of the horizon that harm lasts, given the chance that a check finds it.
        release_share: an item's share of the effort of a release.
        maintained: whether something is kept for hardening below the bar, 1 or 0.
        scope_today: scope, as believed, at which the value of what an offer can do is 1.
    """

    quality_bar: float
    upfront_research: float
    risk_aversion: float
    increment: float
    outcome_focus: float
    horizon_months: float
    optimism: float
    taste_variance: float
    hit_rate: float
    research_gain: float
    harm_rate: float
    harm_size: float
    harm_lasts: float
    outage_loss: float
    move_effort: float
    quality_effort: float
    launch_quality: float
    scope_effort: float
    vision: float
    item_effort: float
    research_cost: float
    release_share: float
    maintained: float
    scope_today: float


@kernel
def appraised(view: Prospectus, way: Way, lane: int) -> Array:
    """The best change of a lane at every touchpoint.

    score = benefit * exp(-lead / H) / effort, lead = effort / capacity; the effort is the item's
    own and its share of a release. A vision is committed to, not ranked: its score is its benefit.

    Args:
        view: `Prospectus`, what the owner looks at.
        way: `Way`, how the firm plans.
        lane: `Lane`, which kind of work.

    Returns:
        [K, 7]: score, number in `ACTIONS`, position and quality aimed at, believed benefit,
        planned effort, and what the gap to the state of the art is to be multiplied by. The score
        is minus infinity where nothing helps.
    """
    rows = np.empty((len(view.position), 7))
    for k in range(len(rows)):
        rows[k, 0] = -inf
        for action in range(3 if view.free[k] else 0):
            if (action == _EXTEND) != (lane == _VISION):
                continue
            if action == _MOVE and lane == _MAINTENANCE:
                continue
            if action == _HARDEN and not _hardens(view, way, k, lane):
                continue
            ratio = 1.0
            if action == _MOVE:
                position, quality, benefit, effort = _move(view, way, k)
            elif action == _HARDEN:
                position, quality, benefit, effort = _hardening(view, way, k)
            else:
                ratio, quality, benefit, effort = _extension(view, way, k)
                position = view.position[k]
            lead = effort / max(view.capacity, 1e-9)
            score = benefit * exp(-lead / way.horizon_months) / (effort + way.release_share + 1e-12)
            if lane == _VISION:
                score = benefit
            if benefit > 0 and score > rows[k, 0]:
                rows[k, 0], rows[k, 1], rows[k, 2], rows[k, 3] = score, action, position, quality
                rows[k, 4], rows[k, 5], rows[k, 6] = benefit, effort, ratio
    return rows


@part
def _hardens(view: Prospectus, way: Way, k: int, lane: int) -> bool:
    """Whether a lane may harden what is there: maintenance only what fell below the bar.

    Changes may, too: what is kept for maintenance is the least that it gets, not the most.
    """
    return view.hardened[k] and (lane != _MAINTENANCE or _below_bar(view, way, k))


@part
def _below_bar(view: Prospectus, way: Way, k: int) -> bool:
    """Whether what is there is believed to fail more often than what may ship."""
    return view.quality[k] < way.quality_bar - 1e-9


@part
def _kept_up(view: Prospectus, way: Way, k: int) -> float:
    """Quality that is there whatever is changed: at least the bar, where maintenance sees to it."""
    now = view.quality[k]
    return max(now, way.quality_bar) if way.maintained > 0.5 else now


@scalar
def hit_chance(hit_rate: float, gain: float, research: float, known: float) -> float:
    """Chance that an idea works: min(hit_0 + gain max(research, known), 1).

    Args:
        hit_rate: hit_0, without research.
        gain: what full research adds.
        research: how far needs were researched before, 0 to 1.
        known: what checked releases have taught of them, 0 to 1.
    """
    return min(hit_rate + gain * max(research, known), 1.0)


@part
def _chances(view: Prospectus, way: Way, k: int) -> tuple[float, float]:
    """Chance that an idea at a touchpoint works, and that it does harm."""
    hit = hit_chance(way.hit_rate, way.research_gain, way.upfront_research, view.known[k])
    return hit, min(way.harm_rate, 1.0 - hit)


@scalar
def _move(view: Prospectus, way: Way, k: int) -> Change:
    """Position, quality, benefit and effort of moving to the credited people's mean believed ideal.

    benefit = hit * gain + harm * loss, where the loss counts as far as planners do not overlook it.
    effort = (a_move |dy| + a_quality ln((1 - q_launch) / (1 - bar))) (1 - saving) (1 + research).
    """
    total, pull = 0.0, 0.0
    for s in range(len(view.weight)):
        total += view.weight[s, k]
        pull += view.weight[s, k] * view.mean[s, k]
    position = pull / total if total > 0 else view.position[k]
    bar, before = way.quality_bar, _kept_up(view, way, k)
    unknown = 1 - 0.5 * way.upfront_research
    hit, harm = _chances(view, way, k)
    step, failing = abs(position - view.position[k]), max(1 - bar, 1e-6)
    hardening = max(log((1 - way.launch_quality) / failing), 0.0)
    effort = (way.move_effort * step + way.quality_effort * hardening) * (1 - view.saving[k])
    effort *= 1 + way.research_cost * way.upfront_research
    size, scope = _size(way, effort), view.scope[k]
    benefit = hit * _credited(view, way, k, before, position, bar, scope, unknown, size)
    if way.optimism < 1:
        loss = min(0.0, _harm_of_moving(view, way, k, way.harm_size * step))
        benefit += (1 - way.optimism) * harm * way.harm_lasts * loss
    return position, bar, benefit, effort


@part
def _harm_of_moving(view: Prospectus, way: Way, k: int, step: float) -> float:
    """What harm is believed to take: the worst of either way by a step, and of staying."""
    now, bar = view.position[k], way.quality_bar
    before, worst = _kept_up(view, way, k), 0.0
    quality, scope = min(bar, before), view.scope[k]
    for place in range(-1, 2):
        taken = _credited(view, way, k, before, now + place * step, quality, scope, _ALL, _NONE)
        worst = min(worst, taken)
    return worst


@part
def _size(way: Way, effort: float) -> float:
    """How many usual items a change is as risky as: planned effort over that of a usual item."""
    return effort / way.item_effort if way.item_effort > 0 else 1.0


@scalar
def _hardening(view: Prospectus, way: Way, k: int) -> Change:
    """Position, quality, benefit and effort of fewer failures.

    Up to the bar; beyond it failures are halved: whether that is done is a question of rank.
    effort = a_quality ln((1 - q_now) / (1 - q)) (1 - saving), by what the teams find.
    """
    now, found = view.quality[k], view.true_quality[k]
    quality = way.quality_bar if _below_bar(view, way, k) else 1 - (1 - now) / 2
    ratio = max(1 - found, 1e-6) / max(1 - max(quality, found), 1e-6)
    effort = way.quality_effort * log(ratio) * (1 - view.saving[k])
    size, there = _size(way, effort), view.position[k]
    benefit = _credited(view, way, k, now, there, quality, view.scope[k], _ALL, size)
    return view.position[k], quality, benefit, effort


@scalar
def _extension(view: Prospectus, way: Way, k: int) -> Change:
    """What to multiply the gap by, quality, benefit and effort of one step towards a vision.

    aim = u + increment max(vision - u, 0), r = (1 - aim) / (1 - u), both as believed;
    benefit = hit * gain + harm * loss;
    effort = a_scope ln(1 / r) (1 + research) bar, bar = ln((1 - q_launch) / (1 - quality_bar)) /
    ln((1 - q_launch) / 0.1). The new part ships at the bar and dilutes quality by its share. A
    committed step bears the fear of an outage in proportion to its size.
    """
    now, quality = view.scope[k], _kept_up(view, way, k)
    aim = now + way.increment * max(way.vision - now, 0.0)
    if aim <= now + 1e-9:
        return 1.0, quality, 0.0, 0.0
    ratio = (1 - aim) / max(1 - now, 1e-6)
    hit, harm = _chances(view, way, k)
    launched = 1 - way.launch_quality
    bar = log(launched / max(1 - way.quality_bar, 1e-6)) / log(max(launched, 0.11) / 0.1)
    effort = way.scope_effort * log(1 / ratio) * max(bar, 0.0)
    effort *= 1 + way.research_cost * way.upfront_research
    size = _size(way, effort)
    landed, there = diluted(quality, way.quality_bar, now, aim), view.position[k]
    benefit = hit * _credited(view, way, k, quality, there, landed, aim, _ALL, size)
    worse = max(1 - (1 - now) * ratio**-way.harm_size, 1e-3)
    loss = min(0.0, _credited(view, way, k, quality, there, quality, worse, _ALL, _NONE))
    benefit += (1 - way.optimism) * harm * way.harm_lasts * loss
    return ratio, quality, benefit, effort


@scalar
def diluted(quality: float, bar: float, before: float, after: float) -> float:
    """Quality once a new part that just meets the bar has joined: (q u + bar (u' - u)) / u'.

    Args:
        quality: q, share of contacts that work.
        bar: quality at which the new part ships; one above q lifts nothing that was there.
        before, after: u and u', scope without and with the new part.
    """
    if after <= before or quality <= bar:
        return quality
    return (quality * before + bar * (after - before)) / after


@scalar
def _credited(
    view: Prospectus,
    way: Way,
    k: int,
    before: float,
    position: float,
    quality: float,
    scope: float,
    unknown: float,
    releases: float,
) -> float:
    """Believed gain at a touchpoint: sum over segments of weight * change, less the release's risk.

    change = w d(q f v) + (1 - w) f d(q v) - risk_aversion V |dy| / 4, with w the outcome focus, f
    the expected fit given what is believed and v = (u / u_0)^(1/2) the value of scope. A gain lasts
    for the horizon and a failed release for a month, so size * cfr * outage * f / H is taken off:
    no one ships what a likely outage outweighs.

    Args:
        view, way: as for `appraised`.
        k: the touchpoint.
        before: quality that is there if nothing is done.
        position, quality, scope: what is aimed at.
        unknown: share of the variance of beliefs that is left when the change is built.
        releases: how many usual items the change is as risky as, its size.
    """
    focus, gain = way.outcome_focus, 0.0
    step = abs(position - view.position[k])
    can_now, can_then = sqrt(view.scope[k] / way.scope_today), sqrt(scope / way.scope_today)
    for s in range(len(view.weight)):
        ideal, variance = view.mean[s, k], view.variance[s, k]
        now = rules.expected_fit(ideal - view.position[k], variance + way.taste_variance)
        then = rules.expected_fit(ideal - position, unknown * variance + way.taste_variance)
        outcome = quality * then * can_then - before * now * can_now
        output = now * (quality * can_then - before * can_now)
        fear = 0.25 * way.risk_aversion * variance * step
        outage = releases * way.outage_loss * now / way.horizon_months
        gain += view.weight[s, k] * (focus * outcome + (1 - focus) * output - fear - outage)
    return gain
