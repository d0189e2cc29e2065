"""What the engines read: people's behaviour, and the world as they meet it this month."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Single = NDArray[np.float32]


class Behaviour(NamedTuple):
    """The constants of people's behaviour, single precision; see the schema's sections.

    `recovery_on_hazard` is 1 where the schema's `recovery_on` says so.
    """

    satisfaction_speed: np.float32
    loss_aversion: np.float32
    expectation_learning: np.float32
    norm_pull: np.float32
    reference: np.float32
    churn_sensitivity: np.float32
    contact_effort: np.float32
    taste_sd: np.float32
    complaint_rate: np.float32
    recovered_silent: np.float32
    recovered_unresolved: np.float32
    recovered_resolved: np.float32
    recovered_fast: np.float32
    recovery_lift: np.float32
    product_drop: np.float32
    repeat_contacts: np.float32
    misfit_contacts: np.float32
    onboarding_contacts: np.float32
    recovery_on_hazard: np.float32
    deal_proneness: np.float32
    promoter_incidence: np.float32
    detractor_incidence: np.float32
    promoter_reach: np.float32
    detractor_reach: np.float32
    strong_impact: np.float32
    weak_impact: np.float32
    detractor_impact: np.float32
    winback: np.float32
    winback_of_any: np.float32
    contagion: np.float32
    contagion_decay: np.float32
    at_risk: np.float32
    poaching: np.float32
    choice_sensitivity: np.float32


class World(NamedTuple):
    """What people meet this month. F firms, S segments, K touchpoints, M baskets.

    C = F S cells: what firm f does to people it takes for segment a is in cell f S + a.

    Attributes:
        ideal: [S, K], what each need likes best.
        touch: [S, M, K], cumulative chance of each touchpoint.
        baskets: [S, M], cumulative chance of each set of products at joining.
        hazards: [S, QUANTILES + 1], newcomers' yearly base hazard by quantile.
        margin: [S, M], monthly gross margin of a basket at average spend, before losses, currency.
        loss_chance: [M, P], cumulative chance by product that a holder of a basket causes a loss;
            no products where there are no losses.
        loss: [S, P], what a loss costs at average spend, currency.
        bought: [S], mean of spend^-gamma, see `rules.bought_hazard`.
        costs: [2], contact and complaint, currency each.
        basis: uint8 [F], which segments each firm acts on, see `market.BASES`.
        open_: uint8 [F], 1 where a firm is in the market.
        position, quality, scope: [C, K], the offer that people taken for a segment meet; scope by
            its value, 1 on the first day of the firm.
        promise, recruiting: [C], promised value; hazard of joining through recruiting.
        resolve, offer_cut, cross_sell: [C], resolved share of complaints, share of the churn hazard
            a retention offer takes away, monthly chance of a further product.
        seen: [C], share of customers at risk that the firm sees.
        norm: [C], what the firm's people expect of any other.
        heard, attract: [C], value delivered as the market hears it, attraction of the promise.
        size: [F], weight of each firm's size for customers who leave another.
        rest: their weight of joining none of the firms.
        priced: 1 where prices have moved or may; else the next three are empty.
        pressure, dearer: [C, M], what the price of a basket does to the hazard of leaving, and the
            shortfall that is felt.
        extra: [S, C, M], monthly margin of a basket beyond `margin`, at average spend, currency.
        ease: [C], of joining at a firm's prices.
        ties: [3], strong, weak and all ties of a person, where the average is heard.
        rumour: [F, 3] shares of people who promote and detract and the promoters' mean
            expectation, where the average is heard.
        departed: [F], friends of a person who left each firm last month, where the average is
            heard and leaving is contagious; else 0.
        mixed: 1 when everybody hears the average instead of own ties.
        help_desk: touchpoint of calls for help with earlier trouble; -1 where there is none, and
            such calls are spread over touchpoints as all others.
    """

    ideal: Single
    touch: Single
    baskets: Single
    hazards: Single
    margin: Single
    loss_chance: Single
    loss: Single
    bought: Single
    costs: Single
    basis: NDArray[np.uint8]
    open_: NDArray[np.uint8]
    position: Single
    quality: Single
    scope: Single
    promise: Single
    recruiting: Single
    resolve: Single
    offer_cut: Single
    cross_sell: Single
    seen: Single
    norm: Single
    heard: Single
    attract: Single
    size: Single
    rest: np.float32
    priced: int
    pressure: Single
    dearer: Single
    extra: Single
    ease: Single
    ties: Single
    rumour: Single
    departed: Single
    mixed: int
    help_desk: int
