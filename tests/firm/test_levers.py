"""The commercial levers: each closed form against a search over a fine grid."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from neutral import neutral

import sim
from sim.firm import levers
from sim.firm.books import Seen
from sim.market.rules import rules
from sim.scenario.schema.experience import Experience
from sim.scenario.schema.levers import Levers
from sim.scenario.schema.stakes import Stakes

churns = st.floats(1e-3, 0.3)
margins = st.floats(0, 300)
horizons = st.floats(1, 60)
scales = st.floats(0.1, 20)
EXPERIENCE = Experience(**neutral("experience"))
GRID = np.linspace(0, 1, 4001)


def no_better_on_the_grid(gain, spend, scale):
    """Whether no spend on a fine grid brings more than this one, net of the spend itself."""
    grid = np.append(GRID * (3 * spend + 10 * scale), spend)
    net = gain(grid) - grid
    return net[-1] >= net.max() - 1e-9 * max(1.0, abs(net).max())


def response(**changes):
    """How people respond by default, and with some of the levers' numbers changed."""
    stakes = Stakes(common_horizon=changes.pop("common_horizon", 0.0))
    return levers.response_of(Levers(**changes), EXPERIENCE, stakes)


def over_efforts(rule, given):
    """What a lever does at each of many efforts."""
    return lambda efforts: np.array([rule(effort, given) for effort in efforts.tolist()])


def simulated(churn, horizon):
    return rules.lifetime_months(churn, horizon)


@given(margins, churns, horizons, scales, st.floats(0, 1))
def test_retention_offer_is_the_best_on_a_grid(margin, churn, horizon, scale, effect):
    given = response(offer_scale=scale, offer_effect=effect)
    offer = levers.retention_offer(margin, churn, horizon, given)
    at_risk = min(churn * exp(8.0 * (0.8 - 0.65)), 1.0)
    value = at_risk * margin * simulated(churn, horizon)
    assert offer >= 0
    cut = over_efforts(levers.offer_cut, given)
    assert no_better_on_the_grid(lambda spend: cut(spend) * value, offer, scale)


@given(margins, churns, st.integers(1, 60), scales, st.floats(0, 0.1))
def test_cross_sell_effort_is_the_best_on_a_grid(margin, churn, horizon, scale, reach):
    given = response(cross_sell_scale=scale, cross_sell_reach=reach, acquisition_horizon=horizon)
    effort = levers.cross_sell_effort(margin, churn, given)
    value = margin * simulated(churn, float(horizon))
    chance = over_efforts(levers.cross_sell_chance, given)
    assert no_better_on_the_grid(lambda spend: chance(spend) * value, effort, scale)


@given(margins, churns, st.floats(0.05, 1), horizons, scales, st.floats(0.3, 1))
def test_recovery_effort_is_the_best_on_a_grid(margin, churn, contact, horizon, scale, most):
    given = response(recovery_scale=scale, recovery_most=most)
    effort = levers.recovery_effort(margin, churn, contact, horizon, given)
    # what one failure does to satisfaction, and what resolving it leaves of that
    damage = 0.3 * (0.8 - rules.satisfaction_target(-0.8, 0.8, 2.0))
    unresolved, resolved = (min(churn * exp(8 * damage * (1 - s)), 1.0) for s in (0.15, 0.5))
    remembered = min(horizon, 1 / (0.3 * contact))
    gain = margin * simulated(churn, horizon) * (unresolved - resolved) * remembered
    share = over_efforts(levers.resolved_share, given)
    assert no_better_on_the_grid(lambda spend: share(spend) * gain, effort, scale)


@given(margins, churns, st.floats(0.05, 1), horizons, scales, st.floats(0, 1), st.floats(0, 20))
def test_recovery_effort_values_the_rule_in_force_and_the_contacts_it_saves(
    margin, churn, contact, horizon, scale, repeat, cost
):
    experience = Experience(recovery_on="hazard", repeat_contacts=repeat)
    given = levers.response_of(Levers(recovery_scale=scale), experience, Stakes(), cost)
    effort = levers.recovery_effort(margin, churn, contact, horizon, given)
    damage = 0.3 * (0.8 - rules.satisfaction_target(-0.8, 0.8, 2.0))
    unresolved, resolved = (
        min(churn * exp(8 * (0.8 - rules.loyalty_recovered(0.8 - damage, 0.8, share, 8.0))), 1.0)
        for share in (0.15, 0.5)
    )
    remembered = min(horizon, 1 / (0.3 * contact))
    gain = margin * simulated(churn, horizon) * (unresolved - resolved) * remembered
    chance = min(contact, 0.999)
    gain += cost * repeat * -log(1 - chance) / chance
    share = over_efforts(levers.resolved_share, given)
    assert no_better_on_the_grid(lambda spend: share(spend) * gain, effort, scale)


