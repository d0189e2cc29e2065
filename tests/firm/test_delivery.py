"""Planning by belief, shipping by truth: efforts by hand, frequencies of luck, sane plans."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.firm import delivery, outcomes
from sim.firm.delivery import Item
from sim.firm.levers import response_of
from sim.firm.outcomes import Landing
from sim.firm.planning import Lane, appraised
from sim.model.model import OrganisationModel
from sim.scenario.schema.design import INCREMENTAL, PERFECTION
from sim.scenario.schema.experience import Experience
from sim.scenario.schema.levers import Levers
from sim.scenario.schema.stakes import Stakes
from sim.scenario.schema.work import Work

TOUCHPOINTS = 5


@pytest.fixture(scope="module")
def firm(neutral_scenario):
    """A firm on its first day; nothing here changes it."""
    return OrganisationModel(neutral_scenario(burn_in=0), seed=1).firm


def changed(habits, **settings):
    """Habits with some settings of organisation, delivery or work changed."""
    for section in ("organisation", "delivery", "work"):
        part = getattr(habits, section)
        own = {k: v for k, v in settings.items() if k in type(part).model_fields}
        habits = replace(habits, **{section: part.model_copy(update=own)})
    return habits


def view_of(firm, **changes):
    """What the first segment's leader sees, made plain: one segment, alike touchpoints."""
    values = {
        "weight": np.vstack([np.full(TOUCHPOINTS, 100.0), np.zeros((2, TOUCHPOINTS))]),
        "position": np.zeros(TOUCHPOINTS),
        "quality": np.full(TOUCHPOINTS, 0.9),
        "true_quality": np.full(TOUCHPOINTS, 0.9),
        "mean": np.zeros((3, TOUCHPOINTS)),
        "variance": np.full((3, TOUCHPOINTS), 0.01),
        "saving": np.zeros(TOUCHPOINTS),
        "free": np.ones(TOUCHPOINTS, dtype=bool),
        "capacity": 2.0,
    }
    return firm.leaders[2].prospectus(1)._replace(**(values | changes))


FLAWLESS = {"quality": np.ones(TOUCHPOINTS), "true_quality": np.ones(TOUCHPOINTS)}
"""Offers that never fail: what could be hardened would only stand beside the moves."""


def item(action="move", variant=1, touchpoint=2, **changes):
    values = {"position": 0.5, "quality": 0.9, "benefit": 10.0, "effort": 4.0}
    return Item(action, variant, touchpoint, **(values | changes))


@pytest.mark.parametrize(
    ("bar", "rate", "expected"),
    [(0.9, 0.1, 0.1), (0.99, 0.1, 0.01), (0.8, 0.1, 0.2), (0.5, 0.9, 1.0), (0.9, 0.0, 0.0)],
)
def test_change_failure_falls_with_the_quality_bar(firm, bar, rate, expected):
    habits = changed(firm.habits, quality_bar=bar, change_failure=rate)
    assert habits.change_failure == pytest.approx(expected)


def test_legacy_makes_releases_dearer(firm):
    habits = changed(firm.habits, release_effort=0.6, legacy=0.5)
    assert habits.release_effort == pytest.approx(0.9)


# Effort, by hand: 4 per position moved, 1.6 per factor e of failures, launched at .6.

MOVE = 4 * 1.5 + 1.6 * log(0.4 / 0.1)
HARDEN = 1.6 * log(0.2 / 0.1)


@pytest.mark.parametrize(
    ("saving", "research", "expected"),
    [(0.0, 0.0, MOVE), (0.5, 0.0, MOVE / 2), (0.0, 1.0, MOVE * 1.25), (0.5, 0.4, MOVE * 0.55)],
)
def test_effort_of_a_move_by_hand(firm, saving, research, expected):
    habits = changed(firm.habits, upfront_research=research)
    mean, saved = np.full((3, TOUCHPOINTS), 1.5), np.full(TOUCHPOINTS, saving)
    (planned,) = delivery.plan(view_of(firm, mean=mean, saving=saved, **FLAWLESS), 1, habits)
    assert (planned.action, planned.position) == ("move", 1.5)
    assert planned.quality == 0.9
    assert planned.effort == pytest.approx(expected)


