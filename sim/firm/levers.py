"""The commercial levers, each pulled as far as the owner's own KPI says.

Every function is vectorised over segments and takes what owners know: traced figures only. Lifetime
value within a horizon is LV_H(c) = margin (1 - (1 - c)^H) / c.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..market import rules
from ..market.compiled import over_arrays
from ..scenario_file.firm import Levers
from ..scenario_file.market import Experience

Array = NDArray[np.float64]
PROMISES = np.linspace(0.3, 1.0, 71)
"""Promises an owner considers."""


lifetime = over_arrays(rules.lifetime_months, 2)
"""Expected months of a customer within a horizon, over arrays of (churn, horizon)."""

target = over_arrays(rules.satisfaction_target, 3)
"""Satisfaction that a gap leads to, over arrays of (gap, reference, loss aversion)."""


def attraction(promise: Array, heard: Array, norm: float, levers: Levers) -> Array:
    """How well a promise attracts: 2 / (1 + exp(-k (m - norm))) exp(-c max(0, m - heard)^2).

    1 at the norm; above what people hear is delivered it loses credit.
    """
    pull = 2 / (1 + np.exp(-levers.promise_attraction * (promise - norm)))
    doubt = np.exp(-levers.promise_credibility * np.maximum(0, promise - heard) ** 2)
    return np.asarray(pull * doubt)


def best_promise(
    heard: Array,
    churn: Array,
    contact: Array,
    horizon: float,
    norm: float,
    levers: Levers,
    experience: Experience,
) -> Array:
    """The promise m that maximises attract(m) LV_H(churn(gap)).

    The gap between delivered and promised fades as expectation learns: averaged over the horizon
    it is (delivered - m) (1 - (1 - b)^H) / (b H), b = learning * contact + norm_pull.

    Args:
        heard: [n], what is heard to be delivered.
        churn: [n], monthly churn as traced.
        contact: [n], chance of a moment of truth in a month.
        horizon: H, months.
        norm: what people expect of any firm.
        levers, experience: responses.

    Returns:
        [n], the best of `PROMISES`.
    """
    fading = np.maximum(experience.expectation_learning * contact + experience.norm_pull, 1e-6)
    share = (1 - (1 - fading) ** horizon) / (fading * horizon)
    gap = (heard[:, None] - PROMISES[None, :]) * share[:, None]
    shift = target(gap, experience.reference, experience.loss_aversion) - experience.reference
    believed = np.minimum(churn[:, None] * np.exp(-experience.churn_sensitivity * shift), 1.0)
    worth = attraction(PROMISES[None, :], heard[:, None], norm, levers)
    return PROMISES[np.argmax(worth * lifetime(believed, horizon), axis=1)]


def recruiting_spend(
    value: Array, attract: Array, prospects: Array, budget: float, levers: Levers
) -> Array:
    """Spend per prospect and month that a budget allows: A = scale ln+(reach attract LV / (mu scale)).

    One price mu >= 1 for all segments keeps the total within the budget.

    Args:
        value: [n], lifetime value of a new customer over the acquisition horizon.
        attract: [n], how well the promise attracts.
        prospects: [n], people who could join.
        budget: ceiling of the total, currency a month.
        levers: responses.
    """  # noqa: E501
    worth = np.maximum(levers.recruiting_reach * attract * value / levers.recruiting_scale, 1e-300)
    spend = np.asarray(levers.recruiting_scale * np.log(np.maximum(worth, 1.0)))
    active = worth > 1
    while active.any() and float(prospects @ spend) > budget:
        # ln mu so that the active segments spend the budget exactly
        weight = prospects[active]
        log_price = (
            float(weight @ np.log(worth[active])) - budget / levers.recruiting_scale
        ) / max(float(weight.sum()), 1e-300)
        spend = np.where(
            active, levers.recruiting_scale * np.maximum(np.log(worth) - log_price, 0), 0.0
        )
        still = active & (np.log(worth) > log_price)
        if (still == active).all():
            break
        active = still
    return spend


def recruiting_hazard(spend: Array, attract: Array, levers: Levers) -> Array:
    """Hazard of joining that spend buys: reach (1 - exp(-A / scale)) attract."""
    saturation = 1 - np.exp(-spend / levers.recruiting_scale)
    return np.asarray(levers.recruiting_reach * saturation * attract)


def recovery_effort(
    margin: Array,
    churn: Array,
    contact: Array,
    horizon: float,
    levers: Levers,
    experience: Experience,
) -> Array:
    """Effort per complaint: x = scale ln+((r_max - r_0) gain / scale).

    gain = LV_H (c_unresolved - c_resolved) * months the memory lasts within the horizon: what
    resolving keeps of a customer. The damage is what one failure does to satisfaction.

    Args:
        margin: [n], monthly margin of a customer.
        churn, contact: [n], monthly churn as traced, chance of a moment.
        horizon: H, months.
        levers, experience: responses.
    """
    failed = float(target(-experience.reference, experience.reference, experience.loss_aversion))
    damage = experience.satisfaction_speed * (experience.reference - failed)
    resolved, unresolved = (
        np.minimum(churn * np.exp(experience.churn_sensitivity * damage * (1 - share)), 1.0)
        for share in (experience.recovered_resolved, experience.recovered_unresolved)
    )
    memory = np.minimum(horizon, 1 / np.maximum(experience.satisfaction_speed * contact, 1e-6))
    gain = margin * lifetime(churn, horizon) * (unresolved - resolved) * memory
    room = max(levers.recovery_most - levers.recovery_base, 0.0)
    return _marginal(room * gain, levers.recovery_scale)


def resolved_share(effort: Array, levers: Levers) -> Array:
    """Share of complaints resolved: r = r_0 + (r_max - r_0) (1 - exp(-x / scale))."""
    room = max(levers.recovery_most - levers.recovery_base, 0.0)
    return np.asarray(levers.recovery_base + room * (1 - np.exp(-effort / levers.recovery_scale)))


def retention_offer(
    margin: Array, churn: Array, horizon: float, levers: Levers, experience: Experience
) -> Array:
    """Offer to a customer at risk: o = scale ln+(effect c_risk LV_H / scale), currency a month."""
    shift = experience.churn_sensitivity * max(experience.reference - levers.at_risk, 0.0)
    at_risk = np.minimum(churn * np.exp(shift), 1.0)
    value = margin * lifetime(churn, horizon)
    return _marginal(levers.offer_effect * at_risk * value, levers.offer_scale)


def offer_cut(offer: Array, levers: Levers) -> Array:
    """Share of the churn hazard that an offer takes away: effect (1 - exp(-o / scale))."""
    return np.asarray(levers.offer_effect * (1 - np.exp(-offer / levers.offer_scale)))


def cross_sell_effort(product_margin: Array, churn: Array, levers: Levers) -> Array:
    """Effort per satisfied customer: o = scale ln+(reach margin_of_one_more LV / scale).

    A sale is valued over the acquisition horizon in every design, like a new customer: with the
    owner's own horizon a short one simply stops selling, and that line alone would decide who wins.

    Args:
        product_margin: [n], monthly margin of one product more.
        churn: [n], monthly churn as traced.
        levers: responses.
    """
    value = product_margin * lifetime(churn, float(levers.acquisition_horizon))
    return _marginal(levers.cross_sell_reach * value, levers.cross_sell_scale)


def cross_sell_chance(effort: Array, levers: Levers) -> Array:
    """Monthly chance of selling a further product: reach (1 - exp(-o / scale))."""
    return np.asarray(levers.cross_sell_reach * (1 - np.exp(-effort / levers.cross_sell_scale)))


def _marginal(worth: Array, scale: float) -> Array:
    """Spend at which the next unit brings back exactly itself: scale ln+(worth / scale)."""
    return np.asarray(scale * np.log(np.maximum(worth / scale, 1.0)))
