"""Scope, visions, maintenance, staffing: what a firm's offers can do, and how it works on that."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_delivery import FLAWLESS, TOUCHPOINTS, changed, item, view_of

from sim.accounts.chart_of_accounts import Account
from sim.firm import delivery, outcomes
from sim.firm.leaders import SegmentLeader
from sim.firm.offers import SCOPE_TODAY, value_of_scope
from sim.firm.outcomes import Landing, RollBack
from sim.firm.planning import Lane, appraised, diluted
from sim.firm.pooling import lend, pursue
from sim.firm.staffing import staffed
from sim.model.model import OrganisationModel

SURE = {"outcome_focus": 1.0, "risk_aversion": 0.0, "change_failure": 0.0, "optimism": 1.0}


@pytest.fixture(scope="module")
def firm(neutral_scenario):
    """A firm on its first day; nothing here changes it."""
    return OrganisationModel(neutral_scenario(burn_in=0), seed=1).firm


def plain(firm, **settings):
    """Habits without fear, outages, layers and scattered tastes, and as changed."""
    settings = SURE | {"layers": 1, "quality_bar": 0.9} | settings
    habits = changed(firm.habits, **settings)
    insight = habits.insight.model_copy(update={"optimism": settings["optimism"]})
    return replace(habits, taste_variance=0.0, insight=insight)


def known_needs(firm, **changes):
    """A view of needs that are known exactly."""
    exact = {"variance": np.zeros((3, TOUCHPOINTS)), "scope": np.full(TOUCHPOINTS, 0.8)}
    return view_of(firm, **(exact | changes))


# What a step towards a vision is believed to bring


@pytest.mark.parametrize(
    ("increment", "research", "bar"), [(1.0, 0.0, 0.9), (0.25, 0.4, 0.9), (0.5, 1.0, 0.99)]
)
def test_a_step_towards_a_vision_by_hand(firm, increment, research, bar):
    habits = plain(
        firm,
        increment=increment,
        upfront_research=research,
        quality_bar=bar,
        scope_effort=3.0,
        vision=0.95,
    )
    scope = np.full(TOUCHPOINTS, 0.8)
    rows = appraised(known_needs(firm, scope=scope), habits.way, Lane.VISION)
    aim = 0.8 + increment * 0.15
    quality = (0.9 * 0.8 + min(bar, 0.9) * (aim - 0.8)) / aim  # of what was, and of what is new
    gain = 100 * (quality * sqrt(aim / 0.8) - 0.9)
    hit = 1 / 3 + 0.15 * research
    bars = log(0.4 / (1 - bar)) / log(0.4 / 0.1)
    effort = 3.0 * log(0.2 / (1 - aim)) * bars * (1 + 0.25 * research)
    assert rows[0, 4:].tolist() == pytest.approx([hit * gain, effort, (1 - aim) / 0.2], rel=1e-6)
    assert rows[0, 0] == rows[0, 4], "a vision is committed to, not ranked by effort"


def test_a_vision_is_one_step_at_the_touchpoint_of_most_benefit_whatever_it_takes(firm):
    weight = np.zeros((3, TOUCHPOINTS))
    weight[0] = [10, 40, 20, 50, 30]
    habits = plain(firm, batch_size=6, increment=1.0, horizon_months=4.0)
    scope = np.array([0.8, 0.8, 0.8, 0.3, 0.8])  # soonest done, per effort, is another
    view = known_needs(firm, weight=weight, scope=scope, capacity=0.5)
    (planned,) = delivery.plan(view, 1, habits, Lane.VISION)
    assert (planned.action, planned.touchpoint) == ("extend", 3)
    assert planned.ratio == pytest.approx(0.05 / 0.7)


def test_no_vision_beyond_what_the_firm_aims_at(firm):
    habits = plain(firm, vision=0.9)
    view = known_needs(firm, scope=np.full(TOUCHPOINTS, 0.9))
    assert delivery.plan(view, 1, habits, Lane.VISION) == []


def test_extensions_are_planned_in_their_lane_only(firm):
    for lane in (Lane.CHANGE, Lane.MAINTENANCE):
        found = delivery.plan(known_needs(firm), 1, plain(firm), lane)
        assert all(each.action != "extend" for each in found)


# What may go wrong


@pytest.mark.parametrize("optimism", [0.0, 0.5, 1.0])
@pytest.mark.parametrize(("check", "lasts"), [(0.0, 1.0), (1.0, 0.1), (0.5, 0.55)])
def test_planners_count_harm_as_far_as_they_are_not_optimists(firm, optimism, check, lasts):
    habits = plain(
        firm,
        optimism=optimism,
        reality_check=check,
        horizon_months=10.0,
        upfront_research=0.0,
    )
    view = known_needs(firm, mean=np.full((3, TOUCHPOINTS), 2.0), capacity=1e9, **FLAWLESS)
    (planned, *_) = delivery.plan(view, 1, changed(habits, batch_size=1))
    now, then = exp(-2), 0.9
    loss = 0.9 * exp(-((2.0 + 1.0) ** 2) / 2) - now  # half of the way, away from what is wanted
    expected = (1 / 3) * (then - now) + (1 - optimism) * (1 / 3) * lasts * loss
    assert planned.benefit == pytest.approx(100 * expected)


def test_an_honest_planner_builds_no_idea_that_is_expected_to_lose(firm):
    habits = plain(firm, optimism=0.0, hit_rate=0.05, harm_rate=0.9, reality_check=0.0)
    view = known_needs(firm, mean=np.full((3, TOUCHPOINTS), 1.0))
    for lane in Lane:
        assert [i for i in delivery.plan(view, 1, habits, lane) if i.action != "harden"] == []


# Lanes


def test_what_is_kept_for_maintenance_hardens_below_the_bar_and_changes_may_too(firm):
    low = np.full(TOUCHPOINTS, 0.8)
    view = known_needs(firm, quality=low, true_quality=low)

    def actions(share, lane):
        habits = plain(firm, maintenance_share=share)
        return {each.action for each in delivery.plan(view, 1, habits, lane)}

    for share in (0.0, 0.3):
        assert actions(share, Lane.CHANGE) == {"harden"}
        assert actions(share, Lane.MAINTENANCE) == {"harden"}
    above = known_needs(firm)
    habits = plain(firm, maintenance_share=0.3)
    assert delivery.plan(above, 1, habits, Lane.MAINTENANCE) == []
    assert delivery.plan(above, 1, habits, Lane.CHANGE)[0].quality == pytest.approx(0.95)


@pytest.mark.parametrize("lane", [Lane.CHANGE, Lane.MAINTENANCE])
def test_what_one_lane_hardens_the_other_leaves_alone(small_scenario, lane):
    firm = OrganisationModel(small_scenario(burn_in=0), seed=1).firm
    leader = next(each for each in firm.leaders if isinstance(each, SegmentLeader))
    firm.offers.quality[:] = 0.6
    (hardening,) = [each for each in leader.plan(lane)[:1] if each.action == "harden"]
    leader.team.programmes[lane] = delivery.Programme([hardening], 10.0, 0.6)
    other = Lane.CHANGE if lane is Lane.MAINTENANCE else Lane.MAINTENANCE
    hardened = {each.touchpoint for each in leader.plan(other) if each.action == "harden"}
    assert hardened
    assert hardening.touchpoint not in hardened


def test_maintenance_does_not_wait_for_a_long_programme(small_scenario):
    """A programme of years is under way; what fell below the bar is hardened all the same."""
    settings = {
        "burn_in": 0,
        "work.maintenance_share": 0.5,
        "work.change_failure": 0.0,
        "work.effort_sd": 0.0,
        "today.delivery.quality_bar": 0.9,
    }
    firm = OrganisationModel(small_scenario(**settings), seed=1).firm
    leader = next(each for each in firm.leaders if isinstance(each, SegmentLeader))
    firm.offers.quality[:] = 0.6
    leader.team.programmes[Lane.CHANGE] = delivery.Programme([item(touchpoint=0)], 1e4, 0.6)
    leader.team.work(60.0)
    assert {d.action for d in firm.decisions} == {"harden"}
    assert 30 <= leader.team.programmes[Lane.CHANGE].done < 60, "the rest of it was maintenance"
    assert firm.offers.met_quality()[leader.number].min() == pytest.approx(0.9)


# Size, age and knowledge


def test_size_is_planned_effort_where_an_item_has_one_and_else_the_items(firm):
    items = [item(effort=5.0), item(touchpoint=3, effort=1.0)]
    assert changed(firm.habits, item_effort=0.0).size(items) == 2
    assert changed(firm.habits, item_effort=2.0).size(items) == 3
    assert changed(firm.habits, item_effort=20.0).size(items) == pytest.approx(0.3)


def test_a_release_fails_more_often_the_larger_it_is(firm):
    habits = changed(firm.habits, quality_bar=0.9, change_failure=0.1, item_effort=2.0)
    items = [item(effort=5.0), item(touchpoint=3, effort=1.0)]
    failed = [outcomes.release_fails(items, habits, 5, month, 0) for month in range(5000)]
    chance = 1 - 0.9**3
    assert np.mean(failed) == pytest.approx(chance, abs=4 * sqrt(chance * (1 - chance) / 5000))


def test_a_vision_overruns_with_the_logarithm_of_its_size(firm):
    habits = changed(
        firm.habits, item_effort=2.0, vision_overrun=0.15, effort_sd=0.0, release_effort=0.0
    )
    effort, _ = delivery.actual_effort([item("extend", effort=40.0)], habits, 5, 1)
    assert effort == pytest.approx(40 * (1 + 0.15 * log(20)))


def test_specifications_and_research_age_with_needs(firm):
    habits = replace(
        changed(firm.habits, staleness=2.0, upfront_research=0.8, reality_check=0.25),
        needs_drift=0.03,
    )
    assert habits.ageing == pytest.approx(0.06)
    assert habits.fresh(0) == 1
    assert habits.fresh(10) == pytest.approx(1 - (1 - exp(-0.6)) * 0.75)
    assert habits.hit_rate(10, 0.0) == pytest.approx(1 / 3 + 0.15 * 0.8 * exp(-0.6))
    assert habits.hit_rate(10, 0.9) == pytest.approx(1 / 3 + 0.15 * 0.9)
    assert changed(habits, staleness=0.0).fresh(100) == 1


def test_checked_rework_stops_at_half_of_the_plan():
    programme = delivery.Programme([item()], effort=10.0, release_effort=0.5, done=4.0)
    programme.check(0.1)
    assert (programme.effort, programme.rework) == pytest.approx((10.4, 0.4))
    for _ in range(200):
        programme.done = programme.effort
        programme.check(0.1)
    assert (programme.effort, programme.rework) == pytest.approx((15.0, 5.0))
    programme.check(0.0)
    assert programme.effort == pytest.approx(15.0)


def test_checked_releases_teach_and_what_was_learnt_fades(small_scenario):
    settings = {"work.learning": 0.5, "today.delivery.reality_check": 0.6}
    settings |= {"work.capacity": 20, "today.delivery.batch_size": 1, "work.staleness": 0.0}
    firm = OrganisationModel(small_scenario(burn_in=0, **settings), seed=1).run(24).firm
    tried = firm.offers.attempts
    assert tried.max() > 1
    assert firm.offers.known == pytest.approx(1 - 0.7**tried)
    settings |= {"work.staleness": 5.0}
    faded = OrganisationModel(small_scenario(burn_in=0, **settings), seed=1).run(24)
    assert faded.firm.offers.known.sum() < firm.offers.known.sum()


# What an extension leads to


def extended(firm, outcome, age=0, quality=0.95, **settings):
    habits = changed(firm.habits, **({"quality_bar": 0.9} | settings))
    shipped = item("extend", ratio=0.5)
    return outcomes.landed(shipped, outcome, Landing(0.2, quality, 0.8), habits, abs, age)


def test_where_an_extension_leads_by_hand(firm):
    assert extended(firm, "works") == pytest.approx((0.2, (0.95 * 0.8 + 0.9 * 0.1) / 0.9, 0.9))
    assert extended(firm, "works", quality=0.7) == pytest.approx((0.2, 0.7, 0.9))
    assert extended(firm, "harm", harm_size=0.5) == pytest.approx((0.2, 0.95, 1 - 0.2 * sqrt(2)))
    assert extended(firm, "nothing") == (0.2, 0.95, 0.8)
    stale = replace(firm.habits, needs_drift=0.05)
    work = stale.work.model_copy(update={"staleness": 1.0})
    habits = changed(replace(stale, work=work), reality_check=0.0)
    shipped = outcomes.landed(
        item("extend", ratio=0.5), "works", Landing(0.0, 0.5, 0.8), habits, abs, 12
    )
    assert shipped.scope == pytest.approx(1 - 0.2 * 0.5 ** exp(-0.6))


@given(st.floats(0, 1), st.floats(0.5, 0.999), st.floats(0.05, 0.999), st.floats(0.05, 0.999))
def test_a_new_part_never_makes_quality_better(quality, bar, before, after):
    then = diluted(quality, bar, before, after)
    assert min(quality, bar) - 1e-12 <= then <= quality


def test_a_harmful_extension_is_taken_back_and_what_was_built_since_stays(firm):
    offers = firm.offers.copy()
    habits = changed(firm.habits, harm_size=0.5)
    before = Landing(float(offers.position[1, 2]), 0.9, 0.8)
    after = outcomes.landed(item("extend", ratio=0.5), "harm", before, habits, abs)
    offers.scope[1, 2] = after.scope
    harm = RollBack(item("extend", ratio=0.5), before, after, offers.served[:, 2].copy())
    other = offers.copy()
    assert harm.undo(offers)
    assert offers.scope[1, 2] == pytest.approx(0.8)
    other.scope[1, 2] = 1 - (1 - after.scope) * 0.6  # something else that worked
    assert harm.undo(other)
    assert other.scope[1, 2] == pytest.approx(1 - 0.2 * 0.6)


def test_the_state_of_the_art_moves_on_from_live_offers(firm):
    offers = firm.offers.copy()
    live = offers.live()
    offers.age(0.0, 0.1)
    assert offers.scope[live] == pytest.approx(SCOPE_TODAY * exp(-0.1))
    assert (offers.scope[~live] == SCOPE_TODAY).all()
    assert value_of_scope(np.array([0.2, SCOPE_TODAY])).tolist() == pytest.approx([0.5, 1.0])


def test_siblings_have_a_part_of_what_is_done_to_a_variant(firm):
    offers = firm.offers.copy()
    offers.served[:, 1] = [1, 2, 0]
    offers.quality[:, 1], offers.scope[:, 1] = 0.9, 0.8
    offers.share(1, 1, failures=0.5, gap=0.25)
    assert offers.quality[:, 1] == pytest.approx([0.95, 0.9, 0.95, 0.9])  # 3 serves no one
    assert offers.scope[:, 1] == pytest.approx([0.95, 0.8, 0.95, 0.8])


def test_improvements_are_shared_by_reuse(small_scenario):
    def quality(sharing):
        settings = {"work.sharing": sharing, "work.reuse": 0.8, "work.decay": 0.05}
        model = OrganisationModel(small_scenario(burn_in=0, **settings), seed=1).run(24)
        return model.firm.offers.met_quality().mean()

    assert quality(1.0) > quality(0.0) + 0.01


# Staff, and what leaders of a kind do together


def test_staffing_by_hand():
    assert staffed(10.0, 10.0, 0.0, 10.0, 0.1) == pytest.approx(10.0)
    assert staffed(10.0, 5.0, 0.0, 10.0, 0.1) == pytest.approx(10 + 0.1 * (5.5 - 10))
    assert staffed(2.0, 2.0, 60.0, 10.0, 0.1) == pytest.approx(2 + 0.1 * (7.2 - 2))
    assert staffed(0.0, 0.0, 0.0, 10.0, 1.0) == pytest.approx(0.1), "enough to begin again"


@given(st.floats(0, 50), st.floats(0, 1), st.floats(0, 1e4), st.floats(0, 50), st.floats(0, 1))
def test_staff_never_passes_what_the_budget_allows(staff, used, backlog, most, speed):
    then = staffed(staff, staff * used, backlog, most, speed)
    assert 0 <= then <= max(staff, most) + 1e-9


def test_teams_follow_the_work_that_there_is_and_idle_effort_goes(neutral_scenario):
    """No idea works, and beyond a quality of .95 a likely outage outweighs fewer failures."""
    settings = {"work.hit_rate": 0.0, "work.decay": 0.0}
    settings |= {"work.change_failure": 0.9, "work.outage": 1.0}

    def after_five_years(speed):
        settings["work.hiring_speed"] = speed
        return OrganisationModel(neutral_scenario(burn_in=0, months=60, **settings), seed=1).run(60)

    kept, gone = after_five_years(0.0), after_five_years(0.2)
    assert kept.figures["staff"] == 8
    assert kept.figures["idle"] > 5
    # 1.1 of what is in use: .06 / 1.06 of the staff coordinates, and 15 variants take .06 each
    assert gone.firm.offers.variants_live() == 15
    assert gone.figures["staff"] == pytest.approx(
        1.1 * 15 * 0.06 / (1 - 1.1 * 0.06 / 1.06), rel=1e-3
    )
    assert gone.ledger.amount(Account.DELIVERY)[-1] > kept.ledger.amount(Account.DELIVERY)[-1]


@pytest.mark.parametrize("speed", [0.0, 0.1])
def test_a_design_has_its_budget_from_the_first_month(small_scenario, speed):
    scenario = small_scenario(**{"today.delivery.budget": 2.0, "work.hiring_speed": speed})
    today = OrganisationModel(scenario, seed=1)
    half = OrganisationModel(
        scenario,
        scenario.override({"today.delivery.budget": 1.0}).today,
        seed=1,
    )
    for model in (today, half):
        model.step()
    assert today.figures["staff"] == pytest.approx(2 * half.figures["staff"])
    assert (half.figures["staff"] == 8) == (speed == 0)


def test_leaders_of_a_kind_pursue_the_vision_that_promises_most_and_finish_it_first(
    small_scenario,
):
    """After half a year in which no effort was committed to visions."""
    settings = {"work.vision_share": 0.0, "work.lending": 0.0, "work.frontier": 0.01}
    model = OrganisationModel(small_scenario(burn_in=0, **settings), seed=1).run(6)
    leaders = [each for each in model.firm.leaders if isinstance(each, SegmentLeader)]
    offered = {each: each.plan(Lane.VISION) for each in leaders}
    best = max(leaders, key=lambda each: offered[each][0].benefit)
    assert pursue(leaders, 0.01) == 0.0
    assert [each for each in leaders if Lane.VISION in each.team.programmes] == [best]
    assert best.team.programmes[Lane.VISION].items == offered[best]
    before = len(model.firm.decisions)
    pursue(leaders, best.team.programmes[Lane.VISION].remaining)
    shipped = model.firm.decisions[before:]
    assert [d.action for d in shipped] == ["extend"]


def test_idle_effort_is_lent_and_none_is_lost(small_scenario):
    model = OrganisationModel(small_scenario(burn_in=0), seed=1)
    model.run(2)
    idle, busy, other = (each for each in model.firm.leaders if isinstance(each, SegmentLeader))
    for each in (idle, busy, other):
        each.capacity, each.team.idle = 5.0, 0.0
        each.team.programmes = {Lane.CHANGE: delivery.Programme([item()], 1e4, 0.0)}
    idle.team.idle = 4.0
    lend([idle, busy, other], 0.5)
    assert idle.team.idle == pytest.approx(4 * 0.5**3)  # half of what is left, three times
    assert [each.team.idle for each in (busy, other)] == [0.0, 0.0]
    done = sum(each.team.programmes[Lane.CHANGE].done for each in (busy, other))
    assert done == pytest.approx(4 - idle.team.idle)
    assert sum(each.capacity for each in (idle, busy, other)) == pytest.approx(15)


def test_all_effort_that_is_paid_for_is_spent_idle_or_overhead(small_scenario):
    scenario = small_scenario(burn_in=0, months=36, **{"costs.idle_share": 1.0})
    model = OrganisationModel(scenario, seed=1)
    staff = [model.firm.staff]
    for _ in range(36):
        model.step()
        staff.append(model.firm.staff)
    paid = -model.ledger.amount(Account.DELIVERY)[:36]
    paid -= model.ledger.amount(Account.RELEASES)[:36]
    assert paid == pytest.approx(model.firm.company.cost_of_effort * np.array(staff[:36]), abs=0.03)


def test_extensions_ship_and_offers_gain_scope(small_scenario):
    scenario = small_scenario(burn_in=0, months=36, **{"work.frontier": 0.0})
    model = OrganisationModel(scenario, seed=1).run(36)
    shipped = [d for d in model.firm.decisions if d.action == "extend"]
    assert {d.outcome for d in shipped} >= {"works", "nothing"}
    assert model.figures["scope"] > SCOPE_TODAY + 0.02