def test_contacts_saved_by_hand():
    given = levers.response_of(Levers(), Experience(repeat_contacts=0.5), Stakes(), 6.0)
    assert levers.saved_contacts(0.5, given) == pytest.approx(6.0 * 0.5 * log(2) / 0.5)
    calm = levers.response_of(Levers(), EXPERIENCE, Stakes(), 6.0)
    assert levers.saved_contacts(0.5, calm) == 0


def test_a_failure_raises_the_hazard_by_what_is_not_undone_by_hand():
    on_hazard = levers.response_of(Levers(), Experience(recovery_on="hazard"), Stakes())
    assert levers.raised(log(3), 0.5, response()) == pytest.approx(3**0.5)
    assert levers.raised(log(3), 0.5, on_hazard) == pytest.approx(2)
    for each in (response(), on_hazard):
        assert levers.raised(log(3), 1.0, each) == pytest.approx(1)
        assert levers.raised(log(3), 0.0, each) == pytest.approx(3)


def test_levers_stand_still_where_a_customer_brings_nothing():
    churn, contact, given = 0.02, 0.5, response()
    assert levers.recovery_effort(0.0, churn, contact, 30.0, given) == 0
    assert levers.retention_offer(0.0, churn, 30.0, given) == 0
    assert levers.cross_sell_effort(0.0, churn, given) == 0


@given(margins, churns, horizons, horizons)
def test_a_longer_horizon_never_spends_less_on_keeping_customers(margin, churn, short, long):
    short, long = sorted((short, long))
    given = response()
    impatient = levers.retention_offer(margin, churn, short, given)
    assert impatient <= levers.retention_offer(margin, churn, long, given) + 1e-9


def test_responses_by_hand():
    given, one_scale = response(), 1 - exp(-1)
    assert levers.resolved_share(0.0, given) == pytest.approx(0.3)
    assert levers.resolved_share(8.0, given) == pytest.approx(0.3 + 0.6 * one_scale)
    assert levers.offer_cut(0.0, given) == 0
    assert levers.offer_cut(3.0, given) == pytest.approx(0.5 * one_scale)
    assert levers.cross_sell_chance(0.5, given) == pytest.approx(0.01 * one_scale)
    hazard = levers.recruiting_hazard(1.5, 0.9, given)
    assert hazard == pytest.approx(0.008 * one_scale * 0.9)


def test_recovery_below_its_base_leaves_the_base():
    given = response(recovery_base=0.5, recovery_most=0.2)
    assert [levers.resolved_share(effort, given) for effort in (0.0, 100.0)] == [0.5, 0.5]


def test_attraction_is_1_at_the_norm_and_doubted_above_what_is_heard():
    given = response()
    assert levers.attraction(0.85, 0.9, 0.85, given) == pytest.approx(1)
    believed = levers.attraction(0.95, 0.95, 0.85, given)
    doubted = levers.attraction(0.95, 0.75, 0.85, given)
    assert believed == pytest.approx(2 / (1 + exp(-0.5)))
    assert doubted == pytest.approx(believed * exp(-6 * 0.2**2))