@pytest.mark.parametrize("now", [0.98, 0.7])
def test_a_move_ships_at_the_bar_whatever_the_quality_of_today(firm, now):
    habits = changed(firm.habits, outcome_focus=1.0, risk_aversion=0.0, change_failure=0.0)
    habits = replace(habits, taste_variance=0.0)
    believed = np.full(TOUCHPOINTS, now)
    mean, variance = np.full((3, TOUCHPOINTS), 2.0), np.zeros((3, TOUCHPOINTS))
    view = view_of(
        firm, mean=mean, variance=variance, quality=believed, true_quality=believed, capacity=1e9
    )
    (planned,) = delivery.plan(view, 1, changed(habits, hit_rate=1.0))
    assert (planned.action, planned.position, planned.quality) == ("move", 2.0, 0.9)
    assert planned.benefit == pytest.approx(100 * (0.9 - now * exp(-2)))
    assert planned.effort == pytest.approx(4 * 2.0 + 1.6 * log(0.4 / 0.1))


def test_effort_of_hardening_by_hand_is_of_what_the_teams_find(firm):
    habits = firm.habits
    view = view_of(firm, quality=np.full(TOUCHPOINTS, 0.85), true_quality=np.full(TOUCHPOINTS, 0.8))
    (planned,) = delivery.plan(view, 1, habits)
    assert (planned.action, planned.position, planned.quality) == ("harden", 0.0, 0.9)
    assert planned.effort == pytest.approx(HARDEN)


def test_each_nine_costs_as_much_as_the_last(firm):
    efforts = []
    for quality, bar in ((0.0, 0.9), (0.9, 0.99), (0.99, 0.999)):
        habits = changed(firm.habits, quality_bar=bar, change_failure=0.0)
        now = np.full(TOUCHPOINTS, quality)
        view = view_of(firm, quality=now, true_quality=now)
        planned = delivery.plan(view, 1, habits)[0]
        assert planned.action == "harden"
        efforts.append(planned.effort)
    assert efforts == pytest.approx([1.6 * log(10)] * 3)


def test_benefit_of_hardening_by_hand(firm):
    habits = changed(firm.habits, outcome_focus=0.9, horizon_months=30, change_failure=0.1)
    habits = replace(habits, taste_variance=0.09)
    low = np.full(TOUCHPOINTS, 0.8)
    (planned,) = delivery.plan(view_of(firm, quality=low, true_quality=low), 1, habits)
    fit = 1 / (1 + 0.01 + 0.09) ** 0.5
    risk = 0.1 * 0.1 * fit / 30  # chance of a failed release, outage, spread over the horizon
    assert planned.benefit == pytest.approx(100 * (0.1 * fit - risk))


def test_benefit_of_a_move_by_hand_counts_hits_fear_and_research(firm):
    habits = changed(
        firm.habits,
        outcome_focus=1.0,
        change_failure=0.0,
        risk_aversion=1.0,
        upfront_research=1.0,
    )
    habits = replace(habits, taste_variance=0.0)
    view = view_of(
        firm,
        mean=np.full((3, TOUCHPOINTS), 1.0),
        variance=np.full((3, TOUCHPOINTS), 0.5),
        **FLAWLESS,
    )
    (planned,) = delivery.plan(view, 1, habits)
    now = exp(-0.5 / 1.5) / 1.5**0.5
    then = 0.9 / 1.25**0.5  # research halves the variance
    fear = 0.25 * 1 * 0.5 * 1.0
    assert planned.benefit == pytest.approx((1 / 3 + 0.15) * 100 * (then - now - fear))


def test_a_shared_move_aims_at_the_credited_mean_of_segments(firm):
    weight = np.zeros((3, TOUCHPOINTS))
    weight[0], weight[1] = 100.0, 300.0
    mean = np.zeros((3, TOUCHPOINTS))
    mean[0], mean[1], mean[2] = 2.0, 1.2, -9.0
    planned = delivery.plan(view_of(firm, weight=weight, mean=mean, **FLAWLESS), 0, firm.habits)
    assert planned[0].position == pytest.approx(1.4)


# Plans


