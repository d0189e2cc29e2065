"""Who decides: credit, capacity, levers and promises of the firm's agents."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.accounts.chart_of_accounts import Account
from sim.firm.delivery import Item
from sim.firm.executive import Executive, PromiseMaker
from sim.firm.leaders import ProductLeader, SegmentLeader
from sim.firm.mechanisms.move import slow_down
from sim.firm.outcomes import FARTHEST, Landing
from sim.firm.outcomes import landed as landed_item
from sim.firm.planning import Lane
from sim.firm.team import DeliveryTeam
from sim.model.model import OrganisationModel
from sim.model.month import market_moves, reports_arrive
from sim.scenario.schema.design import PRESETS

PRODUCT_LED = {
    "today.organisation.authority": 0.0,
    "today.organisation.incentive": 0.0,
    "today.organisation.basis": "none",
}
EXACT = {"market.need_accuracy": 1.0, "segments.*.needs": {}, "segments.*.holdings": {}}
ALONE = {"burn_in": 0, "work.coordination": 0.0, "work.upkeep": 0.0}


@pytest.fixture(scope="module")
def firm(small_scenario):
    """A firm on its first day; nothing here changes it."""
    return OrganisationModel(small_scenario(burn_in=0), seed=1).firm


def leaders_of(firm, kind):
    return [leader for leader in firm.leaders if isinstance(leader, kind)]


def test_leaders_are_one_a_product_and_one_a_segment(firm):
    assert [leader.name for leader in leaders_of(firm, ProductLeader)] == ["Account", "Loan"]
    segments = leaders_of(firm, SegmentLeader)
    assert [leader.name for leader in segments] == ["Young", "Families", "Firms"]
    assert [leader.variants for leader in segments] == [(1,), (2,), (3,)]


def test_everybody_is_a_mesa_agent_of_the_model(firm):
    agents = firm.promise_maker.model.agents
    kinds = {
        kind: len(agents.select(agent_type=kind))
        for kind in (
            ProductLeader,
            SegmentLeader,
            DeliveryTeam,
            PromiseMaker,
            Executive,
        )
    }
    assert list(kinds.values()) == [2, 3, 5, 1, 1]
    assert len(agents) == 12


# Credit is the P&L, apart from authority.


def test_a_product_leader_is_credited_with_own_use_and_the_share_of_revenue_elsewhere(firm):
    for number, leader in enumerate(leaders_of(firm, ProductLeader)):
        credit = leader.product_credit()
        assert credit[:, number].tolist() == [1, 1, 1]
        assert credit[:, 1 - number].tolist() == [0, 0, 0]
        assert credit[:, 2:] == pytest.approx(np.repeat(firm.books.mix[:, [number]], 3, axis=1))


def test_product_credit_adds_up_to_everything_once(firm):
    total = sum(leader.product_credit() for leader in leaders_of(firm, ProductLeader))
    assert total == pytest.approx(np.ones((3, 5)))


def test_a_segment_leader_is_credited_with_the_own_segment_everywhere(firm):
    for number, leader in enumerate(leaders_of(firm, SegmentLeader)):
        credit = leader.segment_credit()
        assert (credit[number] == 1).all()
        assert credit.sum() == 5


@pytest.mark.parametrize("incentive", [0.0, 0.4, 1.0])
def test_incentive_blends_the_two_credits(small_scenario, incentive):
    scenario = small_scenario(**{"burn_in": 0, "today.organisation.incentive": incentive})
    for leader in OrganisationModel(scenario, seed=1).firm.leaders:
        expected = incentive * leader.segment_credit() + (1 - incentive) * leader.product_credit()
        assert leader.credit() == pytest.approx(expected)


@pytest.mark.parametrize(("segments", "products"), [(1, 1), (1, 3), (4, 2), (3, 3), (5, 2)])
def test_credit_adds_up_to_everything_once_whatever_the_leaders(small_scenario, segments, products):
    scenario = small_scenario(
        burn_in=0,
        segments=[{"name": f"Segment {s}", "share": 1 / segments} for s in range(segments)],
        products=[{"name": f"Product {p}"} for p in range(products)],
    )
    firm = OrganisationModel(scenario, seed=1).firm
    everything = np.ones((segments, firm.touchpoints))
    mix = firm.books.mix
    assert mix.sum(axis=1) == pytest.approx(np.ones(segments))
    by_product, by_segment = leaders_of(firm, ProductLeader), leaders_of(firm, SegmentLeader)
    for total in (
        sum(leader.product_credit() for leader in by_product),
        sum(leader.segment_credit() for leader in by_product),
        sum(leader.segment_credit() for leader in by_segment),
    ):
        assert total == pytest.approx(everything)
    # segments sell a product more than once between them: each leader has the own segment's share
    total = sum(leader.product_credit() for leader in by_segment)
    assert total[:, :products] == pytest.approx(np.tile(mix.sum(axis=0), (segments, 1)))


MIX = np.array([[0.25, 0.75], [0.6, 0.4], [1.0, 0.0]])
"""Share of two products in the revenue of three segments."""


@pytest.fixture
def firm_of_a_given_mix(small_scenario):
    firm = OrganisationModel(small_scenario(burn_in=0), seed=1).firm
    firm.books.mix = MIX.copy()
    return firm


@pytest.mark.parametrize(("number", "share"), [(0, [0.25, 0.6, 1.0]), (1, [0.75, 0.4, 0.0])])
def test_a_product_leader_paid_on_segments_gets_each_by_the_products_share_of_its_revenue(
    firm_of_a_given_mix, number, share
):
    leader = leaders_of(firm_of_a_given_mix, ProductLeader)[number]
    assert leader.segment_credit().tolist() == [[s] * 5 for s in share]


@pytest.mark.parametrize(
    ("number", "products", "shared"),
    [
        # what the shared touchpoints count: the other segment's mix, weighted with the own one
        (0, [0.25, 0.75], [0.625, 0.45, 0.25]),
        (1, [0.6, 0.4], [0.45, 0.52, 0.6]),
        (2, [1.0, 0.0], [0.25, 0.6, 1.0]),
    ],
)
def test_a_segment_leader_paid_on_products_gets_each_by_its_share_in_the_own_segment(
    firm_of_a_given_mix, number, products, shared
):
    credit = leaders_of(firm_of_a_given_mix, SegmentLeader)[number].product_credit()
    assert credit[:, :2].tolist() == [products] * 3
    assert credit[:, 2:] == pytest.approx(np.repeat(np.array(shared)[:, None], 3, axis=1))


# Capacity


@pytest.mark.parametrize("authority", [0.0, 0.25, 0.5, 1.0])
def test_capacity_is_split_by_authority(neutral_scenario, authority):
    scenario = neutral_scenario(**ALONE, **{"today.organisation.authority": authority})
    firm = OrganisationModel(scenario, seed=1).firm
    firm.executive.split_capacity()
    for kind, share, count in (
        (SegmentLeader, authority, 3),
        (ProductLeader, 1 - authority, 2),
    ):
        capacities = [leader.capacity for leader in leaders_of(firm, kind)]
        assert capacities == pytest.approx([8 * share / count] * count)


@pytest.mark.parametrize("focus", [0.0, 0.5, 1.0])
def test_capacity_follows_credited_value_within_a_kind(neutral_scenario, focus):
    """Three segments that bring 100, 400 and 1,600: by head, as 1 : 2 : 4, and as 1 : 4 : 16."""
    settings = ALONE | {"today.organisation.authority": 0.8, "today.organisation.focus": focus}
    firm = OrganisationModel(neutral_scenario(**settings, **EXACT), seed=1).firm
    firm.books.revenue = np.array([100.0, 400.0, 1600.0])
    firm.executive.split_capacity()
    segments = [leader.capacity for leader in leaders_of(firm, SegmentLeader)]
    shares = np.array([1.0, 4.0, 16.0]) ** focus
    assert segments == pytest.approx(8 * 0.8 * shares / shares.sum())
    products = [leader.capacity for leader in leaders_of(firm, ProductLeader)]
    assert sum(products) == pytest.approx(8 * 0.2)


def test_capacity_by_hand_after_coordination_and_upkeep(small_scenario):
    firm = OrganisationModel(small_scenario(burn_in=0), seed=1).firm
    # three pairs of segment leaders at .02, five shared variants at .06
    assert firm.capacity() == pytest.approx(8 / 1.06 - 5 * 0.06)


def test_capacity_dips_with_the_distance_moved_and_comes_back(small_scenario):
    scenario = small_scenario(
        **ALONE, **PRODUCT_LED, **{"transition.dip": 0.3, "transition.months": 12}
    )
    firm = OrganisationModel(scenario, PRESETS["segment_led/incremental"], seed=1).firm
    capacities = []
    for clock in (0, 6, 12, 20):
        firm.begin(clock, firm.norm, firm.view.true_ideal)
        slow_down(firm)
        capacities.append(firm.capacity())
    start = 8 * (1 - 0.3 * firm.company.distance)
    assert firm.company.distance > 0.4
    assert capacities == pytest.approx([start, (start + 8) / 2, 8, 8])


@pytest.mark.parametrize(("capacity", "idle_share"), [(8, 1.0), (60, 1.0), (60, 0.25), (60, 0.0)])
def test_teams_cost_their_capacity_less_what_unpaid_idleness_saves(
    neutral_scenario, capacity, idle_share
):
    scenario = neutral_scenario(
        **{"burn_in": 0, "work.capacity": capacity, "costs.idle_share": idle_share}
    )
    model = OrganisationModel(scenario, seed=1)
    whole = scenario.costs.team_share * model.firm.company.base_revenue
    for month in range(4):
        model.step()
        accounts = model.ledger.cube[month].sum(axis=(0, 1))
        paid = -(accounts[Account.DELIVERY] + accounts[Account.RELEASES]) / 100
        expected = whole * (1 - (1 - idle_share) * model.figures["idle"] / capacity)
        assert paid == pytest.approx(expected, abs=0.02)


# Levers


@given(authority=st.floats(0, 1))
def test_levers_blend_by_authority(small_scenario, authority):
    scenario = small_scenario(**{"burn_in": 0, "today.organisation.authority": authority})
    firm = OrganisationModel(scenario, seed=1).firm
    blended = firm.blend(np.array([1.0, 2.0, 3.0, 10.0]))
    expected = authority * np.array([1.0, 2.0, 3.0]) + (1 - authority) * 10.0
    assert blended == pytest.approx(expected)


def levers_in_month_3(scenario):
    model = OrganisationModel(scenario, seed=1).run(3)
    return model.firm


def test_product_leaders_spray_and_segment_leaders_aim(small_scenario):
    sprayed = levers_in_month_3(small_scenario(burn_in=0, **PRODUCT_LED)).settings
    aimed = levers_in_month_3(small_scenario(burn_in=0)).settings
    for lever in ("recovery", "offer", "cross_sell", "recruiting"):
        assert np.ptp(getattr(sprayed, lever)) == pytest.approx(0, abs=1e-12)
        assert np.ptp(getattr(aimed, lever)) > 0


def test_recruiting_stays_within_its_budget(small_scenario):
    scenario = small_scenario(**{"burn_in": 0, "levers.recruiting_budget": 0.01})
    model = OrganisationModel(scenario, seed=1)
    for _ in range(4):
        budget = 0.01 * float(model.firm.books.revenue.sum()) * scenario.represents
        model.step()
        spent = -model.ledger.cube[model.clock - 1, ..., Account.RECRUITING].sum() / 100
        assert 0 < spent <= budget + 0.01


def test_the_promise_moves_a_part_of_the_way_every_month(small_scenario):
    def first_step(speed):
        scenario = small_scenario(**{"burn_in": 0, "levers.promise_speed": speed})
        maker = OrganisationModel(scenario, seed=1).firm.promise_maker
        maker.firm.view.norm = scenario.market.norm_start
        start = maker.promise.copy()
        maker.decide()
        return maker.promise - start

    assert np.abs(first_step(1.0)).max() > 0.01
    assert first_step(0.25) == pytest.approx(0.25 * first_step(1.0))
    assert first_step(0.0) == pytest.approx(np.zeros(3))


# Delivery teams

HARMFUL = ALONE | {
    "work.hit_rate": 1e-6,
    "work.harm_rate": 1 - 1e-6,
    "work.change_failure": 0.9,
    "work.outage": 1.0,
    "work.decay": 0.0,
    "today.organisation.horizon_months": 10.0,
    "today.delivery.reality_check": 1.0,
    "today.delivery.quality_bar": 0.999,
}
"""Next to every idea harms and every harm is found.