@pytest.mark.parametrize("budget", [50.0, 1e9])
def test_each_owner_wishes_and_each_effect_is_told_in_its_place(budget):
    given, norm, horizon = response(), 0.85, 30.0
    margin, churn, contact = (
        np.array(x) for x in ([-2, 40, 19], [0.01, 0.03, 0.02], [0.4, 0.6, 0.5])
    )
    heard, one_more = np.array([0.7, 0.8, 0.75]), np.array([5.0, 8.0, 6.5])
    promise, prospects = np.array([0.8, 0.9]), np.array([100.0, 300.0])
    seen = Seen(margin.astype(float), churn, contact, heard, margin.astype(float), one_more)
    wishes = levers.wishes(seen, promise, heard[:-1], norm, prospects, budget, horizon, given)
    margin = np.maximum(margin, 0.0)
    attract = np.array(
        [levers.attraction(p, h, norm, given) for p, h in zip(promise, heard[:-1], strict=True)]
    )
    value = [m * simulated(c, 24.0) for m, c in zip(margin, churn, strict=True)]
    for owner in range(3):
        assert wishes[:3, owner].tolist() == [
            levers.recovery_effort(margin[owner], churn[owner], contact[owner], horizon, given),
            levers.retention_offer(margin[owner], churn[owner], horizon, given),
            levers.cross_sell_effort(one_more[owner], churn[owner], given),
        ]
    aimed = levers.recruiting_spend(np.array(value[:-1]), attract, prospects, budget, given)
    liked, everybody = np.average(attract, weights=prospects), prospects.sum()
    sprayed = levers.recruiting_spend(
        np.array(value[-1:]), np.array([liked]), np.array([everybody]), budget, given
    )
    assert wishes[3] == pytest.approx([*aimed, *sprayed])
    assert (wishes[:, 1:] > 0).all()
    state = wishes[:, :-1]
    effects = levers.effects(*state, promise, heard[:-1], norm, given)
    for s in range(2):
        assert effects[:, s] == pytest.approx(
            [
                attract[s],
                levers.recruiting_hazard(state[3, s], attract[s], given),
                levers.resolved_share(state[0, s], given),
                levers.offer_cut(state[1, s], given),
                levers.cross_sell_chance(state[2, s], given),
            ]
        )


# Promise


def worth_of(promise, heard, churn, contact, horizon, norm):
    """attract(m) LV_H(churn(gap)) as the specification writes it, for one segment."""
    given = Levers()
    attract = 2 / (1 + exp(-given.promise_attraction * (promise - norm)))
    attract *= exp(-given.promise_credibility * max(0, promise - heard) ** 2)
    fading = EXPERIENCE.expectation_learning * contact + EXPERIENCE.norm_pull
    gap = (heard - promise) * (1 - (1 - fading) ** horizon) / (fading * horizon)
    shift = rules.satisfaction_target(gap, 0.8, 2.0) - 0.8
    return attract * simulated(min(churn * exp(-8 * shift), 1.0), horizon)


promises = (st.floats(0.4, 1), churns, st.floats(0.05, 1), horizons, st.floats(0.5, 1))


@given(*promises)
def test_best_promise_is_the_best_on_a_grid(heard, churn, contact, horizon, norm):
    chosen = levers.best_promise(
        np.array([heard]), np.array([churn]), np.array([contact]), horizon, norm, response()
    )[0]
    worth = [worth_of(m, heard, churn, contact, horizon, norm) for m in levers.PROMISES]
    assert worth_of(chosen, heard, churn, contact, horizon, norm) == pytest.approx(
        max(worth), rel=1e-9
    )


@given(st.floats(0.7, 0.95), st.floats(0.005, 0.05), st.floats(0.2, 0.8))
def test_who_looks_further_ahead_promises_less(heard, churn, contact):
    product_led, segment_led = (
        levers.best_promise(
            np.array([heard]), np.array([churn]), np.array([contact]), horizon, 0.85, response()
        )[0]
        for horizon in (4.0, 30.0)
    )
    assert segment_led <= product_led