@given(
    st.integers(1, 24),
    st.lists(st.floats(-1, 1), min_size=TOUCHPOINTS, max_size=TOUCHPOINTS),
    st.lists(st.floats(0.3, 0.999), min_size=TOUCHPOINTS, max_size=TOUCHPOINTS),
    st.lists(st.booleans(), min_size=TOUCHPOINTS, max_size=TOUCHPOINTS),
)
def test_a_plan_has_at_most_a_batch_of_different_free_touchpoints_that_help(
    firm, batch, means, qualities, free
):
    habits = changed(firm.habits, batch_size=batch)
    view = view_of(
        firm,
        mean=np.tile(means, (3, 1)),
        quality=np.array(qualities),
        true_quality=np.array(qualities),
        free=np.array(free),
    )
    planned = delivery.plan(view, 1, habits)
    places = [i.touchpoint for i in planned]
    assert len(planned) <= min(batch, sum(free))
    assert len(set(places)) == len(places)
    assert all(free[k] for k in places)
    assert all(i.benefit > 0 and i.effort >= 0 and i.variant == 1 for i in planned)


def test_the_item_with_most_benefit_per_effort_comes_first(firm):
    habits = changed(firm.habits, batch_size=5)
    weight = np.zeros((3, TOUCHPOINTS))
    weight[0] = [10, 40, 20, 50, 30]
    view = view_of(firm, weight=weight, mean=np.full((3, TOUCHPOINTS), 1.0))
    assert [i.touchpoint for i in delivery.plan(view, 1, habits)] == [3, 1, 4, 2, 0]


def test_of_equal_items_the_first_touchpoint_comes_first(firm):
    habits = changed(firm.habits, batch_size=3)
    view = view_of(firm, mean=np.full((3, TOUCHPOINTS), 1.0))
    assert [i.touchpoint for i in delivery.plan(view, 1, habits)] == [0, 1, 2]


def test_who_looks_a_month_ahead_prefers_what_is_soon_done(firm):
    # the first touchpoint brings more for its effort, but takes eight months instead of two
    weight, mean = np.zeros((3, TOUCHPOINTS)), np.zeros((3, TOUCHPOINTS))
    weight[0, :2], mean[0, 0] = [400.0, 100.0], 0.8
    quality = np.array([1.0, 0.8, 0.9, 0.9, 0.9])
    view = view_of(
        firm, capacity=0.7, weight=weight, mean=mean, quality=quality, true_quality=quality
    )
    habits = changed(firm.habits, hit_rate=1.0, batch_size=2, risk_aversion=0.0)
    order = {
        horizon: delivery.plan(view, 1, changed(habits, horizon_months=horizon))
        for horizon in (1.0, 120.0)
    }
    assert {i.touchpoint: i.effort > 3 for i in order[1.0]} == {0: True, 1: False}
    assert [i.touchpoint for i in order[1.0]] == [1, 0]
    assert [i.touchpoint for i in order[120.0]] == [0, 1]


@pytest.mark.parametrize(
    "nothing",
    [
        {"weight": np.zeros((3, TOUCHPOINTS)), "mean": np.ones((3, TOUCHPOINTS))},
        {"free": np.zeros(TOUCHPOINTS, dtype=bool), "mean": np.ones((3, TOUCHPOINTS))},
        {"quality": np.ones(TOUCHPOINTS), "true_quality": np.ones(TOUCHPOINTS)},
    ],
    ids=["no credit", "all taken", "all perfect"],
)
def test_nothing_is_planned_where_nothing_helps(firm, nothing):
    assert delivery.plan(view_of(firm, **nothing), 1, firm.habits) == []


def hardening(firm, quality, horizon, **settings):
    """What is planned at one touchpoint that is where it should be, at or above a bar of .9."""
    habits = changed(firm.habits, quality_bar=0.9, horizon_months=horizon, **settings)
    free, now = np.arange(TOUCHPOINTS) == 0, np.full(TOUCHPOINTS, quality)
    view = view_of(firm, quality=now, true_quality=now, free=free)
    return delivery.plan(view, 1, replace(habits, taste_variance=0.0))


def test_anybody_halves_failures_beyond_the_bar_by_hand(firm):
    """A gain of half the failures for good, less an outage of .1 * .1 within 10 months."""
    for quality, way in ((q, way) for q in (0.9, 0.96) for way in (INCREMENTAL, PERFECTION)):
        (further,) = hardening(firm, quality, 10.0, **way.model_dump(exclude={"quality_bar"}))
        assert (further.action, further.position) == ("harden", 0.0)
        assert further.quality == pytest.approx((1 + quality) / 2)
        assert further.effort == pytest.approx(1.6 * log(2))
        gain = ((1 - quality) / 2 - 0.1 * 0.1 / 10) / 1.01**0.5
        assert further.benefit == pytest.approx(100 * gain)


