"""The commercial levers, each pulled as far as the owner's own KPI says.

An owner is a segment's leader or, last, somebody who sees only the whole firm; all know traced
figures only. Lifetime value within a horizon is LV_H(c) = margin (1 - (1 - c)^H) / c. What is
compiled here calls the rulebook and this file only.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..market.rules import rules
from ..market.rules.compiled import kernel, scalar
from ..scenario.schema.experience import Experience
from ..scenario.schema.levers import Levers
from ..scenario.schema.stakes import Stakes
from .books import Seen

Array = NDArray[np.float64]
PROMISES = np.linspace(0.3, 1.0, 71)
"""Promises an owner considers."""


@dataclass
class Settings:
    """Where the commercial levers stand, [S] each: currency per complaint, customer, prospect."""

    recovery: Array
    offer: Array
    cross_sell: Array
    recruiting: Array


class Response(NamedTuple):
    """How people respond to what a firm does: numbers of `Levers` and `Experience`, named as there.

    See the schema for their units and sources. `recovery_on_hazard` is 1 where `recovery_on` says
    so; `contact_cost` is what a contact costs the firm, currency.
    """

    promise_attraction: float
    promise_credibility: float
    recruiting_reach: float
    recruiting_scale: float
    acquisition_horizon: float
    recovery_base: float
    recovery_most: float
    recovery_scale: float
    offer_effect: float
    offer_scale: float
    at_risk: float
    cross_sell_reach: float
    cross_sell_scale: float
    satisfaction_speed: float
    loss_aversion: float
    expectation_learning: float
    norm_pull: float
    reference: float
    churn_sensitivity: float
    recovered_unresolved: float
    recovered_resolved: float
    common_horizon: float
    recovery_on_hazard: float
    repeat_contacts: float
    contact_cost: float


def response_of(
    levers: Levers, experience: Experience, stakes: Stakes, contact_cost: float = 0.0
) -> Response:
    """The numbers that the levers' arithmetic reads, from wherever the schema keeps them.

    Args:
        levers, experience, stakes: sections of a scenario.
        contact_cost: what a contact costs the firm, currency.
    """
    sections = levers, experience, stakes
    values = {
        "recovery_on_hazard": float(experience.recovery_on == "hazard"),
        "contact_cost": contact_cost,
    }
    for name in set(Response._fields) - set(values):
        values[name] = float(next(getattr(s, name) for s in sections if hasattr(s, name)))
    return Response(**values)


# All levers at once


@kernel
def wishes(
    seen: Seen,
    promise: Array,
    heard: Array,
    norm: float,
    prospects: Array,
    budget: float,
    horizon: float,
    response: Response,
) -> Array:
    """How far each owner would pull the levers, in the order of `Settings`, [4, S + 1].

    Segments' leaders aim recruiting by segment; the whole firm's owner spends the same on everybody
    who could join, who like the promise as all of them do on average.

    Args:
        seen: `Seen`, what each owner decides on.
        promise, heard: [S], value promised and heard to be delivered.
        norm: what people expect of any firm.
        prospects: [S], people who could join.
        budget: ceiling of recruiting, currency a month.
        horizon: H, months.
        response: `Response`.
    """
    segments = len(promise)
    out, value, attract = np.empty((4, segments + 1)), np.empty(segments + 1), np.empty(segments)
    for owner in range(segments + 1):
        margin, churn = max(seen.margin[owner], 0.0), seen.churn[owner]
        value[owner] = margin * rules.lifetime_months(churn, response.acquisition_horizon)
        contact, one_more = seen.contact[owner], seen.margin_of_one_more[owner]
        staked, ahead = max(seen.staked[owner], 0.0), keeping_horizon(horizon, response)
        out[0, owner] = recovery_effort(staked, churn, contact, ahead, response)
        out[1, owner] = retention_offer(staked, churn, ahead, response)
        out[2, owner] = cross_sell_effort(one_more, churn, response)
    liked = weights = people = 0.0
    for s in range(segments):
        attract[s] = attraction(promise[s], heard[s], norm, response)
        weight = max(prospects[s], 1e-9)
        liked += weight * attract[s]
        weights += weight
        people += prospects[s]
    aimed = recruiting_spend(value, attract, prospects, budget, response)
    for s in range(segments):
        out[3, s] = aimed[s]
    worth = response.recruiting_reach * liked / weights * value[segments]
    affordable = budget / max(people, 1e-300)
    out[3, segments] = min(marginal(worth, response.recruiting_scale), affordable)
    return out


@kernel
def effects(
    recovery: Array,
    offer: Array,
    cross_sell: Array,
    recruiting: Array,
    promise: Array,
    heard: Array,
    norm: float,
    response: Response,
) -> Array:
    """What the levers do to people, [5, S].

    Args:
        recovery, offer, cross_sell, recruiting: [S], where the levers stand, as in `Settings`.
        promise, heard: [S], value promised and heard to be delivered.
        norm: what people expect of any firm.
        response: `Response`.

    Returns:
        attraction of the promise, hazard of joining, share of complaints resolved, share of the
        churn hazard taken away and chance of selling a further product.
    """
    out = np.empty((5, len(promise)))
    for s in range(len(promise)):
        out[0, s] = attraction(promise[s], heard[s], norm, response)
        out[1, s] = recruiting_hazard(recruiting[s], out[0, s], response)
        out[2, s] = resolved_share(recovery[s], response)
        out[3, s] = offer_cut(offer[s], response)
        out[4, s] = cross_sell_chance(cross_sell[s], response)
    return out


@scalar
def saturation(effort: float, scale: float) -> float:
    """Share of all it can do that an effort does: 1 - exp(-x / scale)."""
    return 1.0 - np.float64(exp(-effort / scale))


@scalar
def marginal(worth: float, scale: float) -> float:
    """Effort at which the next unit brings back exactly itself: scale ln+(worth / scale).

    With worth w of the whole effect: the x at which the slope of w (1 - exp(-x / scale)) is 1.
    """
    return scale * log(max(worth / scale, 1.0))


@scalar
def keeping_horizon(horizon: float, response: Response) -> float:
    """Months ahead that a customer who is kept is valued: H + common (H_acquisition - H)."""
    return horizon + response.common_horizon * (response.acquisition_horizon - horizon)


# Promise


@scalar
def attraction(promise: float, heard: float, norm: float, response: Response) -> float:
    """How well a promise attracts: 2 / (1 + exp(-k (m - norm))) exp(-c max(0, m - heard)^2).

    1 at the norm; above what people hear is delivered it loses credit. k and c are the levers'
    `promise_attraction` and `promise_credibility`.

    Args:
        promise, heard: m, value promised and heard to be delivered.
        norm: what people expect of any firm.
        response: `Response`.
    """
    return _appeal(promise, norm, response) * _credit(promise, heard, response)


@scalar
def _appeal(promise: float, norm: float, response: Response) -> float:
    """How well a promise attracts whoever believes it: 1 at the norm."""
    turn = np.float64(exp(-response.promise_attraction * (promise - norm)))
    return 2.0 / (1.0 + turn)


@scalar
def _credit(promise: float, heard: float, response: Response) -> float:
    """How far a promise is believed: wholly up to what people hear is delivered."""
    excess = max(0.0, promise - heard)
    return exp(-response.promise_credibility * excess**2)


@kernel
def best_promise(
    heard: Array, churn: Array, contact: Array, horizon: float, norm: float, response: Response
) -> Array:
    """The promise m that maximises attract(m) LV_H(churn(gap)).

    The gap between delivered and promised fades as expectation learns: averaged over the horizon
    it is (delivered - m) (1 - (1 - b)^H) / (b H), b = learning * contact + norm_pull, at most 1: in
    a month no more than the whole gap can fade.

    Args:
        heard: [n], what is heard to be delivered.
        churn: [n], monthly churn as traced.
        contact: [n], chance of a moment of truth in a month.
        horizon: H, months.
        norm: what people expect of any firm.
        response: `Response`.

    Returns:
        [n], the best of `PROMISES` for each owner.
    """
    best, reference = np.full(len(heard), PROMISES[0]), response.reference
    appeal = np.empty(len(PROMISES))  # the same to all owners
    for n in range(len(PROMISES)):
        appeal[n] = _appeal(PROMISES[n], norm, response)
    for owner in range(len(heard)):
        learnt = response.expectation_learning * contact[owner]
        most, fading = -1.0, min(max(learnt + response.norm_pull, 1e-6), 1.0)
        share = (1.0 - (1.0 - fading) ** horizon) / (fading * horizon)
        for n in range(len(PROMISES)):
            promise = PROMISES[n]
            gap = (heard[owner] - promise) * share
            shift = rules.satisfaction_target(gap, reference, response.loss_aversion) - reference
            believed = min(churn[owner] * exp(-response.churn_sensitivity * shift), 1.0)
            worth = appeal[n] * _credit(promise, heard[owner], response)
            worth *= rules.lifetime_months(believed, horizon)
            if worth > most:
                most, best[owner] = worth, promise
    return best


# Recruiting


@kernel
def recruiting_spend(
    value: Array, attract: Array, prospects: Array, budget: float, response: Response
) -> Array:
    """Spend per prospect and month that a budget allows: A = scale ln+(worth / mu), [n].

    worth = reach attract LV / scale. One price mu >= 1 for all segments keeps the total within the
    budget: it rises until those who are worth more than it spend just that.

    Args:
        value: [n] or more, lifetime value of a new customer over the acquisition horizon.
        attract: [n], how well the promise attracts.
        prospects: [n], people who could join.
        budget: ceiling of the total, currency a month.
        response: `Response`.
    """
    scale, log_price = response.recruiting_scale, 0.0
    log_worth, spend = np.empty(len(attract)), np.empty(len(attract))
    for s in range(len(attract)):
        worth = response.recruiting_reach * attract[s] * value[s] / scale
        log_worth[s] = log(max(worth, 1e-300))
    for _ in range(len(attract)):  # each time somebody drops out, or the price is right
        people = wanted = 0.0
        for s in range(len(attract)):
            if log_worth[s] > log_price:
                people += prospects[s]
                wanted += prospects[s] * log_worth[s]
        if scale * (wanted - people * log_price) <= budget:
            break
        log_price = (wanted - budget / scale) / max(people, 1e-300)
    for s in range(len(attract)):
        spend[s] = scale * max(log_worth[s] - log_price, 0.0)
    return spend


@scalar
def recruiting_hazard(spend: float, attract: float, response: Response) -> float:
    """Hazard of joining that spend buys: reach (1 - exp(-A / scale)) attract."""
    return response.recruiting_reach * saturation(spend, response.recruiting_scale) * attract


# Recovery


@scalar
def recovery_effort(
    margin: float, churn: float, contact: float, horizon: float, response: Response
) -> float:
    """Effort per complaint: x = scale ln+((r_max - r_0) gain / scale).

    gain = LV_H (c_unresolved - c_resolved) * months the memory lasts within the horizon + cost of
    the contacts saved: what resolving keeps of a customer, and calls for help that it spares. The
    damage is what one failure does to satisfaction.

    Args:
        margin: monthly margin of a customer, currency.
        churn, contact: monthly churn as traced, chance of a moment.
        horizon: H, months.
        response: `Response`.
    """
    reference = response.reference
    failed = rules.satisfaction_target(-reference, reference, response.loss_aversion)
    damage = response.satisfaction_speed * (reference - failed)
    driven = response.churn_sensitivity * damage
    unresolved = min(churn * raised(driven, response.recovered_unresolved, response), 1.0)
    resolved = min(churn * raised(driven, response.recovered_resolved, response), 1.0)
    memory = min(horizon, 1.0 / max(response.satisfaction_speed * contact, 1e-6))
    value = margin * rules.lifetime_months(churn, horizon)
    gain = value * (unresolved - resolved) * memory + saved_contacts(contact, response)
    return marginal(_room(response) * gain, response.recovery_scale)


@scalar
def raised(driven: float, share: float, response: Response) -> float:
    """How many times as high the hazard of leaving is after a failure of which a share is undone.

    e^(b drop (1 - share)) where recovery acts on satisfaction; where it acts on the hazard,
    share + (1 - share) e^(b drop).

    Args:
        driven: b drop, sensitivity of churn times what the failure does to satisfaction.
        share: undone.
        response: `Response`.
    """
    if response.recovery_on_hazard > 0.5:
        return share + (1.0 - share) * np.float64(exp(driven))
    return np.float64(exp(driven * (1.0 - share)))


@scalar
def saved_contacts(contact: float, response: Response) -> float:
    """What a resolved complaint saves in contacts: cost r kappa / P, kappa = -ln(1 - P).

    Currency. r is `experience.repeat_contacts`; contacts that the saved ones would have caused in
    their turn are left out.

    Args:
        contact: P, chance of a moment in a month.
        response: `Response`.
    """
    chance = min(max(contact, 1e-6), 0.999)
    each = -np.float64(log(1.0 - chance)) / chance
    return response.contact_cost * response.repeat_contacts * each


@scalar
def resolved_share(effort: float, response: Response) -> float:
    """Share of complaints resolved: r = r_0 + (r_max - r_0) (1 - exp(-x / scale))."""
    return response.recovery_base + _room(response) * saturation(effort, response.recovery_scale)


@scalar
def _room(response: Response) -> float:
    """Share of complaints that effort can resolve beyond those that take none: r_max - r_0."""
    return max(response.recovery_most - response.recovery_base, 0.0)


# Retention offers


@scalar
def retention_offer(margin: float, churn: float, horizon: float, response: Response) -> float:
    """Offer to a customer at risk: o = scale ln+(effect c_risk LV_H / scale), currency a month."""
    below = max(response.reference - response.at_risk, 0.0)
    at_risk = min(churn * exp(response.churn_sensitivity * below), 1.0)
    value = margin * rules.lifetime_months(churn, horizon)
    return marginal(response.offer_effect * at_risk * value, response.offer_scale)


@scalar
def offer_cut(offer: float, response: Response) -> float:
    """Share of the churn hazard that an offer takes away: effect (1 - exp(-o / scale))."""
    return response.offer_effect * saturation(offer, response.offer_scale)


# Cross-selling


@scalar
def cross_sell_effort(product_margin: float, churn: float, response: Response) -> float:
    """Effort per satisfied customer: o = scale ln+(reach margin_of_one_more LV / scale).

    A sale is valued over the acquisition horizon in every design, like a new customer: with the
    owner's own horizon a short one simply stops selling, and that line alone would decide who wins.

    Args:
        product_margin: monthly margin of one product more, currency.
        churn: monthly churn as traced.
        response: `Response`.
    """
    value = product_margin * rules.lifetime_months(churn, response.acquisition_horizon)
    return marginal(response.cross_sell_reach * value, response.cross_sell_scale)


@scalar
def cross_sell_chance(effort: float, response: Response) -> float:
    """Monthly chance of selling a further product: reach (1 - exp(-o / scale))."""
    return response.cross_sell_reach * saturation(effort, response.cross_sell_scale)
