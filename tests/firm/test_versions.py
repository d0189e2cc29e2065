"""Versions that leaders of products offer to segments, where the firm tells segments apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.accounts.chart_of_accounts import Account
from sim.firm import delivery
from sim.firm.leaders import ProductLeader, SegmentLeader
from sim.firm.offers import SHARED
from sim.firm.outcomes import Landing, RollBack
from sim.firm.planning import Lane
from sim.model.model import OrganisationModel
from sim.scenario.schema.design import PRESETS

FIRMS = 2
VERSION = FIRMS + 1
ACCOUNT = 0
"""The third segment, its variant, and the product whose leader makes the version here."""

PLAIN = {
    "burn_in": 0,
    "work.hit_rate": 1.0,
    "work.harm_rate": 0.0,
    "work.change_failure": 0.0,
    "work.effort_sd": 0.0,
    "work.overrun": 0.0,
    "work.decay": 0.0,
    "work.frontier": 0.0,
    "work.reuse": 0.4,
    "work.maintenance_share": 0.0,
    "work.vision_share": 0.0,
    "work.lending": 0.0,
    "work.hiring_speed": 0.0,
    "today.organisation.authority": 0.0,
    "today.organisation.incentive": 0.0,
    "today.organisation.basis": "need",
    "today.organisation.outcome_focus": 1.0,
    "today.delivery.risk_aversion": 0.0,
}
"""A product-led firm that knows segments; every idea works, and nothing ages, scatters or breaks."""


def firm_of(scenario, design=None):
    return OrganisationModel(scenario, design, seed=1).firm


def leaders_of(firm, kind):
    return [leader for leader in firm.leaders if isinstance(leader, kind)]


def deviant(firm, ideal=1.5):
    """Everybody has what they want and firms do not, at the use of the account; all of it is known."""
    firm.offers.position[:], firm.offers.quality[:] = 0.0, 0.95
    firm.beliefs.mean[:], firm.beliefs.variance[:] = 0.0, 1e-4
    firm.beliefs.mean[FIRMS, ACCOUNT] = ideal
    firm.view.true_ideal[:] = firm.beliefs.mean
    leader = leaders_of(firm, ProductLeader)[ACCOUNT]
    leader.capacity = 8.0
    return leader


def test_a_segment_with_other_needs_gets_a_version_and_the_shared_offer_stays(small_scenario):
    firm = firm_of(small_scenario(**PLAIN))
    leader, before = deviant(firm), firm.offers.copy()
    (item,) = leader.plan()
    assert (item.action, item.place) == ("move", (VERSION, ACCOUNT))
    capacity = firm.capacity()
    leader.team.work(item.effort + firm.habits.release_effort)
    decision = firm.decisions[0]
    assert (decision.owner, decision.variant) == ("Account", "Firms")
    assert decision.outcome == "works"
    assert decision.realised_gain > 0
    expected = before.served.copy()
    expected[FIRMS, ACCOUNT] = VERSION
    assert firm.offers.served.tolist() == expected.tolist()
    assert firm.offers.position[VERSION, ACCOUNT] == pytest.approx(1.5)
    for name in ("position", "quality", "scope", "known", "attempts"):
        now, then = getattr(firm.offers, name), getattr(before, name)
        assert now[SHARED].tolist() == then[SHARED].tolist(), name
    assert firm.capacity() == pytest.approx(capacity - firm.scenario.work.upkeep), "upkeep"
    firm.ledger.close(0)
    spent = firm.ledger.cube[:, :, :, [Account.DELIVERY, Account.RELEASES]].sum(axis=(0, 3))
    assert spent[FIRMS, ACCOUNT] < 0, "booked for the segment and the product"
    assert spent.sum() == spent[FIRMS, ACCOUNT]


def test_a_version_costs_what_a_variant_of_what_exists_costs(small_scenario):
    firm = firm_of(small_scenario(**PLAIN))
    leader = deviant(firm)
    assert leader.prospectus(SHARED).saving.tolist() == [0.0] * 5
    assert leader.prospectus(VERSION).saving.tolist() == [0.4] * 5
    (version,) = leader.plan()
    firm.beliefs.mean[:, ACCOUNT] = 1.5  # everybody wants the same: then it is for everybody
    (shared,) = leader.plan()
    assert shared.place == (SHARED, ACCOUNT)
    assert version.effort == pytest.approx(0.6 * shared.effort)
    firm.offers.served[FIRMS, ACCOUNT] = VERSION
    assert leader.prospectus(VERSION).saving[ACCOUNT] == 0, "it exists"


def test_a_product_leader_is_credited_with_the_segments_part_of_the_own_product(small_scenario):
    firm = firm_of(small_scenario(**PLAIN))
    leader = leaders_of(firm, ProductLeader)[ACCOUNT]
    assert leader.variants == (0, 1, 2, 3)
    whole = leader.exposure(SHARED)
    for variant in (1, 2, 3):
        expected = np.zeros_like(whole)
        expected[variant - 1] = whole[variant - 1]
        assert leader.exposure(variant).tolist() == expected.tolist()
    assert leader.exposure(VERSION)[FIRMS, ACCOUNT] > 0
    assert leader.exposure(VERSION)[FIRMS, 1] == 0, "the use of the other product"
    value = leader.value()
    firm.offers.served[FIRMS] = VERSION
    assert leader.exposure(SHARED)[FIRMS].sum() == 0
    assert leader.value() == value, "whoever has a version is still the product's customer"


def test_a_plan_ranks_the_items_of_every_variant_by_score(small_scenario):
    scenario = small_scenario(**PLAIN, **{"today.delivery.batch_size": 4})
    firm = OrganisationModel(scenario, seed=1).run(3).firm
    leader = leaders_of(firm, ProductLeader)[ACCOUNT]
    leader.team.programmes = {}
    rng = np.random.default_rng(5)
    firm.beliefs.mean[:] = rng.normal(size=firm.beliefs.mean.shape)
    everything = [
        item
        for variant in leader.variants
        for item in delivery.plan(leader.prospectus(variant), variant, firm.habits)
    ]
    everything.sort(key=lambda item: -item.score)
    planned = leader.plan()
    assert planned == everything[:4]
    for item in everything:
        assert leader.plan(only=[item.place]) == [item], "nothing else at the touchpoint"
    assert len({item.variant for item in planned}) > 1
    assert len({item.place for item in planned}) == 4


def test_a_version_begins_with_another_treatment_and_is_kept_up_as_soon_as_it_exists(
    small_scenario,
):
    many = {"work.maintenance_share": 0.3, "today.delivery.batch_size": 20}
    firm = firm_of(small_scenario(**(PLAIN | many)))
    leader = deviant(firm, ideal=0.0)
    firm.offers.scope[:] = 0.3
    for quality in (0.8, 0.95):
        firm.offers.quality[:] = quality
        assert {item.variant for lane in Lane for item in leader.plan(lane)} == {SHARED}
    for lane in (Lane.MAINTENANCE, Lane.VISION):
        assert not leader.prospectus(VERSION, lane).free.any()
    firm.offers.served[FIRMS, ACCOUNT] = VERSION
    firm.offers.quality[VERSION, ACCOUNT] = 0.8
    assert [item.place for item in leader.plan(Lane.MAINTENANCE)] == [(VERSION, ACCOUNT)]
    assert {item.action for item in leader.plan() if item.variant == VERSION} == {"harden"}
    firm.offers.quality[:] = 0.95
    further = [item for item in leader.plan() if item.variant != SHARED]
    assert [(item.action, item.place) for item in further] == [("harden", (VERSION, ACCOUNT))]
    firm.offers.scope[SHARED] = 0.94
    (vision,) = leader.plan(Lane.VISION)
    assert (vision.action, vision.place) == ("extend", (VERSION, ACCOUNT))


def test_nobody_works_on_the_variant_that_somebody_else_works_on_in_the_same_lane(small_scenario):
    firm = firm_of(small_scenario(**PLAIN))
    leader = deviant(firm)
    (item,) = leader.plan()
    other = next(each for each in leaders_of(firm, SegmentLeader) if each.number == FIRMS)
    other.team.programmes = {Lane.CHANGE: delivery.Programme([item], 10.0, 0.0)}
    assert item.place not in {each.place for each in leader.plan()}
    assert leader.prospectus(SHARED).free.all()
    assert leader.prospectus(1).free.all()
    other.team.programmes = {Lane.MAINTENANCE: delivery.Programme([item], 10.0, 0.0)}
    assert leader.plan() == [item]
    leader.team.programmes = {Lane.CHANGE: delivery.Programme([item], 10.0, 0.0)}
    other.team.programmes = {}
    assert not other.prospectus(VERSION).free[ACCOUNT]


def test_no_two_programmes_of_a_lane_hold_the_same_place_in_a_matrix(small_scenario):
    scenario = small_scenario(
        **{"today.organisation.authority": 0.5, "today.organisation.incentive": 0.5}
    )
    model = OrganisationModel(scenario, seed=2)
    for _ in range(24):
        model.step()
        for lane in Lane:
            held = [
                item.place
                for leader in model.firm.leaders
                if lane in leader.team.programmes
                for item in leader.team.programmes[lane].items
            ]
            assert len(held) == len(set(held))
    owners = {(d.owner, d.variant) for d in model.firm.decisions}
    assert any(owner in ("Account", "Loan") and variant != "shared" for owner, variant in owners)


def test_research_for_a_version_is_of_its_segment(small_scenario):
    scenario = small_scenario(**PLAIN, **{"today.delivery.upfront_research": 0.8})
    firm = firm_of(scenario)
    leader, before = deviant(firm), firm.beliefs.variance.copy()
    items = leader.plan()
    assert [item.place for item in items] == [(VERSION, ACCOUNT)]
    leader.team.begin(Lane.CHANGE, items)
    learnt = firm.beliefs.variance / before
    assert learnt[FIRMS, ACCOUNT] == pytest.approx(0.6)
    learnt[FIRMS, ACCOUNT] = 1
    assert (learnt == 1).all()


def test_a_harmful_version_is_taken_back_with_its_upkeep(small_scenario):
    harmful = {"work.hit_rate": 1e-6, "work.harm_rate": 1 - 1e-6}
    scenario = small_scenario(**(PLAIN | harmful | {"today.delivery.reality_check": 1.0}))
    firm = firm_of(scenario)
    leader = deviant(firm)
    version = delivery.Item("move", VERSION, ACCOUNT, 1.5, 0.9, 1.0, 1.0)
    leader.team.programmes[Lane.CHANGE] = delivery.Programme([version], 1.0, 0.0)
    leader.team.build(Lane.CHANGE, 1.0)
    assert firm.offers.served[FIRMS, ACCOUNT] == VERSION
    assert firm.offers.variants_live() == 6
    assert [harm.item for harm in leader.team.unchecked] == [version]
    leader.team.work(0.0)
    assert (firm.offers.served == SHARED).all()
    assert firm.offers.variants_live() == 5


def test_what_ships_together_is_judged_by_those_whom_it_then_serves(small_scenario):
    firm = firm_of(small_scenario(**PLAIN))
    leader = deviant(firm)
    (version,) = leader.plan()
    shared = replace(version, action="harden", variant=SHARED, position=0.0, quality=0.95)
    leader.team.programmes[Lane.CHANGE] = delivery.Programme([version, shared], 1.0, 0.0)
    firm.offers.quality[SHARED, ACCOUNT] = 0.9
    weight = leader.exposure(SHARED)[:, ACCOUNT]
    leader.team.build(Lane.CHANGE, 1.0)
    realised = firm.decisions[1].realised_gain / firm.scenario.represents
    taste = 1 / np.sqrt(1 + firm.habits.taste_variance)
    assert realised == pytest.approx(0.05 * taste * weight[:FIRMS].sum(), rel=1e-3)


def without_versions(monkeypatch):
    monkeypatch.setattr(ProductLeader, "_may_edit", lambda self: (SHARED,))


def bits(scenario, design):
    model = OrganisationModel(scenario, design, seed=3).run(18)
    offers = model.firm.offers
    return model.ledger.cube.tobytes(), offers.position.tobytes(), repr(model.firm.decisions)


@pytest.mark.parametrize("preset", ["product_led/perfection", "product_led/incremental"])
def test_where_segments_are_not_told_apart_versions_change_nothing_by_a_bit(
    small_scenario, monkeypatch, preset
):
    design = PRESETS[preset]
    assert design.organisation.basis == "none"
    scenario = small_scenario(**{"burn_in": 3})
    knowing = scenario.override(PLAIN).today
    leaders = leaders_of(firm_of(scenario, design), ProductLeader)
    assert {leader.variants for leader in leaders} == {(SHARED,)}, "and take no time"
    before, other = bits(scenario, design), bits(scenario, knowing)
    without_versions(monkeypatch)
    assert bits(scenario, design) == before
    assert bits(scenario, knowing) != other, "and elsewhere they do"


def test_versions_under_way_are_given_up_where_segments_are_no_longer_told_apart(small_scenario):
    scenario = small_scenario(**PLAIN)
    firm = firm_of(scenario)
    leader = deviant(firm)
    (version,) = leader.plan()
    shared = replace(version, action="harden", variant=SHARED)
    leader.team.programmes = {
        Lane.CHANGE: delivery.Programme([version, shared], 9.0, 0.0, done=1.0),
        Lane.VISION: delivery.Programme([version], 9.0, 0.0),
        Lane.MAINTENANCE: delivery.Programme([], 9.0, 0.0),
    }
    places = Landing(0.0, 0.95), Landing(-1.0, 0.9)
    harm = [RollBack(item, *places, firm.offers.served[:, ACCOUNT]) for item in (version, shared)]
    leader.team.unchecked = list(harm)
    state = firm.state()
    model = OrganisationModel(scenario, PRESETS["product_led/incremental"], seed=1)

    def appointed(basis):
        design = scenario.override({"today.organisation.basis": basis}).today
        new = type(firm)(model, scenario, design, 1, state.copy(), firm.base)
        return leaders_of(new, ProductLeader)[ACCOUNT].team

    assert appointed("need").programmes == leader.team.programmes
    assert appointed("need").unchecked == harm
    assert appointed("none").unchecked == harm[1:]
    kept = appointed("none").programmes
    assert kept[Lane.CHANGE] == delivery.Programme([shared], 9.0, 0.0, done=1.0)
    assert set(kept) == {Lane.CHANGE, Lane.MAINTENANCE}