@pytest.mark.parametrize(
    ("cfr", "outage", "horizon", "stops"),
    [
        (0.1, 0.1, 10.0, 0.998),
        (0.1, 0.1, 1.0, 0.98),
        (0.4, 0.8, 4.0, 0.84),
        (0.0, 0.8, 4.0, 1.0),
    ],
)
def test_hardening_stops_by_itself_where_a_likely_outage_outweighs_it(
    firm, cfr, outage, horizon, stops
):
    """Half of the failures for good against cfr * outage once: 2 cfr outage / H are left."""
    settings = {"change_failure": cfr, "outage": outage}
    assert 1 - stops == pytest.approx(2 * cfr * outage / horizon)
    for quality in (0.9, 0.97, 0.979, 0.981, 0.99, 0.9979, 0.9981, 0.9999):
        planned = hardening(firm, quality, horizon, **settings)
        assert len(planned) == (1 if quality < stops else 0)


def test_hardening_beyond_the_bar_is_ranked_like_everything_else(firm):
    """For each hundred: a move 76.5 / 10.5 per effort and release, halving failures 5 / 1.4."""
    habits = changed(
        firm.habits,
        outcome_focus=1.0,
        risk_aversion=0.0,
        change_failure=0.0,
        hit_rate=1.0,
        batch_size=2,
        horizon_months=120.0,
        quality_bar=0.9,
    )
    habits = replace(habits, taste_variance=0.0)

    def order(revenue):
        weight, mean = np.zeros((3, TOUCHPOINTS)), np.zeros((3, TOUCHPOINTS))
        weight[0, :2], mean[0, 0] = [100.0, revenue], 2.0
        quality = np.array([1.0, 0.9, 0.9, 0.9, 0.9])
        exact = {"variance": np.zeros((3, TOUCHPOINTS)), "capacity": 1e9}
        view = view_of(
            firm, weight=weight, mean=mean, quality=quality, true_quality=quality, **exact
        )
        return [i.action for i in delivery.plan(view, 1, habits)]

    move = (0.9 - exp(-2)) / (4 * 2 + 1.6 * log(4) + 0.3)
    halving = 0.05 / (1.6 * log(2) + 0.3)
    assert order(99 * move / halving) == ["move", "harden"]
    assert order(101 * move / halving) == ["harden", "move"]


def test_score_by_hand_is_benefit_for_effort_and_release_the_sooner_the_better(firm):
    habits = changed(
        firm.habits,
        outcome_focus=1.0,
        risk_aversion=0.0,
        change_failure=0.0,
        batch_size=3,
        horizon_months=10.0,
        quality_bar=0.9,
        release_effort=0.6,
        legacy=0.5,
    )
    habits = replace(habits, taste_variance=0.0)
    low = np.array([0.8, 1.0, 1.0, 1.0, 1.0])
    weight = np.vstack([np.full(TOUCHPOINTS, 100.0), np.full(TOUCHPOINTS, 50.0), np.zeros(5)])
    view = view_of(
        firm,
        weight=weight,
        variance=np.zeros((3, TOUCHPOINTS)),
        quality=low,
        true_quality=low,
        capacity=0.5,
    )
    rows = appraised(view, habits.way, Lane.CHANGE)
    # 150 of revenue, .1 more of it; ready after 2 of each effort; a third of a release of .9
    effort = 1.6 * log(2)
    assert rows[0, 0] == pytest.approx(15 * exp(-2 * effort / 10) / (effort + 0.3))
    assert rows[0, 1:].tolist() == pytest.approx([1, 0.0, 0.9, 15, effort, 1.0])
    assert (rows[1:, 0] == -np.inf).all()