@pytest.mark.parametrize("horizon", [1.0, 6.5, 30.0, 120.0])
@pytest.mark.parametrize(("learning", "pull"), [(0.0, 1.0), (1.0, 1.0), (1.0, 0.3), (0.9, 0.1)])
def test_a_gap_that_fades_within_the_month_fades_to_nothing_and_no_further(learning, pull, horizon):
    """b above 1 to the power of half a month was no number, and no promise was better than it."""
    quick = response()._replace(expectation_learning=learning, norm_pull=pull)
    heard, churn, contact = np.array([0.8, 0.7]), np.array([0.02, 0.01]), np.array([1.0, 0.9])
    chosen = levers.best_promise(heard, churn, contact, horizon, 0.85, quick)
    for owner, promise in enumerate(chosen):
        fading = min(learning * contact[owner] + pull, 1.0)
        share = (1 - (1 - fading) ** horizon) / (fading * horizon)
        worth = []
        for m in levers.PROMISES:
            shift = rules.satisfaction_target((heard[owner] - m) * share, 0.8, 2.0) - 0.8
            kept = rules.lifetime_months(min(churn[owner] * np.exp(-8 * shift), 1.0), horizon)
            worth.append(levers.attraction(m, heard[owner], 0.85, quick) * kept)
        assert promise == pytest.approx(levers.PROMISES[int(np.argmax(worth))])


def test_memory_never_becomes_a_promise():
    """The same market twice in one process, where a gap fades within the month."""
    bank = (
        sim.load("retail_bank")
        .certain()
        .override(
            {
                "market.people": 20_000,
                "market.simulated": 600,
                "months": 12,
                "burn_in": 6,
                "experience.norm_pull": 1.0,
                "today.organisation.horizon_months": 6.5,
            }
        )
    )
    one, other = (sim.run(bank).monthly() for _ in range(2))
    assert one.equals(other)
    assert one["promise"].between(0, 1).all()
    assert one.notna().all().all()


def test_promises_are_the_prototypes_above_what_is_delivered():
    promise = {
        horizon: levers.best_promise(
            np.array([0.8]), np.array([0.012]), np.array([0.5]), horizon, 0.85, response()
        )[0]
        for horizon in (4.0, 30.0)
    }
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
    given = response()
    spend = levers.recruiting_spend(value, attract, prospects, budget, given)
    free = levers.recruiting_spend(value, attract, prospects, np.inf, given)
    wanted, total = float(prospects @ free), float(prospects @ spend)
    assert (spend >= 0).all()
    assert (spend <= free + 1e-9).all()
    assert total == pytest.approx(min(wanted, budget), rel=1e-9, abs=1e-6)


@given(st.floats(0, 5000), st.floats(0.01, 2), scales)
def test_recruiting_with_money_to_spare_is_the_best_on_a_grid(value, attract, scale):
    given = response(recruiting_scale=scale)
    spend = levers.recruiting_spend(
        np.array([value]), np.array([attract]), np.array([100.0]), np.inf, given
    )
    hazard = over_efforts(lambda x, _: levers.recruiting_hazard(x, attract, given), given)
    assert no_better_on_the_grid(lambda grid: hazard(grid) * value, spend[0], scale)


@given(
    st.tuples(st.floats(200, 5000), st.floats(200, 5000)),
    st.tuples(st.floats(10, 1e4), st.floats(10, 1e4)),
    st.floats(0.01, 0.99),
)
def test_recruiting_splits_a_tight_budget_as_well_as_any_split_on_a_grid(value, prospects, tight):
    given, attract = response(), np.array([1.1, 0.9])
    value, prospects = np.array(value), np.array(prospects)
    free = levers.recruiting_spend(value, attract, prospects, np.inf, given)
    budget = tight * float(prospects @ free)
    spend = levers.recruiting_spend(value, attract, prospects, budget, given)

    def brought(per_prospect):
        hazard = np.array(
            [
                [levers.recruiting_hazard(spend, liked, given) for spend in row]
                for liked, row in zip(attract.tolist(), per_prospect.tolist(), strict=True)
            ]
        )
        return (prospects[:, None] * value[:, None] * hazard).sum(axis=0)

    splits = np.array([GRID * budget, (1 - GRID) * budget]) / prospects[:, None]
    assert brought(spend[:, None])[0] >= brought(splits).max() * (1 - 1e-9)


def test_recruiting_by_hand():
    # worth e^2 scales: two scales of spend when free, one scale when the budget halves it
    given = response(recruiting_reach=0.01, recruiting_scale=1.0)
    value, people = np.array([100 * exp(2)]), np.array([50.0])
    free = levers.recruiting_spend(value, np.ones(1), people, 1e9, given)
    tight = levers.recruiting_spend(value, np.ones(1), people, 50.0, given)
    assert free == pytest.approx([2])
    assert tight == pytest.approx([1])