Nothing is hardened: .9 * .01 of outages within ten months outweighs half of .001 of failures.
"""


def test_harm_found_in_the_month_after_is_undone_however_much_of_it_there_was(neutral_scenario):
    # a month's capacity ships several ideas
    model = OrganisationModel(neutral_scenario(**HARMFUL), seed=1)
    firm = model.firm
    firm.offers.served[0] = 1  # the first segment has variants of its own already
    firm.offers.quality[:] = 1.0
    before = firm.offers.copy()
    market_moves(model)
    reports_arrive(model)
    leader = leaders_of(firm, SegmentLeader)[0]
    leader.capacity = 80.0
    leader.team.work(leader.capacity)
    harms = len(firm.decisions)
    assert {d.outcome for d in firm.decisions} == {"harm"}
    assert harms > 3
    assert firm.offers.met_position()[0].tolist() != before.met_position()[0].tolist()
    leader.capacity = 0.0
    leader.team.work(leader.capacity)
    assert firm.month.rollbacks == harms
    assert firm.offers.met_quality() == pytest.approx(before.met_quality())
    assert firm.offers.met_position() == pytest.approx(before.met_position())


def test_a_single_harm_is_undone_in_the_month_after(neutral_scenario):
    scenario = neutral_scenario(**HARMFUL, **{"work.effort_sd": 0.0})
    model = OrganisationModel(scenario, seed=1)
    firm = model.firm
    firm.offers.quality[:] = 1.0
    before = firm.offers.copy()
    market_moves(model)
    reports_arrive(model)
    leader = leaders_of(firm, SegmentLeader)[0]
    item = leader.plan()[0]
    leader.capacity = item.effort + firm.habits.release_effort
    leader.team.work(leader.capacity)
    assert [d.outcome for d in firm.decisions] == ["harm"]
    k = item.touchpoint
    moved = firm.offers.met_position()[0, k] - before.met_position()[0, k]
    planned = item.position - before.met_position()[0, k]
    assert abs(moved) == pytest.approx(0.5 * abs(planned))
    wanted = model.market.ideal[0, k] - before.met_position()[0, k]
    assert moved * wanted < 0, "away from what the segment wants"
    assert firm.decisions[0].realised_gain < 0
    leader.capacity = 0.0
    leader.team.work(leader.capacity)
    assert firm.month.rollbacks == 1
    assert firm.decisions[-1].outcome == "rolled back"
    assert firm.offers.met_position() == pytest.approx(before.met_position())
    assert firm.offers.served.tolist() == before.served.tolist()


@pytest.fixture(scope="module")
def landed(firm):
    """Where an offer stands, position and quality, after a move shipped."""

    def place(outcome, before, gain, position=1.0, quality=0.9, harm_size=0.5):
        item = Item("move", 0, 0, position, quality, 1.0, 1.0)
        work = firm.habits.work.model_copy(update={"harm_size": harm_size})
        return landed_item(item, outcome, Landing(*before), replace(firm.habits, work=work), gain)[
            :2
        ]

    return place


def test_a_harmful_idea_leads_to_where_customers_are_served_worse(landed):
    def wants(ideal):
        return lambda place: place[1] * np.exp(-((place[0] - ideal) ** 2) / 2)

    # from 0, half of a move of 1 to either side, at no better quality than before
    assert landed("harm", (0.0, 0.7), wants(2.0)) == (-0.5, 0.7)
    assert landed("harm", (0.0, 0.7), wants(-2.0)) == (0.5, 0.7)
    assert landed("harm", (0.0, 0.95), wants(2.0)) == (-0.5, 0.9), "built to the bar"
    assert landed("works", (0.0, 0.7), wants(2.0)) == (1.0, 0.9)
    assert landed("nothing", (0.0, 0.7), wants(2.0)) == (0.0, 0.7)


def test_harm_between_two_groups_brings_nothing_to_either_side(landed):
    """Either way half of the customers are served better: then it leads nowhere."""
    assert landed("harm", (0.0, 0.7), lambda place: abs(place[0])) == (0.0, 0.7)


@given(st.floats(-5, 5), st.floats(0.1, 1), st.floats(-5, 5), st.floats(0, 2), st.floats(0, 1))
def test_nothing_harmful_ever_brings_a_gain(landed, position, quality, ideal, size, bar):
    def value(place):
        return place[1] * np.exp(-((place[0] - ideal) ** 2) / 2)

    before = (0.3, quality)
    after = landed("harm", before, value, position, bar, size)
    assert value(after) <= value(before)


def test_no_offer_moves_out_of_reach_however_often_it_is_harmed(landed):
    place = (0.0, 0.7)
    for _ in range(60):  # each time three times as far from what is wanted
        place = landed("harm", place, lambda p: -abs(p[0] - 1), 1.0, 0.9, 2.0)
    assert place[0] == -FARTHEST


def test_a_failed_release_breaks_what_it_touched_for_the_month(small_scenario):
    scenario = small_scenario(
        **ALONE,
        **{"work.change_failure": 0.9, "work.outage": 0.4, "today.delivery.quality_bar": 0.5},
    )
    model = OrganisationModel(scenario, seed=1)
    firm = model.firm
    while not firm.month.incidents:
        model.step()
    broken = {(d.variant, d.touchpoint) for d in firm.decisions if d.month == model.month - 1}
    variants = ["shared", *(s.name for s in scenario.segments)]
    places = {
        (variants[v], scenario.touchpoint_names[k]) for v, k in np.argwhere(firm.offers.outage > 0)
    }
    assert places
    assert places <= broken
    assert set(firm.offers.outage[firm.offers.outage > 0]) == {0.4}
    firm.begin(firm.clock + 1, firm.norm, model.market.ideal)
    assert firm.offers.outage.sum() == 0


def test_every_idea_that_shipped_counts_as_an_attempt_and_no_hardening(small_scenario):
    scenario = small_scenario(**{"burn_in": 0, "work.capacity": 16})
    firm = OrganisationModel(scenario, seed=1).run(24).firm
    shipped = [d for d in firm.decisions if d.outcome != "rolled back"]
    names = ["shared", *(s.name for s in scenario.segments)]
    ideas = np.zeros_like(firm.offers.attempts)
    for d in shipped:
        if d.action != "harden":
            ideas[names.index(d.variant), scenario.touchpoint_names.index(d.touchpoint)] += 1
    assert {d.action for d in shipped} == {"move", "harden", "extend"}
    assert firm.offers.attempts.tolist() == ideas.tolist()
    assert len(shipped) - 10 > ideas.sum() > 5


def test_reuse_saves_effort_on_the_first_variant_of_something_that_exists_only(small_scenario):
    firm = OrganisationModel(small_scenario(**{"burn_in": 0, "work.reuse": 0.3}), seed=1).firm
    shared, own = leaders_of(firm, ProductLeader)[0], leaders_of(firm, SegmentLeader)[0]
    firm.offers.served[0, 3] = 1
    assert own.prospectus(1).saving.tolist() == [0.3, 0.3, 0.3, 0.0, 0.3]
    assert shared.prospectus(0).saving.tolist() == [0.0] * 5


RESEARCHING = {"burn_in": 0, "work.research_cost": 0.25, "work.effort_sd": 0.0, "work.overrun": 0.0}


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_research_for_nothing_is_paid_and_what_is_dropped_does_not_ship(
    neutral_scenario, monkeypatch, kept
):
    scenario = neutral_scenario(**RESEARCHING, **{"today.delivery.upfront_research": 0.8})
    firm = OrganisationModel(scenario, seed=1).firm
    leader = leaders_of(firm, SegmentLeader)[0]
    items = [Item("move", 1, k, 0.5, 0.9, 10.0, 6.0) for k in (0, 3)]
    asked = []

    def plan(lane=Lane.CHANGE, only=None):
        asked.append(only)
        return items if only is None else items[:kept]

    monkeypatch.setattr(leader, "plan", plan)
    variance = firm.beliefs.variance.copy()
    leader.capacity = 1e-3
    leader.team.work(leader.capacity)
    programme = leader.team.programmes[Lane.CHANGE]
    research = 6.0 * 0.2 / 1.2  # of an item's effort, a quarter by .8 more than without
    build = 6.0 * kept + (firm.habits.release_effort if kept else 0.0)
    assert asked == [None, [(1, 0), (1, 3)]]
    assert programme.items == items[:kept]
    assert programme.effort == pytest.approx(build + research * (2 - kept))
    known = firm.beliefs.variance / variance
    assert known[:, [0, 3]].min(axis=0) == pytest.approx([0.6, 0.6])
    assert (known[:, [1, 2, 4]] == 1).all()
    leader.capacity = programme.remaining
    monkeypatch.setattr(leader, "plan", lambda lane=Lane.CHANGE, only=None: [])
    leader.team.work(leader.capacity)
    assert not leader.team.programmes
    assert len(firm.decisions) == kept
    assert firm.month.releases == (kept > 0)


@pytest.mark.parametrize("effort", [5e-324, 2.225073858507e-311, 1e-160, 1e-9, 1e-5])
def test_next_to_no_research_leaves_beliefs_next_to_unchanged(small_scenario, effort):
    models = [
        OrganisationModel(
            small_scenario(**{"burn_in": 0, "today.delivery.upfront_research": research}), seed=1
        ).run(1)
        for research in (effort, 0.0)
    ]
    for name in ("mean", "variance"):
        one, other = (getattr(model.firm.beliefs, name) for model in models)
        assert one == pytest.approx(other, abs=0.02)


def test_product_leaders_are_not_credited_with_people_who_have_a_variant_of_their_own(
    small_scenario,
):
    firm = OrganisationModel(small_scenario(burn_in=0), seed=1).firm
    leader = leaders_of(firm, ProductLeader)[0]
    assert (leader.exposure(0)[[0, 2], 3] > 0).all()
    firm.offers.served[0, 3] = 1
    exposure = leader.exposure(0)
    assert exposure[0, 3] == 0
    assert exposure[2, 3] > 0


def test_exposure_is_the_credited_revenue_that_meets_a_touchpoint(neutral_scenario):
    scenario = neutral_scenario(**{"burn_in": 0, "market.need_accuracy": 1.0})
    firm = OrganisationModel(scenario, seed=1).firm
    leader = leaders_of(firm, SegmentLeader)[1]
    expected = np.zeros((3, 5))
    expected[1] = firm.books.revenue[1] * firm.company.frequency[1]
    assert leader.exposure(2) == pytest.approx(expected)


def test_segment_leaders_edit_their_own_variant_and_product_leaders_the_shared_one(small_scenario):
    model = OrganisationModel(small_scenario(burn_in=0), seed=1).run(12)
    variants = {d.owner: d.variant for d in model.firm.decisions}
    assert variants
    assert all(owner == variant for owner, variant in variants.items())
    product_led = OrganisationModel(small_scenario(burn_in=0, **PRODUCT_LED), seed=1).run(12)
    owners = {(d.owner, d.variant) for d in product_led.firm.decisions}
    assert owners <= {("Account", "shared"), ("Loan", "shared")}
    assert owners
    assert (product_led.firm.offers.served == 0).all()