def test_months_worth_by_hand():
    """Churn .02 within 12 months: the slope of (1 - (1 - c)^12) / c, by its derivative."""
    given = response_of(
        Levers(),
        Experience(churn_sensitivity=5.0, expectation_learning=0.4, norm_pull=0.1),
        Stakes(),
    )
    c, stays = 0.02, 0.98
    slope = (12 * stays**11 * c - (1 - stays**12)) / c**2
    found = delivery.months_worth(c, 0.5, 0.6, 12.0, given)
    # a third of a gain stays in sight: .1 / (.1 + .4 * .5)
    assert found == pytest.approx(0.6 * -slope * c * 5.0 / 3, rel=1e-3)


@pytest.mark.parametrize("horizon", [1.0, 3.5, 120.0])
def test_where_all_leave_at_once_value_is_worth_what_a_month_is(horizon):
    given = response_of(Levers(), Experience(), Stakes())
    all_leave, nearly = (delivery.months_worth(c, 1.0, 0.6, horizon, given) for c in (1.0, 0.999))
    assert all_leave == pytest.approx(nearly, rel=0.01)


# What becomes of it


@pytest.mark.parametrize(
    ("hit", "harm", "research", "works", "harms"),
    [
        (1 / 3, 1 / 3, 0.0, 1 / 3, 1 / 3),
        (1 / 3, 1 / 3, 1.0, 1 / 3 + 0.15, 1 / 3),
        (0.8, 0.6, 0.0, 0.8, 0.2),
        (0.0, 0.0, 0.0, 0.0, 0.0),
        (1.0, 1.0, 1.0, 1.0, 0.0),
    ],
)
def test_ideas_work_and_harm_as_often_as_kohavi_found_and_research_adds(
    firm, hit, harm, research, works, harms
):
    habits = changed(firm.habits, hit_rate=hit, harm_rate=harm, upfront_research=research)
    found = [outcomes.outcome_of(item(), attempt, habits, 5) for attempt in range(5000)]
    for outcome, share in (("works", works), ("harm", harms)):
        error = np.sqrt(share * (1 - share) / 5000)
        assert found.count(outcome) / 5000 == pytest.approx(share, abs=4 * error)


def test_hardening_always_works(firm):
    habits = changed(firm.habits, hit_rate=0.0, harm_rate=1.0)
    assert {outcomes.outcome_of(item("harden"), n, habits, 5) for n in range(50)} == {"hardened"}


@given(st.floats(-3, 3), st.floats(0.5, 1), st.floats(0, 1e6), st.floats(0, 100), st.integers(0, 9))
def test_an_ideas_luck_depends_on_variant_touchpoint_and_attempt_only(
    firm, position, quality, benefit, effort, attempt
):
    other = item(position=position, quality=quality, benefit=benefit, effort=effort)
    for seed in range(4):
        once = outcomes.outcome_of(item(), attempt, firm.habits, seed)
        assert outcomes.outcome_of(other, attempt, firm.habits, seed) == once


@pytest.mark.parametrize("changes", [{"variant": 2}, {"touchpoint": 3}])
def test_another_variant_or_touchpoint_has_its_own_luck(firm, changes):
    one, other = (
        [outcomes.outcome_of(i, attempt, firm.habits, 5) for attempt in range(60)]
        for i in (item(), item(**changes))
    )
    assert one != other


@pytest.mark.parametrize("check", [0.0, 0.3, 1.0])
def test_reality_checks_find_their_share_of_harm(firm, check):
    habits = changed(firm.habits, reality_check=check)
    seen = np.mean([outcomes.harm_is_seen(item(), n, habits, 5) for n in range(5000)])
    assert seen == pytest.approx(check, abs=4 * np.sqrt(check * (1 - check) / 5000))


@pytest.mark.parametrize("count", [1, 3, 6])
def test_a_release_fails_more_often_the_more_is_in_it(firm, count):
    habits = changed(firm.habits, quality_bar=0.9, change_failure=0.1)
    items = [item(touchpoint=k) for k in range(count)]
    chance = 1 - 0.9**count
    for failed in (
        [outcomes.release_fails(items, habits, 5, month, 0) for month in range(5000)],
        [outcomes.release_fails(items, habits, 5, 1, number) for number in range(5000)],
    ):
        error = np.sqrt(chance * (1 - chance) / 5000)
        assert np.mean(failed) == pytest.approx(chance, abs=4 * error)


