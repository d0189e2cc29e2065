"""The commercial levers: each closed form against a search over a fine grid."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.firm import levers
from sim.market import rules
from sim.scenario_file.firm import Levers
from sim.scenario_file.market import Experience

churns = st.floats(1e-3, 0.3)
margins = st.floats(0, 300)
horizons = st.floats(1, 60)
scales = st.floats(0.1, 20)
EXPERIENCE = Experience()
GRID = np.linspace(0, 1, 4001)


def no_better_on_the_grid(gain, spend, scale):
    """Whether no spend on a fine grid brings more than this one, net of the spend itself."""
    grid = np.append(GRID * (3 * spend + 10 * scale), spend)
    net = gain(grid) - grid
    return net[-1] >= net.max() - 1e-9 * max(1.0, abs(net).max())


def lived(churn, horizon):
    return rules.lifetime_months(churn, horizon)


@given(margins, churns, horizons, scales, st.floats(0, 1))
def test_retention_offer_is_the_best_on_a_grid(margin, churn, horizon, scale, effect):
    response = Levers(offer_scale=scale, offer_effect=effect)
    offer = levers.retention_offer(
        np.array([margin]), np.array([churn]), horizon, response, EXPERIENCE
    )
    at_risk = min(churn * exp(8.0 * (0.8 - 0.65)), 1.0)
    value = at_risk * margin * lived(churn, horizon)
    assert offer[0] >= 0
    assert no_better_on_the_grid(
        lambda spend: levers.offer_cut(spend, response) * value, offer[0], scale
    )


@given(margins, churns, st.integers(1, 60), scales, st.floats(0, 0.1))
def test_cross_sell_effort_is_the_best_on_a_grid(margin, churn, horizon, scale, reach):
    response = Levers(cross_sell_scale=scale, cross_sell_reach=reach, acquisition_horizon=horizon)
    effort = levers.cross_sell_effort(np.array([margin]), np.array([churn]), response)
    value = margin * lived(churn, float(horizon))
    assert no_better_on_the_grid(
        lambda spend: levers.cross_sell_chance(spend, response) * value, effort[0], scale
    )


@given(margins, churns, st.floats(0.05, 1), horizons, scales, st.floats(0.3, 1))
def test_recovery_effort_is_the_best_on_a_grid(margin, churn, contact, horizon, scale, most):
    response = Levers(recovery_scale=scale, recovery_most=most)
    effort = levers.recovery_effort(
        np.array([margin]), np.array([churn]), np.array([contact]), horizon, response, EXPERIENCE
    )
    # what one failure does to satisfaction, and what resolving it leaves of that
    damage = 0.3 * (0.8 - rules.satisfaction_target(-0.8, 0.8, 2.0))
    unresolved, resolved = (min(churn * exp(8 * damage * (1 - s)), 1.0) for s in (0.15, 0.5))
    remembered = min(horizon, 1 / (0.3 * contact))
    gain = margin * lived(churn, horizon) * (unresolved - resolved) * remembered
    assert no_better_on_the_grid(
        lambda spend: levers.resolved_share(spend, response) * gain, effort[0], scale
    )


def test_levers_stand_still_where_a_customer_brings_nothing():
    nothing, churn, contact = np.zeros(2), np.full(2, 0.02), np.full(2, 0.5)
    response = Levers()
    recovery = levers.recovery_effort(nothing, churn, contact, 30, response, EXPERIENCE)
    assert recovery.tolist() == [0, 0]
    assert levers.retention_offer(nothing, churn, 30, response, EXPERIENCE).tolist() == [0, 0]
    assert levers.cross_sell_effort(nothing, churn, response).tolist() == [0, 0]


@given(margins, churns, horizons, horizons)
def test_a_longer_horizon_never_spends_less_on_keeping_customers(margin, churn, short, long):
    short, long = sorted((short, long))
    arguments, response = (np.array([margin]), np.array([churn])), Levers()
    impatient = levers.retention_offer(*arguments, short, response, EXPERIENCE)
    assert impatient[0] <= levers.retention_offer(*arguments, long, response, EXPERIENCE)[0] + 1e-9


def test_responses_by_hand():
    response, one_scale = Levers(), 1 - exp(-1)
    assert levers.resolved_share(np.array([0.0, 8.0]), response) == pytest.approx(
        np.array([0.3, 0.3 + 0.6 * one_scale])
    )
    assert levers.offer_cut(np.array([0.0, 3.0]), response) == pytest.approx([0, 0.5 * one_scale])
    assert levers.cross_sell_chance(np.array([0.5]), response) == pytest.approx([0.01 * one_scale])
    hazard = levers.recruiting_hazard(np.array([1.5]), np.array([0.9]), response)
    assert hazard == pytest.approx([0.008 * one_scale * 0.9])


def test_recovery_below_its_base_leaves_the_base():
    response = Levers(recovery_base=0.5, recovery_most=0.2)
    assert levers.resolved_share(np.array([0.0, 100.0]), response).tolist() == [0.5, 0.5]


def test_attraction_is_1_at_the_norm_and_doubted_above_what_is_heard():
    response, heard = Levers(), np.array([0.9])
    assert levers.attraction(np.array([0.85]), heard, 0.85, response) == pytest.approx([1])
    believed = levers.attraction(np.array([0.95]), np.array([0.95]), 0.85, response)
    doubted = levers.attraction(np.array([0.95]), np.array([0.75]), 0.85, response)
    assert believed == pytest.approx([2 / (1 + exp(-0.5))])
    assert doubted == pytest.approx(believed * exp(-6 * 0.2**2))


# Promise


def worth_of(promise, heard, churn, contact, horizon, norm):
    """attract(m) LV_H(churn(gap)) as the specification writes it, for one segment."""
    response = Levers()
    attract = 2 / (1 + exp(-response.promise_attraction * (promise - norm)))
    attract *= exp(-response.promise_credibility * max(0, promise - heard) ** 2)
    fading = EXPERIENCE.expectation_learning * contact + EXPERIENCE.norm_pull
    gap = (heard - promise) * (1 - (1 - fading) ** horizon) / (fading * horizon)
    shift = rules.satisfaction_target(gap, 0.8, 2.0) - 0.8
    return attract * lived(min(churn * exp(-8 * shift), 1.0), horizon)


promises = (st.floats(0.4, 1), churns, st.floats(0.05, 1), horizons, st.floats(0.5, 1))


@given(*promises)
def test_best_promise_is_the_best_on_a_grid(heard, churn, contact, horizon, norm):
    chosen = levers.best_promise(
        np.array([heard]), np.array([churn]), np.array([contact]), horizon, norm, Levers(),
        EXPERIENCE,
    )[0]  # fmt: skip
    worth = [worth_of(m, heard, churn, contact, horizon, norm) for m in levers.PROMISES]
    assert worth_of(chosen, heard, churn, contact, horizon, norm) == pytest.approx(
        max(worth), rel=1e-9
    )


@given(st.floats(0.7, 0.95), st.floats(0.005, 0.05), st.floats(0.2, 0.8))
def test_who_looks_further_ahead_promises_less(heard, churn, contact):
    product_led, segment_led = (
        levers.best_promise(
            np.array([heard]), np.array([churn]), np.array([contact]), horizon, 0.85, Levers(),
            EXPERIENCE,
        )[0]
        for horizon in (4, 30)
    )  # fmt: skip
    assert segment_led <= product_led


def test_promises_are_the_prototypes_above_what_is_delivered():
    promise = {
        horizon: levers.best_promise(
            np.array([0.8]), np.array([0.012]), np.array([0.5]), horizon, 0.85, Levers(),
            EXPERIENCE,
        )[0]
        for horizon in (4, 30)
    }  # fmt: skip
    assert 0.8 < promise[30] < promise[4] < 1


# Recruiting

segments = st.integers(1, 4)


@st.composite
def campaigns(draw):
    size = draw(segments)

    def column(low, high):
        return np.array(draw(st.lists(st.floats(low, high), min_size=size, max_size=size)))

    return column(0, 5000), column(0, 2), column(0, 1e5), draw(st.floats(0, 1e6))


@given(campaigns())
def test_recruiting_never_spends_more_than_its_budget_and_all_of_it_when_it_binds(campaign):
    value, attract, prospects, budget = campaign
    response = Levers()
    spend = levers.recruiting_spend(value, attract, prospects, budget, response)
    free = levers.recruiting_spend(value, attract, prospects, np.inf, response)
    wanted, total = float(prospects @ free), float(prospects @ spend)
    assert (spend >= 0).all()
    assert (spend <= free + 1e-9).all()
    assert total == pytest.approx(min(wanted, budget), rel=1e-9, abs=1e-6)


@given(st.floats(0, 5000), st.floats(0.01, 2), scales)
def test_recruiting_with_money_to_spare_is_the_best_on_a_grid(value, attract, scale):
    response = Levers(recruiting_scale=scale)
    spend = levers.recruiting_spend(
        np.array([value]), np.array([attract]), np.array([100.0]), np.inf, response
    )
    assert no_better_on_the_grid(
        lambda grid: levers.recruiting_hazard(grid, np.array([attract]), response) * value,
        spend[0],
        scale,
    )


@given(
    st.tuples(st.floats(200, 5000), st.floats(200, 5000)),
    st.tuples(st.floats(10, 1e4), st.floats(10, 1e4)),
    st.floats(0.01, 0.99),
)
def test_recruiting_splits_a_tight_budget_as_well_as_any_split_on_a_grid(value, prospects, tight):
    response, attract = Levers(), np.array([1.1, 0.9])
    value, prospects = np.array(value), np.array(prospects)
    free = levers.recruiting_spend(value, attract, prospects, np.inf, response)
    budget = tight * float(prospects @ free)
    spend = levers.recruiting_spend(value, attract, prospects, budget, response)

    def brought(per_prospect):
        hazard = levers.recruiting_hazard(per_prospect, attract[:, None], response)
        return (prospects[:, None] * value[:, None] * hazard).sum(axis=0)

    splits = np.array([GRID * budget, (1 - GRID) * budget]) / prospects[:, None]
    assert brought(spend[:, None])[0] >= brought(splits).max() * (1 - 1e-9)


def test_recruiting_by_hand():
    # worth e^2 scales: two scales of spend when free, one scale when the budget halves it
    response = Levers(recruiting_reach=0.01, recruiting_scale=1.0)
    value, people = np.array([100 * exp(2)]), np.array([50.0])
    free = levers.recruiting_spend(value, np.ones(1), people, 1e9, response)
    tight = levers.recruiting_spend(value, np.ones(1), people, 50.0, response)
    assert free == pytest.approx([2])
    assert tight == pytest.approx([1])
