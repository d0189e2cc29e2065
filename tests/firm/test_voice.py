"""Share of voice: firms that recruit the same people share them, by what each spends."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.firm.levers import recruiting_hazard, response_of
from sim.firm.treatment import treatment_of
from sim.firm.voice import kept, shared
from sim.model.model import Entrant, OrganisationModel
from sim.scenario.schema.design import PRESETS
from sim.scenario.schema.experience import Experience
from sim.scenario.schema.levers import Levers
from sim.scenario.schema.stakes import Stakes

spends = st.lists(st.floats(0, 50), min_size=1, max_size=4)


def bought(spend, scale):
    return -np.expm1(-np.asarray(spend) / scale)


def keeps(spends, scale, weight=1.0):
    """What each of several firms keeps beside the others."""
    spends = np.array(spends)
    return kept(spends, weight * (spends.sum() - spends), scale)


def test_two_firms_share_what_both_recruit_by_hand():
    # 1 and 3 scales together recruit 1 - e^-4 of all who can be: a quarter and three quarters of it
    hazard = bought([2.0, 6.0], 2.0) * keeps([2.0, 6.0], 2.0)
    assert hazard == pytest.approx((1 - np.exp(-4)) * np.array([0.25, 0.75]))


def test_half_of_the_rivals_recruiting_crowds_half_by_hand():
    hazard = bought(1.0, 1.0) * keeps([1.0, 1.0], 1.0, 0.5)[0]
    assert hazard == pytest.approx((1 - np.exp(-1.5)) / 1.5)


@given(spends, st.floats(0.01, 20))
def test_together_firms_recruit_as_one_that_spends_what_all_do(spends, scale):
    hazard = bought(spends, scale) * keeps(spends, scale)
    assert hazard.sum() == pytest.approx(bought(sum(spends), scale), abs=1e-8)
    assert (hazard >= 0).all()


@given(spends, st.floats(0.01, 20))
def test_without_rivals_a_firm_keeps_all_to_the_bit(spends, scale):
    assert (kept(np.array(spends), np.zeros(len(spends)), scale) == 1.0).all()


@given(st.floats(0, 50), st.floats(0, 50), st.floats(0, 50), st.floats(0.01, 20))
def test_more_of_rivals_leaves_less(spend, few, many, scale):
    few, many = sorted((few, many))
    one, other = kept(np.full(2, spend), np.array([few, many]), scale)
    assert 0 <= other <= one * (1 + 1e-9)
    assert one <= 1 + 1e-9


def rivals_of(scenario, *designs):
    """Firms that have lived two months, each with another spend on every segment."""
    entrants = [Entrant(design) for design in designs]
    firms = OrganisationModel(scenario, None, 3, rivals=entrants).run(2).firms
    for number, firm in enumerate(firms, 1):
        firm.settings.recruiting = number * np.array([0.1, 0.9, 2.5])
    return firms


def recruits(firms, present=None):
    treatments = [treatment_of(firm) for firm in firms]
    treatments = [t if present is None or n in present else None for n, t in enumerate(treatments)]
    shared(firms, treatments)
    return [t.recruiting if t else None for t in treatments]


def test_firms_of_one_design_share_by_their_spend(small_scenario):
    scenario = small_scenario(**{"rivalry.share_of_voice": 1.0, "burn_in": 2})
    firms = rivals_of(scenario, scenario.today)
    spend = [firm.settings.recruiting for firm in firms]
    scale = scenario.levers.recruiting_scale
    for firm, own, hazard in zip(firms, spend, recruits(firms), strict=True):
        attract = treatment_of(firm).attract
        reach = scenario.levers.recruiting_reach * bought(spend[0] + spend[1], scale)
        assert hazard == pytest.approx(reach * own / (spend[0] + spend[1]) * attract)


def test_a_firm_meets_rivals_by_the_segments_that_they_take_its_people_for(small_scenario):
    scenario = small_scenario(**{"rivalry.share_of_voice": 0.5, "burn_in": 2})
    changed = {"basis": "circumstance"} | {"authority": 1.0}
    today = scenario.today.model_dump()
    other = type(scenario.today).model_validate(
        today | {"organisation": today["organisation"] | changed}
    )
    firms = rivals_of(scenario, other)
    people = firms[0].base.market.people
    own = firms[0].base.acted()
    for a in range(3):
        met = np.bincount(people.by_circumstance[own == a], minlength=3) / (own == a).sum()
        assert firms[0].base.taken_by(firms[1].base)[a] == pytest.approx(met)
        rivals = 0.5 * met @ firms[1].settings.recruiting
        whole = treatment_of(firms[0]).recruiting[a]
        spend = firms[0].settings.recruiting[[a]]
        wanted = whole * kept(spend, np.array([rivals]), scenario.levers.recruiting_scale)
        assert recruits(firms)[0][a] == pytest.approx(wanted[0])


def test_only_firms_in_the_market_are_heard(small_scenario):
    scenario = small_scenario(**{"rivalry.share_of_voice": 1.0, "burn_in": 2})
    firms = rivals_of(scenario, PRESETS["segment_led/incremental"], scenario.today)
    assert recruits(firms, present={0})[0].tolist() == treatment_of(firms[0]).recruiting.tolist()
    assert (recruits(firms, {0, 1})[0] > recruits(firms)[0]).all()


def test_without_share_of_voice_recruiting_adds_up(neutral_scenario):
    firms = rivals_of(neutral_scenario(burn_in=2), PRESETS["segment_led/incremental"])
    for firm, hazard in zip(firms, recruits(firms), strict=True):
        given_ = response_of(Levers(**firm.scenario.levers.model_dump()), Experience(), Stakes())
        pulls = zip(firm.settings.recruiting, treatment_of(firm).attract, strict=True)
        assert hazard.tolist() == [recruiting_hazard(a, pull, given_) for a, pull in pulls]