def test_every_release_of_a_month_has_its_own_luck(firm):
    habits = changed(firm.habits, quality_bar=0.9, change_failure=0.5)

    def draw(number, variant=1):
        items = [item(variant=variant)]
        return [outcomes.release_fails(items, habits, 5, month, number) for month in range(60)]

    lucks = [draw(0), draw(1), draw(23), draw(0, variant=2), draw(1, variant=2)]
    assert draw(0) == lucks[0]
    assert len({tuple(one) for one in lucks}) == len(lucks)


def test_actual_effort_overruns_with_every_item_more(firm):
    habits = changed(firm.habits, overrun=0.1, effort_sd=0.0, release_effort=0.6, legacy=0.0)
    for count, factor in ((1, 1.0), (3, 1.1), (6, 1.25)):
        items = [item(touchpoint=k) for k in range(count)]
        effort, release = delivery.actual_effort(items, habits, 5, 1)
        assert effort == pytest.approx((4 * count + 0.6) * factor)
        assert release == pytest.approx(0.6 * factor)


def test_actual_effort_scatters_around_the_plan(firm):
    habits = changed(firm.habits, effort_sd=0.3, release_effort=0.0)
    efforts = np.array([delivery.actual_effort([item()], habits, 5, m)[0] for m in range(5000)])
    assert efforts.mean() == pytest.approx(4, abs=4 * efforts.std() / np.sqrt(5000))
    assert np.log(efforts).std() == pytest.approx(0.3, rel=0.05)


@given(st.floats(0, 0.2), st.floats(1, 4.5))
def test_a_fat_tail_keeps_the_mean_and_takes_no_effort_back(share, cost):
    swan, other = (delivery.black_swan(draw, share, cost) for draw in (-1.0, 1.0))
    assert share * swan + (1 - share) * other == pytest.approx(1)
    assert 0 < other <= 1 <= swan


def test_no_black_swan_is_exactly_no_change():
    assert {delivery.black_swan(draw, 0.0, 1.0) for draw in (0.0, 0.5, 1.0)} == {1.0}


def test_overruns_are_those_of_flyvbjerg_and_budzier():
    """27 % on average; one project in six, a black swan, is 200 % over plan."""
    given = Work()
    draws = (np.arange(60_000) + 0.5) / 60_000
    over = np.array(
        [delivery.black_swan(u, given.black_swan_share, given.black_swan_cost) for u in draws]
    )
    cost = 1.27 * over
    assert cost.mean() == pytest.approx(1.27)
    assert (cost > 2).mean() == pytest.approx(1 / 6)
    assert cost[cost > 2].mean() == pytest.approx(3)
    assert cost[cost < 2].max() < 1


def test_a_fat_tail_changes_the_tail_of_actual_effort_and_not_its_mean(firm):
    plain = changed(firm.habits, effort_sd=0.2, release_effort=0.0)
    fat = changed(plain, black_swan_share=1 / 6, black_swan_cost=3 / 1.27)
    months = range(20_000)
    thin, tailed = (
        np.array([delivery.actual_effort([item()], habits, 5, m)[0] for m in months])
        for habits in (plain, fat)
    )
    assert tailed.mean() == pytest.approx(thin.mean(), abs=4 * tailed.std() / len(months) ** 0.5)
    assert np.quantile(tailed, 0.95) > 1.8 * np.quantile(thin, 0.95)
    # the same lognormal number beside one of two ratios: keyed as without a tail
    assert set(np.round(tailed / thin, 9)) == {
        round(delivery.black_swan(u, 1 / 6, 3 / 1.27), 9) for u in (0.0, 1.0)
    }


def test_a_programme_is_done_when_its_effort_is_spent():
    programme = delivery.Programme([item()], effort=4.0, release_effort=0.5, done=1.5)
    assert programme.remaining == 2.5
    programme.done = 5.0
    assert programme.remaining == 0


def test_true_gain_by_hand():
    weight, ideal = np.array([100.0, 50.0]), np.array([1.0, -1.0])
    gain = outcomes.true_gain(weight, ideal, 0.0, Landing(0.0, 0.9), Landing(1.0, 0.8))
    expected = 100 * (0.8 - 0.9 * exp(-0.5)) + 50 * (0.8 * exp(-2) - 0.9 * exp(-0.5))
    assert gain == pytest.approx(expected)
    assert outcomes.true_gain(weight, ideal, 0.1, Landing(0.3, 0.9), Landing(0.3, 0.9)) == 0
